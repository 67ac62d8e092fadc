"""What may be a Korean resident registration number: a citizen's for life, and never the key of anything here."""

import re
from typing import Final

_FORM: Final = re.compile(r"\d{6}[\s.-]*\d{7}")
_BORN: Final = re.compile(
    r"\d\d(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|[12]\d))\d{7}"
)
"""Thirteen digits of which the first six are a day: two of the year, the month, the day."""


def has_resident_form(text: str) -> bool:
    """Tell whether a text has the form of a resident registration number, with or without signs between.

    >>> has_resident_form("900101-1234567"), has_resident_form("9001011234567"), has_resident_form("12345678")
    (True, True, False)
    """
    return _FORM.fullmatch(text.strip()) is not None


def may_be_resident(text: str) -> bool:
    """Tell whether a number may be one: with signs between, or beginning with a possible birthday.

    Numbers of patients, visits and orders may well have 13 digits.

    >>> may_be_resident("900101-1234567"), may_be_resident("9001011234567"), may_be_resident("2026112200001")
    (True, True, False)
    """
    return has_resident_form(text) and (not text.strip().isdigit() or _BORN.fullmatch(text.strip()) is not None)
