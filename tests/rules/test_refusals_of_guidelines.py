"""A guideline that does not fit is refused with its file, the id and the reason."""

import pytest

from engine.errors import GuidelineError
from tests.rules.small_guideline import FILE, Place, changed, guideline, read, recommendation, strength

FIRST: Place = ("recommendations", 0)
SECOND: Place = ("recommendations", 1)
READING: Place = (*SECOND, "interpretations", 0)
CAUTION: Place = ("cautions", 0)
ID = "must be small letters, digits, dots and hyphens, at most 64, such as 1.4.a or ksr-kstr-2020"
TWICE = (
    "this id stands twice among the recommendations, interpretations, cautions and the reserved id scope: rename one"
)
FACTS = "clinic, cough, tested, travelled, colour"

SHAPES: list[tuple[Place, object, str, str]] = [
    # a missing translation, or an empty one
    ((*FIRST, "words", "ko"), None, "1", "words.ko is missing: write the Korean words"),
    ((*FIRST, "words", "ko"), "", "1", "words.ko is missing: write the Korean words"),
    ((*FIRST, "words", "en"), " \n", "1", "words.en is missing: write the English words"),
    ((*READING, "reason", "ko"), None, "2.a", "reason.ko is missing: write the Korean words"),
    ((*CAUTION, "words", "ko"), None, "1.a", "words.ko is missing: write the Korean words"),
    (("title", "ko"), "", "small", "title.ko is missing: write the Korean words"),
    (("limitations", 0, "ko"), None, "small", "limitations[1].ko is missing: write the Korean words"),
    (("modalities", 1, "silence", "en"), None, "ct", "silence.en is missing: write the English words"),
    (("strengths", 4, "sentence", "ko"), None, "needs-information", "sentence.ko is missing: write the Korean words"),
    (("strengths", 4, "unless", "ko"), "", "needs-information", "unless.ko is missing: write the Korean words"),
    (("strengths", 2, "label"), None, "no-statement", "label is missing: add it"),
    # keys and types
    ((*FIRST, "verb"), None, "1", "verb is missing: add it"),
    ((*FIRST, "verb"), "", "1", "verb must not be empty"),
    ((*FIRST, "verb"), ["is"], "1", "verb must be text"),
    ((*FIRST, "grade"), "A", "1", "grade has no place here: remove it, or correct its spelling"),
    ((*FIRST, "words"), "text", "1", "words must be keys with values"),
    ((*FIRST, "strengths"), "no", "1", "strengths must be keys with values"),
    (("recommendations",), "1", "small", "recommendations must be a list"),
    (("recommendations",), [], "small", "recommendations must not be empty"),
    (("status",), "final", "small", "status must be draft, active or retired"),
    (("dates", 1, "used"), "yes", "small", "dates[2].used must be true or false"),
    (("dates", 0, "date"), "7 April 2020", "small", "dates[1].date must be a date, such as 2020-04-07"),
    (("dates", 0, "date"), "2020-02-30", "small", "dates[1].date must be a date, such as 2020-04-07"),
    (("later", 0, "year"), "22", "small", "later[1].year must be a year, such as 2022"),
    # an id that is not one
    ((*FIRST, "id"), None, "small", "recommendations[1].id is missing: add it"),
    ((*FIRST, "id"), "1#1", "small", f"recommendations[1].id {ID}"),
    (
        ("id",),
        "a" * 65,
        "",
        f"id {ID}",
    ),
    # a row, or a cell, that says nothing
    ((*FIRST, "rows"), [], "1", "rows must not be empty"),
    ((*FIRST, "rows", 0), {}, "1", "rows[1] must not be empty"),
    ((*FIRST, "rows", 0, "cough"), [], "1", "rows[1].cough must not be empty"),
    ((*FIRST, "rows", 0, "cough"), "", "1", "rows[1].cough[1] must not be empty"),
    ((*READING, "rows", 0, "clinic"), [], "2.a", "rows[1].clinic must not be empty"),
    ((*CAUTION, "rows"), [], "1.a", "rows must not be empty"),
    (("scope", "outside", 0), {}, "small", "scope.outside[1] must not be empty"),
    ((*READING, "modalities"), [], "2.a", "modalities must not be empty"),
    # a sentence that cannot be said of a modality
    (("strengths", 0, "sentence", "en"), "It is.", "yes", "sentence.en must hold {modality} once, and no other braces"),
    (
        ("strengths", 0, "unless", "en"),
        "{modality} unless {facts}",
        "yes",
        "unless.en must hold {modality} once, and no other braces",
    ),
    (
        ("strengths", 0, "concordance"),
        "fine",
        "yes",
        "concordance must be concordant, concordant-if-weighed, discordant, no-criteria, out-of-scope or undetermined",
    ),
    ((*CAUTION, "concordance"), "x", "1.a", "concordance must be concordant, concordant-if-weighed or discordant"),
]

