"""People: listed, on and off duty, away, handing over, leaving; their numbers."""
