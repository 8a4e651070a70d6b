"""Let anybody see the whole system work, on one page of this machine."""
