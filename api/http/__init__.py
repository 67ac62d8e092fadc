"""The HTTP door: a file per resource, and what they share."""
