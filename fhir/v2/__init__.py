"""HL7 v2 in and out: bytes to messages, messages to statements about a patient, decisions to messages."""
