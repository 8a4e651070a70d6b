"""What verbs stand on: what they are given and return, and what may be said."""
