"""Hold the desk: what is asked for is admitted, decided, written, answered."""
