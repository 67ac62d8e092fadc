"""Places for connections: so many, and when all are taken the quietest that waits for nothing makes room."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Visit:
    """One connection: when it was last heard of, how much it has said, and whether it may be sent away now."""

    leave: Callable[[], object]
    heard: float
    said: int = 0
    is_idle: bool = True


class Places:
    """At most so many visits at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: dict[Visit, None] = {}

    def __len__(self) -> int:
        return len(self._taken)

    def __iter__(self) -> Iterator[Visit]:
        return iter(list(self._taken))

    def take(self, visit: Visit) -> bool:
        """Give a place, for which somebody may be sent away; False where there is none to be had.

        Whoever has said nothing yet goes before those who have, and then who was heard of longest ago.
        """
        if len(self._taken) >= self._most:
            idle = (each for each in self._taken if each.is_idle)
            quietest = min(idle, key=lambda each: (each.said > 0, each.heard), default=None)
            if quietest is None:
                return False
            self.give_up(quietest)
            quietest.leave()
        self._taken[visit] = None
        return True

    def give_up(self, visit: Visit) -> None:
        """Free a place; a visit that has none changes nothing."""
        self._taken.pop(visit, None)
