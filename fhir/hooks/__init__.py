"""CDS Hooks: requests of order entry read, cards and ratings written; nothing is decided here."""
