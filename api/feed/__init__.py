"""What HL7 v2 brings, from the bytes that came in to the decisions that follow: whatever door it came by."""
