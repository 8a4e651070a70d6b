"""Decide: one pure function for each thing that can be asked for."""
