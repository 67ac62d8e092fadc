"""Messages over HTTP: the same path as a listener's, answered at once, and consulted in topic or not."""

from pathlib import Path

import pytest

from api.feed.receive import Receiver
from api.hl7_frame import Frame
from api.hl7_settings import Hl7File
from api.http.media_types import ER7
from api.ids import new_id
from tests.api.feed.talk import DETECTED, PATIENT, VISIT, answer, at, message, order, rt_pcr
from tests.api.http.asking import Answered, Running
from tests.api.http.hook_calls import recorded

SUSPECTED = answer("covid_suspicion", "high")
RULE_OUT = answer("ct-circumstance", "negative-but-suspected")


def post(service: Running, *messages: bytes, query: str = "") -> Answered:
    """Send messages in one body."""
    return service.ask("POST", f"/v1/decisions{query}", b"".join(messages), [("Content-Type", ER7)])


def test_order_is_answered_and_can_be_read_back(own_service: Running) -> None:
    answered = post(own_service, order(told=[RULE_OUT]))
    assert answered.status == 201
    told = answered.document
    assert (told["order"], told["applicability"]) == (
        {"modality": "ct", "concordance": "concordant-if-weighed"},
        "applicable",
    )
    assert (told["hl7"]["kind"], told["hl7"]["control"], told["hl7"]["warnings"]) == ("ORM^O01", "NW", [])
    assert own_service.ask("GET", answered.headers["location"]).document == told
    assert recorded(own_service)[-1]["header"]["door"] == "http-hl7v2"


def test_same_message_again_is_the_same_answer_and_no_second_record(own_service: Running) -> None:
    first = post(own_service, order(control="A1", told=[SUSPECTED]))
    count = len(recorded(own_service))
    again = post(own_service, order(control="A1", told=[SUSPECTED]).replace(at(0).encode(), at(2).encode(), 1))
    assert (again.status, again.document) == (201, first.document)
    assert len(recorded(own_service)) == count


def test_what_came_before_counts_for_what_comes_later(own_service: Running) -> None:
    post(own_service, rt_pcr(minutes=-10))
    told = post(own_service, order(told=[SUSPECTED])).document
    assert (told["facts"]["rt_pcr"], told["order"]["concordance"]) == ("negative", "concordant-if-weighed")


def test_result_is_answered_for_the_order_that_is_open(own_service: Running) -> None:
    ordered = post(own_service, order(told=[SUSPECTED])).document
    told = post(own_service, rt_pcr(DETECTED)).document
    assert (ordered["order"]["concordance"], told["order"]["concordance"]) == ("undetermined", "out-of-scope")
    (first, *_, last) = (each["header"] for each in recorded(own_service))
    assert first["episode"] == last["episode"]


def test_result_alone_is_answered_without_an_order(own_service: Running) -> None:
    told = post(own_service, rt_pcr(DETECTED)).document
    assert (told["order"], {each["strength"] for each in told["advice"].values()}) == (None, {"out-of-scope"})


def test_several_messages_of_one_patient_are_one_question(own_service: Running) -> None:
    told = post(own_service, rt_pcr(), order(minutes=6, told=[SUSPECTED])).document
    assert (told["facts"]["rt_pcr"], told["order"]["modality"]) == ("negative", "ct")


