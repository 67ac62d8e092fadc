"""What is kept of patients is the same in whatever order it arrives: what was said last, of all their numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.security.sealing import Sealer
from api.store.hl7_port import Hl7Store
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.hl7_values import Changes, KeptStatement, OrderAnswer, Subject, latest
from engine.log.pseudonym import pseudonym
from tests.api.store.invented_arrivals import NOW, SITE_KEY, Sending, answer, drained, statement, waiting
from tests.api.store.invented_entries import PATIENCE

LATER = NOW + timedelta(minutes=5)
ORDER = "ORC|HIS|17"


def test_a_subject_is_named_as_in_the_log(store: Hl7Store) -> None:
    assert store.subject("urn:invented|17") == pseudonym(SITE_KEY, "subject", "urn:invented|17")


def test_a_statement_is_given_back_as_it_was_told(open_store: Callable[[], Hl7Store]) -> None:
    store = open_store()
    one, other = store.subject("HIS|1"), store.subject("HIS|2")
    told = replace(statement(content='{"note":"환자"}'.encode()), visit=None, fields={})
    drained(store, keep=[(one, statement()), (one, statement(kind="Condition")), (other, told)])
    assert open_store().kept_of(one) == latest([statement(), statement(kind="Condition")])
    assert open_store().kept_of(other) == [told]
    assert open_store().kept_of(open_store().subject("HIS|3")) == []


@pytest.mark.parametrize(
    ("less", "greater"),
    [
        (statement(said=NOW, rank=9), statement(said=LATER, rank=1)),
        (statement(rank=1, content=b"1"), statement(rank=2, content=b"2")),
        (statement(rank=2, content=b"2"), statement(rank=3, content=b"1")),
        (statement(content=b"1"), statement(content=b"0")),  # of which SHA-256 is 6b86… and 5fec…
        (statement(message_id="a"), statement(message_id="b")),
    ],
    ids=["said", "rank", "rank before content", "content", "message"],
)
def test_the_greater_statement_stays(store: Hl7Store, less: KeptStatement, greater: KeptStatement) -> None:
    low, high = sorted([less, greater], key=lambda each: each.precedence)
    one, other = store.subject("HIS|1"), store.subject("HIS|2")
    for subject, first, second in ((one, low, high), (other, high, low)):
        drained(store, keep=[(subject, first)])
        drained(store, keep=[(subject, second)])
        assert store.kept_of(subject) == [high]


def test_the_later_content_of_two_at_once_is_that_of_the_greater_digest() -> None:
    assert statement(content=b"1").precedence > statement(content=b"0").precedence


def test_of_several_untils_the_latest_holds(store: Hl7Store) -> None:
    long = LATER + timedelta(days=90)
    one, other = store.subject("HIS|1"), store.subject("HIS|2")
    first, second = statement(until=long), statement(said=LATER, until=LATER)
    for subject, order in ((one, (first, second)), (other, (second, first))):
        for each in order:
            drained(store, keep=[(subject, each)])
        assert store.kept_of(subject) == [replace(second, until=long)]


def test_merged_numbers_are_one_patient_from_either_side(store: Hl7Store) -> None:
    one, two, three, four = (store.subject(f"HIS|{number}") for number in range(4))
    told = [statement(f"key {number}", message_id=str(number)) for number in range(4)]
    drained(store, keep=list(zip((one, two, three, four), told, strict=True)))
    drained(store, merges=[(one, two), (three, two), (two, one)])
    assert [store.kept_of(each) for each in (one, two, three)] == [told[:3]] * 3
    assert store.kept_of(four) == [told[3]]


def test_of_merged_numbers_the_greater_statement_of_one_key_counts(store: Hl7Store) -> None:
    one, two = store.subject("HIS|1"), store.subject("HIS|2")
    ordered, cancelled = statement(ORDER, b"active"), statement(ORDER, b"revoked", said=LATER)
    drained(store, keep=[(two, cancelled), (one, ordered)], merges=[(one, two)])
    assert store.kept_of(one) == store.kept_of(two) == [cancelled]


def test_the_last_answer_to_an_order_is_that_of_the_later_message(store: Hl7Store) -> None:
    one, two = store.subject("HIS|1"), store.subject("HIS|2")
    drained(store, told=[(one, answer(decision_id="first")), (one, answer("ORC|HIS|18", told=None))])
    assert store.answers_of(one) == [answer(decision_id="first"), answer("ORC|HIS|18", told=None)]
    drained(store, told=[(two, answer(decision_id="second"))], merges=[(one, two)])
    drained(store, told=[(two, answer("ORC|HIS|19"))])
    for subject in (one, two):
        assert store.answers_of(subject) == [
            answer(decision_id="second"),
            answer("ORC|HIS|18", told=None),
            answer("ORC|HIS|19"),
        ]
    drained(store, told=[(one, answer(decision_id="third"))])
    assert OrderAnswer(ORDER, "third", "0" * 64, "concordant", "invented-1") in store.answers_of(two)
    assert store.answers_of(store.subject("HIS|3")) == []


def test_an_order_leads_to_its_patient(store: Hl7Store) -> None:
    one, two = store.subject("HIS|1"), store.subject("HIS|2")
    drained(store, keep=[(one, statement(ORDER, kind="ServiceRequest"))], told=[(one, answer())])
    (found,) = store.subjects_of_order(ORDER)
    assert found == one
    assert store.kept_of(found) == [statement(ORDER, kind="ServiceRequest")]
    assert store.answers_of(found) == [answer()]
    assert store.subjects_of_order("ORC|HIS|18") == ()
    drained(store, keep=[(two, statement(ORDER, kind="ServiceRequest", said=LATER))])
    assert store.subjects_of_order(ORDER) == (two, one)
    drained(store, merges=[(one, two)])
    assert store.subjects_of_order(ORDER) == (two,)


def test_a_message_that_waits_no_longer_changes_nothing(store: Hl7Store) -> None:
    one = store.subject("HIS|1")
    message = waiting(store, Sending().message())
    assert store.settle(message.seq, Changes(NOW, keep=[(one, statement())]))
    assert not store.settle(message.seq, Changes(NOW, keep=[(one, statement("another"))], told=[(one, answer())]))
    assert store.kept_of(one) == [statement()]
    assert store.answers_of(one) == []


@pytest.mark.parametrize("subject", ["HIS|1", "ab", "ab" * 33])
def test_a_patient_who_is_not_named_by_a_pseudonym_is_refused(store: Hl7Store, subject: str) -> None:
    for ask in (store.kept_of, store.answers_of):
        with pytest.raises(ValueError):  # noqa: PT011  # whatever it says, it comes before anything is stored
            ask(Subject(subject))


Step = tuple[int, KeptStatement] | tuple[int, int]
_STEPS = st.one_of(
    st.tuples(
        st.integers(0, 3),
        st.builds(
            statement,
            st.sampled_from(["a", "b"]),
            st.sampled_from([b"1", b"2"]),
            said=st.sampled_from([NOW, LATER]),
            rank=st.integers(1, 2),
            until=st.sampled_from([NOW, LATER]),
            message_id=st.sampled_from(["m", "n"]),
        ),
    ),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)


@settings(max_examples=40)
@given(
    st.lists(_STEPS, min_size=2, max_size=8).flatmap(lambda steps: st.tuples(st.just(steps), st.permutations(steps)))
)
def test_any_order_of_arrival_leaves_the_same(orders: tuple[list[Step], list[Step]]) -> None:
    left = []
    for steps in orders:
        with (
            TemporaryDirectory() as folder,
            SqliteHl7Store(Path(folder) / "log.db", SITE_KEY, Sealer(SITE_KEY), PATIENCE) as store,
        ):
            subjects = [store.subject(f"HIS|{number}") for number in range(4)]
            for first, second in steps:
                if isinstance(second, int):
                    drained(store, merges=[(subjects[first], subjects[second])])
                else:
                    drained(store, keep=[(subjects[first], second)])
            left.append([store.kept_of(subject) for subject in subjects])
    assert left[0] == left[1]
