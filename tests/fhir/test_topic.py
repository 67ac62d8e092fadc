"""The guideline is consulted where something says COVID-19, by every way there is, and stays silent beside it."""

from collections.abc import Iterable
from itertools import combinations, product

import pytest

from fhir.bundle.read import gather
from fhir.bundle.site import SiteMap
from fhir.bundle.topic import Because, orders_rt_pcr, topic_of
from fhir.valuesets.questions import read_ct_circumstance
from tests.fhir.hooks.invented_calls import chart_of, entries, opened, supplied
from tests.fhir.invented_bundles import (
    ANTIGEN,
    DETECTED,
    ICD,
    INCONCLUSIVE,
    KCD,
    LOCAL,
    NOT_DETECTED,
    NOT_SPECIFIC,
    PANEL,
    RNA,
    SNOMED,
    TARGET,
    Resource,
    ago,
    concept,
    condition,
    encounter,
    form,
    order,
    resource,
    rna,
    verification,
)

ANTIBODY, ISOTHERMAL, MIXED_PANEL = "94563-4", "94565-9", "95380-2"
OWN_PURPOSE = "urn:imaging-cds:purpose"
CLINICS = ("screening-clinic", "outpatient-safe-clinic")
NO_SITE = SiteMap()


def topic(*drafts: Resource, site: SiteMap = NO_SITE, hook: str = "order-sign", **prefetch: Resource) -> list[str]:
    """Why the one order of a call, or the patient, is in topic."""
    case = opened(*drafts, site=site, hook=hook, prefetch=supplied(**prefetch))
    chart = chart_of(case, site)
    return [because.value for because in topic_of(chart, gather(chart).readings)]


def with_reason(*concepts: Resource) -> Resource:
    return order(reasonCode=list(concepts))


def test_ordinary_order_is_out_of_topic() -> None:
    assert topic(order()) == []
    assert topic(order(), encounter=encounter("EMER"), laboratory=entries(), orders=entries()) == []


