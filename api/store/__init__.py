"""The log on disk: appended before any answer leaves, read back, verified."""
