"""An RT-PCR result is the newest final one by collection; antigen and antibody never, silence never."""

from dataclasses import replace
from itertools import product

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import (
    ANTIGEN,
    DETECTED,
    INCONCLUSIVE,
    INTERPRETATION,
    NOT_DETECTED,
    NOT_SPECIFIC,
    PANEL,
    RNA,
    SNOMED,
    TARGET,
    Resource,
    ago,
    concept,
    edition,
    known,
    observation,
    read,
    reasons,
    resource,
    rna,
    values,
)

FACT = "rt_pcr"
COMPLETE = SiteMap(laboratory_record_complete=True)
NOT_KNOWN = edition().facts[FACT].values
MIXED_PANEL, ISOTHERMAL, ANTIBODY = "95380-2", "94565-9", "94563-4"
NO_CODE = "it has no coded result, or codes that contradict each other"
NOT_HELD = "the bundle does not hold its results"
NOT_BY_ITSELF = "the target is not specific for SARS-CoV-2, so it is no result by itself"


def result(*resources: Resource, site: SiteMap | None = None) -> tuple[str, ...]:
    return known(read(*resources, site=site), FACT)


RESULTS = {
    (SNOMED, DETECTED): "positive",
    (SNOMED, "10828004"): "positive",
    (SNOMED, "11214006"): "positive",
    ("http://loinc.org", "LA11882-0"): "positive",
    ("http://loinc.org", "LA6576-8"): "positive",
    (INTERPRETATION, "POS"): "positive",
    (SNOMED, NOT_DETECTED): "negative",
    (SNOMED, "260385009"): "negative",
    (SNOMED, "131194007"): "negative",
    ("http://loinc.org", "LA11883-8"): "negative",
    (INTERPRETATION, "NEG"): "negative",
    (SNOMED, INCONCLUSIVE): "inconclusive",
    (SNOMED, "82334004"): "inconclusive",
    (SNOMED, "42425007"): "inconclusive",
    (SNOMED, "415684004"): "inconclusive",
    (SNOMED, "125154007"): "inconclusive",
    (INTERPRETATION, "IND"): "inconclusive",
}


@pytest.mark.parametrize(("system", "code"), list(RESULTS))
def test_coded_result_is_read(system: str, code: str) -> None:
    test = rna(None, valueCodeableConcept=concept(code, system))
    assert result(test) == (RESULTS[system, code],)


FINAL = ("final", "amended", "corrected", "appended")
COMING = ("registered", "preliminary", "partial")
ENDED = ("cancelled", "entered-in-error", "unknown", "invented", None)


@pytest.mark.parametrize(
    ("status", "found"), list(product((*FINAL, *COMING, *ENDED), (DETECTED, NOT_DETECTED, INCONCLUSIVE, None)))
)
def test_status_says_whether_there_is_a_result(status: str | None, found: str | None) -> None:
    meant = {DETECTED: ("positive",), NOT_DETECTED: ("negative",), INCONCLUSIVE: ("inconclusive",), None: NOT_KNOWN}
    gathered = read(rna(found, status=status))
    if status in FINAL:
        assert known(gathered, FACT) == meant[found]
        assert reasons(gathered) == ([("Observation/o1#valueCodeableConcept", NO_CODE)] if found is None else [])
    elif status in COMING:
        assert (known(gathered, FACT), reasons(gathered)) == (("pending",), [])
    elif status == "entered-in-error":
        assert (known(gathered, FACT), reasons(gathered)) == (NOT_KNOWN, [])
    else:
        unread = [("Observation/o1#status", "the test was not completed")]
        assert (known(gathered, FACT), reasons(gathered)) == (NOT_KNOWN, unread)


UNCLEAR: dict[str, Resource] = {
    "words": {"valueCodeableConcept": {"text": "not detected"}},
    "string": {"valueString": "NEGATIVE"},
    "two codes": {
        "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": c} for c in (DETECTED, NOT_DETECTED)]}
    },
    "against its interpretation": {
        "valueCodeableConcept": concept(DETECTED, SNOMED),
        "interpretation": [concept("NEG", INTERPRETATION)],
    },
    "two interpretations": {"interpretation": [concept(code, INTERPRETATION) for code in ("POS", "NEG")]},
    "code without its system": {"valueCodeableConcept": {"coding": [{"code": DETECTED}]}},
}


