"""The newest film of 72 hours: a coded conclusion says which, a narrative only that there is a film."""

from itertools import product

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import (
    ICD,
    LOCAL,
    SNOMED,
    Resource,
    ago,
    concept,
    edition,
    film,
    known,
    read,
    reasons,
)

FACT = "chest_radiograph"
NOT_KNOWN = edition().facts[FACT].values
DEFINITE, NOT_DEFINITE = ("pneumonia-definite",), ("pneumonia-not-definite",)
EITHER = ("pneumonia-definite", "pneumonia-not-definite")
PNEUMONIA, NORMAL, ABNORMAL = (concept(code, SNOMED) for code in ("233604007", "168733007", "168734001"))
LOCAL_PICK = concept("PNA-NO", LOCAL)
SITE = SiteMap(film_conclusions={f"{LOCAL}|PNA-NO": "pneumonia-not-definite"}, orders={f"{LOCAL}|CHEST": "cxr"})


@pytest.mark.parametrize(
    ("conclusions", "expected"),
    [
        ([PNEUMONIA], DEFINITE),
        ([concept("882784691000119100", SNOMED)], DEFINITE),
        ([concept("J18.9", ICD)], DEFINITE),
        ([NORMAL], NOT_DEFINITE),
        ([LOCAL_PICK], NOT_DEFINITE),
        ([PNEUMONIA, NORMAL], EITHER),
        ([ABNORMAL], EITHER),
        ([ABNORMAL, PNEUMONIA], DEFINITE),
        ([{"text": "no pneumonia"}], EITHER),
        ([], EITHER),
    ],
)
def test_coded_conclusion_says_what_the_film_shows(conclusions: list[Resource], expected: tuple[str, ...]) -> None:
    gathered = read(film(conclusionCode=conclusions, conclusion="no pneumonia (invented)"), site=SITE)
    assert (known(gathered, FACT), reasons(gathered)) == (expected, [])
    (reading,) = gathered.readings
    narrative = ("DiagnosticReport/r1#conclusion", "the conclusion is not coded")
    coded = ("DiagnosticReport/r1#conclusionCode", "")
    assert (reading.path, reading.because) == (narrative if expected == EITHER else coded)
    assert str(reading.time) == "2020-04-06 12:00:00+09:00"


FINAL = ("final", "amended", "corrected", "appended")
EARLY = ("preliminary", "partial")
NONE = ("registered", "cancelled", "entered-in-error", "unknown", None)


@pytest.mark.parametrize(("status", "conclusion"), list(product((*FINAL, *EARLY, *NONE), (PNEUMONIA, NORMAL))))
def test_only_a_final_report_says_which(status: str | None, conclusion: Resource) -> None:
    gathered = read(film(status=status, conclusionCode=[conclusion]))
    if status in FINAL:
        assert known(gathered, FACT) == (DEFINITE if conclusion is PNEUMONIA else NOT_DEFINITE)
    elif status in EARLY:
        assert known(gathered, FACT) == EITHER
        assert [reading.because for reading in gathered.readings] == ["the report is not final"]
    else:
        assert known(gathered, FACT) == NOT_KNOWN
        assert reasons(gathered) == [("DiagnosticReport/r1#status", "the film was not reported")]


OLD = [("DiagnosticReport/r1#code", "the film is older than the window")]


@pytest.mark.parametrize(
    ("times", "expected", "unread"),
    [
        ({"effectiveDateTime": ago(hours=72)}, NOT_DEFINITE, []),
        ({"effectiveDateTime": ago(hours=72.001)}, NOT_KNOWN, OLD),
        ({"effectiveDateTime": ago(hours=-1)}, NOT_KNOWN, []),
        ({"effectivePeriod": {"start": ago(hours=1)}, "effectiveDateTime": None}, NOT_DEFINITE, []),
        ({"effectiveDateTime": None, "issued": ago(hours=1)}, NOT_DEFINITE, []),
        ({"issued": ago(hours=-1)}, NOT_KNOWN, []),
        (
            {"effectiveDateTime": None},
            NOT_KNOWN,
            [("DiagnosticReport/r1#effective", "it does not say when the film was made")],
        ),
    ],
)
def test_film_counts_for_72_hours(times: Resource, expected: tuple[str, ...], unread: list[tuple[str, str]]) -> None:
    gathered = read(film(conclusionCode=[NORMAL], **times))
    assert (known(gathered, FACT), reasons(gathered)) == (expected, unread)


def test_newest_film_wins() -> None:
    older = film(conclusionCode=[PNEUMONIA], effectiveDateTime=ago(days=2))
    assert known(read(older, film("r2", conclusionCode=[NORMAL])), FACT) == NOT_DEFINITE


def test_films_of_one_time_that_disagree_leave_both_possible() -> None:
    assert known(read(film(conclusionCode=[PNEUMONIA]), film("r2", conclusionCode=[NORMAL])), FACT) == EITHER


def test_films_of_one_time_that_agree_are_told_once() -> None:
    gathered = read(film(conclusionCode=[NORMAL]), film("r2", conclusionCode=[NORMAL]))
    assert [reading.path for reading in gathered.readings] == ["DiagnosticReport/r1#conclusionCode"]


def test_old_film_is_named_once_and_only_where_there_is_no_newer() -> None:
    old = [film(identity, effectiveDateTime=ago(days=days)) for identity, days in (("r8", 9), ("r1", 8))]
    assert reasons(read(*old)) == OLD
    assert reasons(read(*old, film("r2"))) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (concept("30746-2"), EITHER),
        (concept("399208008", SNOMED), EITHER),
        (concept("CHEST", LOCAL), EITHER),
        (concept("24627-2"), NOT_KNOWN),
        (concept("30747-0"), NOT_KNOWN),
        (concept("OTHER", LOCAL), NOT_KNOWN),
    ],
)
def test_only_a_chest_film_is_one(code: Resource, expected: tuple[str, ...]) -> None:
    assert known(read(film(code=code), site=SITE), FACT) == expected


def test_absence_of_a_film_is_never_not_done() -> None:
    assert known(read(site=SiteMap(laboratory_record_complete=True)), FACT) == NOT_KNOWN
