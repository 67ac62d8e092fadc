"""Record what became of cards: once however often it is told, beside the decision that each card came from."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid5

from api.advise import Advisor
from api.answers import Document, write_time
from api.clients.client import Client
from api.store.port import Entry, StoredRecord
from engine.log.canonical import canonical_bytes
from engine.log.record import Kind
from fhir.hooks.feedback import Feedback

DOOR = "cds-feedback"
_NAMESPACE = UUID("6f0f3b62-5a0c-4d0e-9a55-2f7c8f1b9d21")
"""Of the ids of feedback records, which are made from what they say."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The decision that a card came from, as far as the log knows it."""

    header: Mapping[str, Any]
    kind: str


def entry_of(advisor: Advisor, client: Client, feedback: Feedback) -> Entry:
    """Return what is to be recorded of one piece of feedback; of a card that is not ours, that it was told."""
    origin = _origin_of(advisor.log.find_named(feedback.card), client, feedback.card)
    header: Mapping[str, Any] = origin.header if origin else {}
    document: Document = {
        "card": feedback.card,
        "kind": origin.kind if origin else None,
        "decision": header.get("id"),
        "client": client.id,
        "outcome": feedback.outcome,
        "accepted_suggestions": list(feedback.accepted_suggestions),
        "override_reason": asdict(feedback.override_reason) if feedback.override_reason else None,
        "user_comment": feedback.user_comment,
        "outcome_timestamp": write_time(feedback.outcome_timestamp),
    }
    payload = canonical_bytes(document)
    return Entry(
        kind=Kind.FEEDBACK,
        id=str(uuid5(_NAMESPACE, payload.decode())),
        door=DOOR,
        payload=payload,
        salt=advisor.chance.new_salt(),
        subject=header.get("subject"),
        subject_key=header.get("subject_key"),
        edition=header.get("edition"),
        episode=header.get("episode"),
        once=True,
    )


def _origin_of(record: StoredRecord | None, client: Client, card: str) -> Origin | None:
    """Return the decision of a card; nothing where the card was shown to another client."""
    if record is None:
        return None
    hook = json.loads(record.payload)["hook"]
    if hook["client"] != client.id:
        return None
    kind = next((each["kind"] for each in hook["cards"] if each["uuid"] == card), None)
    return None if kind is None else Origin(json.loads(record.header), kind)
