"""Say what the page shows, a section at a time, in values that JSON has."""
