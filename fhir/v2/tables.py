"""Reads tables.yaml: what the codes of HL7 v2 mean in FHIR."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

Table = Mapping[str, str]
"""A meaning by a code in capitals."""


@cache
def read_tables() -> Mapping[str, Table]:
    """Return the tables by name, every scalar as text.

    >>> read_tables()["result_status"]["P"]
    'preliminary'
    """
    written: Mapping[str, Table] = yaml.load(
        files(__package__).joinpath("tables.yaml").read_bytes(),
        Loader=yaml.CBaseLoader,  # noqa: S506  it makes text alone
    )
    return written


def look_up(table: str, code: str | None) -> str | None:
    """Return what a code means in a table, whatever its case.

    >>> look_up("order_control", "nw"), look_up("order_control", "ZZ"), look_up("order_control", None)
    ('active', None, None)
    """
    return read_tables()[table].get(code.strip().upper()) if code else None


def rank_of(status: str | None) -> int:
    """Return which of two statements counts that were made at once: what is void beats what was corrected."""
    return int(read_tables()["rank"].get(status or "", "0"))
