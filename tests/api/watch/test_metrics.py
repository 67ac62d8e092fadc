"""Figures of one process, and of several that share a folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.watch.metrics import SHARED_FOLDER, Metrics, method_label

ROOT = Path(__file__).parents[3]


def own(metrics: Metrics, records: int | None = None) -> list[str]:
    """The service's own figures, without the process's and the buckets."""
    lines = metrics.render(records).decode().splitlines()
    return [line for line in lines if line.startswith("imaging_cds") and "_bucket{" not in line and "_sum{" not in line]


def test_figures_begin_with_the_version() -> None:
    assert own(Metrics("1.2.3")) == ['imaging_cds_version{version="1.2.3"} 1.0']


def test_figures_are_counted() -> None:
    metrics = Metrics("0")
    metrics.count_request("GET", "/v1/guidelines", "200", 0.003)
    metrics.count_decision("form", {"cxr": "recommended", "ct": "no-statement"})
    metrics.count_decision("form", {"cxr": "recommended"})
    assert own(metrics, records=3) == [
        'imaging_cds_version{version="0"} 1.0',
        "imaging_cds_log_records 3.0",
        'imaging_cds_requests_total{method="GET",route="/v1/guidelines",status="200"} 1.0',
        'imaging_cds_request_seconds_count{route="/v1/guidelines"} 1.0',
        'imaging_cds_decisions_total{door="form",modality="cxr",strength="recommended"} 2.0',
        'imaging_cds_decisions_total{door="form",modality="ct",strength="no-statement"} 1.0',
    ]


def test_figures_of_two_services_are_apart() -> None:
    one, other = Metrics("0"), Metrics("0")
    one.count_decision("form", {"ct": "no-statement"})
    assert len(own(one)) == 2
    assert len(own(other)) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"])
def test_known_method_is_a_label(method: str) -> None:
    assert method_label(method) == method


def test_processes_that_share_a_folder_have_one_set_of_figures(tmp_path: Path) -> None:
    script = (
        "from api.watch.metrics import Metrics; metrics = Metrics('0');"
        "metrics.count_decision('form', {'ct': 'no-statement'}); print(metrics.render(7).decode())"
    )
    environment = os.environ | {SHARED_FOLDER: str(tmp_path)}
    command = [sys.executable, "-c", script]
    told = [
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    counts = [[line for line in each.splitlines() if line.startswith("imaging_cds_")] for each in told]
    rest = ['imaging_cds_version{version="0"} 1.0', "imaging_cds_log_records 7.0"]
    counted = 'imaging_cds_decisions_total{door="form",modality="ct",strength="no-statement"}'
    assert counts == [[*rest, f"{counted} 1.0"], [*rest, f"{counted} 2.0"]]
