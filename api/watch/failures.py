"""What may be told of a failure that nobody foresaw: what kind it was and where, never what it says."""

import traceback
from pathlib import Path

_MOST_PLACES = 8


def kind_of(failure: BaseException) -> str:
    """Return the name of an exception's type; its message may hold what was sent."""
    return type(failure).__name__


def places_of(failure: BaseException) -> list[str]:
    """Return where it happened, the innermost place last: file, line and function.

    >>> places_of(ValueError("Invented Name"))
    []
    """
    frames = traceback.extract_tb(failure.__traceback__)[-_MOST_PLACES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