@pytest.mark.parametrize("name", list(UNCLEAR))
def test_unclear_result_is_not_known(name: str) -> None:
    gathered = read(rna(None, **UNCLEAR[name]))
    assert known(gathered, FACT) == NOT_KNOWN
    assert [reason for _, reason in reasons(gathered)] == [NO_CODE]


def test_reason_for_absence_is_no_result() -> None:
    gathered = read(rna(DETECTED, dataAbsentReason=concept("error", "urn:invented")))
    assert (known(gathered, FACT), reasons(gathered)) == (NOT_KNOWN, [("Observation/o1#dataAbsentReason", NO_CODE)])


def test_interpretation_alone_is_a_result() -> None:
    gathered = read(rna(None, interpretation=[concept("DET", INTERPRETATION)]))
    (reading,) = gathered.readings
    assert (reading.values, reading.path) == (("positive",), "Observation/o1#interpretation")


def test_abnormality_is_no_second_result() -> None:
    assert result(rna(DETECTED, interpretation=[concept("A", INTERPRETATION)])) == ("positive",)


@pytest.mark.parametrize("code", [ANTIGEN, "95209-3", "96119-3", "97097-0", ANTIBODY, "94564-2"])
@pytest.mark.parametrize("found", [DETECTED, NOT_DETECTED])
def test_antigen_and_antibody_are_never_a_result(code: str, found: str) -> None:
    gathered = read(rna(found, code=code))
    unread = [("Observation/o1#code", "an antigen or antibody test is no RT-PCR")]
    assert (known(gathered, FACT), reasons(gathered)) == (NOT_KNOWN, unread)


def test_antigen_does_not_hide_a_result() -> None:
    assert result(rna(NOT_DETECTED), rna(DETECTED, "o2", ANTIGEN, effectiveDateTime=ago(hours=1))) == ("negative",)


def test_test_of_two_kinds_is_not_known() -> None:
    both = {"coding": [{"system": "http://loinc.org", "code": code} for code in (RNA, ANTIGEN)]}
    gathered = read(observation(both, effectiveDateTime=ago(days=1), valueCodeableConcept=concept(DETECTED, SNOMED)))
    assert known(gathered, FACT) == NOT_KNOWN
    assert reasons(gathered) == [("Observation/o1#code", "its codes name tests of several kinds")]


@pytest.mark.parametrize(
    ("code", "expected"), [(PANEL, ("positive",)), (TARGET, ("positive",)), (MIXED_PANEL, NOT_KNOWN)]
)
def test_result_on_a_panel_counts_where_it_is_of_this_virus_alone(code: str, expected: tuple[str, ...]) -> None:
    assert result(rna(DETECTED, code=code)) == expected


@pytest.mark.parametrize(
    ("found", "unread"),
    [
        (DETECTED, [("Observation/o1#valueCodeableConcept", NOT_BY_ITSELF)]),
        (NOT_DETECTED, [("Observation/o1#valueCodeableConcept", NOT_BY_ITSELF)]),
        (INCONCLUSIVE, [("Observation/o1#valueCodeableConcept", NOT_BY_ITSELF)]),
    ],
)
@pytest.mark.parametrize("code", [NOT_SPECIFIC, "94310-0", "94502-2", "94647-5", "94532-9", "95823-1"])
def test_target_that_is_not_specific_is_never_a_result(code: str, found: str, unread: list[tuple[str, str]]) -> None:
    gathered = read(rna(found, code=code))
    assert (known(gathered, FACT), reasons(gathered)) == (NOT_KNOWN, unread)


@pytest.mark.parametrize(
    ("found", "hours", "expected"),
    [
        (DETECTED, 24.0, ("negative",)),
        (DETECTED, 48.0, ("negative",)),
        # A newer one that found something may mean SARS-CoV-2, so the older negative does not stand.
        (DETECTED, 1.0, NOT_KNOWN),
        (NOT_DETECTED, 1.0, ("negative",)),
    ],
)
def test_target_that_is_not_specific_can_only_cast_doubt(found: str, hours: float, expected: tuple[str, ...]) -> None:
    unspecific = rna(found, "o2", NOT_SPECIFIC, effectiveDateTime=ago(hours=hours))
    assert result(rna(NOT_DETECTED), unspecific) == expected


