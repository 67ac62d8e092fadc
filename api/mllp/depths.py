"""How much waits and what is in trouble, looked up in the store when Prometheus asks."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api.store.hl7_values import Depths
from engine.errors import LogError


class DepthsCollector(Collector):
    """Gauges of the inbox and of each destination's queue; none while the store cannot be read."""

    def __init__(self, depths: Callable[[], Depths]) -> None:
        self._depths = depths

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing: what there will be is not known before it is asked for."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        try:
            depths = self._depths()
        except LogError:
            return
        yield GaugeMetricFamily("imaging_cds_hl7_waiting", "Messages that wait to be read", value=depths.waiting)
        yield _gauge("imaging_cds_hl7_refused", "Messages refused after they were stored", "reason", depths.refused)
        yield _gauge("imaging_cds_hl7_outgoing", "Messages that wait to be sent", "destination", depths.outgoing)
        yield _gauge("imaging_cds_hl7_set_aside", "Messages not taken", "destination", depths.set_aside)


def _gauge(name: str, text: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=(label,))
    for value, count in sorted(values.items()):
        family.add_metric((value,), count)
    return family
