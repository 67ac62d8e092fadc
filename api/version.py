"""The version of the program, as every record of a decision carries it."""

VERSION = "0.1.0"
