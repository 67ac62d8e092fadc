"""Asks this project's own service everything that the checks look at, with clients and a site of its own."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import yaml
from joserfc.jwk import ECKey

from api.conformance.ask import observe
from api.conformance.exchange import Observed
from api.conformance.plan import Plan
from api.conformance.signing import Signer
from tests.api.http.asking import Running
from tests.api.http.hook_calls import call, draft, searchset
from tests.fhir.invented_bundles import encounter, form, quantity

URL = "http://127.0.0.1:8000"
"""Where a proxy that ends TLS would find the service."""
PUBLIC_URL = "https://cds.example"
ISSUER, ORIGIN = "https://ehr.example", "https://ehr.example"
SITE = """\
locations: {Location/screening: screening-clinic, Location/safe: outpatient-safe-clinic}
"""
NO_SYMPTOMS = {"fever": "no", "respiratory_symptoms": "no", "other_symptoms_or_signs": "no"}


def seen(place: str) -> dict[str, Any]:
    """A call about a patient with a fever, for whom nothing is ordered."""
    now = datetime.now(UTC).isoformat()
    fever = quantity("8310-5", 38.4, "Cel", effectiveDateTime=now)
    prefetch = {"encounter": _at(place), "vital-signs": searchset(fever)}
    return call(hook="patient-view", prefetch=prefetch, encounterId="e1", draftOrders=None)


def ordered(modality: str, place: str, **answers: str) -> dict[str, Any]:
    """A call whose order has answers to its questions."""
    order = draft(modality, supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    return call(order, prefetch={"encounter": _at(place), "answers": searchset(form(**answers))}, encounterId="e1")


def _at(place: str) -> dict[str, Any]:
    return encounter(location=[{"location": {"reference": f"Location/{place}"}}])


CALLS: Mapping[str, dict[str, Any]] = {
    "film without symptoms": ordered("cxr", "screening", visit_reason="epidemiological", **NO_SYMPTOMS),
    "film to rule out": ordered("cxr", "safe", fever="yes", purpose="rule-out-covid-pneumonia"),
    "CT after an unclear film": ordered("ct", "safe", ct_circumstance="film-not-definite"),
    "fever at a safe clinic": seen("safe"),
}


@cache
def observed() -> Observed:
    """What was observed of the service: it knows one client, which has every hook switched on."""
    key = ECKey.generate_key("P-384", {"kid": "invented"})
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = {"site.yaml": SITE, "clients.yaml": _clients(key)}
        for file, text in written.items():
            (folder / file).write_text(text)
        settings: dict[str, Any] = {"site_file": folder / "site.yaml", "clients_file": folder / "clients.yaml"}
        with Running(folder, public_url=PUBLIC_URL, **settings) as service:
            return service.runner.run(_observe(service, key))


async def _observe(service: Running, key: ECKey) -> Observed:
    signer = Signer(key, "invented", ISSUER, None, time.time, iter(lambda: str(uuid4()), ""))
    plan = Plan(
        URL,
        iter(lambda: str(uuid4()), ""),
        origin=ORIGIN,
        timeout=60,
        signer=signer,
        own=tuple(CALLS.items()),
        known_as=PUBLIC_URL,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(service.app, client=("127.0.0.1", 40000))) as client:
        return await observe(client, plan)


def _clients(key: ECKey) -> str:
    client = {
        "id": "ehr",
        "issuer": ISSUER,
        "jwks": {"keys": [key.as_dict(private=False)]},
        "origins": [ORIGIN],
        "modes": {"patient-view": "on"},
    }
    return yaml.safe_dump({"clients": [json.loads(json.dumps(client))]})
