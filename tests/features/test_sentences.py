"""A sentence means what rules/ says, in both languages, and a slip of the pen is refused with what may be said."""

from collections.abc import Mapping

import pytest

from api.library import Library
from tests.features import phrases
from tests.features.acts import ACTS
from tests.features.checks import CHECKS
from tests.features.meanings import Expected, Stated
from tests.features.playing import play
from tests.features.scene import Practice, Scene
from tests.features.sentences import Sentences
from tests.features.vocabulary import UnknownWordsError, Vocabulary
from tests.features.written import LANGUAGES

Books = Mapping[str, Sentences]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_every_fact_is_read(language: str, library: Library, sentences: Books) -> None:
    for fact in library.facts.values():
        name = fact.name.read_in(language)
        for value, label in fact.labels.items():
            stated = sentences[language].given.read(f"{name}: {label.read_in(language)}")
            assert stated == Stated(("facts", fact.id), value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_values_of_every_fact_are_read(language: str, library: Library, sentences: Books) -> None:
    for fact in library.facts.values():
        labels = [label.read_in(language) for label in fact.labels.values()]
        said = phrases.ONE_OF.read_in(language).format(phrases.COMMA.join(labels))
        stated = sentences[language].given.read(f"{fact.name.read_in(language)}: {said}")
        assert stated == Stated(("facts", fact.id), list(fact.values))


def test_every_act_and_every_expectation_has_words() -> None:
    assert ACTS.keys() == {"ask", "send", *phrases.ACTS}
    assert CHECKS.keys() == {"strength", *phrases.ADVICE, *phrases.ANSWER, *phrases.CHECKS}


def refusal(said: str, kind: str, *known: str) -> str:
    """How a refusal reads, as far as what is known is given here."""
    return f"“{said}” is no {kind} that is known here; there are: {', '.join(f'“{each}”' for each in known)}"


VALUES_OF_FEVER = ("yes", "no", "not known", "one of …")


@pytest.mark.parametrize(
    ("language", "sentence", "told"),
    [
        ("en", "fever: perhaps", refusal("perhaps", "value of “fever”", *VALUES_OF_FEVER)),
        ("en", "fever: Yes", refusal("Yes", "value of “fever”", *VALUES_OF_FEVER)),
        ("en", "fever: one of yes, perhaps", refusal("perhaps", "value of “fever”", "yes", "no")),
        ("ko", "발열: yes", refusal("yes", "value of “발열”", "있음", "없음", "모름", "… 중 하나")),
        ("en", "pregnant: perhaps", refusal("perhaps", "value", "yes", "no", "not known")),
        ("en", "age in years: young", "“young” is not a whole number"),
        ("en", "body temperature: high", "“high” is not a number with a unit, such as “37.5 °C”"),
        ("en", "body temperature: 37 K", refusal("K", "unit", "°C", "°F", "%", "breaths/min")),
    ],
)
def test_value_that_nobody_declared_is_refused(sentences: Books, language: str, sentence: str, told: str) -> None:
    with pytest.raises(UnknownWordsError) as refused:
        sentences[language].given.read(sentence)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("chest X-ray: unwise", refusal("unwise", "answer", "recommended", "may be considered")),
        ("because of statement: 1.5", refusal("1.5", "statement", "1.1", "1.2", "1.3", "1.4.a")),
        ("met by: 1.2 row 2", refusal("1.2 row 2", "row", "1.1 row 1", "1.2 row 1", "1.3 row 1", "1.3 row 2")),
        ("caution: 1.1", refusal("1.1", "caution", "1.3.rule-out")),
        ("asked: RT-PCR", refusal("RT-PCR", "fact", "care setting", "reason for the visit")),
        ("presumed: fever: no", refusal("fever: no", "presumption", "reason for the visit: not medical")),
        ("overruled: 1.2 by 1.1", refusal("1.2 by 1.1", "defeat", "1.1 by 1.4.a", "1.1 by 1.4.b", "1.1 by 1.4.c")),
        ("chest MRI: no statement", refusal("chest MRI: no statement", "Then sentence", "chest X-ray: …")),
        ("it is recorded", refusal("it is recorded", "Then sentence", "chest X-ray: …")),
    ],
)
def test_expectation_that_nobody_could_meet_is_refused(sentences: Books, sentence: str, told: str) -> None:
    with pytest.raises(UnknownWordsError) as refused:
        sentences["en"].then.read(sentence)
    assert str(refused.value)[: len(told)] == told


def test_unknown_fact_is_refused_with_all_that_may_be_given(library: Library, sentences: Books) -> None:
    with pytest.raises(UnknownWordsError) as refused:
        sentences["en"].given.read("fevr: yes")
    names = [f"{fact.name.en}: …" for fact in library.facts.values()]
    told = refusal("fevr: yes", "Given sentence", *names, "body temperature: …")
    assert str(refused.value)[: len(told)] == told


def test_unknown_act_is_refused_with_all_that_may_be_done(sentences: Books) -> None:
    with pytest.raises(UnknownWordsError) as refused:
        sentences["en"].when.read("chest MRI is ordered")
    told = refusal("chest MRI is ordered", "When sentence", "this is sent: …", "the guideline is asked")
    assert str(refused.value)[: len(told)] == told


def test_phrase_of_two_meanings_is_refused() -> None:
    with pytest.raises(UnknownWordsError) as refused:
        Vocabulary("answer", [("perhaps", 1), ("perhaps", 2)])
    assert str(refused.value) == "“perhaps” would be two things of the kind: answer"


def test_fact_said_twice_is_refused(practice: Practice, sentences: Books) -> None:
    said = [sentences["en"].given.read(f"fever: {value}") for value in ("yes", "no")]
    with pytest.raises(UnknownWordsError) as refused:
        play(Scene(practice, "en", sentences["en"]), said)
    assert str(refused.value) == "facts/fever is said twice in this scenario: keep one"


def test_advice_on_no_examination_is_refused(practice: Practice, sentences: Books) -> None:
    scene = Scene(practice, "en", sentences["en"])
    with pytest.raises(AssertionError, match=r"\Ano examination is named before this sentence"):
        play(scene, [sentences["en"].when.read("the guideline is asked"), Expected("ask", ())])


def test_expectation_before_the_question_is_refused(practice: Practice, sentences: Books) -> None:
    scene = Scene(practice, "en", sentences["en"])
    with pytest.raises(AssertionError, match=r"\Anothing was answered before this sentence"):
        play(scene, [sentences["en"].then.read("note: nothing")])


def test_words_are_read_in_one_language_only(sentences: Books) -> None:
    english = {*sentences["en"].given, *sentences["en"].when, *sentences["en"].then}
    korean = {*sentences["ko"].given, *sentences["ko"].when, *sentences["ko"].then}
    assert (len(english), english & korean) == (len(korean), set())
