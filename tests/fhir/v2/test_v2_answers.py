"""The order questions in messages: asked as OBX of the order, answered with codes, never with texts."""

import pytest

from tests.fhir.invented_bundles import reasons
from tests.fhir.v2.invented_telling import CT, CXR, PID, PV1, content, facts, of_kind, places, read, said, told

NEW = "ORC|NW|O1^HIS|||||||20200407113000+0900"
Q2, Q1 = "ct-circumstance^Reason^99IMGCDS", "purpose^Purpose^99IMGCDS"


def obx(
    code: str, value: str, *, kind: str = "CWE", state: str = "F", asked: str = "QST", number: int = 1, time: str = ""
) -> str:
    return f"OBX|{number}|{kind}|{code}||{value}||||||{state}|||{time}|||||||||||||||{asked}"


def order(*answers: str, code: str = CT, identity: str = "M1", time: str = "20200407120000+0900") -> bytes:
    return said("ORM^O01", PID, PV1, NEW, f"OBR|1|O1^HIS||{code}", *answers, identity=identity, time=time)


@pytest.mark.parametrize(
    ("option", "stated"),
    [
        ("film-not-definite", {"pneumonia_suspected": ("yes",), "chest_radiograph": ("pneumonia-not-definite",)}),
        ("negative-but-suspected", {"covid_suspicion": ("high",), "rt_pcr": ("negative",)}),
        (
            "critical-cannot-wait",
            {
                "severity": ("critical",),
                "can_wait_for_rt_pcr": ("no",),
                "rt_pcr": ("not-done", "pending", "inconclusive"),
            },
        ),
        ("not-known", {}),
    ],
)
@pytest.mark.parametrize("kind", ["CWE", "ST"])
@pytest.mark.parametrize("asked", ["QST", ""])
def test_answer_to_the_question_of_a_ct_order_states_facts(
    option: str, stated: dict[str, tuple[str, ...]], kind: str, asked: str
) -> None:
    value = f"{option}^Words^99IMGCDS" if kind == "CWE" else option
    gathered = read(order(obx(Q2, value, kind=kind, asked=asked)))
    assert {name: known for name, known in facts(gathered).items() if name != "care_setting"} == stated
    if stated:
        assert places(gathered, "rt_pcr" if "rt_pcr" in stated else "chest_radiograph") == {"ORM^O01/M1#OBX[1]-5"}


def test_question_of_a_ct_order_is_not_asked_of_a_film() -> None:
    gathered = read(order(obx(Q2, "no-film-yet^^99IMGCDS"), code=CXR))
    assert reasons(gathered) == [("ORM^O01/M1#OBX[1]-5", "the question is asked of CT orders alone")]


@pytest.mark.parametrize(
    ("code", "value", "kind", "fact", "known"),
    [
        (Q1, "diagnosis^^99IMGCDS", "CE", "purpose", ("diagnosis",)),
        (Q1, "diagnosis", "CWE", "purpose", ("diagnosis",)),
        (Q1, "diagnosis", "ST", "purpose", ("diagnosis",)),
        (Q1, "Diagnosis of lungs", "ST", "purpose", None),
        (Q1, "diagnosis^^99LAB", "CWE", "purpose", None),
        ("urgent_procedure^^99IMGCDS", "Y^^HL70136", "CWE", "urgent_procedure", ("yes",)),
        ("urgent_procedure^^99IMGCDS", "N", "ID", "urgent_procedure", ("no",)),
        ("urgent_procedure", "아니오", "ST", "urgent_procedure", ("no",)),
        ("severity^^99IMGCDS", "mild^^99IMGCDS", "CWE", "severity", ("mild",)),
        ("severity^^99IMGCDS", "mild^^99IMGCDS~moderate^^99IMGCDS", "CWE", "severity", ("mild", "moderate")),
        ("severity^^99IMGCDS", "^Mild", "CWE", "severity", None),
        ("fever^^99IMGCDS", "Y^^HL70532", "CWE", "fever", ("yes",)),
        ("severity^^99LAB", "mild^^99IMGCDS", "CWE", "severity", None),
        ("Severity^^99IMGCDS", "mild^^99IMGCDS", "CWE", "severity", None),
    ],
)
def test_question_of_a_fact_is_answered_with_its_values(
    code: str, value: str, kind: str, fact: str, known: tuple[str, ...] | None
) -> None:
    assert facts(read(order(obx(code, value, kind=kind)))).get(fact) == known


def test_question_of_nobodys_system_is_ours_only_where_it_is_marked_as_one() -> None:
    assert "urgent_procedure" not in facts(read(order(obx("urgent_procedure", "Y", kind="ID", asked=""))))


@pytest.mark.parametrize(("state", "value"), [("D", "diagnosis"), ("W", "diagnosis"), ("X", "diagnosis"), ("F", '""')])
def test_answer_that_is_taken_back_is_none(state: str, value: str) -> None:
    message = order(obx(Q1, value, state=state))
    (form,) = of_kind(told(message), "QuestionnaireResponse")
    assert content(form)["item"] == []
    assert "purpose" not in facts(read(message))


def test_answers_of_a_changed_order_take_the_place_of_earlier_ones() -> None:
    first = order(obx(Q1, "diagnosis"), obx(Q2, "not-known", number=2))
    changed = order(obx(Q1, "screening"), identity="M2", time="20200407121000+0900").replace(b"NW", b"XO")
    silent = order(identity="M3", time="20200407122000+0900").replace(b"NW", b"XO")
    assert facts(read(first))["purpose"] == ("diagnosis",)
    for messages in ((first, changed, silent), (silent, changed, first)):
        assert facts(read(*messages))["purpose"] == ("screening",)


def test_answers_are_of_the_time_that_they_give_else_of_the_order() -> None:
    (dated,) = of_kind(told(order(obx(Q1, "diagnosis", time="20200407100000"))), "QuestionnaireResponse")
    (undated,) = of_kind(told(order(obx(Q1, "diagnosis"))), "QuestionnaireResponse")
    assert content(dated)["authored"] == "2020-04-07T10:00:00"
    assert content(undated)["authored"] == "2020-04-07T11:30:00+09:00"
    assert (undated.fields["authored"], undated.fields["item[purpose]"]) == ("ORC[1]-9", "OBX[1]-5")


def test_answers_are_of_their_own_order() -> None:
    other = order(obx(Q1, "screening"), identity="M2").replace(b"O1^HIS", b"O2^HIS").replace(b"|NW|", b"|CA|")
    assert facts(read(order(obx(Q1, "diagnosis")), other))["purpose"] == ("diagnosis",)


def test_question_is_none_in_a_report() -> None:
    message = said("ORU^R01", PID, "ORC|RE|O1^HIS", f"OBR|1|O1^HIS||{CT}", obx(Q1, "diagnosis"))
    assert of_kind(told(message), "QuestionnaireResponse") == []
    assert of_kind(told(message), "Observation") == []
