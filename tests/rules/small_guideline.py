"""An invented guideline, as small as one can be that has one of everything, to be broken in one place at a time."""

import json
from typing import Any

from engine.guideline import Edition
from rules.shelf import read_edition

FILE = "guidelines/small.yaml"
Place = tuple[str | int, ...]
Tree = Any
"""Lists, mappings and texts within each other, which a test may change anywhere."""


def words(text: str) -> dict[str, str]:
    """The words of a document; what they say does not matter here."""
    return {"en": text, "ko": f"{text} 말"}


def fact(name: str, *values: str) -> dict[str, Tree]:
    """A fact of the documents."""
    labelled = [{"value": value, "label": words(value)} for value in values]
    return {"id": name, "name": words(name), "question": words(f"{name}?"), "values": labelled}


def facts() -> list[Tree]:
    """The document of the facts; `colour` is one that nothing uses."""
    tested = fact("tested", "not-done", "negative", "positive")
    tested["presumption"] = {"not": ["positive"], "unless": [{"travelled": "yes"}], "reason": words("why")}
    return [
        fact("clinic", "first", "second", "third"),
        fact("cough", "yes", "no"),
        tested,
        fact("travelled", "yes", "no"),
        fact("colour", "red", "green"),
    ]


def thresholds() -> dict[str, Tree]:
    """The document of the thresholds."""
    quantity = {"id": "breaths", "name": words("breaths"), "unit": "/min", "lowest": "1", "highest": "90"}
    limit = {"measurement": "breaths", "comparison": "at-least", "limit": "22", "fact": "cough", "value": "yes"}
    lengths = {"vital_signs": "24 h", "symptoms": "24 h", "rt_pcr": "14 d", "chest_radiograph": "72 h"}
    return {
        "quantities": [quantity],
        "thresholds": [limit | {"source": words("source")}],
        "windows": [{"id": name, "length": length, "source": words("source")} for name, length in lengths.items()],
    }


def strength(name: str, concordance: str) -> dict[str, Tree]:
    """A strength of the document."""
    sentences = {"sentence": words("{modality} is"), "unless": words("{modality} unless")}
    return {"id": name, "label": words(name), "concordance": concordance} | sentences


def recommendation(number: str, strengths: dict[str, str], *rows: dict[str, Tree]) -> dict[str, Tree]:
    """A recommendation of the document."""
    said = {"id": number, "words": words(number), "verb": "is", "citation": "statement"}
    return said | {"strengths": strengths, "rows": list(rows), "defeats": [], "interpretations": []}


def guideline() -> dict[str, Tree]:
    """The document of the guideline."""
    first = recommendation("1", {"ct": "no", "cxr": "no"}, {"cough": "no", "clinic": ["second", "first"]})
    second = recommendation("2", {"ct": "yes"}, {"tested": "negative"})
    second["defeats"] = [{"recommendation": "1", "modality": "ct"}]
    reading = {"id": "2.a", "words": words("reading"), "reason": words("reason"), "modalities": ["ct"]}
    second["interpretations"] = [reading | {"rows": [{"clinic": "third"}]}]
    caution = {"id": "1.a", "recommendation": "1", "modality": "cxr", "words": words("caution"), "citation": "there"}
    dates = [{"date": "2020-04-07", "event": "posted", "source": "notice", "used": "true"}]
    return {
        "id": "small",
        "version": "2020-04.1",
        "status": "draft",
        "title": words("title"),
        "publisher": words("publisher"),
        "citation": "journal",
        "doi": "10.1/2",
        "dates": [*dates, {"date": "2020-04-10", "event": "printed", "source": "journal", "used": "false"}],
        "later": [{"title": words("later"), "year": "2022", "citation": "journal"}],
        "intended_use": words("use"),
        "limitations": [words("limitation")],
        "translation": words("translation"),
        "scope": {"words": words("scope"), "outside": [{"tested": "positive"}]},
        "modalities": [
            {"id": "cxr", "label": words("cxr"), "silence": words("silence")},
            {"id": "ct", "label": words("ct"), "silence": words("silence"), "named_in_silence": ["2"]},
        ],
        "strengths": [
            strength("yes", "concordant"),
            strength("no", "discordant"),
            strength("no-statement", "no-criteria"),
            strength("out-of-scope", "out-of-scope"),
            strength("needs-information", "undetermined"),
        ],
        "lifts": [{"order": "ct", "answer": "ct", "facts": ["tested"]}],
        "recommendations": [first, second],
        "cautions": [caution | {"concordance": "discordant", "rows": [{"cough": "no"}]}],
    }


def written(document: object) -> bytes:
    """A document as bytes; JSON is YAML."""
    return json.dumps(document, ensure_ascii=False).encode()


def read(
    guideline_document: object = None, facts_document: object = None, thresholds_document: object = None
) -> Edition:
    """The edition of the small documents, or of others in their place."""
    return read_edition(
        written(guideline_document or guideline()),
        written(facts_document or facts()),
        written(thresholds_document or thresholds()),
        FILE,
    )


def changed(document: Tree, place: Place, value: object) -> Tree:
    """The document with one place written otherwise, or left out where the value is None."""
    *way, last = place
    inner = document
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    elif isinstance(inner, list) and last == len(inner):
        inner.append(value)
    else:
        inner[last] = value
    return document
