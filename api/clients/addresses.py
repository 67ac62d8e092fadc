"""Addresses as a settings file may name them: exact, and without anything that two readers could read in two ways."""

import re
from urllib.parse import urlsplit

from api.security.host_guard import is_loopback

_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
_VISIBLE = re.compile(r"[\x21-\x7e]+", re.ASCII)
_FOUR = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_SIX = re.compile(r"[0-9a-f:.]+", re.ASCII)
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*/?", re.ASCII)


def plain_url(text: str) -> str | None:
    """Return an address without its final slash and its default port; None where it is not https, or not plain.

    Plain: a host, perhaps a port and a path; no user, query or fragment, nothing escaped, no number for a host.

    >>> plain_url("HTTPS://EHR.example:443/fhir/r4/"), plain_url("https://ehr.example@10.0.0.1/"), plain_url("https://0x7f.1/")
    ('https://ehr.example/fhir/r4', None, None)
    """
    return _plain(text, {"https": 443})


def public_url(text: str) -> str | None:
    """Return the service's own address likewise; on this machine it may be http.

    >>> public_url("http://localhost:8000/"), public_url("http://cds.example")
    ('http://localhost:8000', None)
    """
    plain = _plain(text, {"https": 443, "http": 80})
    return plain if plain and (plain.startswith("https:") or is_loopback(urlsplit(plain).hostname or "")) else None


def is_origin(text: str) -> bool:
    """Tell whether a text is the origin of a web page, as browsers write it.

    >>> is_origin("https://ehr.example:8443"), is_origin("https://ehr.example/"), is_origin("null")
    (True, False, False)
    """
    return _plain(text, {"https": 443, "http": 80}) == text and text.count("/") == 2  # noqa: PLR2004 - of the ://


def _plain(text: str, ports: dict[str, int]) -> str | None:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = _host(parts.netloc, port)
    # Python's reader leaves blanks and control characters out; whoever reads the text after it may not.
    if not _VISIBLE.fullmatch(text) or parts.scheme not in ports or host is None:
        return None
    if parts.query or parts.fragment or "?" in text or "#" in text or not _PATH.fullmatch(parts.path):
        return None
    suffix = "" if port in {None, ports[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{host}{suffix}{parts.path.rstrip('/')}"


def _host(netloc: str, port: int | None) -> str | None:
    """Return the host of a network location that holds nothing else but a port."""
    name = netloc.lower() if port is None else netloc.lower().removesuffix(f":{port}")
    if name.startswith("[") and name.endswith("]") and _SIX.fullmatch(name[1:-1]):
        return name
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        # What ends in a number is an address; in any other form than four decimal numbers, it hides which one.
        return name if _FOUR.fullmatch(name) else None
    return name if _NAME.fullmatch(name) else None
