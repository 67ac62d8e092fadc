"""The figures of the listener and the senders, for Prometheus, with no label that could name a patient."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, start_http_server

from engine.errors import LogUnavailable

Event = Literal["too-big", "timeout", "garbage", "idle", "evicted", "refused", "handshake", "reset", "failed"]
"""Why a connection ended, or was never served, otherwise than by its sender's wish."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Counts:
    """What one process has seen."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        registry = self.registry
        self._frames = Counter("imaging_cds_hl7_frames", "Messages answered", ("code",), registry=registry)
        self._outcomes = Counter(
            "imaging_cds_hl7_messages", "Messages by what became of them", ("outcome",), registry=registry
        )
        self._bytes = Counter("imaging_cds_hl7_bytes", "Their bytes", registry=registry)
        self._seconds = Histogram(
            "imaging_cds_hl7_answer_seconds", "From the frame's end to its answer", registry=registry, buckets=_SECONDS
        )
        self._events = Counter("imaging_cds_hl7_connection_ends", "Connections ended", ("why",), registry=registry)
        self._open = Gauge("imaging_cds_hl7_connections", "Connections that are served", registry=registry)
        self._sent = Counter(
            "imaging_cds_hl7_sendings", "Attempts to send", ("destination", "outcome"), registry=registry
        )

    def count_frame(self, code: str, size: int, seconds: float) -> None:
        """Count a message that was answered; code: MSA-1, or "none"."""
        self._frames.labels(code).inc()
        self._bytes.inc(size)
        self._seconds.observe(seconds)

    def count_outcome(self, outcome: str) -> None:
        """Count a message by what became of it: stored, replayed, conflict, refused, unavailable, acknowledgement."""
        self._outcomes.labels(outcome).inc()

    def count_end(self, why: Event) -> None:
        """Count a connection that was ended for a reason."""
        self._events.labels(why).inc()

    def count_open(self, change: Literal[1, -1]) -> None:
        """Count a connection that is served from now on, or no longer."""
        self._open.inc(change)

    def count_sending(self, destination: str, outcome: str) -> None:
        """Count an attempt to send; outcome: sent, again, set-aside or unreachable."""
        self._sent.labels(destination, outcome).inc()

    def ends(self, why: Event) -> int:
        """Return how many connections were ended for a reason."""
        return int(self.registry.get_sample_value("imaging_cds_hl7_connection_ends_total", {"why": why}) or 0)

    def frames(self, code: str) -> int:
        """Return how many messages were answered with a code."""
        return int(self.registry.get_sample_value("imaging_cds_hl7_frames_total", {"code": code}) or 0)

    def open(self) -> int:
        """Return how many connections are served now."""
        return int(self.registry.get_sample_value("imaging_cds_hl7_connections") or 0)


@contextmanager
def shown(counts: Counts, port: int | None) -> Iterator[int | None]:
    """Show the figures to this machine alone, on a port of it; gives the port, None where none is wanted."""
    if port is None:
        yield None
        return
    try:
        server, thread = start_http_server(port, addr="127.0.0.1", registry=counts.registry)
    except OSError as error:
        message = f"cannot show figures on port {port}: {error.strerror}"
        raise LogUnavailable(message) from None
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
