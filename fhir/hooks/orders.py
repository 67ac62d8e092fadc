"""The orders of chest imaging among the drafts that are to be judged; the other drafts are context."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Raw

from fhir.bundle.concepts import names
from fhir.bundle.moments import read_moment
from fhir.bundle.order import COMBINED, Order, modality_of
from fhir.bundle.raw import Entry, Found
from fhir.bundle.references import relative
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap
from fhir.hooks.request import HookRequest
from fhir.valuesets.loader import read_codebook

_BOOK = read_codebook("orders")
_OTHER_CHEST_IMAGING = ("ct-angiography", "ct-lung-screening")
_OVER = frozenset({"revoked", "completed", "entered-in-error"})


@dataclass(frozen=True, slots=True)
class ChestOrder:
    """An order of chest imaging: `name` as selections write it, nothing where it has no id.

    `order` is missing where it is a kind of chest imaging (`kind`) that guidelines of film and CT do not speak of.
    """

    kind: str
    name: str | None
    order: Order | None
    raw: Raw


def chest_orders(request: HookRequest, record: Record, site: SiteMap, warnings: list[str]) -> tuple[ChestOrder, ...]:
    """Return the orders to judge: those selected, or all drafts where a client signs, or does not say which."""
    drafts = [found for found in record.found["ServiceRequest"] if _is_draft(found, request)]
    if request.selections is not None:
        drafts = [found for found in drafts if _is_selected(found, request.selections)]
    orders = tuple(order for found in drafts if (order := _read(found, request, site)) is not None)
    if any(order.name is None for order in orders):
        warnings.append("order-without-id")
    if any(found.resource.subject is None for found in drafts):
        warnings.append("order-without-subject")
    if any(COMBINED in names(found.resource.code, _BOOK) for found in drafts):
        warnings.append("combined-study")
    return orders


def forms_of(record: Record, entries: Sequence[Entry]) -> dict[str, Raw]:
    """Return the answered questionnaires that stand by themselves, by reference, as they stood."""
    found = (each for each in record.found["QuestionnaireResponse"] if each.holder is None and each.resource.id)
    return {f"QuestionnaireResponse/{each.resource.id}": entries[each.number].resource for each in found}


def _is_draft(found: Found, request: HookRequest) -> bool:
    is_open = found.resource.status not in _OVER and not found.resource.do_not_perform
    return found.number < len(request.drafts) and found.holder is None and is_open


def _is_selected(found: Found, selections: frozenset[str]) -> bool:
    """Tell whether a selection names the draft: by type and id, by id alone, or by its full address."""
    given = found.resource.id
    names_of_it = {found.full_url, given, f"ServiceRequest/{given}" if given else None} - {None, ""}
    return any(selection in names_of_it or relative(selection) in names_of_it for selection in selections)


def _read(found: Found, request: HookRequest, site: SiteMap) -> ChestOrder | None:
    raw = request.drafts[found.number].resource
    name = f"ServiceRequest/{found.resource.id}" if found.resource.id else None
    modality = modality_of([found.resource.code], site)
    if modality is not None:
        authored = read_moment(found.resource.authored_on, site.zone)
        return ChestOrder(modality, name, Order(found, modality, authored), raw)
    kinds = names(found.resource.code, _BOOK)
    kind = next((kind for kind in _OTHER_CHEST_IMAGING if kind in kinds), None)
    return ChestOrder(kind, name, None, raw) if kind else None
