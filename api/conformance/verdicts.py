"""Holds what was observed of a service against every requirement."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.conformance.checks import actions, calls, cards, discovery, templates, tokens
from api.conformance.checks.judging import Check
from api.conformance.exchange import Observed
from api.conformance.table import Requirement, requirements

CHECKS: Mapping[str, Check] = {
    **discovery.CHECKS,
    **templates.CHECKS,
    **calls.CHECKS,
    **cards.CHECKS,
    **actions.CHECKS,
    **tokens.CHECKS,
}


class Verdict(StrEnum):
    """What became of a requirement."""

    PASSES = "passes"
    FAILS = "fails"
    NOT_APPLICABLE = "not applicable"
    NOT_OBSERVED = "not observed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One requirement's verdict, in how many places it was looked for, and what is wrong where, each thing once."""

    requirement: Requirement
    verdict: Verdict
    places: int = 0
    flaws: tuple[tuple[str, str], ...] = ()

    @property
    def reason(self) -> str:
        """Why the requirement is not judged; empty where it is."""
        match self.verdict:
            case Verdict.NOT_APPLICABLE:
                return self.requirement.why or ""
            case Verdict.NOT_OBSERVED:
                return self.requirement.unseen
            case _:
                return ""


def judge(observed: Observed) -> tuple[Judgement, ...]:
    """Return the judgement of every requirement, in the order of the table."""
    return tuple(_judge(requirement, observed) for requirement in requirements())


def _judge(requirement: Requirement, observed: Observed) -> Judgement:
    if requirement.by is None:
        return Judgement(requirement, Verdict.NOT_APPLICABLE)
    looked_at = list(CHECKS[requirement.by](observed))
    wrong = [(where, what) for where, what in looked_at if what is not None]
    wrong += observed.findings.get(requirement.id, ())
    if wrong:
        # The same thing wrong in many answers is told once, with the first place.
        first = {what: where for where, what in reversed(wrong)}
        flaws = tuple((where, what) for what, where in reversed(first.items()))
        return Judgement(requirement, Verdict.FAILS, max(len(looked_at), 1), flaws)
    verdict = Verdict.PASSES if looked_at else Verdict.NOT_OBSERVED
    return Judgement(requirement, verdict, len(looked_at))
