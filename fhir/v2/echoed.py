"""What is repeated of an order, cut to what HL7 2.5.1 has a place for: no field of another version spoils a report.

A component that 2.5.1 does not know, or that is longer than it allows, is left out whole: nothing is cut within a text.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from fhir.v2.patient_numbers import is_civil

# The longest text of each subcomponent of each component; a component without any is not repeated.
_Shape = tuple[tuple[int, ...], ...]
_TEXT, _CODE = (199,), (20,)
_AUTHORITY = (20, 199, 199)
_CODED: Final[_Shape] = (_TEXT,) * 6
_NUMBER: Final[_Shape] = (_TEXT, _CODE, _TEXT, _TEXT)
_IDENTIFIER: Final[_Shape] = (_TEXT, _TEXT, _TEXT, _AUTHORITY, _TEXT)
_NAME: Final[_Shape] = ((199,) * 5, *(_TEXT,) * 4, _CODE, _TEXT, _TEXT, (), (), _TEXT)
_VALUE: Final[_Shape] = (_CODE,)

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SAID: Final = re.compile(r'[^\s^&"]')
"""Null asks to delete, and a report deletes nothing; a blank of any alphabet is nothing."""
_UNNAMED: Final = "^^^^^^U"
_DATES: Final = MappingProxyType({4: "%Y", 6: "%Y%m", 8: "%Y%m%d"})


def patient(written: Mapping[int, str]) -> dict[int, str]:
    """Return the fields of PID that are repeated; none where no number of the patient may be.

    A resident registration number is not repeated, wherever it stands.

    >>> patient({3: "7^^^HIS^MR~8001011234567^^^^NNKOR", 5: "홍^길동", 7: "19800101103000", 19: "8001011234567"})
    {3: '7^^^HIS^MR', 5: '홍^길동', 7: '19800101', 8: ''}
    """
    numbers = [each for each in _numbers(written.get(3, ""), _IDENTIFIER) if not _is_civil(each)]
    if not numbers:
        return {}
    names = _repetitions(written.get(5, ""), _NAME) or [_UNNAMED]
    return {
        3: "~".join(numbers),
        5: "~".join(names),
        7: _date(written.get(7, "")),
        8: _first(written.get(8, ""), _VALUE),
    }


def visit(written: Mapping[int, str]) -> dict[int, str]:
    """Return the fields of PV1 that are repeated; none where nothing tells the visit.

    >>> visit({2: "I", 3: "ICU", 19: "V1^^^HIS^VN"}), visit({19: "V1"}), visit({3: "ICU"})
    ({2: 'I', 19: 'V1^^^HIS^VN'}, {2: 'U', 19: 'V1'}, {})
    """
    kind, visits = _first(written.get(2, ""), _VALUE), _numbers(written.get(19, ""), _IDENTIFIER)
    return {2: kind or "U", 19: visits[0] if visits else ""} if kind or visits else {}


def number(written: str) -> str:
    """Return the number of an order (EI); "" where there is none.

    >>> number("PO1^HIS^1.2.410^ISO^x")
    'PO1^HIS^1.2.410^ISO'
    """
    return next(iter(_numbers(written, _NUMBER)), "")


def parent(placer: str, filler: str) -> str:
    """Return both numbers of an order as the parent of what is said of it (EIP).

    >>> parent("PO1^HIS", ""), parent("", "F1^RIS")
    ('PO1&HIS', '^F1&RIS')
    """
    return f"{number(placer).replace('^', '&')}^{number(filler).replace('^', '&')}".rstrip("^")


def coded(written: str) -> str:
    """Return the first repetition of a coded field (CE).

    >>> coded("71250^흉부 CT^L^CT01^^99KMC^9.0~other")
    '71250^흉부 CT^L^CT01^^99KMC'
    """
    return _first(written, _CODED)


def _first(written: str, shape: _Shape) -> str:
    return next(iter(_repetitions(written, shape)), "")


def _numbers(written: str, shape: _Shape) -> list[str]:
    """Return the repetitions that hold a number: who gave it is nothing without it."""
    return [each for each in _repetitions(written, shape) if _SAID.search(each.partition("^")[0])]


def _repetitions(written: str, shape: _Shape) -> list[str]:
    plain = _CONTROL.sub(" ", written).replace("|", "\\F\\")
    return [cut for each in plain.split("~") if (cut := _cut(each, shape))]


def _cut(repetition: str, shape: _Shape) -> str:
    components = zip(repetition.split("^"), shape, strict=False)
    cut = "^".join(_component(each, longest) for each, longest in components).rstrip("^")
    return cut if _SAID.search(cut) else ""


def _component(component: str, longest: tuple[int, ...]) -> str:
    parts = zip(component.split("&"), longest, strict=False)
    return "&".join(part if len(part) <= most else "" for part, most in parts).rstrip("&")


def _is_civil(identifier: str) -> bool:
    parts = identifier.split("^")
    return is_civil(parts[0], parts[-1] if len(parts) == len(_IDENTIFIER) else "")


def _date(written: str) -> str:
    """Return a date of birth without its time; "" where it is none."""
    date = written.partition("^")[0][:8]
    try:
        datetime.strptime(date, _DATES.get(len(date), "%Y%m%d"))  # noqa: DTZ007  a date has no zone
    except ValueError:
        return ""
    return date
