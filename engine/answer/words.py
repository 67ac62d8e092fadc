"""An answer told in words, English and Korean, made of the edition's own words."""

from collections.abc import Iterator

from engine.answer.advice import Advice
from engine.facts import Fact, Words
from engine.guideline import NEEDS_INFORMATION, NO_STATEMENT, OUT_OF_SCOPE, Edition

LANGUAGES = ("en", "ko")

_ASK = Words(en="Still to be answered:", ko="추가로 확인할 사항:")
_PRESUMED = Words(en="Presumed, because not known:", ko="확인되지 않아 다음과 같이 추정함:")
_NOT = Words(en="{name}: not {values}", ko="{name}: {values} 아님")
_IS = Words(en="{name}: {values}", ko="{name}: {values}")
_PRESUMPTION = Words(en="{told}, presumed", ko="{told}(추정)")
_NOT_KNOWN = Words(en="{name}: not known", ko="{name}: 확인되지 않음")
_OR = Words(en=" or ", ko=" 또는 ")
_ONE_OF = Words(en="By one of these statements:", ko="다음 권고 중 하나에 해당:")
_STATEMENT = Words(en="Statement {id}: {words}", ko="권고 {id}: {words}")
_CAUTION = Words(en="Caution: {words}", ko="주의: {words}")


def text_of(edition: Edition, advice: Advice) -> Words:
    """Return the whole text of an advice, in both languages."""
    return Words(*(" ".join(_sentences(edition, advice, language)) for language in LANGUAGES))


def _sentences(edition: Edition, advice: Advice, language: str) -> Iterator[str]:
    modality = edition.modalities[advice.modality].label.read_in(language)
    yield edition.strengths[advice.strength].sentence.read_in(language).replace("{modality}", modality)
    if advice.presumably:
        yield edition.strengths[advice.presumably].unless.read_in(language).replace("{modality}", modality)
    if advice.strength == OUT_OF_SCOPE:
        yield edition.scope.words.read_in(language)
    elif advice.strength == NO_STATEMENT:
        yield edition.modalities[advice.modality].silence.read_in(language)
        yield from _circumstances(edition, advice, language)
    elif advice.strength == NEEDS_INFORMATION:
        yield _ASK.read_in(language)
        yield from (edition.facts[fact].question.read_in(language) for fact in advice.ask)
    else:
        yield from _statements(edition, advice, language)
    if advice.presumed:
        told = (_presumed(edition.facts[fact], language) for fact in advice.presumed)
        yield f"{_PRESUMED.read_in(language)} {'; '.join(told)}."


def _statements(edition: Edition, advice: Advice, language: str) -> Iterator[str]:
    """Tell the recommendations that govern, or between which the answer leaves the choice, and their cautions."""
    if not advice.recommendations:
        yield _ONE_OF.read_in(language)
    governing = advice.recommendations or advice.possible
    for each in edition.recommendations:
        if each.id in governing:
            words = each.words.read_in(language)
            yield _STATEMENT.read_in(language).replace("{id}", each.id).replace("{words}", words)
    cautions = {each.id for each in advice.cautions}
    for caution in edition.cautions:
        if caution.id in cautions:
            yield _CAUTION.read_in(language).replace("{words}", caution.words.read_in(language))


def _circumstances(edition: Edition, advice: Advice, language: str) -> Iterator[str]:
    """Name the circumstances in which the guideline would speak, with what is known of each."""
    named = edition.modalities[advice.modality].named_in_silence
    masks = dict(zip(edition.facts, advice.masks, strict=True))
    for each in edition.recommendations:
        if each.id in named:
            facts = dict.fromkeys(cell.fact for row in each.rows for cell in row.cells)
            told = "; ".join(
                _presumption(edition.facts[fact], language)
                if fact in advice.narrowed
                else _known(edition.facts[fact], masks[fact], language)
                for fact in facts
            )
            yield f"{each.id} ({told})."


def _known(fact: Fact, mask: int, language: str) -> str:
    return _fill(_NOT_KNOWN if mask == fact.all_values else _IS, fact, mask, language)


def _presumption(fact: Fact, language: str) -> str:
    return _PRESUMPTION.read_in(language).replace("{told}", _presumed(fact, language))


def _presumed(fact: Fact, language: str) -> str:
    """Tell what an unasked fact is presumed not to have, by the one value that is left where only one is."""
    away = fact.mask(fact.presumption.presumed_not if fact.presumption else ())
    left = fact.all_values & ~away
    return _fill(_IS, fact, left, language) if left & (left - 1) == 0 else _fill(_NOT, fact, away, language)


def _fill(pattern: Words, fact: Fact, mask: int, language: str) -> str:
    values = _OR.read_in(language).join(fact.labels[value].read_in(language) for value in fact.read_mask(mask))
    return pattern.read_in(language).replace("{name}", fact.name.read_in(language)).replace("{values}", values)
