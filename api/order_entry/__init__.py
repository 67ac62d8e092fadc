"""Order entry: what a CDS Hooks call asks is judged order by order, recorded, and told as cards and ratings."""
