"""Hold the processes that are measured, one module each."""
