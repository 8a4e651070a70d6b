"""The vocabulary and the record. Empty of code: see tests/guards."""
