"""The guidelines, as data that a clinician can read, and the shelf that turns their bytes into editions."""
