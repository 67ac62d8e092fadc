"""The doors, and everything with side effects."""
