"""MLLP, the way HL7 v2 travels: frames on a connection, taken from senders and sent to destinations."""
