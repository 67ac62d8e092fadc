"""What operators ask: is it alive, can it record, and how much has it done."""

import re
from pathlib import Path

import pytest

from tests.api.http.asking import Running


def figures(service: Running) -> dict[str, float]:
    """The service's own figures by name and labels."""
    lines = service.ask("GET", "/metrics").body.decode().splitlines()
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in lines if line.startswith("imaging_cds_"))
    }


def test_live_and_ready_are_told(service: Running) -> None:
    assert service.ask("GET", "/health/live").document == {"status": "live"}
    assert service.ask("GET", "/health/ready").document == {"status": "ready"}


def test_service_is_not_ready_when_its_log_is_gone(own_service: Running) -> None:
    own_service.database.rename(own_service.database.with_name("elsewhere"))
    answered = own_service.ask("GET", "/health/ready")
    assert (answered.status, answered.problem, answered.headers["retry-after"]) == (503, "log-unavailable", "2")
    assert own_service.told()[-2]["event"] == "log-unavailable"


def test_figures_count_decisions_by_door_modality_and_strength(own_service: Running) -> None:
    key = ("Idempotency-Key", "k")
    for _ in range(2):  # the second is not recorded again
        own_service.decide({"facts": {"care_setting": "outpatient-safe-clinic", "fever": "yes"}}, key)
    own_service.decide({})
    own_service.decide({"facts": {"fever": "perhaps"}})
    counted = {name: value for name, value in figures(own_service).items() if "decisions_total{" in name}
    labels = 'imaging_cds_decisions_total{{door="http-facts",modality="{}",strength="{}"}}'
    assert counted == {
        labels.format("cxr", "recommended"): 1,
        labels.format("ct", "no-statement"): 1,
        labels.format("cxr", "needs-information"): 1,
        labels.format("ct", "needs-information"): 1,
    }


def test_figures_count_requests_by_route_and_status(own_service: Running) -> None:
    own_service.ask("GET", "/v1/decisions/somebody")
    own_service.ask("GET", "/somewhere")
    counted = {name: value for name, value in figures(own_service).items() if "requests_total{" in name}
    assert counted == {
        'imaging_cds_requests_total{method="GET",route="/v1/decisions/{decision_id}",status="404"}': 1,
        'imaging_cds_requests_total{method="GET",route="unknown",status="404"}': 1,
    }


def test_figures_tell_the_size_of_the_log(own_service: Running) -> None:
    size = own_service.at_hand.advisor.log.size()
    own_service.decide({})
    assert figures(own_service)["imaging_cds_log_records"] == size + 1


def test_figures_are_told_without_a_log(own_service: Running) -> None:
    own_service.database.rename(own_service.database.with_name("elsewhere"))
    told = figures(own_service)
    assert "imaging_cds_log_records" not in told
    assert [name for name in told if name.startswith("imaging_cds_version")] == ['imaging_cds_version{version="0.1.0"}']


@pytest.mark.parametrize("name", ["process_resident_memory_bytes", "process_cpu_seconds_total"])
def test_figures_tell_of_the_process(service: Running, name: str) -> None:
    assert re.search(rf"^{name} [1-9]", service.ask("GET", "/metrics").body.decode(), re.MULTILINE)


def test_service_tells_when_it_starts_and_stops(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        digest = running.at_hand.advisor.library.find(None).digest
    started, stopped = running.told()
    assert (started["event"], started["guidelines"], started["demonstration"]) == (
        "started",
        [f"ksr-kstr-2020 {digest}"],
        False,
    )
    assert stopped["event"] == "stopped"
