"""Everything that can go wrong, as one tree that says where it happened.

ImagingCdsError
├── GuidelineError        a guideline, fact or threshold file is refused: file, rule id, reason
├── EngineFault           durable-rules and our own evaluator disagree, or durable-rules failed
├── InputError            what was sent cannot be read: a list of flaws, each with a JSON pointer
└── LogError              the decision log
    ├── LogUnavailable    it cannot append now; nothing was answered, try again
    └── LogDamaged        what is stored is not what was recorded
"""

from dataclasses import dataclass


class ImagingCdsError(Exception):
    """Any error that this program raises on purpose."""


class GuidelineError(ImagingCdsError):
    """A guideline that must not be used, with the place and the reason."""

    def __init__(self, rule: str, reason: str, file: str = "") -> None:
        self.rule = rule
        self.reason = reason
        self.file = file
        super().__init__(": ".join(part for part in (file, rule, reason) if part))

    def within(self, file: str) -> "GuidelineError":
        """Return the same error, told as found in `file`."""
        return GuidelineError(self.rule, self.reason, file)


class EngineFault(ImagingCdsError):
    """The two evaluators of an edition do not agree, or one of them failed."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with what was sent: where (JSON pointer), what (code), and what would be right.

    It never holds what was sent, which may be about a patient.
    """

    pointer: str
    code: str
    allowed: tuple[str, ...] = ()


class InputError(ImagingCdsError):
    """What was sent cannot be read; `problem` is the slug of the documented problem type."""

    def __init__(self, problem: str, *flaws: Flaw) -> None:
        self.problem = problem
        self.flaws = flaws
        places = "; ".join(f"{flaw.pointer} {flaw.code}" for flaw in flaws)
        super().__init__(f"{problem}: {places}" if places else problem)


class LogError(ImagingCdsError):
    """Something about the decision log."""


class LogUnavailable(LogError):
    """The log cannot append now (disk, lock, database); whoever waits gets no answer."""


class LogDamaged(LogError):
    """What is stored is not what was recorded."""
