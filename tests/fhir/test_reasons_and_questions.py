"""The order's reasons mean what their codes mean, its questions state what was answered, and nothing is computed."""

from itertools import product

import pytest

from engine.context import RESOURCE, STATED
from fhir.bundle.site import SiteMap
from fhir.valuesets.questions import read_ct_circumstance
from tests.fhir.invented_bundles import (
    AS_OF,
    DETECTED,
    FEVER,
    ICD,
    KCD,
    LOCAL,
    NOT_DETECTED,
    SNOMED,
    YES_NO,
    Resource,
    ago,
    concept,
    condition,
    edition,
    form,
    known,
    order,
    quantity,
    read,
    reasons,
    resource,
    rna,
    supported,
    values,
    verification,
)

PNEUMONIA = concept("233604007", SNOMED)
SITE = SiteMap(
    reasons={
        f"{LOCAL}|HIGH": {"covid_suspicion": ("high",), "purpose": ("diagnosis",)},
        f"{LOCAL}|RULE-OUT": {"purpose": ("rule-out-covid-pneumonia",)},
        f"{LOCAL}|ILL": {"severity": ("severe", "critical")},
    }
)
REFERRED = {"reference": "Condition/c1"}
NOT_HELD = "the bundle does not hold what it refers to"


def not_known(fact: str) -> tuple[str, ...]:
    return edition().facts[fact].values


REASONS = [
    (PNEUMONIA, "pneumonia_suspected", ("yes",)),
    (concept("J18.9", ICD), "pneumonia_suspected", ("yes",)),
    (concept("J189", KCD), "pneumonia_suspected", ("yes",)),
    (concept("J12", KCD), "pneumonia_suspected", ("yes",)),
    (concept("J11", KCD), "pneumonia_suspected", ("yes", "no")),
    ({"text": "pneumonia"}, "pneumonia_suspected", ("yes", "no")),
    (concept("Z11.52", ICD), "purpose", ("screening",)),
    (concept("Z01.818", ICD), "purpose", ("pre-procedure",)),
    (concept("Z09", KCD), "purpose", ("follow-up",)),
    (concept("RULE-OUT", LOCAL), "purpose", ("rule-out-covid-pneumonia",)),
    (concept("HIGH", LOCAL), "purpose", ("diagnosis",)),
    (concept("HIGH", LOCAL), "covid_suspicion", ("high",)),
    (concept("ILL", LOCAL), "severity", ("severe", "critical")),
    (concept("U07.1", ICD), "covid_suspicion", ("high", "not-high")),
    (concept("840544004", SNOMED), "covid_suspicion", ("high", "not-high")),
]


@pytest.mark.parametrize(("reason", "fact", "expected"), REASONS)
def test_reason_of_the_order_means_its_code(reason: Resource, fact: str, expected: tuple[str, ...]) -> None:
    gathered = read(order(reasonCode=[{"text": "invented"}, reason], authoredOn=ago(hours=1)), site=SITE)
    assert known(gathered, fact) == expected
    told = {(one.path, one.origin, one.time == AS_OF) for one in gathered.readings if one.fact == fact}
    path = ("ServiceRequest/s1#reasonCode[1]", RESOURCE, False)
    assert told == (set() if expected == not_known(fact) else {path})


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("code", ["U07.2", "U072", "U07.1"])
def test_u07_2_is_a_high_suspicion_only_where_the_site_says_so(code: str, declared: bool) -> None:
    gathered = read(order(reasonCode=[concept(code, KCD)]), site=SiteMap(u07_2_means_high_suspicion=declared))
    is_high = declared and code != "U07.1"
    assert known(gathered, "covid_suspicion") == (("high",) if is_high else ("high", "not-high"))


@pytest.mark.parametrize(
    ("verified", "expected"),
    [
        (None, ("yes",)),
        ("confirmed", ("yes",)),
        ("provisional", ("yes",)),
        ("differential", ("yes",)),
        ("unconfirmed", ("yes",)),
        ("refuted", ("yes", "no")),
        ("entered-in-error", ("yes", "no")),
    ],
)
def test_diagnosis_that_is_the_reason_may_be_suspected(verified: str | None, expected: tuple[str, ...]) -> None:
    status = verification(verified) if verified else None
    diagnosis = condition("233604007", verificationStatus=status)
    gathered = read(order(reasonReference=[{"reference": "Condition/c1"}]), diagnosis)
    assert known(gathered, "pneumonia_suspected") == expected


def test_reason_that_is_not_here_or_has_no_code_says_nothing() -> None:
    uncoded = resource("Condition", "c1")
    references = [{"reference": "Condition/c1"}, {"reference": "Condition/c9"}, {"reference": "Observation/o1"}]
    assert read(order(reasonReference=references), uncoded).readings == ()


def test_old_problem_list_is_no_reason() -> None:
    assert known(read(order(), condition("233604007")), "pneumonia_suspected") == ("yes", "no")


