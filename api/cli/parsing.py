"""What a noun of the command line is given to declare its commands with."""

import argparse
from typing import Protocol


class Commands(Protocol):
    """The place where a command declares itself."""

    def add_parser(self, name: str, *, help: str, epilog: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own
        """Return the parser of a new command."""
        ...
