"""What a record of the log is, and how a log of them is proven; pure."""
