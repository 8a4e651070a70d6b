"""The record that can be proved: chains of entries, seals over their heads."""
