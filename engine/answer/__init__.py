"""From what is known to an answer."""
