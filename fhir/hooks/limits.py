"""What one client wants to be shown at most."""

from dataclasses import dataclass
from typing import Literal

Indicator = Literal["info", "warning", "critical"]
INDICATORS: tuple[Indicator, ...] = ("info", "warning", "critical")
"""In order of increasing urgency."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many cards an order may have, of which kinds (all, where none are named), and from which urgency on."""

    cards_per_order: int = 2
    kinds: frozenset[str] = frozenset()
    least: Indicator = "info"
