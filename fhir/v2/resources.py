"""The resources that kept statements make: of each key the statement that counts, joined with what belongs to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Raw, json

from fhir.bundle.raw import Entry
from fhir.v2.encounters import encounters_of
from fhir.v2.orders import SEEN
from fhir.v2.placed import Placed
from fhir.v2.places import places_in
from fhir.v2.replaced import WITHDRAWAL, standing, withdrawn
from fhir.v2.statements import Kept
from fhir.v2.telling import name_of

PATIENT: Final = "p"
_FOLDED: Final = frozenset({"Visit", "OrderNumber", "OrderState", WITHDRAWAL})
_decode = json.Decoder(dict[str, Any], float_hook=Decimal).decode
_encode = json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class Made:
    """One resource; `key` of the statement that it was made of, `places` by element."""

    kind: str
    id: str
    key: str
    content: Mapping[str, Any]
    places: Mapping[str, str]

    @property
    def entry(self) -> Entry:
        """The resource as the readers take it."""
        named = {"resourceType": self.kind, "id": self.id}
        subject = {} if self.kind == "Patient" else {"subject": {"reference": f"Patient/{PATIENT}"}}
        return Entry(Raw(_encode({**named, **subject, **self.content})))


def resources_of(kept: Iterable[Kept], as_of: datetime) -> list[Made]:
    """Return the resources as of a time, in an order that does not depend on how the statements came."""
    latest = _counting(kept)
    placed = Placed(latest)
    counting = [one for one in latest if one.statement.kind != "ServiceRequest" or placed.counts(one)]
    ids = _ids(counting)
    names = {f"{kind}/{name_of(kind, key)}": f"{kind}/{own}" for (kind, key), own in ids.items()}
    visits = encounters_of([one for one in counting if one.statement.kind == "Visit"], as_of)
    made = [Made("Encounter", f"v{n}", "", one.content, one.places) for n, one in enumerate(visits)]
    encounters = {one.visit: f"v{n}" for n, one in enumerate(visits)}
    withdrawals = [one for one in counting if one.statement.kind == WITHDRAWAL]
    for one in counting:
        name = (one.statement.kind, one.statement.key)
        if name in ids:
            content = _linked(one, names, ids, encounters)
            places = places_in(one.source, one.statement.fields)
            if one.statement.kind == "ServiceRequest":
                places |= _close(one, content, placed.said_of(one))
            places |= _void(one, content, withdrawals)
            content.pop("of", None)
            made.append(Made(one.statement.kind, ids[name], name[1].removesuffix(SEEN), content, places))
    return made


def _counting(kept: Iterable[Kept]) -> list[Kept]:
    """Return of each kind and key the statement that counts, in the order of the keys."""
    best: dict[tuple[str, str], Kept] = {}
    for one in kept:
        name = (one.statement.kind, one.statement.key)
        known = best.get(name)
        if known is None or _precedence(one) > _precedence(known):
            best[name] = one
    return list(standing([best[name] for name in sorted(best)]))


def _precedence(one: Kept) -> tuple[Any, ...]:
    return *one.statement.precedence, one.source


def _ids(counting: Iterable[Kept]) -> dict[tuple[str, str], str]:
    """Return an id for each statement that becomes a resource."""
    ids: dict[tuple[str, str], str] = {}
    for one in counting:
        kind = one.statement.kind
        if kind not in _FOLDED:
            ids[kind, one.statement.key] = PATIENT if kind == "Patient" else f"s{len(ids)}"
    return ids


def _linked(
    one: Kept,
    names: Mapping[str, str],
    ids: Mapping[tuple[str, str], str],
    encounters: Mapping[str | None, str],
) -> dict[str, Any]:
    """Return the content of a statement with the ids of what it refers to."""
    statement = one.statement
    content = _decode(statement.content)
    for each in content.get("result", ()):
        each["reference"] = names.get(each["reference"], each["reference"])
    if statement.visit is not None and statement.kind not in {"Patient", "QuestionnaireResponse"}:
        encounter = encounters.get(statement.visit) or name_of("Visit", statement.visit)
        content["encounter"] = {"reference": f"Encounter/{encounter}"}
    form = ids.get(("QuestionnaireResponse", statement.key.removesuffix(SEEN)))
    if statement.kind == "ServiceRequest" and form is not None:
        content["supportingInfo"] = [{"reference": f"QuestionnaireResponse/{form}"}]
    return content


def _close(one: Kept, content: dict[str, Any], states: Iterable[Kept]) -> dict[str, str]:
    """Give an order the state that was said of it last, and return where."""
    last = max(states, key=_precedence, default=None)
    if last is None or last.statement.precedence[:2] < one.statement.precedence[:2]:
        return {}
    content["status"] = _decode(last.statement.content)["status"]
    return {"status": f"{last.source}#{last.statement.fields['status']}"}


def _void(one: Kept, content: dict[str, Any], withdrawals: Iterable[Kept]) -> dict[str, str]:
    """Make void a result that does not stand any more, and return where that was said."""
    last = withdrawn(one, content, withdrawals)
    if last is None:
        return {}
    content["status"] = _decode(last.statement.content)["status"]
    return {"status": f"{last.source}#{last.statement.fields['status']}"}
