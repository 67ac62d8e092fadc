"""The shape of an edition's thresholds, for those who read it."""

from pydantic import BaseModel

from api.http.contract.answer import Words


class Quantity(BaseModel):
    """A kind of measurement, its unit (UCUM) and what a living patient can have."""

    id: str
    name: Words
    unit: str
    lowest: str
    highest: str


class Limit(BaseModel):
    """A limit at which a measurement means a value of a fact."""

    quantity: str
    comparison: str
    limit: str
    fact: str
    value: str
    source: Words


class Thresholds(BaseModel):
    """When a number becomes a fact, and how far back what is read still counts."""

    quantities: list[Quantity]
    limits: list[Limit]
    windows_seconds: dict[str, int]
