"""Hold the providers: one module for each, and how their refusals are sorted."""
