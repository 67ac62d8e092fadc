"""What is told of a message that was refused, as the tests of its reader compare it."""

from collections.abc import Callable

import pytest

from fhir.v2.refusal import MessageRefused


def refused(read: Callable[..., object], *given: object) -> tuple[str, str, str, str]:
    """The code, the error, the place and the reason with which a message is refused."""
    with pytest.raises(MessageRefused) as info:
        read(*given)
    error = info.value
    return error.code, error.error, error.place, error.reason
