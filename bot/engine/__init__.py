"""Hold what ticks: due work, housekeeping, and the metronome that nudges them."""
