"""A line of the benchmark's table: a figure of ours beside a peer's from the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`figure` and `peer_figure` are in the same `unit`."""

    name: str
    figure: float
    unit: str
    peer: str
    peer_figure: float

    @property
    def ratio(self) -> float:
        """Our figure over the peer's."""
        return self.figure / self.peer_figure
