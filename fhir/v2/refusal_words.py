"""What a refusal says to people: what is wrong, and what would help."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from fhir.v2.refusal import APPLICATION_ERROR


def condition(error: str) -> str:
    """Return an error of table 0357 in words; of an unknown one, what the table has for all others.

    >>> condition("101")
    'A required field is missing'
    """
    conditions = _read_words()["conditions"]
    return str(conditions.get(error) or conditions[APPLICATION_ERROR])


def mend(reason: str, error: str) -> str:
    """Return what is wrong and what to do, by the reason; the error alone where the reason has no words.

    >>> mend("unknown-charset", "102")
    'This character set is not taken. Name one of those allowed in MSH-18 and send the message in it.'
    """
    said = _read_words()["reasons"].get(reason)
    return str(said) if said else f"{condition(error)}."


@cache
def _read_words() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.load(  # every scalar is text
        files(__package__).joinpath("refusal_words.yaml").read_bytes(),
        Loader=yaml.CBaseLoader,  # noqa: S506  text
    )
    return read