MEANINGS: list[tuple[Place, object, str, str]] = [
    # facts and values
    ((*FIRST, "rows", 0, "coughs"), "no", "1", f"row 1: coughs is not a fact; the facts are {FACTS}"),
    ((*FIRST, "rows", 1), {"coughs": "no"}, "1", f"row 2: coughs is not a fact; the facts are {FACTS}"),
    ((*FIRST, "rows", 0, "cough"), "maybe", "1", "row 1: cough: maybe is not one of yes, no"),
    ((*FIRST, "rows", 0, "cough"), ["no", "no"], "1", "row 1: cough: no stands twice: keep one"),
    ((*READING, "rows", 0, "cold"), "no", "2.a", f"row 1: cold is not a fact; the facts are {FACTS}"),
    ((*CAUTION, "rows", 0, "cough"), "maybe", "1.a", "row 1: cough: maybe is not one of yes, no"),
    (("scope", "outside", 0, "tested"), "x", "scope", "row 1: tested: x is not one of not-done, negative, positive"),
    # ids
    ((*SECOND, "id"), "1", "1", TWICE),
    ((*READING, "id"), "1", "1", TWICE),
    ((*CAUTION, "id"), "2.a", "2.a", TWICE),
    ((*SECOND, "id"), "scope", "scope", TWICE),
    (("modalities", 1, "id"), "cxr", "cxr", "this id stands twice among the modalities: rename one"),
    (("strengths", 1, "id"), "yes", "yes", "this id stands twice among the strengths: rename one"),
    # modalities and strengths
    ((*FIRST, "strengths", "mri"), "no", "1", "strengths: mri is not one of cxr, ct"),
    ((*FIRST, "strengths", "ct"), "perhaps", "1", "strengths: ct: perhaps is not one of yes, no"),
    ((*FIRST, "strengths", "ct"), "no-statement", "1", "strengths: ct: no-statement is not one of yes, no"),
    ((*FIRST, "strengths", "ct"), "out-of-scope", "1", "strengths: ct: out-of-scope is not one of yes, no"),
    ((*FIRST, "strengths", "ct"), "needs-information", "1", "strengths: ct: needs-information is not one of yes, no"),
    (("strengths", 2), None, "small", "strengths: no-statement has no words: add it, the program says it"),
    (("strengths", 3), None, "small", "strengths: out-of-scope has no words: add it, the program says it"),
    (("strengths", 4), None, "small", "strengths: needs-information has no words: add it, the program says it"),
    ((*READING, "modalities"), ["mri"], "2.a", "modalities: mri is not one of ct"),
    ((*READING, "modalities"), ["cxr"], "2.a", "modalities: cxr is not one of ct"),
    ((*READING, "modalities"), ["ct", "ct"], "2.a", "modalities: ct stands twice: keep one"),
    ((*READING, "rows", 0, "colour"), "red", "2.a", "row 1: no answer on ct depends on colour"),
    # dates
    (("dates", 0, "used"), "false", "small", "dates: exactly one is used: true, not 0"),
    (("dates", 1, "used"), "true", "small", "dates: exactly one is used: true, not 2"),
    (("dates",), [], "small", "dates: exactly one is used: true, not 0"),
    # defeats
    ((*SECOND, "defeats", 0, "recommendation"), "3", "2", "defeats: recommendation: 3 is not one of 1, 2"),
    ((*SECOND, "defeats", 0, "recommendation"), "1.a", "2", "defeats: recommendation: 1.a is not one of 1, 2"),
    ((*SECOND, "defeats", 0, "modality"), "mri", "2", "defeats: modality: mri is not one of cxr, ct"),
    ((*SECOND, "defeats", 0, "modality"), "cxr", "2", "defeats: 2 does not speak of cxr"),
    ((*FIRST, "defeats", 0), {"recommendation": "2", "modality": "cxr"}, "1", "defeats: 2 does not speak of cxr"),
    (
        (*SECOND, "defeats", 1),
        {"recommendation": "1", "modality": "ct"},
        "2",
        "defeats: the same one stands twice: keep one",
    ),
    # what an order lifts
    (("lifts", 0, "order"), "mri", "small", "lifts: order: mri is not one of cxr, ct"),
    (("lifts", 0, "answer"), "mri", "small", "lifts: answer: mri is not one of cxr, ct"),
    (("lifts", 0, "facts"), ["fever"], "small", "lifts: presumed facts: fever is not one of tested"),
    (("lifts", 0, "facts"), ["cough"], "small", "lifts: presumed facts: cough is not one of tested"),
    # cautions and silence
    ((*CAUTION, "recommendation"), "3", "1.a", "caution: recommendation: 3 is not one of 1, 2"),
    ((*CAUTION, "modality"), "mri", "1.a", "caution: modality: mri is not one of cxr, ct"),
    ((*CAUTION, "recommendation"), "2", "1.a", "caution: 2 does not speak of cxr"),
    (("modalities", 1, "named_in_silence"), ["3"], "ct", "named_in_silence: recommendation: 3 is not one of 1, 2"),
    (("modalities", 0, "named_in_silence"), ["2"], "cxr", "named_in_silence: 2 does not speak of cxr"),
]


