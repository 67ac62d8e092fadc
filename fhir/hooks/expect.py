"""What the members of a JSON object are expected to be; every finding names the requirement that it breaks."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

SPECIFICATION = "cds-hooks_2.0"
"""The set of requirements whose numbers are used, as the published table of service requirements names it."""

Object = Mapping[str, Any]


def finding(rule: int, where: str, what: str, requirements: str = SPECIFICATION) -> str:
    """Return one finding.

    >>> finding(83, "card 0", "summary is missing")
    'cds-hooks_2.0@83: card 0: summary is missing'
    """
    return f"{requirements}@{rule}: {where}: {what}"


def required_text(rule: int, where: str, holder: Object, key: str) -> Iterator[str]:
    """Find that a member is missing or is no text with something in it."""
    if key not in holder:
        yield finding(rule, where, f"{key} is missing")
    else:
        yield from optional_text(rule, where, holder, key)


def optional_text(rule: int, where: str, holder: Object, key: str) -> Iterator[str]:
    """Find that a member is there and is no text with something in it."""
    if key in holder and not is_text(holder[key]):
        yield finding(rule, where, f"{key} is not a text")


def absolute_url(rule: int, where: str, holder: Object, key: str) -> Iterator[str]:
    """Find that a member is there and is no absolute URL of the web."""
    if key in holder and not is_absolute(holder[key]):
        yield finding(rule, where, f"{key} is not an absolute URL")


def objects_in(rule: int, where: str, holder: Object, key: str, found: list[str]) -> Iterator[tuple[int, Object]]:
    """Walk through the objects of a member that is an array of objects, where it is there."""
    if key not in holder:
        return
    if not isinstance(holder[key], list):
        found.append(finding(rule, where, f"{key} is not an array"))
        return
    for index, each in enumerate(holder[key]):
        if isinstance(each, dict):
            yield index, each
        else:
            found.append(finding(rule, where, f"{key} {index} is not an object"))


def coding(where: str, coded: object) -> Iterator[str]:
    """Find what is wrong with a Coding."""
    if not isinstance(coded, dict):
        yield finding(216, where, "it is not a Coding")
        return
    yield from required_text(216, where, coded, "code")
    yield from required_text(217, where, coded, "system")
    yield from optional_text(219, where, coded, "display")


def nothing_empty(where: str, value: object, *, in_resource: bool = False) -> Iterator[str]:
    """Find members that are null or empty; an array of a FHIR resource may hold null beside a primitive's extension."""
    if value is None or value in ("", [], {}):
        yield finding(3, where, "it is null or empty")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from nothing_empty(f"{where}.{key}", inner, in_resource=in_resource or key == "resource")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if inner is not None or not in_resource:
                yield from nothing_empty(f"{where}[{index}]", inner, in_resource=in_resource)


def is_text(value: object) -> bool:
    """Tell whether a value is text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def is_absolute(value: object) -> bool:
    """Tell whether a value is an absolute URL of the web.

    >>> [is_absolute(url) for url in ("https://cds.example/a?b=c", "/cds-services", "cds.example", None)]
    [True, False, False, False]
    """
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
