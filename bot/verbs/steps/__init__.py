"""What the engine does by itself when the time has come."""
