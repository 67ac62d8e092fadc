"""Facts stated beside a Bundle: each a part of a Parameters resource, named for the fact."""

from collections.abc import Sequence

from msgspec import Raw, Struct

from engine.context import STATED, Reading
from engine.errors import Flaw, InputError
from engine.facts import Facts

BUNDLE = "bundle"
_DATA = "data"
"""What FHIR's $apply calls the Bundle."""

PASSED_OVER = (
    "subject",
    "encounter",
    "practitioner",
    "organization",
    "userType",
    "userLanguage",
    "userTaskContext",
    "setting",
    "settingContext",
)
"""What FHIR's $apply may say beside it: the Bundle itself tells whom it is about, and the rest changes no answer."""


class Part(Struct, frozen=True, gc=False, rename="camel"):
    """A part of a Parameters resource."""

    name: str
    resource: Raw = Raw()
    value_code: str | None = None
    value_string: str | None = None

    @property
    def holds_bundle(self) -> bool:
        """Whether this is the part that holds the Bundle."""
        return self.name in {BUNDLE, _DATA}


def read_stated(parts: Sequence[Part], facts: Facts) -> tuple[Reading, ...]:
    """Return what the parts state, repeated parts being one of several values; InputError with every flaw."""
    flaws: list[Flaw] = []
    said: dict[str, dict[str, str]] = {}
    for index, part in enumerate(parts):
        if not part.holds_bundle and part.name not in PASSED_OVER:
            flaw = _flaw(part, f"#/parameter/{index}", facts, said)
            flaws += [flaw] if flaw else []
    if flaws:
        raise InputError(flaws[0].code, *flaws)
    return tuple(
        Reading(fact, facts[fact].read_mask(facts[fact].mask(values)), STATED, next(iter(values.values())))
        for fact, values in said.items()
    )


def _flaw(part: Part, pointer: str, facts: Facts, said: dict[str, dict[str, str]]) -> Flaw | None:
    """Return what is wrong with a part; what is right is noted in `said`: by fact and value, where it was said."""
    fact = facts.get(part.name)
    if fact is None:
        return Flaw(f"{pointer}/name", "unknown-fact", (BUNDLE, *facts))
    given = {"valueCode": part.value_code, "valueString": part.value_string}
    values = {name: value for name, value in given.items() if value is not None}
    if len(values) != 1:
        return Flaw(pointer, "wrong-type" if values else "missing-field", tuple(given))
    ((name, value),) = values.items()
    if value not in fact.values:
        return Flaw(f"{pointer}/{name}", "unknown-value", fact.values)
    if value in said.setdefault(fact.id, {}):
        return Flaw(f"{pointer}/{name}", "repeated-value")
    said[fact.id][value] = f"{pointer}/{name}"
    return None
