"""Every resource that the hooks emit, in both languages, passes the validators of others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.http.asking import Running
from tests.api.http.hook_calls import ICD, SERVICE, answer, call, draft, post, searchset, suspected
from tests.api.http.test_hooks_of_order_entry import CASES, SITE, answering, at
from tests.fhir.invented_bundles import LOCAL, SNOMED, ago, concept, condition, resource
from tests.oracle.validators import findings

KOREAN = ("Accept-Language", "ko")
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
FEVER = {"conditions": searchset(condition("386661006", recordedDate=ago(hours=1)))}
MORE = [
    call(draft("cxr", reasonCode=[concept("rule-out", LOCAL)]), prefetch=at("safe") | FEVER, encounterId="e1"),
    answering("ct", at("er"), ct_circumstance="negative-but-suspected"),
    call(suspected("ct", code=concept("169069000", SNOMED), note=[{"text": "invented"}], priority="urgent")),
]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose site has the two clinics."""
    folder: Path = tmp_path_factory.mktemp("clinic")
    (folder / "site.yaml").write_text(SITE)
    with Running(folder, site_file=folder / "site.yaml", public_url="https://cds.example") as running:
        yield running


def emitted(response: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every resource of a response."""
    actions = [*response.get("systemActions", [])]
    for card in response["cards"]:
        actions += [action for suggestion in card.get("suggestions", []) for action in suggestion["actions"]]
    return [action["resource"] for action in actions if "resource" in action]


def test_resources_of_every_kind_of_answer_pass(clinic: Running) -> None:
    sent = [case[1] for case in CASES] + MORE
    answers = [post(clinic, each, SERVICE, *languages).document for each in sent for languages in ((), (KOREAN,))]
    resources = [each for answered in answers for each in emitted(answered)]
    assert len(resources) > 40
    assert findings(resources) == []


def test_resources_of_refused_calls_pass(clinic: Running) -> None:
    refused = [
        post(clinic, {"hook": "order-sign"}),
        post(clinic, call(suspected("ct"), prefetch={"laboratory": OUTCOME})),
        post(clinic, call(), "/cds-services/other"),
        post(clinic, {"feedback": []}, f"{SERVICE}/feedback"),
        post(clinic, call(suspected("ct"), prefetch={"patient": resource("Patient", "invented-9")})),
    ]
    assert [each.status for each in refused] == [400, 412, 404, 400, 400]
    assert findings([each.document for each in refused]) == []


def test_echo_of_what_is_no_fhir_is_not_mended(clinic: Running) -> None:
    strange = call(
        suspected("cxr", reasonCode=[concept("U07.2", ICD)], quantity="x"), prefetch=at("er"), encounterId="e1"
    )
    (echoed,) = emitted(answer(clinic, strange))
    assert echoed["quantity"] == "x"
