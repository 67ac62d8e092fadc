"""The conditions of the PlanDefinition, evaluated by another's FHIRPath, agree with the engine."""

import random
from typing import Any

from engine.answer.decide import DecidingEdition
from engine.context import STATED, Gathered, Reading, weigh
from fhir.r4.plan import plan_definition
from tests.fhir.r4.invented_records import BASE, NOW, edition, library
from tests.oracle.validators import evaluate

CONTEXTS = 400


def contexts() -> list[dict[str, str]]:
    """Complete contexts by chance, every row of the guideline among them: all that it leaves open, by chance."""
    chance = random.Random(20200407)
    rows = [row for each in edition().recommendations for row in each.rows]
    rows += [row for each in edition().cautions for row in each.rows]
    found = []
    for number in range(CONTEXTS):
        context = {fact.id: chance.choice(fact.values) for fact in edition().facts.values()}
        # By chance alone, five denied symptoms hardly ever come together.
        for cell in rows[number % len(rows)].cells + rows[chance.randrange(len(rows))].cells:
            context[cell.fact] = chance.choice(cell.values)
        found.append(context)
    return found


def response(context: dict[str, str]) -> dict[str, Any]:
    """The answered form."""
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{BASE}/Questionnaire/ksr-kstr-2020|2020-04.1",
        "status": "completed",
        "item": [
            {"linkId": fact, "answer": [{"valueCoding": {"system": f"urn:imaging-cds:{fact}", "code": value}}]}
            for fact, value in context.items()
        ],
    }


def conditions() -> dict[tuple[str, str], list[str]]:
    """The expressions that must all hold, by statement and modality."""
    found: dict[tuple[str, str], list[str]] = {}
    for action in plan_definition(edition(), BASE)["action"]:
        for part in action.get("action", [action]):
            inner = part.get("condition", []) if part is not action else []
            told = [each["expression"]["expression"] for each in (*action["condition"], *inner)]
            found[action["id"], part["code"][0]["coding"][0]["code"]] = told
    return found


def said(deciding: DecidingEdition, context: dict[str, str]) -> set[tuple[str, str]]:
    """The statements that govern, and the cautions that hold, by the engine."""
    readings = tuple(Reading(fact, (value,), STATED, f"#/{fact}") for fact, value in context.items())
    known = weigh(Gathered(readings=readings), library().facts, edition().thresholds, NOW)
    advice = deciding.decide(known, library().safety, presume=False, explain=False).advice
    governing = {(each, modality) for modality, one in advice.items() for each in one.recommendations}
    return governing | {(each.id, modality) for modality, one in advice.items() for each in one.cautions}


def test_conditions_hold_where_the_engine_says_so() -> None:
    deciding = library().deciding(edition())
    named = conditions()
    expressions = [each for told in named.values() for each in told]
    answers = evaluate((response(context), expressions) for context in contexts())
    met: set[tuple[str, str]] = set()
    for context, answer in zip(contexts(), answers, strict=True):
        values = iter(answer)
        holding = {name for name, told in named.items() if [next(values) for _ in told] == [True] * len(told)}
        assert holding == said(deciding, context)
        met |= holding
    assert met == set(named)
