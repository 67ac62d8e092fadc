"""An edition told as definitions of FHIR: everything that its authors wrote is in them, and nothing is added."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha1
from typing import Any

import pytest

from fhir.r4.activities import activity_definition, activity_id, examination
from fhir.r4.capability import DEFINITIONS, RENDERINGS, capability_statement
from fhir.r4.library import library as library_resource
from fhir.r4.plan import plan_definition
from fhir.r4.published import citation_of, computable_name
from fhir.r4.searchset import searchset
from fhir.valuesets.loader import read_codebook
from tests.fhir.r4.invented_records import BASE, edition, english

PLAN = plan_definition(edition(), BASE)
STRENGTH = "http://hl7.org/fhir/StructureDefinition/cqf-strengthOfRecommendation"
WORDS = {"title", "publisher", "description", "usage", "purpose", "display", "textEquivalent", "documentation", "text"}


def strength_of(action: dict[str, Any]) -> tuple[str, str]:
    (extension,) = action["extension"]
    assert extension["url"] == STRENGTH
    concept = extension["valueCodeableConcept"]
    return concept["coding"][0]["code"], concept["text"]


def test_plan_has_an_action_for_every_recommendation_and_caution() -> None:
    assert [action["id"] for action in PLAN["action"]] == [
        "1.1",
        "1.2",
        "1.3",
        "1.4.a",
        "1.4.b",
        "1.4.c",
        "1.3.rule-out",
    ]


def test_plan_tells_the_panels_verb_for_every_modality_and_no_grade() -> None:
    told = {action["id"]: [strength_of(each) for each in action["action"]] for action in PLAN["action"][:-1]}
    assert told == {
        each.id: [(strength, each.verb) for strength in each.strengths.values()] for each in edition().recommendations
    }


def test_plan_leads_to_an_activity_only_where_the_guideline_speaks_for_it() -> None:
    led = {
        action["id"]: [each["definitionCanonical"] for each in action["action"] if "definitionCanonical" in each]
        for action in PLAN["action"][:-1]
    }
    film, ct = (f"{BASE}/ActivityDefinition/ksr-kstr-2020-{modality}|2020-04.1" for modality in ("cxr", "ct"))
    assert led == {"1.1": [], "1.2": [film], "1.3": [film], "1.4.a": [ct], "1.4.b": [ct], "1.4.c": [ct]}


def test_plan_tells_conditions_as_expressions_and_in_words() -> None:
    (film,) = (action for action in english(PLAN)["action"] if action["id"] == "1.2")
    assert [condition["expression"] for condition in film["condition"]] == [
        {
            "description": "not (RT-PCR result: positive)",
            "language": "text/fhirpath",
            "expression": "(((item.where(linkId = 'rt_pcr').answer.value.code = 'positive'))).not()",
        },
        {
            "description": "care setting: screening clinic; respiratory symptoms: yes",
            "language": "text/fhirpath",
            "expression": "((item.where(linkId = 'care_setting').answer.value.code = 'screening-clinic')"
            " and (item.where(linkId = 'respiratory_symptoms').answer.value.code = 'yes'))",
        },
    ]


def test_plan_says_what_goes_before_a_recommendation() -> None:
    film, ct = PLAN["action"][0]["action"]
    assert "condition" not in film
    assert ct["condition"][0]["expression"]["description"] == "none of 1.4.a, 1.4.b, 1.4.c matches"


def test_plan_cites_every_statement_and_gives_the_reason_of_every_interpretation() -> None:
    cited = [each.citation for each in edition().recommendations] + [each.citation for each in edition().cautions]
    assert [action["documentation"][0]["citation"] for action in PLAN["action"]] == cited
    told = [related["label"] for action in PLAN["action"] for related in action["documentation"][1:]]
    assert told == [inner.id for each in edition().recommendations for inner in each.interpretations]


def walk(resource: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Every object of a resource."""
    if isinstance(resource, dict):
        yield resource
    for inner in resource.values() if isinstance(resource, dict) else resource if isinstance(resource, list) else ():
        yield from walk(inner)


