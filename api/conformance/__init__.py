"""Whether a CDS service keeps to CDS Hooks: it is asked with invented patients, and its answers are judged."""