def test_overall_result_goes_before_that_of_one_gene() -> None:
    assert result(rna(NOT_DETECTED), rna(DETECTED, "o2", TARGET)) == ("negative",)


def test_genes_that_disagree_leave_both_possible() -> None:
    gathered = read(rna(NOT_DETECTED, code=TARGET), rna(DETECTED, "o2", "94559-2"))
    assert known(gathered, FACT) == ("negative", "positive")


@pytest.mark.parametrize(("accepted", "expected"), [(True, ("negative",)), (False, NOT_KNOWN)])
def test_other_amplification_counts_where_the_site_accepts_it(accepted: bool, expected: tuple[str, ...]) -> None:
    site = SiteMap(naat_accepted_as_rt_pcr=accepted)
    gathered = read(rna(NOT_DETECTED, code=ISOTHERMAL), site=site)
    assert known(gathered, FACT) == expected
    told = [(reading.values, reading.because) for reading in gathered.readings]
    assert told == ([(("negative",), "another amplification, which the site accepts for RT-PCR")] if accepted else [])
    refused = [("Observation/o1#code", "the site accepts no other amplification for RT-PCR")]
    assert reasons(gathered) == ([] if accepted else refused)


def test_newest_by_collection_wins_across_zones() -> None:
    older = rna(NOT_DETECTED, effectiveDateTime="2020-04-06T10:00:00+09:00")
    newer = rna(DETECTED, "o2", effectiveDateTime="2020-04-05T21:00:00-05:00")  # an hour later
    gathered = read(older, newer)
    assert known(gathered, FACT) == ("positive",)
    otherwise = "a newer result, or a result of the whole test, says otherwise"
    assert reasons(gathered) == [("Observation/o1#valueCodeableConcept", otherwise)]


def test_results_that_agree_are_told_by_the_newest_alone() -> None:
    gathered = read(rna(DETECTED, effectiveDateTime=ago(days=3)), rna(DETECTED, "o2"))
    assert [reading.path for reading in gathered.readings] == ["Observation/o2#valueCodeableConcept"]
    assert reasons(gathered) == []


def test_results_of_one_time_that_disagree_leave_both_possible() -> None:
    assert result(rna(DETECTED), rna(NOT_DETECTED, "o2")) == ("negative", "positive")


def test_result_of_a_day_may_be_newer_than_one_within_it() -> None:
    day = rna(NOT_DETECTED, effectiveDateTime="2020-04-06")
    assert result(day, rna(DETECTED, "o2", effectiveDateTime="2020-04-06T10:00:00+09:00")) == ("negative", "positive")


def test_newest_that_cannot_be_read_hides_the_older() -> None:
    gathered = read(rna(NOT_DETECTED, effectiveDateTime=ago(days=3)), rna(None, "o2"))
    assert (known(gathered, FACT), values(gathered, FACT)) == (NOT_KNOWN, set())


@pytest.mark.parametrize(
    ("collected", "expected", "unread"),
    [
        (ago(days=14), ("negative",), []),
        (ago(days=14, seconds=1), NOT_KNOWN, [("Observation/o1#code", "the test is older than the window")]),
        ("2020-03-25", ("negative",), []),
        ("2020-03-24", NOT_KNOWN, [("Observation/o1#code", "the test is older than the window")]),
        (ago(hours=-1), NOT_KNOWN, []),
        (None, NOT_KNOWN, [("Observation/o1#code", "it does not say when the specimen was taken")]),
    ],
)
def test_window_is_14_days_by_collection(
    collected: str | None, expected: tuple[str, ...], unread: list[tuple[str, str]]
) -> None:
    gathered = read(rna(NOT_DETECTED, effectiveDateTime=collected))
    assert (known(gathered, FACT), reasons(gathered)) == (expected, unread)


def test_only_the_newest_of_the_old_ones_is_named() -> None:
    gathered = read(rna(effectiveDateTime=ago(days=30)), rna(identity="o2", effectiveDateTime=ago(days=20)))
    assert reasons(gathered) == [("Observation/o2#code", "the test is older than the window")]


