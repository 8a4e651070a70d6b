"""What became of messages, and what they are put together from."""
