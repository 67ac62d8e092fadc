"""Read a request in the JSON of facts: strictly, naming the field that is wrong, and never repeating what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.flaws import flaws_of
from api.times import read_time
from engine.context import STATED, Circumstances, Gathered, Reading
from engine.errors import Flaw, InputError
from engine.facts import Facts
from engine.thresholds import Measurement, Thresholds
from fhir.bundle.units import UNITS, to_canonical

Text = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[Decimal, Field(allow_inf_nan=False)] | Annotated[int, Field(ge=-(10**9), le=10**9)]
Certain = Literal["yes", "no", "not-known"]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Quantity(_Strict):
    value: Number
    unit: Text


class _Measurements(_Strict):
    body_temperature: _Quantity | None = None
    oxygen_saturation: _Quantity | None = None
    respiratory_rate: _Quantity | None = None


class _Circumstances(_Strict):
    age_years: Annotated[int, Field(ge=0, le=130)] | None = None
    pregnant: Certain | None = None
    recent_ct: Certain | None = None


class _Order(_Strict):
    modality: Text


class _Request(_Strict):
    guideline: Text | None = None
    facts: dict[str, Any] | None = None
    measurements: _Measurements | None = None
    circumstances: _Circumstances | None = None
    order: _Order | None = None
    as_of: Text | None = None
    subject: Text | None = None
    episode: Text | None = None
    presume: bool = True
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Consultation:
    """A question as one door read it: what was gathered, and how it is to be answered."""

    gathered: Gathered
    guideline: str | None = None
    as_of: datetime | None = None
    episode: str | None = None
    presume: bool = True
    explain: bool = False


def read_request(document: object, facts: Facts, thresholds: Thresholds, modalities: Sequence[str]) -> Consultation:
    """Return what a JSON request asks; InputError with every flaw that was found."""
    if not isinstance(document, dict):
        raise InputError("not-an-object", Flaw("#", "not-an-object"))
    try:
        request = _Request.model_validate(document)
    except ValidationError as error:
        found = flaws_of(error, _Request)
        raise InputError(found[0].code, *found) from None
    flaws: list[Flaw] = [
        *(flaw for fact, said in (request.facts or {}).items() for flaw in _flaws_of_fact(facts, fact, said)),
        *_flaws_of_order(request.order, modalities),
    ]
    measurements, wrong = _measurements(request.measurements, thresholds)
    flaws += wrong
    as_of = _read_time(request.as_of, flaws)
    if flaws:
        raise InputError(flaws[0].code, *flaws)
    return Consultation(
        Gathered(
            readings=_readings(request.facts or {}),
            measurements=measurements,
            circumstances=_circumstances(request.circumstances),
            order=request.order.modality if request.order else None,
            subject=request.subject,
        ),
        request.guideline,
        as_of,
        request.episode,
        request.presume,
        request.explain,
    )


def _readings(stated: dict[str, Any]) -> tuple[Reading, ...]:
    return tuple(
        Reading(fact, tuple(said) if isinstance(said, list) else (said,), STATED, f"#/facts/{fact}")
        for fact, said in stated.items()
        if said is not None
    )


def _flaws_of_fact(facts: Facts, name: str, said: object) -> list[Flaw]:
    if name not in facts:
        # The name itself is not repeated: it may be anything.
        return [Flaw("#/facts", "unknown-fact", tuple(facts))]
    pointer, allowed = f"#/facts/{name}", facts[name].values
    if said is None or said in allowed:
        return []
    if isinstance(said, str):
        return [Flaw(pointer, "unknown-value", allowed)]
    if not isinstance(said, list):
        return [Flaw(pointer, "wrong-type")]
    if not said:
        return [Flaw(pointer, "empty-list")]
    wrong = [Flaw(f"{pointer}/{i}", "unknown-value", allowed) for i, each in enumerate(said) if each not in allowed]
    return wrong or ([Flaw(pointer, "repeated-value")] if len(set(said)) < len(said) else [])


def _flaws_of_order(order: _Order | None, modalities: Sequence[str]) -> list[Flaw]:
    if order is None or order.modality in modalities:
        return []
    return [Flaw("#/order/modality", "unknown-value", tuple(modalities))]


def _circumstances(said: _Circumstances | None) -> Circumstances:
    if said is None:
        return Circumstances()
    return Circumstances(said.age_years, said.pregnant or "not-known", said.recent_ct or "not-known")


def _measurements(said: _Measurements | None, thresholds: Thresholds) -> tuple[tuple[Measurement, ...], list[Flaw]]:
    measurements: list[Measurement] = []
    flaws: list[Flaw] = []
    for name in thresholds.quantities if said else ():
        quantity: _Quantity | None = getattr(said, name, None)
        if quantity is None:
            continue
        value = to_canonical(name, Decimal(quantity.value), quantity.unit)
        if value is None and quantity.unit not in UNITS[name]:
            flaws.append(Flaw(f"#/measurements/{name}/unit", "unknown-unit", tuple(UNITS[name])))
        elif value is None or not thresholds.quantities[name].is_plausible(value):
            flaws.append(Flaw(f"#/measurements/{name}/value", "implausible"))
        else:
            measurements.append(Measurement(name, value, f"#/measurements/{name}"))
    return tuple(measurements), flaws


def _read_time(said: str | None, flaws: list[Flaw]) -> datetime | None:
    if said is None:
        return None
    time = read_time(said)
    if time is None:
        flaws.append(Flaw("#/as_of", "malformed-time"))
    return time
