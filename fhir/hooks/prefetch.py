"""What a client sent along: found, empty, null, partial, failed and absent told apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import DecodeError, Raw, Struct, json

from fhir.bundle.moments import read_moment
from fhir.bundle.raw import Entry, kind_of
from fhir.bundle.searches import Searches, State
from fhir.hooks.request import HookRequest
from fhir.hooks.templates import TEMPLATES

_NEXT, _OUTCOME = "next", "OperationOutcome"
_FAILURES = frozenset({"fatal", "error"})
_UTC = ZoneInfo("UTC")


class _Link(Struct, frozen=True, gc=False):
    relation: str | None = None


class _Supplied(Struct, frozen=True, gc=False, rename="camel"):
    resource_type: str
    entry: tuple[Entry, ...] = ()
    link: tuple[_Link, ...] = ()
    total: int | None = None


class _Issue(Struct, frozen=True, gc=False):
    severity: str | None = None


class _Outcome(Struct, frozen=True, gc=False):
    issue: tuple[_Issue, ...] = ()


class _Dated(Struct, frozen=True, gc=False, rename="camel"):
    effective_date_time: str | None = None


_decode = json.Decoder(_Supplied).decode
_decode_outcome = json.Decoder(_Outcome).decode
_decode_dated = json.Decoder(_Dated).decode


@dataclass(frozen=True, slots=True)
class Supplied:
    """The resources that came along, each with the place it stood in, and the state of every search."""

    entries: tuple[Entry, ...]
    places: tuple[str, ...]
    searches: Searches
    warnings: tuple[str, ...]

    def states(self) -> dict[str, str]:
        """Return the state of each search by its key, as it is recorded."""
        return {key: self.searches.state(key).value for key in TEMPLATES}


def sort_prefetch(request: HookRequest, fetched: Mapping[str, bytes | None] | None = None) -> Supplied:
    """Sort what came along, and what was fetched for the keys that did not (None where that failed)."""
    entries, places = list(request.drafts), [_draft_place(number) for number in range(len(request.drafts))]
    states: dict[str, State] = dict.fromkeys(TEMPLATES, State.ABSENT)
    newest_first: set[str] = set()
    warnings: list[str] = []
    sent: dict[str, bytes | None] = {key: bytes(raw) for key, raw in request.prefetch.items()}
    for key, data in (sent | {key: data for key, data in (fetched or {}).items() if key not in sent}).items():
        opened = _open(data, is_search="?" in TEMPLATES.get(key, ""), warnings=warnings)
        if key in states:
            states[key] = opened.state
        else:
            warnings.append("prefetch-key-unknown")
        if opened.is_newest_first:
            newest_first.add(key)
        name = f"prefetch.{key}" if key in states else "prefetch"
        entries += [entry for _, entry in opened.found]
        places += [name + place for place, _ in opened.found]
    searches = Searches(states, frozenset(newest_first))
    return Supplied(tuple(entries), tuple(places), searches, tuple(dict.fromkeys(warnings)))


def _draft_place(number: int) -> str:
    return f"context.draftOrders.entry[{number}].resource"


@dataclass(frozen=True, slots=True)
class _Opened:
    """What one key holds: its resources, each with its place under the key; `is_newest_first` of a page alone."""

    state: State
    found: tuple[tuple[str, Entry], ...] = ()
    is_newest_first: bool = False


def _open(data: bytes | None, *, is_search: bool, warnings: list[str]) -> _Opened:
    if data is None or data == b"null":
        return _Opened(State.FAILED if data is None else State.NULL)
    try:
        data.decode()  # what is not looked at may be echoed, so it must be text as well
        supplied = _decode(data)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        warnings.append("prefetch-not-fhir")
        return _Opened(State.FAILED)
    if supplied.resource_type == "Bundle":
        return _open_page(supplied)
    if supplied.resource_type == _OUTCOME:
        return _Opened(State.FAILED)
    if is_search:
        # One resource in place of a page does not tell that there are no others.
        warnings.append("prefetch-not-a-bundle")
    return _Opened(State.PARTIAL if is_search else State.PRESENT, (("", Entry(Raw(data))),))


def _open_page(page: _Supplied) -> _Opened:
    kinds = [kind_of(entry.resource) for entry in page.entry]
    found = tuple(
        (f".entry[{number}].resource", entry)
        for number, (entry, kind) in enumerate(zip(page.entry, kinds, strict=True))
        if entry.resource and kind != _OUTCOME
    )
    # A searchset may hold an OperationOutcome that tells about the search: it is no finding.
    outcomes = [entry.resource for entry, kind in zip(page.entry, kinds, strict=True) if kind == _OUTCOME]
    if any(map(_tells_failure, outcomes)) or len(found) + len(outcomes) < len(page.entry):
        return _Opened(State.PARTIAL if found else State.FAILED, found)
    if any(link.relation == _NEXT for link in page.link) or (page.total or 0) > len(found):
        return _Opened(State.PARTIAL, found, _is_newest_first(entry for _, entry in found))
    return _Opened(State.PRESENT if found else State.EMPTY, found)


def _tells_failure(outcome: Raw) -> bool:
    try:
        issues = _decode_outcome(outcome).issue
    except DecodeError:
        return True
    return any(issue.severity in _FAILURES for issue in issues)


def _is_newest_first(found: Iterable[Entry]) -> bool:
    """Tell whether a page shows that it is in the order of time; of what says no time, nobody can tell."""
    moments = []
    for entry in found:
        try:
            dated = _decode_dated(entry.resource)
        except DecodeError:
            return False
        moment = read_moment(dated.effective_date_time, _UTC)
        if moment is None:
            return False
        moments.append(moment)
    is_ordered = all(newer.earliest >= older.latest for newer, older in pairwise(moments))
    # Of one time alone, it may as well be the oldest first.
    return is_ordered and len(moments) > 1 and moments[0].is_newer_than(moments[-1])
