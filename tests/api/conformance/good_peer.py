"""A small CDS service that keeps every requirement: what the checks must let pass, and what tests break one by one."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from starlette.types import Receive, Scope, Send

URL = "https://cds.example"
ISSUER = "https://ehr.example"
NOW = 1_800_000_000
ORIGIN = "https://ehr.example"
TEMPLATES = {
    "patient": "Patient/{{context.patientId}}",
    "observations": "Observation?patient={{context.patientId}}&_sort=-date&_count=5",
    "conditions": "Condition?patient={{context.patientId}}",
    "practitioner": "Practitioner/{{userPractitionerId}}",
}
HOOKS = ("order-select", "order-sign", "patient-view", "appointment-book", "order-dispatch")
DISCOVERY: dict[str, Any] = {
    "services": [
        {
            "hook": hook,
            "id": "invented-advice",
            "title": "Invented advice",
            "description": "Advice on invented orders.",
            "usageRequirements": "None.",
            "prefetch": TEMPLATES,
            "extension": {"com.example.version": "1"},
        }
        for hook in HOOKS
    ]
}
CODING = {"system": "https://cds.example/codes", "code": "x", "display": "A topic"}
REASON = {"system": "https://cds.example/codes", "code": "declined", "display": "The patient declined"}


def card(order: dict[str, Any], instance: str) -> dict[str, Any]:
    """A card with every member that a card may have."""
    reference = f"{order['resourceType']}/{order['id']}"
    other = {name: value for name, value in order.items() if name != "id"}
    uuids = [str(uuid5(NAMESPACE_URL, instance + part)) for part in ("card", "first", "second")]
    return {
        "uuid": uuids[0],
        "summary": "s" * 139,
        "detail": "**Details**",
        "indicator": "info",
        "source": {
            "label": "Invented guideline",
            "url": "https://cds.example/guideline",
            "icon": "https://cds.example/icon.png",
            "topic": CODING,
        },
        "selectionBehavior": "any",
        "suggestions": [
            {
                "uuid": uuids[1],
                "label": "Order something else",
                "isRecommended": True,
                "actions": [
                    {"type": "delete", "description": "Remove the order", "resourceId": reference},
                    {"type": "create", "description": "Order something else", "resource": other},
                ],
            },
            {
                "uuid": uuids[2],
                "label": "Say more",
                "isRecommended": True,
                "actions": [{"type": "update", "description": "Say more", "resource": order}],
            },
        ],
        "overrideReasons": [REASON],
        "links": [
            {"label": "Form", "url": "https://cds.example/form", "type": "absolute"},
            {"label": "App", "url": "https://cds.example/launch", "type": "smart", "appContext": "context"},
        ],
        "extension": {"com.example.card": "1"},
    }


def answer(call: dict[str, Any]) -> dict[str, Any]:
    """The answer to a call: nothing, where no chest CT is ordered."""
    entries = call["context"].get("draftOrders", {}).get("entry", [])
    orders = [each["resource"] for each in entries if each["resource"]["id"] == "invented-ct"]
    if not orders:
        return {"cards": []}
    rated = [{"type": "update", "description": "Rate the order", "resource": order} for order in orders]
    cards = [card(order, call["hookInstance"]) for order in orders]
    return {"cards": cards, "systemActions": rated, "extension": {"com.example.answer": {"a": 1}}}


Answered = tuple[int, dict[str, str], Any]
JSON = {"content-type": "application/json"}


def refusal(status: int) -> Answered:
    """An error that says why."""
    issue = {"severity": "error", "code": "invalid", "diagnostics": "Not what was asked for."}
    return status, {"content-type": "application/fhir+json"}, {"resourceType": "OperationOutcome", "issue": [issue]}


@dataclass(slots=True)
class GoodPeer:
    """The service as an ASGI application; with a key it knows its clients, and `change` may spoil an answer."""

    key: ECKey | None = None
    change: Callable[[str, Answered], Answered] = lambda _, answered: answered
    now: float = NOW
    seen: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = (await receive()).get("body", b"")
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append((scope["method"], scope["path"]))
        status, named, document = self.change(
            scope["path"], self.answered(scope["method"], scope["path"], headers, body)
        )
        listed = [(name.encode(), value.encode()) for name, value in named.items()]
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        await send({"type": "http.response.start", "status": status, "headers": listed})
        await send({"type": "http.response.body", "body": content})

    def answered(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answered:
        """The answer to a request."""
        if method == "OPTIONS":
            allowed = {"access-control-allow-origin": headers["origin"], "access-control-allow-methods": "GET, POST"}
            return 200, allowed, b""
        if path == "/cds-services":
            return 200, JSON, DISCOVERY
        if self.key and not self.knows(headers.get("authorization", ""), URL + path, self.key):
            return 401, {}, b""
        return self.called(path, headers["content-type"], body)

    @staticmethod
    def called(path: str, kind: str, body: bytes) -> Answered:
        """The answer to a call or to feedback."""
        if path not in {"/cds-services/invented-advice", "/cds-services/invented-advice/feedback"}:
            return refusal(404)
        if kind != "application/json":
            return refusal(415)
        try:
            document = json.loads(body)
        except ValueError:
            return refusal(400)
        if path.endswith("/feedback"):
            return 200, {}, b""
        return (200, JSON, answer(document)) if "context" in document else refusal(400)

    def knows(self, authorization: str, audience: str, key: ECKey) -> bool:
        """Whether a request carries a token that is good, and for the first time."""
        try:
            token = jwt.decode(authorization.removeprefix("Bearer "), key, algorithms=["ES384"])
        except (JoseError, ValueError):
            return False
        claims = token.claims
        good = (claims["iss"], claims["aud"]) == (ISSUER, audience) and claims["exp"] > self.now
        fresh = claims["jti"] not in self.seen
        self.seen.add(claims["jti"])
        return good and fresh
