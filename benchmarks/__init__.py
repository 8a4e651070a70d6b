"""Measure the product beside what one would build without it."""
