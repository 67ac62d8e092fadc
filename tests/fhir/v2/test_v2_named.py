"""What is let pass names a patient by whom it is kept, or speaks of orders by their numbers; no other line counts."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.v2.batch import messages_of
from fhir.v2.conformance import SPEAKS_OF
from fhir.v2.mapping import read_mapping
from fhir.v2.parse import read_message
from fhir.v2.patient_numbers import PREFERRED, excluded
from fhir.v2.refusal import MessageRefused
from fhir.v2.segments import READ
from fhir.v2.statements import Told
from fhir.v2.tell import tell
from tests.fhir.invented_bundles import AS_OF, edition
from tests.fhir.v2 import test_v2_same_as_fhir as visit
from tests.fhir.v2.invented_messages import ALL, MERGE, PV1, message, msh
from tests.fhir.v2.invented_telling import NO_SITE, NOT_DETECTED, result
from tests.fhir.v2.mutants import mutant
from tests.fhir.v2.test_v2_mutated_told import SITE, mutated

SEEDS = [*ALL, *visit.messages("ORM^O01"), *visit.messages("OMI^O23^OMI_O23")]
TYPES = st.sampled_from([*PREFERRED, "EPI", "MRN", "NNKOR", "vn"]) | st.sampled_from(
    sorted(excluded()["civil"] | excluded()["others"])
)
VALUES = st.sampled_from(
    ["", '""', " ", "7", "8", "9001011234567", "900101-1234567", "0099000223440", "\\F\\", "1" * 151]
)
NUMBERS = st.builds("{}^^^{}^{}".format, VALUES, st.sampled_from(["", "HOSP", "X&1.2.3&ISO"]), TYPES)
FIELDS = st.lists(NUMBERS, max_size=3).map("~".join)
PATIENTS = st.builds("PID|1|{}|{}|{}".format, FIELDS, FIELDS, FIELDS)
ORDERS = st.lists(st.sampled_from(["NW", "CA", "SC", "DC", "XO", "RE", ""]), max_size=3)


def told(raw: bytes) -> Told | None:
    """What is told of a message that is let pass, by whom it is kept; None where it is refused before."""
    try:
        read = read_message(raw)
    except MessageRefused:
        return None
    one = tell(read, SITE, edition().thresholds, AS_OF)
    if one.subject is None:
        assert one.orders != ()
        assert {each.control for each in one.orders} <= SPEAKS_OF
    assert (one.merged is None) is (one.event != "A40")
    return one


@given(st.lists(PATIENTS, max_size=3), ORDERS, st.sampled_from(["ORM^O01", "ORU^R01", "ADT^A08", "OML^O21"]))
def test_message_that_is_let_pass_names_its_patient(patients: list[str], orders: list[str], kind: str) -> None:
    groups = [
        line
        for number, control in enumerate(orders, start=1)
        for line in (f"ORC|{control}|O{number}^HIS", f"OBR|1|O{number}^HIS||24627-2^CT chest^LN")
    ]
    told(message(*patients, PV1, *groups, header=msh(kind)))


@given(st.lists(PATIENTS, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_order_of_numbers_is_no_matter(patients: list[str], random: Random) -> None:
    def shuffled(patient: str) -> str:
        fields = [random.sample(parts := field.split("~"), len(parts)) for field in patient.split("|")]
        return "|".join("~".join(each) for each in fields)

    here = told(message(*patients, *result(NOT_DETECTED)))
    there = told(message(*map(shuffled, patients), *result(NOT_DETECTED)))
    assert (here and here.subject) == (there and there.subject)


@given(FIELDS)
def test_merge_that_is_let_pass_names_what_is_given_up(numbers: str) -> None:
    told(MERGE.replace(b"900418^^^INVENTED^MR", numbers.encode()))


def test_mutated_message_that_is_let_pass_names_its_patient() -> None:
    random = Random(22)
    named = [told(mutant(random, random.choice(SEEDS))) for _ in range(300)]
    named += [told(mutated(random)) for _ in range(300)]
    assert {each is None for each in named} == {True, False}


@pytest.mark.long
@pytest.mark.parametrize("shard", range(20))
def test_public_message_mutated_and_let_pass_names_its_patient(corpus: Path, shard: int) -> None:
    random = Random(f"named {shard}")
    files = sorted((corpus / "hl7v2").rglob("*.hl7"))
    public = [each.replace(b"\n", b"\r") for file in files for each in messages_of(file.read_bytes())]
    for _ in range(2_000):
        told(mutant(random, random.choice([*SEEDS, *public])))


@pytest.mark.parametrize("raw", SEEDS)
def test_nothing_rests_on_segments_that_are_not_read(raw: bytes) -> None:
    header, *lines = raw.decode("cp949" if b"KS X" in raw else "utf-8").split("\r")
    others = ("NK1|1|7^Kin", "AL1|1|DA|R05^Cough^I10", "OBY|1|CWE|94500-6^RNA^LN", "ZDS|9001011234567", "NTE|1||x")
    crowded = "\r".join([header, *(line for each in lines if each for line in (*others, each)), *others, ""])
    found = read_message(crowded.encode("cp949" if b"KS X" in raw else "utf-8"))
    bare = replace(found, segments=tuple(each for each in found.segments if each.id in READ))
    whole = [tell(each, NO_SITE, edition().thresholds, AS_OF) for each in (found, bare)]
    assert len(found.segments) > len(bare.segments)
    assert whole[0] == whole[1] == tell(read_message(raw), NO_SITE, edition().thresholds, AS_OF)


def test_every_segment_of_the_mapping_is_read() -> None:
    assert {row.segment for rows in read_mapping().values() for row in rows} <= READ
