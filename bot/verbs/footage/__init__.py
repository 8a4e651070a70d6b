"""Footage and its two dates: listed, asked for, seen, kept, lost."""
