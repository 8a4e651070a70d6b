"""How a duty comes into being, falls due, is put to people and climbs its ladder."""
