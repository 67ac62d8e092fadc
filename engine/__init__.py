"""The pure core: what is known, what a guideline is, and what follows; no clock, disk, network or chance."""
