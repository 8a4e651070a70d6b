"""The policy: what an agency wants, read from its file and worked out in time."""
