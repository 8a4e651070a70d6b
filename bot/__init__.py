"""The house: what is decided, written, sent and put together."""
