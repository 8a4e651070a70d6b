"""Play stories on the stage: files that say who does what, and what is to be seen."""
