"""The figures that operators watch, for Prometheus: counts and times, with no label that could name a patient."""

import os
from collections.abc import Iterator, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable of prometheus_client under which several worker processes keep one set of figures."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def method_label(method: str) -> str:
    """Return a request's method, or "other": anybody can make a method up, and call it by a patient's name.

    >>> method_label("POST"), method_label("HONGGILDONG")
    ('POST', 'other')
    """
    return method if method in _METHODS else "other"


class Metrics:
    """The figures of one service; those of all its workers where they share a folder."""

    def __init__(self, version: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "imaging_cds_requests", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "imaging_cds_request_seconds", "Time to the answer", ("route",), registry=self._registry, buckets=_SECONDS
        )
        self._decisions = Counter(
            "imaging_cds_decisions", "Advice recorded", ("door", "modality", "strength"), registry=self._registry
        )
        self._version = version

    def count_request(self, method: str, route: str, status: str, seconds: float) -> None:
        """Count an answer; `route` is the address's pattern and never what was asked for."""
        self._requests.labels(method_label(method), route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def count_decision(self, door: str, strengths: Mapping[str, str]) -> None:
        """Count a decision that is on disk: its strength by modality."""
        for modality, strength in strengths.items():
            self._decisions.labels(door, modality, strength).inc()

    def render(self, records: int | None) -> bytes:
        """Return all figures, and the number of records in the log, if it can be read, as Prometheus reads them."""
        registry = CollectorRegistry()
        registry.register(_Now(self._version, records))
        ProcessCollector(registry=registry)
        if SHARED_FOLDER in os.environ:
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        else:
            registry.register(self._registry)
        return generate_latest(registry)


class _Now(Collector):
    """What is looked up when it is asked for, and so is the same in every worker."""

    def __init__(self, version: str, records: int | None) -> None:
        self._version = version
        self._records = records

    def collect(self) -> Iterator[GaugeMetricFamily]:
        version = GaugeMetricFamily("imaging_cds_version", "Always 1", labels=("version",))
        version.add_metric((self._version,), 1)
        yield version
        if self._records is not None:
            yield GaugeMetricFamily("imaging_cds_log_records", "Records in the log", value=self._records)