def test_reason_of_another_order_is_none() -> None:
    gathered = read(order(), resource("ServiceRequest", "s2", status="completed", reasonCode=[PNEUMONIA]))
    assert known(gathered, "pneumonia_suspected") == ("yes", "no")


def test_purposes_that_differ_are_all_possible() -> None:
    gathered = read(order(reasonCode=[concept("Z11.5", ICD), concept("Z09", ICD)]))
    assert known(gathered, "purpose") == ("screening", "follow-up")


@pytest.mark.parametrize("modality", ["cxr", "ct"])
@pytest.mark.parametrize("purpose", edition().facts["purpose"].values)
def test_purpose_is_asked_of_every_order(purpose: str, modality: str) -> None:
    gathered = read(supported(modality), form(purpose=purpose))
    (reading,) = gathered.readings
    assert (reading.fact, reading.values, reading.origin) == ("purpose", (purpose,), STATED)
    assert (reading.path, reading.because) == ("QuestionnaireResponse/q1#item[purpose]", "answered with the order")


OPTIONS = read_ct_circumstance().options
RECORDS: dict[str, tuple[list[Resource], tuple[str, ...]]] = {
    "silent": ([], ()),
    "negative": ([rna(NOT_DETECTED)], ("negative",)),
    "positive": ([rna(DETECTED)], ("positive",)),
    "pending": ([rna(status="registered")], ("pending",)),
}


@pytest.mark.parametrize(("code", "record"), list(product(OPTIONS, RECORDS)))
def test_circumstance_of_a_ct_states_its_facts(code: str, record: str) -> None:
    resources, recorded = RECORDS[record]
    gathered = read(supported(), form(ct_circumstance=code), *resources)
    stated = {reading.fact: reading.values for reading in gathered.readings if reading.origin == STATED}
    assumed = {} if recorded else dict(OPTIONS[code].unless_recorded)
    assert stated == dict(OPTIONS[code].states) | assumed
    assert reasons(gathered) == []
    said = stated.get("rt_pcr", recorded)
    assert known(gathered, "rt_pcr") == (said or not_known("rt_pcr"))


def test_circumstance_is_asked_of_ct_orders_alone() -> None:
    gathered = read(supported("cxr"), form(ct_circumstance="no-film-yet"))
    unread = [("QuestionnaireResponse/q1#item[ct-circumstance]", "the question is asked of CT orders alone")]
    assert (gathered.readings, reasons(gathered)) == ((), unread)


def coded(link: str, *answers: Resource) -> Resource:
    item = {"linkId": link, "answer": list(answers)}
    return resource("QuestionnaireResponse", "q1", status="completed", item=[item])


def choice(code: str, system: str | None = None) -> Resource:
    return {"valueCoding": {"code": code} | ({"system": system} if system else {})}


NO_CODE = "it is not answered with a code of the question"
NO_OPTION = "it is not answered with one option of the question"
NO_VALUE = "it is not answered with a value of the fact"
NO_YES_OR_NO = "it is not answered with one yes or no"
OWN = "urn:imaging-cds:"


@pytest.mark.parametrize(
    ("link", "answers", "fact", "expected", "reason"),
    [
        ("purpose", [choice("diagnosis", f"{OWN}purpose")], "purpose", ("diagnosis",), None),
        ("purpose", [choice("diagnosis"), choice("screening")], "purpose", ("screening", "diagnosis"), None),
        ("purpose", [choice("diagnosis", "urn:invented")], "purpose", None, NO_CODE),
        ("purpose", [{"valueString": "diagnosis"}], "purpose", None, NO_CODE),
        ("purpose", [choice("diagnosis"), {}], "purpose", None, NO_CODE),
        ("purpose", [choice("invented")], "purpose", None, NO_VALUE),
        ("severity", [choice("severe")], "severity", ("severe",), None),
        ("rt_pcr", [choice("not-done")], "rt_pcr", ("not-done",), None),
        ("urgent_procedure", [{"valueBoolean": False}], "urgent_procedure", ("no",), None),
        ("urgent_procedure", [choice("Y", YES_NO)], "urgent_procedure", ("yes",), None),
        ("urgent_procedure", [choice("373067005", SNOMED)], "urgent_procedure", ("no",), None),
        ("ct-circumstance", [choice("invented")], "severity", None, NO_OPTION),
        ("ct-circumstance", [choice("not-known"), choice("no-film-yet")], "severity", None, NO_OPTION),
        ("fever", [choice("no")], "fever", ("no",), None),
        ("fever", [choice("yes"), choice("no")], "fever", None, NO_YES_OR_NO),
        ("fever", [choice("invented")], "fever", None, NO_YES_OR_NO),
        ("respiratory_symptoms", [{"valueBoolean": True}], "respiratory_symptoms", ("yes",), None),
        ("invented", [choice("invented")], "fever", None, None),
        ("purpose", [], "purpose", None, None),
    ],
)
def test_question_is_answered_with_a_code_of_its_own(
    link: str, answers: list[Resource], fact: str, expected: tuple[str, ...] | None, reason: str | None
) -> None:
    gathered = read(supported(), coded(link, *answers))
    assert known(gathered, fact) == (expected or not_known(fact))
    assert reasons(gathered) == ([(f"QuestionnaireResponse/q1#item[{link}]", reason)] if reason else [])


