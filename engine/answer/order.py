"""The order held against the advice, and what is presumed of an order whose reasons are not settled."""

from collections.abc import Sequence

from engine.answer.advice import Advice
from engine.answer.settle import Settler, Settling
from engine.guideline import Edition


def presumably(settler: Settler, known: Sequence[int], settling: Settling, *, presume: bool) -> str | None:
    """Return the strength that an ordered modality would settle on if the order had lifted no presumption."""
    if settling.is_settled or not presume:
        return None
    without_order = settler.settle(known, None)
    return without_order.strength if without_order.is_settled else None


def concordance(edition: Edition, advice: Advice) -> str:
    """Say whether an order agrees with the advice on its modality, in the words of the edition's strengths.

    A caution that holds says so in place of the strength; one that only may hold does not.
    """
    holding = {each.id for each in advice.cautions if each.holds == "yes"}
    for caution in edition.cautions:
        if caution.id in holding:
            return caution.concordance
    return edition.strengths[advice.strength].concordance