@pytest.mark.parametrize(
    "resource",
    [PLAN, library_resource(edition(), BASE), activity_definition(edition(), "ct", BASE)],
    ids=["plan", "library", "activity"],
)
def test_words_have_a_korean_translation(resource: dict[str, Any]) -> None:
    for part in walk(resource):
        for name in WORDS & part.keys():
            # The panel's verb is quoted, and a file has a name.
            is_quoted = (name == "text" and "coding" in part) or "contentType" in part
            if isinstance(part[name], str) and not is_quoted:
                (extension,) = part[f"_{name}"]["extension"]
                language, content = extension["extension"]
                assert (language["valueCode"], content["valueString"] != part[name]) == ("ko", True)


def test_plan_names_later_editions_as_what_follows_it() -> None:
    assert [(each["type"], each["citation"]) for each in PLAN["relatedArtifact"]] == [
        ("citation", edition().citation),
        *(("successor", each.citation) for each in edition().later),
    ]


def test_citation_without_a_doi_leads_nowhere() -> None:
    assert citation_of(replace(edition(), doi=""), "invented") == {"type": "citation", "citation": "invented"}


def test_library_holds_the_bytes_that_records_name() -> None:
    resource = library_resource(edition(), BASE)
    (content,) = resource["content"]
    data = b64decode(content["data"])
    assert (data, content["size"]) == (edition().canonical, len(edition().canonical))
    assert b64decode(content["hash"]) == sha1(data, usedforsecurity=False).digest()
    assert resource["identifier"] == [{"system": "urn:imaging-cds:edition-digest", "value": edition().digest}]
    assert json.loads(data)["guideline"]["id"] == "ksr-kstr-2020"
    assert [parameter["name"] for parameter in resource["parameter"]] == list(edition().facts)


@pytest.mark.parametrize("modality", ["cxr", "ct"])
def test_activity_is_a_proposal_under_codes_that_are_read_as_that_modality(modality: str) -> None:
    activity = activity_definition(edition(), modality, BASE)
    found = [read_codebook("orders").find(each["system"], each["code"]) for each in activity["code"]["coding"]]
    assert [each and each.name for each in found] == [modality, modality]
    assert (activity["kind"], activity["intent"]) == ("ServiceRequest", "proposal")


def test_examination_without_codes_is_told_in_words() -> None:
    other = replace(edition(), modalities={"mri": edition().modalities["ct"]})
    assert english(examination(other, "mri")) == {"text": "chest CT"}


def test_ids_are_no_longer_than_those_of_fhir() -> None:
    assert activity_id(replace(edition(), id="g" * 64), "cxr") == "g" * 60 + "-cxr"


def test_names_are_such_as_programs_can_use() -> None:
    assert [computable_name(each) for each in ("a.b-c", "4-a")] == ["ABC", "G4A"]


def test_capability_statement_tells_what_is_read_and_searched() -> None:
    statement = capability_statement(BASE, "0.1.0", "2020-04-07")
    (rest,) = statement["rest"]
    told = {each["type"]: [interaction["code"] for interaction in each["interaction"]] for each in rest["resource"]}
    assert told == {
        **{kind: ["read", "search-type"] for kind in DEFINITIONS},
        **{kind: ["read"] for kind in RENDERINGS},
    }
    assert [each["type"] for each in rest["resource"] if "operation" in each] == ["PlanDefinition"]


RESOURCES = [{"id": each, "url": f"{BASE}/Library/{each}", "version": "1"} for each in ("a", "b")]


@pytest.mark.parametrize(
    ("wanted", "found", "query"),
    [
        ({}, ["a", "b"], ""),
        ({"_id": ("b",)}, ["b"], "?_id=b"),
        ({"_id": ("b", "a")}, ["a", "b"], "?_id=b%2Ca"),
        ({"version": ("1",), "_id": ("a",)}, ["a"], "?version=1&_id=a"),
        ({"url": (f"{BASE}/Library/a",)}, ["a"], "?url=https%3A%2F%2Fimaging.example%2Ffhir%2FLibrary%2Fa"),
        ({"_id": ("invented name",)}, [], "?_id="),
    ],
)
def test_search_finds_what_has_everything_that_is_wanted(
    wanted: dict[str, tuple[str, ...]], found: list[str], query: str
) -> None:
    bundle = searchset(RESOURCES, wanted, f"{BASE}/Library")
    assert [entry["resource"]["id"] for entry in bundle.get("entry", [])] == found
    assert bundle["total"] == len(found)
    assert bundle["link"] == [{"relation": "self", "url": f"{BASE}/Library{query}"}]