def test_query_goes_before_what_was_sent(own_service: Running) -> None:
    sent = order(told=[SUSPECTED])
    told = post(own_service, sent, query="?order=cxr&explain=true&as_of=2020-04-08T00:00:00Z").document
    assert (told["order"]["modality"], told["as_of"]) == ("cxr", "2020-04-08T00:00:00.000Z")
    assert "would_change" in told["advice"]["cxr"]
    plain = post(own_service, sent).document
    assert (plain["order"]["modality"], plain["id"] != told["id"]) == ("ct", True)
    presumed = post(own_service, sent, query="?order=cxr&presume=false").document
    assert presumed["advice"]["cxr"]["presumed"] == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (b"MSH|", "MSH-2", "not-delimiters"),
        (order().replace(b"ORM^O01^ORM_O01", b"ORM^O02"), "MSH-9", "unsupported-event"),
        (order().replace(b"|2.5.1|", b"|3|"), "MSH-12", "unsupported-version"),
        (order(charset="JOHAB"), "MSH-18", "unknown-charset"),
        (order().replace(b"\rOBR", b"\robr"), "segment 5", "not-a-segment"),
        (order().replace(b"INVENTED-1^^^HIS^MR", b""), "PID[1]-3", "missing"),
    ],
)
def test_message_that_cannot_be_taken_is_refused_by_its_place(
    service: Running, body: bytes, pointer: str, code: str
) -> None:
    answered = post(service, body)
    assert (answered.status, answered.problem) == (400, "malformed-message")
    (error,) = answered.document["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert "INVENTED" not in answered.body.decode()


def test_messages_of_two_patients_are_refused_and_nothing_is_kept(service: Running) -> None:
    other = rt_pcr(patient=PATIENT.replace("INVENTED-1", "INVENTED-9"))
    answered = post(service, order(), other)
    assert (answered.status, answered.problem) == (422, "two-patients")
    assert service.at_hand.sharing.kept("urn:hl7v2:HIS|INVENTED-9") == []


def test_other_message_under_a_control_id_is_refused(service: Running) -> None:
    post(service, order(control="C1"))
    answered = post(service, order(control="C1", placer="P7"))
    assert (answered.status, answered.problem) == (422, "control-id-used")


def test_order_of_something_else_is_answered_without_an_order(service: Running) -> None:
    other = message("ORM^O01^ORM_O01", PATIENT, VISIT, "ORC|NW|X1^HIS", "OBR|1|X1^HIS||74177^abdomen^C4")
    assert post(service, other).document["order"] is None


def test_body_that_is_too_large_is_refused(service: Running) -> None:
    answered = post(service, order() + b"NTE|1||" + b"x" * (1 << 20))
    assert (answered.status, answered.problem) == (413, "too-large")


def test_no_part_of_a_message_lies_in_the_database_in_the_clear(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        post(running, order(told=[SUSPECTED]))
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    found = [each for each in (b"INVENTED-1", "가상".encode(), b"V1^^^HIS", b"P1^HIS", b"19610203") if each in stored]
    assert found == []


def test_test_message_is_answered_alone_where_production_is_and_never_kept(own_service: Running) -> None:
    told = post(own_service, rt_pcr(DETECTED, processing="T")).document
    assert (told["recorded"], told["facts"]["rt_pcr"]) == (True, "positive")
    assert "rt_pcr" not in post(own_service, order(told=[SUSPECTED])).document["facts"]
    later = post(own_service, rt_pcr(), order(told=[SUSPECTED], processing="T", placer="P9")).document
    assert later["facts"]["rt_pcr"] == "negative"


def test_message_that_came_through_one_door_is_answered_through_another_in_its_own_way(tmp_path: Path) -> None:
    sent = order(control="A1", told=[SUSPECTED])
    with Running(tmp_path) as running:
        post(running, sent)
        receiver = Receiver(running.at_hand.sharing.store, Hl7File(), running.at_hand.now, new_id)
        (acknowledgement,) = running.runner.run(receiver.receive([Frame(sent)]))
    assert b"MSA|AA|A1" in acknowledgement


def test_senders_are_those_that_are_registered(tmp_path: Path) -> None:
    (tmp_path / "hl7.yaml").write_text("senders: [{application: LIS, facility: INVENTED}]\n")
    with Running(tmp_path, hl7_file=tmp_path / "hl7.yaml") as running:
        answered = post(running, order())
        assert (answered.status, answered.document["errors"][0]["code"]) == (400, "sender-not-registered")
        assert post(running, order(application="LIS")).status == 201
