"""What leaves the house as evidence, and how anyone checks it."""
