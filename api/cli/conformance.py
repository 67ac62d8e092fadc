"""`imaging-cds conformance`: whether a CDS service, this or any other, keeps to CDS Hooks 2.0."""

import argparse
from pathlib import Path

from api.cli.parsing import Commands


def add_to(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "conformance",
        help="whether a CDS service keeps to CDS Hooks 2.0, requirement by requirement",
        epilog="example: imaging-cds conformance https://cds.example.org --format markdown",
    )
    command.add_argument("url", metavar="URL", help="address of the service, before /cds-services")
    command.add_argument("--service", metavar="ID", help="ask this service alone")
    command.add_argument("--hook", action="append", default=[], help="ask for this hook alone; may be repeated")
    command.add_argument("--origin", help="origin of a browser that the service allows")
    command.add_argument("--token-key", type=Path, metavar="FILE", help="private key of a client that it knows")
    command.add_argument("--key-id", metavar="KID", help="the key's id; default: as in the file, else its thumbprint")
    command.add_argument("--issuer", help="the client's issuer; needed with --token-key")
    command.add_argument("--public-url", metavar="URL", help="address that tokens name, where it is not the first URL")
    command.add_argument("--tenant", help="the client's tenant")
    command.add_argument(
        "--request", type=Path, action="append", default=[], metavar="FILE", help="a call to send too, as JSON"
    )
    command.add_argument("--timeout", type=float, default=10.0, metavar="S", help="seconds for each request (10)")
    command.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Ask a service, and print what became of every requirement."""
    from api.conformance.command import check_service  # noqa: PLC0415 - the other commands need no HTTP client

    return check_service(chosen)
