"""How complete what was supplied is: which searches were run, and whether all of what they found is here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """What became of one search of a record."""

    ABSENT = "absent"  # not supplied, so nobody may have searched
    NULL = "null"  # said to be nothing: some clients say so of a search that failed
    EMPTY = "empty"  # searched, and nothing found
    PRESENT = "present"
    PARTIAL = "partial"  # some of what was found; the rest is on pages that are not here
    FAILED = "failed"  # searched without an answer


_WHOLE = frozenset({State.EMPTY, State.PRESENT})


@dataclass(frozen=True, slots=True)
class Searches:
    """The state of each search by name; one that is not named is `otherwise`.

    `newest_first` are the partial ones whose page is in the order of time, so that what is missing is older.
    """

    states: Mapping[str, State] = field(default_factory=dict)
    newest_first: frozenset[str] = frozenset()
    otherwise: State = State.PRESENT

    def state(self, name: str) -> State:
        """Return the state of a search."""
        return self.states.get(name, self.otherwise)

    def is_whole(self, *names: str) -> bool:
        """Tell whether what these searches found is all there is."""
        return all(self.state(name) in _WHOLE for name in names)

    def holds_newest(self, name: str) -> bool:
        """Tell whether nothing newer is known to be missing, or may be on a page that is not here.

        >>> Searches({"laboratory": State.PARTIAL}).holds_newest("laboratory"), Searches().holds_newest("laboratory")
        (False, True)
        """
        return self.holds_all_there_may_be(name) or name in self.newest_first

    def holds_all_there_may_be(self, name: str) -> bool:
        """Tell whether nothing is known to be missing: what nobody searched for is not known to exist."""
        return self.state(name) not in {State.PARTIAL, State.FAILED}


WHOLE = Searches()
"""A record that is taken as it is: a Bundle sent on purpose."""

PARTIAL = Searches(otherwise=State.PARTIAL)
"""A Bundle that says itself that it has further pages."""
