"""Name what can go wrong with what somebody does on the page."""


class ActError(Exception):
    """What was asked for cannot be done; the text is a sentence for whoever asked."""
