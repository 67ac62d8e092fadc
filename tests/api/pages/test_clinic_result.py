"""The page of a decision tells why, what is presumed, what was known and from where; and never about whom."""

import pytest

from tests.api.pages.clinic import Visitor

AGREES_IF_WEIGHED = "The order agrees with the guideline if the risks and benefits were weighed for this patient."
COUGH = {"care_setting": "screening-clinic", "respiratory_symptoms": "yes"}
DENIED = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "respiratory_symptoms": "no",
    "other_symptoms_or_signs": "no",
}


def test_why_names_the_statement_and_the_facts_that_matched(visitor: Visitor) -> None:
    page = visitor.decide(COUGH)
    statement = next(each for each in visitor.advisor.library.find(None).recommendations if each.id == "1.2")
    why = page.section("why-cxr")
    told = f"Statement 1.2 {statement.words.en} The panel's words: “{statement.verb}”."
    assert told in why
    assert page.texts("ul", class_="matched")[0] == "care setting: screening clinic respiratory symptoms: yes"
    presumption = visitor.advisor.library.facts["rt_pcr"].presumption
    assert presumption is not None
    assert f"Presumed, because not known RT-PCR result: not “positive” {presumption.reason.en}" in why


def test_presumed_value_of_a_matched_fact_is_marked(visitor: Visitor) -> None:
    page = visitor.decide({**DENIED, "severity": "mild"})
    labels = [words.en for words in list(visitor.advisor.library.facts["visit_reason"].labels.values())[:2]]
    denied = ("fever", "respiratory symptoms", "other symptoms or signs")
    assert page.texts("ul", class_="matched")[0] == " ".join(
        [
            "care setting: screening clinic",
            f"reason for the visit: {' or '.join(labels)} (presumed)",
            *(f"{name}: no" for name in denied),
            "severity of illness: mild",
        ]
    )


def test_silence_of_ct_tells_what_is_known_of_its_three_circumstances(visitor: Visitor) -> None:
    page = visitor.decide({**COUGH, "severity": "mild", "pneumonia_suspected": "no"})
    facts = ("pneumonia_suspected", "covid_suspicion", "can_wait_for_rt_pcr", "urgent_procedure")
    names = [visitor.advisor.library.facts[fact].name.en for fact in facts]
    opening = (
        "No statement of the guideline applies. The guideline speaks of it in these circumstances: Statement 1.4.a"
    )
    assert opening in page.section("why-ct")
    denied = "RT-PCR result: not “positive” (presumed)"
    assert page.texts("ul", class_="matched")[1:] == [
        f"{names[0]}: not suspected chest X-ray finding: not known",
        f"{denied} {names[1]}: not “high” (presumed)",
        f"{denied} severity of illness: mild {names[2]}: not known {names[3]}: not “needed” (presumed)",
    ]


def test_defeat_and_interpretations_are_told(visitor: Visitor) -> None:
    known = {"visit_reason": "unspecified", "severity": "mild", "covid_suspicion": "high", "rt_pcr": "negative"}
    page = visitor.decide({**DENIED, **known, "order": "ct"})
    why = page.section("why-ct")
    assert "Statement 1.1 would also apply, and gives way to statement 1.4.b." in why
    assert "1.4.over-1.1" in why
    assert why.index("Statement 1.4.b") < why.index("Statement 1.4.a")
    assert "Statement 1.4.a This statement may be the one that applies; what is not known decides." in why


@pytest.mark.parametrize(
    ("purpose", "told"),
    [("rule-out-covid-pneumonia", "Caution:"), ("not-known", "Caution, depending on what is not known:")],
)
def test_caution_stands_beside_the_answer(visitor: Visitor, purpose: str, told: str) -> None:
    page = visitor.decide(
        {"care_setting": "outpatient-safe-clinic", "fever": "yes", "purpose": purpose, "order": "cxr"}
    )
    assert told in page.section("answer-cxr")


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ({**COUGH, "order": "cxr"}, "Ordered: chest X-ray. The order agrees with the guideline."),
        (
            {"covid_suspicion": "high", "rt_pcr": "negative", "order": "ct"},
            f"Ordered: chest CT. {AGREES_IF_WEIGHED}",
        ),
        (
            {
                "care_setting": "outpatient-safe-clinic",
                "fever": "yes",
                "purpose": "rule-out-covid-pneumonia",
                "order": "cxr",
            },
            "Ordered: chest X-ray. The order does not agree with the guideline.",
        ),
        (
            {"care_setting": "inpatient", "order": "cxr"},
            "Ordered: chest X-ray. The guideline has nothing to hold this order against.",
        ),
        ({"rt_pcr": "positive", "order": "ct"}, "Ordered: chest CT. The order is outside the guideline's scope."),
        ({"order": "ct"}, "Ordered: chest CT. Whether the order agrees cannot be said until more is known."),
    ],
)
def test_order_is_held_against_the_answer(visitor: Visitor, entered: dict[str, str], told: str) -> None:
    assert visitor.decide(entered).texts("p", class_="ordered") == [told]


def test_no_order_no_word_of_one(visitor: Visitor) -> None:
    assert visitor.decide(COUGH).texts("p", class_="ordered") == []