def test_old_antigen_and_undated_antigen_are_not_named() -> None:
    old = rna(code=ANTIGEN, effectiveDateTime=ago(days=30))
    assert reasons(read(old, rna(code=ANTIGEN, identity="o2", effectiveDateTime=None))) == []


TAKEN = {"reference": "Specimen/x1"}


def specimen(**elements: object) -> Resource:
    return resource("Specimen", "x1", **elements)


@pytest.mark.parametrize(
    ("collection", "expected"),
    [
        ({"collectedDateTime": ago(days=2)}, ("negative",)),
        ({"collectedDateTime": ago(days=20)}, NOT_KNOWN),
        ({"collectedPeriod": {"start": ago(days=20), "end": ago(days=1)}}, NOT_KNOWN),
        ({"collectedDateTime": "unreadable"}, ("negative",)),
        (None, ("negative",)),
    ],
)
def test_collection_of_the_specimen_goes_before_the_effective_time(
    collection: Resource | None, expected: tuple[str, ...]
) -> None:
    assert result(rna(NOT_DETECTED, specimen=TAKEN), specimen(collection=collection)) == expected


def test_specimen_that_is_contained_is_read() -> None:
    held = {"resourceType": "Specimen", "id": "x", "collection": {"collectedDateTime": ago(days=20)}}
    assert result(rna(NOT_DETECTED, specimen={"reference": "#x"}, contained=[held])) == NOT_KNOWN


def test_specimen_of_another_patient_is_not_read() -> None:
    other = specimen(subject={"reference": "Patient/x"}, collection={"collectedDateTime": ago(days=20)})
    assert result(rna(NOT_DETECTED, specimen=TAKEN), other) == ("negative",)


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (ago(hours=1), ("negative",)),
        (ago(hours=-1), ("pending",)),
        ("2020-04-07T12:00:00.750+09:00", ("negative",)),
        (None, ("negative",)),
    ],
)
def test_result_that_was_not_yet_reported_was_pending(issued: str | None, expected: tuple[str, ...]) -> None:
    assert result(rna(NOT_DETECTED, issued=issued)) == expected


PART = {"reference": "Observation/o1"}


def report(**elements: object) -> Resource:
    held = {"status": "final", "code": concept(PANEL), "effectiveDateTime": ago(days=1)}
    return resource("DiagnosticReport", "r1", **(held | elements))


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"result": [PART]}, ("negative",)),
        ({"result": [PART, {"reference": "Observation/o9"}]}, ("negative",)),
        ({}, ("negative",)),
        ({"effectiveDateTime": ago(hours=1), "result": [PART]}, ("negative",)),
        # A newer report whose results are not here may say something else.
        ({"effectiveDateTime": ago(hours=1), "result": [{"reference": "Observation/o9"}]}, NOT_KNOWN),
        ({"effectiveDateTime": ago(hours=1)}, NOT_KNOWN),
        ({"effectiveDateTime": ago(hours=1), "conclusionCode": [concept(DETECTED, SNOMED)]}, ("positive",)),
        ({"effectiveDateTime": ago(hours=1), "status": "registered"}, ("negative",)),
        ({"code": concept(ANTIGEN), "conclusionCode": [concept(DETECTED, SNOMED)]}, ("negative",)),
        ({"code": concept("36643-5"), "conclusionCode": [concept(DETECTED, SNOMED)]}, ("negative",)),
    ],
)
def test_report_speaks_through_its_results_or_its_conclusion(elements: Resource, expected: tuple[str, ...]) -> None:
    assert result(rna(NOT_DETECTED), report(**elements)) == expected


def test_report_whose_results_are_absent_says_so() -> None:
    gathered = read(report(result=[PART]))
    assert (known(gathered, FACT), reasons(gathered)) == (NOT_KNOWN, [("DiagnosticReport/r1#conclusionCode", NOT_HELD)])


def test_result_that_a_report_contains_is_read() -> None:
    held = {name: part for name, part in rna(DETECTED).items() if name != "subject"}
    assert result(report(result=[{"reference": "#o1"}], contained=[held])) == ("positive",)


