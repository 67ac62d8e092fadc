"""The order groups of a message: which ORC, OBR and other segments belong together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from fhir.v2.kinds import ORDERS
from fhir.v2.message import Message, Segment

_NUMBERS: Final = (2, 3)
"""Of ORC and of OBR alike: the placer's and the filler's."""

_PRIOR: Final = "PR"
REPORTS: Final = frozenset({"", "RE", _PRIOR})
"""ORC-1 of a group that reports, and orders nothing."""

_PARTS: Final = frozenset({"TQ1", "OBX", "DG1", "IPC", "SPM"})


@dataclass(slots=True)
class Group:
    """One order or one report: ORC, OBR, and what follows up to the next; `parts` by the name of the segment.

    specimens: those that were examined. after_specimen: the numbers of what stands behind them, which may
    tell of something else, unless the whole group is of one specimen. is_prior: an earlier result that goes with an
    order, and says nothing of how far any order has come.
    """

    orc: Segment | None = None
    obr: Segment | None = None
    parts: dict[str, list[Segment]] = field(default_factory=dict)
    specimens: list[Segment] = field(default_factory=list)
    after_specimen: set[int] = field(default_factory=set)
    is_of_specimen: bool = False
    is_prior: bool = False

    def all(self, name: str) -> tuple[Segment, ...]:
        """Return the segments of a name that belong to the group."""
        return tuple(self.parts.get(name, ()))

    def add(self, segment: Segment) -> None:
        """Add a segment, noting an observation that follows the specimen."""
        if segment.id == "SPM":
            self.specimens.append(segment)
            return
        if segment.id == "OBX" and self.specimens and not self.is_of_specimen:
            self.after_specimen.add(segment.number)
        self.parts.setdefault(segment.id, []).append(segment)

    @property
    def control(self) -> str:
        """What is asked of the order (ORC-1), in capitals; empty where nothing is."""
        return ((self.orc.text(1) if self.orc else None) or "").strip().upper()

    def collected(self, result: Segment | None = None) -> tuple[Segment, ...]:
        """Return the specimen whose collection dates the report, or a result of it; none where several differ."""
        is_of_it = result is None or result.number not in self.after_specimen
        return tuple(self.specimens[:1]) if is_of_it and len({each.text(17) for each in self.specimens}) == 1 else ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups of a message, and the observations and diagnoses before them, which are the patient's."""

    groups: tuple[Group, ...]
    before: Group


def group(message: Message) -> Grouped:
    """Return the groups of a message; each ORC begins one, and so does an OBR that no ORC before it speaks of."""
    if message.header.code == "OUL":
        return _group_by_specimen(message)
    before, groups = Group(), list[Group]()
    for segment in message.segments:
        last = groups[-1] if groups else before
        if segment.id == "ORC":
            groups.append(Group(orc=segment))
            groups[-1].is_prior = groups[-1].control == _PRIOR
        elif segment.id == "OBR":
            if last.orc is None or last.obr is not None:
                is_prior = message.header.code in ORDERS and _is_prior(last, segment)
                is_same = not is_prior and _is_same_order(last.orc, segment)
                groups.append(Group(orc=last.orc if is_same else None, is_prior=is_prior))
            groups[-1].obr = segment
        elif segment.id in _PARTS:
            last.add(segment)
    return Grouped(tuple(groups), before)


def _group_by_specimen(message: Message) -> Grouped:
    """Return the groups of a message in which the specimen stands first, and ORC after its OBR."""
    before, groups, specimens = Group(), list[Group](), list[Segment]()
    last = before
    for segment in message.segments:
        if segment.id == "SPM":
            specimens, last = [segment], before
        elif segment.id == "OBR":
            last = Group(obr=segment, specimens=specimens, is_of_specimen=True)
            groups.append(last)
        elif segment.id == "ORC":
            last.orc = segment
        elif segment.id in _PARTS:
            last.add(segment)
    return Grouped(tuple(groups), before)


def _is_prior(last: Group, obr: Segment) -> bool:
    """Tell whether an OBR without an ORC of its own reports what was found before: it says how far its result is."""
    is_of_order = last.orc is not None and last.control not in REPORTS
    return last.is_prior or (is_of_order and obr.text(25) is not None)


def _is_same_order(orc: Segment | None, obr: Segment) -> bool:
    """Tell whether an ORC that has an OBR already may speak of another one: where no number says otherwise."""
    return orc is not None and all(_agree(orc.text(number), obr.text(number)) for number in _NUMBERS)


def _agree(one: str | None, other: str | None) -> bool:
    return other is None or one == other


def present(*segments: Segment | None) -> tuple[Segment, ...]:
    """Return those that there are."""
    return tuple(_present(segments))


def _present(segments: Iterable[Segment | None]) -> Iterator[Segment]:
    return (segment for segment in segments if segment is not None)
