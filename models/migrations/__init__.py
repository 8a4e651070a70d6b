"""Hold the steps by which an installation's tables came to be as they are."""