def test_panel_speaks_through_its_members() -> None:
    panel = rna(None, "p1", PANEL, hasMember=[PART])
    assert result(panel, rna(NOT_DETECTED)) == ("negative",)
    assert result(panel) == NOT_KNOWN
    assert result(rna(None, "p1", PANEL), rna(NOT_DETECTED)) == ("negative",)


def test_mixed_panel_speaks_through_its_members() -> None:
    panel = rna(None, "p1", MIXED_PANEL, hasMember=[PART])
    assert result(panel, rna(NOT_DETECTED)) == ("negative",)
    assert result(rna(None, "p1", MIXED_PANEL)) == NOT_KNOWN


def lab_order(**elements: object) -> Resource:
    held = {"status": "active", "intent": "order", "code": concept(RNA), "authoredOn": ago(days=1)}
    return resource("ServiceRequest", "s1", **(held | elements))


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({}, ("pending",)),
        ({"code": concept(MIXED_PANEL)}, ("pending",)),
        ({"code": concept(ANTIGEN)}, NOT_KNOWN),
        ({"code": concept("24627-2")}, NOT_KNOWN),
        ({"code": None}, NOT_KNOWN),
        ({"status": "draft"}, NOT_KNOWN),
        ({"status": "revoked"}, NOT_KNOWN),
        ({"status": "completed"}, NOT_KNOWN),
        ({"intent": "plan"}, NOT_KNOWN),
        ({"doNotPerform": True}, NOT_KNOWN),
        ({"authoredOn": ago(days=15)}, NOT_KNOWN),
        ({"authoredOn": ago(hours=-1)}, NOT_KNOWN),
        ({"authoredOn": None}, NOT_KNOWN),
    ],
)
def test_active_order_is_pending(elements: Resource, expected: tuple[str, ...]) -> None:
    assert result(lab_order(**elements)) == expected


@pytest.mark.parametrize("found", [DETECTED, NOT_DETECTED, INCONCLUSIVE])
def test_final_result_goes_before_a_pending_one(found: str) -> None:
    coming = rna(None, "o2", status="registered", effectiveDateTime=ago(hours=1))
    assert result(rna(found), coming, lab_order()) == result(rna(found))


def test_cancelled_test_leaves_a_pending_one_pending() -> None:
    assert result(rna(status="cancelled"), lab_order()) == ("pending",)


def test_pending_is_told_once_by_the_newest() -> None:
    gathered = read(lab_order(), rna(None, status="registered", effectiveDateTime=ago(hours=1)))
    assert [reading.path for reading in gathered.readings] == ["Observation/o1#status"]


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([], ("not-done",)),
        ([rna(code=ANTIGEN)], ("not-done",)),
        ([rna(effectiveDateTime=ago(days=30))], ("not-done",)),
        ([rna(effectiveDateTime=ago(days=-1))], ("not-done",)),
        ([rna(DETECTED)], ("positive",)),
        ([rna(status="registered")], ("pending",)),
        ([rna(status="cancelled")], NOT_KNOWN),
        ([rna(effectiveDateTime=None)], NOT_KNOWN),
        ([rna(NOT_DETECTED, code=NOT_SPECIFIC)], NOT_KNOWN),
        ([rna(None)], NOT_KNOWN),
        ([observation(concept("8310-5")) | {"status": 5}], NOT_KNOWN),
        ([{"resourceType": "Condition", "id": "c", "code": 5}], ("not-done",)),
    ],
)
def test_complete_record_without_a_test_means_not_done(resources: list[Resource], expected: tuple[str, ...]) -> None:
    assert result(*resources, site=COMPLETE) == expected
    silent = replace(COMPLETE, laboratory_record_complete=False)
    assert result(*resources, site=silent) == (NOT_KNOWN if expected == ("not-done",) else expected)


def test_reading_names_resource_field_and_time_of_collection() -> None:
    (reading,) = read(rna(DETECTED, effectiveDateTime="2020-04-06T10:00:00Z")).readings
    assert (reading.path, str(reading.time)) == ("Observation/o1#valueCodeableConcept", "2020-04-06 10:00:00+00:00")
