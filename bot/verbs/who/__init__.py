"""Who is who, who is on duty, and who acts in whose place; pure."""
