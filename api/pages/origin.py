"""Tell a form sent by our own page from one that another site sends through somebody's browser."""

from collections.abc import Mapping
from urllib.parse import urlsplit

_OURS = {"same-origin", "none"}
"""`none`: the user's own doing, such as a reload; no site can bring it about."""


def is_own(headers: Mapping[str, str]) -> bool:
    """Tell whether a POST with these headers (names in lower case) may be ours.

    Browsers say where it comes from in Sec-Fetch-Site, and where they do not (plain HTTP), in Origin. What says
    neither is no browser, and needs no other site to send what it likes.

    >>> is_own({"sec-fetch-site": "cross-site"}), is_own({"origin": "http://clinic:8000", "host": "clinic:8000"})
    (False, True)
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OURS
    origin = headers.get("origin")
    return origin is None or _place(origin) == headers.get("host")


def _place(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