REASONS: list[tuple[Resource, bool]] = [
    *((concept(code, system), True) for code in ("U07.1", "U07.2", "U18.1", "J12.82") for system in (ICD, KCD)),
    (concept("U071", KCD), True),
    (concept("Z11.52", "http://hl7.org/fhir/sid/icd-10-cm"), True),
    (concept("Z20.822", ICD), True),
    *((concept(code, SNOMED), True) for code in ("840539006", "840544004", "840546002", "882784691000119100")),
    (concept("rule-out-covid-pneumonia", OWN_PURPOSE), True),
    ({"coding": [{}, *concept("R05", ICD)["coding"], *concept("U07.1", ICD)["coding"]]}, True),
    # Observation for another suspected disease, coronaviruses of old, viral pneumonia, contact with another disease.
    (concept("Z03.8", ICD), False),
    (concept("B34.2", ICD), False),
    (concept("J12.8", ICD), False),
    (concept("J12.9", ICD), False),
    (concept("J18.9", ICD), False),
    (concept("U07.0", ICD), False),
    (concept("U07", ICD), False),
    (concept("Z11.5", ICD), False),
    (concept("Z20.828", ICD), False),
    (concept("233604007", SNOMED), False),
    (concept("U07.1", SNOMED), False),
    (concept("diagnosis", OWN_PURPOSE), False),
    (concept("screening", OWN_PURPOSE), False),
    ({"coding": [{"code": "U07.1"}]}, False),
    ({"coding": [{"system": ICD}]}, False),
    ({"coding": [{}]}, False),
    ({"coding": []}, False),
    ({"text": "COVID-19 suspected"}, False),
    ({"coding": [{"display": "COVID-19"}], "text": "U07.1"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("reason", "is_reason"), REASONS)
def test_reason_says_covid_by_its_code_alone(reason: Resource, is_reason: bool) -> None:
    expected = ["reason"] if is_reason else []
    assert topic(with_reason(reason)) == expected
    assert topic(with_reason(concept("R05", ICD), reason)) == expected
    # By the diagnosis that the order refers to, in the record and in the order itself.
    diagnosis = resource("Condition", "c1", code=reason)
    by_reference = order(reasonReference=[{"reference": "Condition/c1"}])
    assert topic(by_reference, conditions=entries(diagnosis)) == expected
    assert topic(order(contained=[diagnosis], reasonReference=[{"reference": "#c1"}])) == expected


@pytest.mark.parametrize("reference", ["Condition/c2", "Condition/", "#c1", "Observation/c1", None])
def test_diagnosis_that_is_not_the_orders_reason_is_none(reference: str | None) -> None:
    covid = condition("U07.1", system=ICD)
    references = [] if reference is None else [{"reference": reference}, {"display": "COVID-19"}]
    assert topic(order(reasonReference=references), conditions=entries(covid)) == []
    assert topic(order(contained=[covid | {"id": "c9"}], reasonReference=references)) == []


@pytest.mark.parametrize(
    ("status", "is_reason"),
    [
        ("confirmed", True),
        ("provisional", True),
        ("differential", True),
        ("unconfirmed", True),
        (None, True),
        ("refuted", False),
        ("entered-in-error", False),
    ],
)
def test_refuted_diagnosis_is_no_reason(status: str | None, is_reason: bool) -> None:
    covid = condition("U07.1", system=ICD, verificationStatus=verification(status) if status else None)
    found = topic(order(reasonReference=[{"reference": "Condition/c1"}]), conditions=entries(covid))
    assert found == (["reason"] if is_reason else [])


def test_diagnosis_without_a_code_or_of_another_patient_is_no_reason() -> None:
    by_reference = order(reasonReference=[{"reference": "Condition/c1"}])
    assert topic(by_reference, conditions=entries(resource("Condition", "c1"))) == []
    of_another = condition("U07.1", system=ICD, subject={"reference": "Patient/invented-2"})
    assert topic(by_reference, conditions=entries(of_another)) == []


def test_reason_of_another_order_is_none_of_this() -> None:
    other = order("cxr", "s9", status="active", reasonCode=[concept("U07.1", ICD)])
    assert topic(order(), orders=entries(other)) == []


@pytest.mark.parametrize("priority", ["routine", "urgent", "asap", "stat"])
def test_priority_is_no_reason(priority: str) -> None:
    assert topic(order(priority=priority)) == []


LOCAL_REASONS: list[tuple[dict[str, tuple[str, ...]], bool]] = [
    ({"covid_suspicion": ("high",)}, True),
    ({"covid_suspicion": ("not-high",)}, False),
    ({"covid_suspicion": ("high", "not-high")}, False),
    ({"rt_pcr": ("pending",)}, True),
    ({"rt_pcr": ("not-done", "pending")}, True),
    ({"purpose": ("rule-out-covid-pneumonia",)}, True),
    ({"purpose": ("diagnosis",)}, False),
    ({"purpose": ("rule-out-covid-pneumonia", "diagnosis")}, False),
    ({"fever": ("yes",)}, False),
    ({"pneumonia_suspected": ("yes",)}, False),
    ({"fever": ("yes",), "covid_suspicion": ("high",)}, True),
]


@pytest.mark.parametrize(("meant", "is_reason"), LOCAL_REASONS)
def test_site_says_which_of_its_reasons_name_covid(meant: dict[str, tuple[str, ...]], is_reason: bool) -> None:
    site = SiteMap(reasons={f"{LOCAL}|X": meant})
    assert topic(with_reason(concept("X", LOCAL)), site=site) == (["reason"] if is_reason else [])
    assert topic(with_reason(concept("Y", LOCAL)), site=site) == []


@pytest.mark.parametrize("act", ["AMB", "EMER", "IMP", "ACUTE", "VR", "HH"])
def test_class_of_the_encounter_is_no_clinic(act: str) -> None:
    assert topic(order(), encounter=encounter(act)) == []


SERVICES = {
    f"{LOCAL}|{setting}": setting for setting in (*CLINICS, "emergency", "inpatient", "intensive-care", "other")
}


@pytest.mark.parametrize(
    ("setting", "also"), list(product(SERVICES.values(), [set(), {"emergency"}, {"other", "intensive-care"}]))
)
def test_clinic_of_the_site_map_is_in_topic_and_what_the_site_adds(setting: str, also: set[str]) -> None:
    site = SiteMap(service_types=SERVICES, topic_settings=frozenset(also))
    visit = encounter("AMB", serviceType=concept(setting, LOCAL))
    expected = ["setting"] if setting in {*CLINICS, *also} else []
    assert topic(order(), site=site, encounter=visit) == expected
    assert topic(order(encounter={"reference": "Encounter/e1"}), site=site, encounter=visit) == expected


@pytest.mark.parametrize(
    ("act", "also", "is_in_topic"),
    [
        ("AMB", {"other"}, True),
        ("AMB", {"emergency"}, False),
        ("IMP", {"inpatient"}, False),
        ("IMP", {"inpatient", "intensive-care"}, True),
        ("EMER", {"emergency"}, True),
    ],
)
def test_setting_that_may_be_another_is_none_that_the_site_adds(act: str, also: set[str], is_in_topic: bool) -> None:
    site = SiteMap(topic_settings=frozenset(also))
    assert topic(order(), site=site, encounter=encounter(act)) == (["setting"] if is_in_topic else [])


@pytest.mark.parametrize(
    ("said", "named", "is_found"),
    [
        ("e1", None, True),
        ("e2", None, False),
        (None, None, True),
        # What the order names goes before what the call says, also where it is not here.
        ("e2", "e1", True),
        ("e1", "e2", False),
        (None, "e2", False),
    ],
)
def test_setting_is_that_of_the_orders_encounter_else_of_the_calls(
    said: str | None, named: str | None, is_found: bool
) -> None:
    site = SiteMap(service_types=SERVICES)
    visit = encounter(serviceType=concept("screening-clinic", LOCAL))
    draft = order(encounter={"reference": f"Encounter/{named}"} if named else None)
    case = opened(draft, site=site, encounterId=said, prefetch=supplied(encounter=visit))
    chart = chart_of(case, site)
    readings = gather(chart).readings
    assert topic_of(chart, readings) == ((Because.SETTING,) if is_found else ())
    where = "ServiceRequest/s1#encounter" if named else "context.encounterId"
    missing = [] if is_found else [(where, "the bundle does not hold what it refers to")]
    assert [(one.path, one.reason) for one in chart.record.unread] == missing


def answered(**answers: str) -> Resource:
    return entries(form(**answers))


SUPPORTED = order(supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
QUESTIONS: list[tuple[dict[str, str], bool]] = [
    ({"covid_suspicion": "high"}, True),
    ({"covid_suspicion": "not-high"}, False),
    *(({"rt_pcr": value}, True) for value in ("not-done", "pending", "negative", "positive", "inconclusive")),
    ({"purpose": "rule-out-covid-pneumonia"}, True),
    *(({"purpose": value}, False) for value in ("screening", "diagnosis", "pre-procedure", "follow-up")),
    ({"fever": "yes", "respiratory_symptoms": "yes"}, False),
    ({"pneumonia_suspected": "yes"}, False),
    ({"severity": "critical"}, False),
    ({"care_setting": "emergency"}, False),
    ({"covid_suspicion": "nobody knows"}, False),
    ({"purpose": "diagnosis", "covid_suspicion": "high"}, True),
]
OPTIONS = {
    "film-not-definite": False,
    "negative-but-suspected": True,
    "critical-cannot-wait": True,
    "urgent-procedure-cannot-wait": True,
    "no-film-yet": False,
    "none-of-these": False,
    "not-known": False,
}


def test_every_option_of_the_ct_question_names_covid_or_does_not() -> None:
    found = {
        option: topic(SUPPORTED, answers=answered(ct_circumstance=option)) for option in read_ct_circumstance().options
    }
    assert found == {option: ["question"] if names else [] for option, names in OPTIONS.items()}


@pytest.mark.parametrize(("answers", "is_question"), QUESTIONS)
def test_answer_names_covid_or_does_not(answers: dict[str, str], is_question: bool) -> None:
    assert topic(SUPPORTED, answers=answered(**answers)) == (["question"] if is_question else [])
    # A form that no order refers to was not asked with it.
    assert topic(order(), answers=answered(**answers)) == []


def test_setting_may_be_answered() -> None:
    assert topic(SUPPORTED, answers=answered(care_setting="screening-clinic")) == ["setting"]


TESTS: dict[str, tuple[Resource, bool]] = {
    "detected": (rna(DETECTED), True),
    "not detected": (rna(NOT_DETECTED), True),
    "inconclusive": (rna(INCONCLUSIVE), True),
    "without a result": (rna(None), True),
    "registered": (rna(None, status="registered"), True),
    "preliminary": (rna(None, status="preliminary"), True),
    "cancelled": (rna(None, status="cancelled"), True),
    "one gene": (rna(code=TARGET), True),
    "unspecific gene": (rna(code=NOT_SPECIFIC), True),
    "panel": (rna(code=PANEL), True),
    "mixed panel": (rna(code=MIXED_PANEL), True),
    "isothermal": (rna(code=ISOTHERMAL), True),
    "14 days ago": (rna(effectiveDateTime=ago(days=14)), True),
    "older": (rna(effectiveDateTime=ago(days=14, seconds=1)), False),
    "to come": (rna(effectiveDateTime=ago(days=-1)), False),
    "without a time": (rna(effectiveDateTime=None), False),
    "antigen": (rna(code=ANTIGEN), False),
    "antibody": (rna(code=ANTIBODY), False),
    "another virus": (rna(code="92142-9"), False),
    "of another patient": (rna(subject={"reference": "Patient/invented-2"}), False),
    "report": (
        resource("DiagnosticReport", "r1", status="final", code=concept(RNA), effectiveDateTime=ago(days=1)),
        True,
    ),
    "order": (
        resource("ServiceRequest", "l1", status="active", intent="order", code=concept(RNA), authoredOn=ago(days=1)),
        True,
    ),
    "old order": (
        resource("ServiceRequest", "l1", status="active", intent="order", code=concept(RNA), authoredOn=ago(days=15)),
        False,
    ),
    "plan": (
        resource("ServiceRequest", "l1", status="active", intent="plan", code=concept(RNA), authoredOn=ago(days=1)),
        False,
    ),
}


@pytest.mark.parametrize(("name", "accepts"), list(product(TESTS, (True, False))))
def test_nucleic_acid_test_of_the_window_is_in_topic(name: str, accepts: bool) -> None:
    test, is_tested = TESTS[name]
    expected = ["rt-pcr"] if is_tested else []
    # Whether the site takes it for RT-PCR or not, it is a test for SARS-CoV-2.
    site = SiteMap(naat_accepted_as_rt_pcr=accepts)
    assert topic(order(), site=site, laboratory=entries(test)) == expected
    page = entries(test, link=[{"relation": "next"}])
    assert topic(order(), site=site, laboratory=page) == expected


DRAFTS: list[tuple[Resource, bool]] = [
    (concept(RNA), True),
    (concept(PANEL), True),
    (concept(TARGET), True),
    (concept(ISOTHERMAL), True),
    (concept(NOT_SPECIFIC), True),
    ({"coding": [*concept(RNA)["coding"], *concept(ANTIGEN)["coding"]]}, True),
    (concept(ANTIGEN), False),
    (concept(ANTIBODY), False),
    (concept("2160-0"), False),
    ({"text": "SARS-CoV-2 RT-PCR"}, False),
]


@pytest.mark.parametrize(
    ("code", "status", "forbids"),
    list(product(range(len(DRAFTS)), ("draft", "active", "on-hold", "revoked", "completed", None), (True, False))),
)
def test_test_that_is_ordered_now_is_in_topic(code: int, status: str | None, forbids: bool) -> None:
    concept_of_it, is_test = DRAFTS[code]
    test = resource(
        "ServiceRequest", "l1", status=status, intent="order", code=concept_of_it, doNotPerform=forbids, subject=None
    )
    # What is being signed may be active by then, or not say what it is.
    is_ordered = is_test and status in {"draft", "active", None} and not forbids
    chart = chart_of(opened(order(), test))
    assert (orders_rt_pcr(chart), topic_of(chart, ())) == (is_ordered, (Because.RT_PCR,) if is_ordered else ())
    assert not orders_rt_pcr(chart_of(opened(order())))


@pytest.mark.parametrize("status", ["active", None])
def test_test_of_the_record_without_a_time_is_not_ordered_now(status: str | None) -> None:
    test = resource("ServiceRequest", "l1", status=status, intent="order", code=concept(RNA))
    chart = chart_of(opened(order(), prefetch=supplied(orders=entries(test))))
    assert (orders_rt_pcr(chart), topic_of(chart, ())) == (False, ())


def test_test_of_the_record_is_not_ordered_now() -> None:
    chart = chart_of(opened(order(), prefetch=supplied(laboratory=entries(rna()))))
    assert (orders_rt_pcr(chart), topic_of(chart, ())) == (False, (Because.RT_PCR,))


def test_covid_in_the_problem_list_alone_is_out_of_topic() -> None:
    problems = entries(condition("U07.1", system=ICD), condition("840539006", "c2"))
    assert topic(order(), conditions=problems) == []


def test_patient_without_an_order_is_in_topic_by_all_but_a_reason() -> None:
    site = SiteMap(service_types=SERVICES)
    visit = encounter(serviceType=concept("screening-clinic", LOCAL))
    conditions = entries(condition("U07.1", system=ICD))
    view = topic(hook="patient-view", site=site, encounter=visit, laboratory=entries(rna()), conditions=conditions)
    assert view == ["setting", "rt-pcr"]
    assert topic(hook="patient-view", site=SiteMap(), conditions=conditions) == []


WAYS = ("setting", "reason", "question", "rt-pcr", "site-rule")


def subsets(ways: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return (some for length in range(len(ways) + 1) for some in combinations(ways, length))


@pytest.mark.parametrize("ways", list(subsets(WAYS)), ids="+".join)
def test_every_way_into_the_topic_is_told_in_order(ways: tuple[str, ...]) -> None:
    site = SiteMap(service_types=SERVICES, always_in_topic="site-rule" in ways)
    setting = "screening-clinic" if "setting" in ways else "emergency"
    draft = SUPPORTED | ({"reasonCode": [concept("U07.1", ICD)]} if "reason" in ways else {})
    answers = form(covid_suspicion="high") if "question" in ways else form(fever="yes")
    test = rna() if "rt-pcr" in ways else rna(code=ANTIGEN)
    found = topic(
        draft,
        site=site,
        encounter=encounter(serviceType=concept(setting, LOCAL)),
        answers=entries(answers),
        laboratory=entries(test),
    )
    assert found == list(ways)
