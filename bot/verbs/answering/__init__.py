"""What people answer to a duty: I have it, done, later, not me, not mine."""
