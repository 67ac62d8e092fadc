"""Registered clients: who may ask, how each proves who it is, and what it wants to be shown."""
