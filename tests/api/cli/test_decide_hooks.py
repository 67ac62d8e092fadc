"""`decide --as cds-hooks`: the question that an order of a call asks, in topic or not, as a Bundle would ask it."""

import json
from collections.abc import Callable

import pytest

from tests.api.cli.conftest import Ran
from tests.api.http.hook_calls import call, draft, searchset, suspected
from tests.fhir.invented_bundles import form

Run = Callable[..., Ran]


def decide(run: Run, document: object, *more: str) -> Ran:
    """Decide what a call asks, without a record."""
    return run("decide", "-", "--dry-run", *more, given=json.dumps(document).encode())


@pytest.mark.parametrize("more", [(), ("--as", "cds-hooks")])
def test_call_of_one_order_is_decided(run: Run, more: tuple[str, ...]) -> None:
    supported = draft("ct", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    answers = searchset(form(ct_circumstance="film-not-definite"))
    answer = json.loads(decide(run, call(supported, prefetch={"answers": answers}), *more).out)
    assert (answer["order"], answer["advice"]["ct"]["recommendations"]) == (
        {"modality": "ct", "concordance": "concordant-if-weighed"},
        ["1.4.a"],
    )
    assert answer["as_of"] == "2020-04-07T03:00:00.000Z"


@pytest.mark.parametrize(
    ("more", "order"),
    [((), None), (("--order", "cxr"), {"modality": "cxr", "concordance": "undetermined"})],
)
def test_of_several_orders_the_one_that_is_named_is_decided(
    run: Run, more: tuple[str, ...], order: dict[str, str] | None
) -> None:
    document = call(suspected("ct", "a"), suspected("cxr", "b"))
    assert json.loads(decide(run, document, *more).out)["order"] == order


def test_time_that_is_given_goes_before_the_orders(run: Run) -> None:
    answer = json.loads(decide(run, call(suspected("ct")), "--as-of", "2020-05-01T00:00:00Z").out)
    assert answer["as_of"] == "2020-05-01T00:00:00.000Z"


def test_call_that_cannot_be_read_is_told_in_one_line(run: Run) -> None:
    ran = decide(run, {"hook": "order-sign"})
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "imaging-cds: The CDS Hooks request cannot be read: #/context. Mend the fields that are named.\n"
