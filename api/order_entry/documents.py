"""What is recorded of a call beside its decision: which hook asked, of which order, and what was shown."""

from collections.abc import Iterable

from api.answers import Document
from api.clients.client import Client
from api.order_entry.case import Case
from fhir.bundle.unmapped import Unmapped
from fhir.hooks.orders import ChestOrder


def about_call(
    case: Case, client: Client, order: ChestOrder | None, topic: tuple[str, ...], because: str = ""
) -> Document:
    """Return what is recorded of the call itself: of the patient nothing but resource ids.

    because: why the guideline was not consulted, where it was not.
    """
    request = case.request
    return {
        "hook": request.hook,
        "instance": request.instance,
        "client": client.id,
        "mode": client.mode(request.hook),
        "language": client.language,
        "order": order.name if order else None,
        "topic": list(topic),
        "because": because,
        "sources": case.supplied.states(),
        "warnings": list(case.warnings),
        "rating": None,
        "rt_pcr_ordered": False,
        "options": {},
        "cards": [],
        "withheld": [],
    }


def write_unmapped(codes: Iterable[Unmapped]) -> list[Document]:
    """Return the codes that nobody has mapped, as the operator is told of them later."""
    return [{"table": each.table, "code": each.code, "path": each.path} for each in codes]
