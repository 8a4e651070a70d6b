"""Hold what leaves: how it is worded, sent, tried again and looked up."""
