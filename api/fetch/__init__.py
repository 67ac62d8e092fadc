"""Fetching from a client's own server, and from nowhere else."""
