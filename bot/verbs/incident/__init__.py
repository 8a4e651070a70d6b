"""An incident: opened, noted, corrected, linked, closed and opened again."""