def test_symptoms_that_were_answered_are_reports_that_a_measurement_contradicts() -> None:
    gathered = read(supported(), form(fever="no"), quantity("8310-5", 38, "Cel"))
    assert (values(gathered, "fever"), known(gathered, "fever")) == ({("no",)}, ("yes",))


def test_symptoms_that_were_answered_meet_what_is_recorded() -> None:
    contradicted = read(supported(), form(fever="no") | {"authored": ago(hours=0.5)}, condition(FEVER))
    assert known(contradicted, "fever") == ("yes", "no")
    later = read(supported(), form(fever="no"), condition(FEVER))
    assert known(later, "fever") == ("no",)


def test_questions_may_stand_in_groups() -> None:
    inner = {"linkId": "purpose", "answer": [choice("diagnosis")]}
    held = resource(
        "QuestionnaireResponse",
        "q1",
        status="completed",
        item=[{"linkId": "group", "item": [{"linkId": "g", "item": [inner]}]}],
    )
    assert known(read(supported(), held), "purpose") == ("diagnosis",)


@pytest.mark.parametrize("status", ["completed", "amended", "in-progress", "stopped", "entered-in-error", None])
def test_only_completed_answers_count(status: str | None) -> None:
    gathered = read(supported(), form(purpose="diagnosis") | {"status": status or "invented"})
    counts = status in {"completed", "amended"}
    assert known(gathered, "purpose") == (("diagnosis",) if counts else not_known("purpose"))
    assert reasons(gathered) == ([] if counts else [("QuestionnaireResponse/q1#status", "it is not completed")])


def test_answers_of_later_are_not_there_yet() -> None:
    gathered = read(supported(), form(purpose="diagnosis") | {"authored": ago(hours=-1)})
    assert (gathered.readings, reasons(gathered)) == ((), [])


@pytest.mark.parametrize(("hours", "counts"), [(23, True), (24, True), (25, False)])
def test_answers_to_an_earlier_order_do_not_count(hours: int, counts: bool) -> None:
    answered = form(purpose="diagnosis") | {"authored": ago(hours=hours)}
    gathered = read(supported(), answered)
    assert known(gathered, "purpose") == (("diagnosis",) if counts else not_known("purpose"))
    told = [("QuestionnaireResponse/q1#authored", "it was answered long before the order")]
    assert reasons(gathered) == ([] if counts else told)
    # What was asked with the order is about the order, however long the order waits.
    assert known(read(supported() | {"authoredOn": ago(hours=hours)}, answered), "purpose") == ("diagnosis",)


@pytest.mark.parametrize(("hours", "counts"), [(24, True), (25, False)])
def test_symptoms_answered_before_the_window_do_not_count(hours: int, counts: bool) -> None:
    ordered = supported() | {"authoredOn": ago(hours=hours)}
    gathered = read(ordered, form(fever="no") | {"authored": ago(hours=hours)})
    assert known(gathered, "fever") == (("no",) if counts else not_known("fever"))
    told = [("QuestionnaireResponse/q1#item[fever]", "it was answered before the window")]
    assert reasons(gathered) == ([] if counts else told)


def test_answers_may_stand_within_the_order() -> None:
    held = {name: part for name, part in form(purpose="diagnosis").items() if name != "subject"}
    gathered = read(order(contained=[held], supportingInfo=[{"reference": "#q1"}]))
    assert known(gathered, "purpose") == ("diagnosis",)


def test_answers_and_reasons_that_are_referred_to_twice_count_once() -> None:
    forms = [{"reference": "QuestionnaireResponse/q1"}] * 2
    gathered = read(
        order(supportingInfo=forms, reasonReference=[REFERRED] * 2), form(purpose="diagnosis"), condition("233604007")
    )
    assert sorted(reading.fact for reading in gathered.readings) == ["pneumonia_suspected", "purpose"]


def test_answers_that_support_no_order_are_not_the_orders() -> None:
    assert read(order(), form(purpose="diagnosis")).readings == ()
    assert read(form(purpose="diagnosis")).readings == ()


def test_answers_that_are_not_here_are_named() -> None:
    gathered = read(
        order(supportingInfo=[{"display": "x"}, {"reference": "QuestionnaireResponse/q9"}, {"reference": "Coverage/1"}])
    )
    assert reasons(gathered) == [("ServiceRequest/s1#supportingInfo[1]", NOT_HELD)]
