"""`imaging-cds serve`: the HTTP service."""

import argparse
import os

from api.cli.parsing import Commands
from api.settings import Settings


def add_to(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("serve", help="the HTTP service", epilog="example: imaging-cds serve --port 8001")
    command.add_argument("--host", help="address to listen on (IMAGING_CDS_HOST)")
    command.add_argument("--port", type=int, help="port to listen on (IMAGING_CDS_PORT)")
    command.add_argument("--workers", type=int, default=1, help="number of processes")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Serve until told to stop."""
    # Workers are processes of their own and read their settings from the environment.
    for name in ("host", "port"):
        if getattr(chosen, name) is not None:
            os.environ[f"IMAGING_CDS_{name.upper()}"] = str(getattr(chosen, name))
    from api.server import serve  # noqa: PLC0415 - the other commands need no web framework

    return serve(Settings(), chosen.workers)