@pytest.mark.parametrize(("place", "value", "rule", "reason"), SHAPES + MEANINGS)
def test_guideline_that_does_not_fit_is_refused(place: Place, value: object, rule: str, reason: str) -> None:
    with pytest.raises(GuidelineError) as refused:
        read(changed(guideline(), place, value))
    assert (refused.value.file, refused.value.rule, refused.value.reason) == (FILE, rule, reason)


def test_small_guideline_is_read_while_nothing_is_wrong() -> None:
    assert [each.id for each in read().recommendations] == ["1", "2"]


def test_recommendation_that_defeats_itself_is_refused() -> None:
    document = changed(guideline(), (*SECOND, "defeats", 0, "recommendation"), "2")
    with pytest.raises(GuidelineError) as refused:
        read(document)
    assert str(refused.value) == f"{FILE}: 2: defeats itself for ct, by way of 2"


def test_cycle_of_defeats_is_refused() -> None:
    document = guideline()
    document["recommendations"].append(recommendation("3", {"ct": "yes", "cxr": "yes"}, {"cough": "yes"}))
    document["recommendations"][0]["defeats"] = [{"recommendation": "3", "modality": "ct"}]
    document["recommendations"][2]["defeats"] = [{"recommendation": "2", "modality": "ct"}]
    with pytest.raises(GuidelineError) as refused:
        read(document)
    assert str(refused.value) == f"{FILE}: 1: defeats itself for ct, by way of 3, 2, 1"


def test_defeats_that_go_round_only_across_modalities_are_no_cycle() -> None:
    document = guideline()
    document["recommendations"].append(recommendation("3", {"ct": "yes", "cxr": "yes"}, {"cough": "yes"}))
    document["recommendations"][0]["defeats"] = [{"recommendation": "3", "modality": "cxr"}]
    document["recommendations"][2]["defeats"] = [{"recommendation": "1", "modality": "ct"}]
    assert [each.modality for rule in read(document).recommendations for each in rule.defeats] == ["cxr", "ct", "ct"]


def test_file_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(GuidelineError) as refused:
        read(["small"])
    assert str(refused.value) == f"{FILE}: must be keys with values"


def test_first_of_several_flaws_is_told() -> None:
    document = changed(changed(guideline(), (*SECOND, "verb"), None), (*FIRST, "verb"), None)
    with pytest.raises(GuidelineError) as refused:
        read(document)
    assert str(refused.value) == f"{FILE}: 1: verb is missing: add it"


def test_strength_that_nobody_claims_may_stay() -> None:
    document = guideline()
    document["strengths"].append(strength("perhaps", "concordant"))
    assert list(read(document).strengths) == [
        "yes",
        "no",
        "no-statement",
        "out-of-scope",
        "needs-information",
        "perhaps",
    ]
