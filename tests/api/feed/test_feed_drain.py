"""An order is decided on what is known then, and again when a later message changes its answer."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from api.store.hl7_values import Changes
from engine.errors import LogUnavailable
from tests.api.feed.feeding import IN_TOPIC, Feed, strengths
from tests.api.feed.talk import DETECTED, PATIENT, VISIT, answer, merged, message, order, rt_pcr, visit

SUSPECTED = answer("covid_suspicion", "high")
NEGATIVE_BUT_SUSPECTED = answer("ct-circumstance", "negative-but-suspected")


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    """A feed with nothing in it."""
    with Feed(tmp_path) as running:
        yield running


def ct_of(feed: Feed) -> list[tuple[str, str]]:
    """Return what each decision says of the CT, and of its order."""
    return [(strengths(each).get("ct", ""), each["order"]["concordance"]) for each in feed.decisions()]


def said(report: str) -> tuple[str, str]:
    """Return the answer's code and its strength in a report, and whether it corrects."""
    (observation,) = [line.split("|") for line in report.split("\r") if line.startswith("OBX")]
    return observation[5].split("^")[0], observation[11]


def test_order_is_decided_recorded_and_told(feed: Feed) -> None:
    feed.feed(order(told=[NEGATIVE_BUT_SUSPECTED]))
    assert ct_of(feed) == [("after-weighing", "concordant-if-weighed")]
    (report,) = feed.sent()
    assert said(report) == ("within", "F")
    (decision,) = feed.decisions()
    assert f"urn:uuid:{decision['header']['id']}" in report
    assert decision["hl7"]["kind"] == "ORM^O01"
    assert decision["hl7"]["control"] == "NW"
    assert decision["header"]["door"] == "hl7v2"


def test_result_before_its_order_counts(feed: Feed) -> None:
    feed.feed(rt_pcr(minutes=-10, taken=-60), order(told=[SUSPECTED]))
    assert ct_of(feed) == [("after-weighing", "concordant-if-weighed")]
    reading = next(each for each in feed.decisions()[0]["readings"] if each["fact"] == "rt_pcr")
    assert reading["values"] == ["negative"]
    assert reading["path"].startswith("ORU^R01/")
    assert reading["path"].endswith("#OBX[1]-5")


def test_result_after_its_order_makes_a_new_decision_that_supersedes_and_is_told(feed: Feed) -> None:
    feed.feed(order(told=[SUSPECTED]), rt_pcr())
    assert [concordance for _, concordance in ct_of(feed)] == ["undetermined", "concordant-if-weighed"]
    first, second = feed.decisions()
    assert second["header"]["supersedes"] == first["header"]["id"]
    assert second["hl7"]["kind"] == "ORU^R01"
    assert second["hl7"]["control"] is None
    assert [said(each) for each in feed.sent()] == [("incomplete", "F"), ("within", "C")]


def test_statement_that_changes_nothing_makes_no_record(feed: Feed) -> None:
    feed.feed(order(told=[NEGATIVE_BUT_SUSPECTED]), visit("A08", minutes=5), visit("A08", minutes=6))
    assert len(feed.decisions()) == 1


def test_answer_that_changes_without_its_concordance_is_recorded_and_not_told(feed: Feed) -> None:
    feed.feed(order(), rt_pcr(status="P"))
    assert [concordance for _, concordance in ct_of(feed)] == ["undetermined", "undetermined"]
    assert [said(each) for each in feed.sent()] == [("incomplete", "F")]


def test_preliminary_is_pending_final_counts_and_correction_supersedes(feed: Feed) -> None:
    feed.feed(order(told=[SUSPECTED]), rt_pcr(status="P"), rt_pcr(minutes=6), rt_pcr(DETECTED, "C", minutes=7))
    facts = [each["facts"].get("rt_pcr") for each in feed.decisions()]
    assert facts == [None, ["pending"], ["negative"], ["positive"]]
    assert ct_of(feed)[-1] == ("out-of-scope", "out-of-scope")


@pytest.mark.parametrize("status", ["D", "W", "X"])
def test_result_that_is_withdrawn_is_not_known_again(feed: Feed, status: str) -> None:
    feed.feed(order(told=[SUSPECTED]), rt_pcr(minutes=5), rt_pcr(status=status, minutes=6))
    assert [each["facts"].get("rt_pcr") for each in feed.decisions()] == [None, ["negative"], None]


def test_cancelled_order_is_judged_no_more(feed: Feed) -> None:
    feed.feed(order(told=[SUSPECTED]), order(asks="CA", minutes=2), rt_pcr())
    assert len(feed.decisions()) == 1


def test_order_is_cancelled_by_its_number_alone(feed: Feed) -> None:
    feed.feed(order(told=[SUSPECTED]), message("ORM^O01^ORM_O01", "ORC|CA|P1^HIS", minutes=2), rt_pcr())
    assert len(feed.decisions()) == 1


def test_changed_order_is_answered_again(feed: Feed) -> None:
    feed.feed(order(told=[SUSPECTED]), order(asks="XO", told=[NEGATIVE_BUT_SUSPECTED], minutes=3))
    assert [concordance for _, concordance in ct_of(feed)] == ["undetermined", "concordant-if-weighed"]
    assert [said(each) for each in feed.sent()] == [("incomplete", "F"), ("within", "C")]


def test_every_order_of_a_message_is_answered(feed: Feed) -> None:
    groups = ["ORC|NW|P1^HIS", "OBR|1|P1^HIS||24627-2^chest CT^LN", "ORC|NW|P2^HIS", "OBR|2|P2^HIS||30745-4^film^LN"]
    feed.feed(message("ORM^O01^ORM_O01", PATIENT, VISIT, *groups))
    assert sorted(each["order"]["modality"] for each in feed.decisions()) == ["ct", "cxr"]
    assert len({each["header"]["episode"] for each in feed.decisions()}) == 2
    assert len(feed.sent()) == 2


def test_order_out_of_topic_meets_silence(tmp_path: Path) -> None:
    with Feed(tmp_path, site=b"") as feed:
        feed.feed(order())
        (decision,) = feed.decisions()
        assert (decision["applicability"], decision["advice"], decision["header"]["subject"]) == (
            "not-applicable",
            {},
            None,
        )
        assert feed.sent() == []
        feed.feed(rt_pcr())
        assert [each["applicability"] for each in feed.decisions()] == ["not-applicable", "applicable"]
        assert feed.decisions()[1]["hl7"]["topic"] == ["rt-pcr"]
        assert len(feed.sent()) == 1


def test_merge_brings_what_was_known_under_the_number_that_was_given_up(feed: Feed) -> None:
    other = PATIENT.replace("INVENTED-1", "INVENTED-2")
    feed.feed(rt_pcr(minutes=-10, patient=other, visit=""), order(told=[SUSPECTED]), merged("INVENTED-2"))
    assert [each["facts"].get("rt_pcr") for each in feed.decisions()] == [None, ["negative"]]


def arrivals() -> Sequence[Sequence[bytes]]:
    """Return every order of arrival of the messages of one visit."""
    other = PATIENT.replace("INVENTED-1", "INVENTED-2")
    messages = (
        order(told=[SUSPECTED]),
        rt_pcr(status="P", minutes=4),
        rt_pcr(minutes=6, patient=other),
        merged("INVENTED-2"),
    )
    return list(permutations(messages))


def test_order_of_arrival_leaves_the_same_last_answer(tmp_path: Path) -> None:
    last: list[Any] = []
    for number, messages in enumerate(arrivals()):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Feed(folder) as feed:
            feed.feed(*messages)
            decision = feed.decisions()[-1]
            last.append({name: decision[name] for name in ("advice", "notes", "order", "facts", "as_of")})
    assert last == [last[0]] * len(last)
    assert last[0]["facts"]["rt_pcr"] == ["negative"]


def test_message_that_is_taken_twice_is_decided_once(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    settle = type(feed.store).settle

    def fail(_self: object, _seq: int, _changes: Changes) -> bool:
        raise LogUnavailable("invented")

    feed.send(order(told=[NEGATIVE_BUT_SUSPECTED]))
    monkeypatch.setattr(type(feed.store), "settle", fail)
    with pytest.raises(LogUnavailable):
        feed.drain.catch_up()
    monkeypatch.setattr(type(feed.store), "settle", settle)
    feed.drain.catch_up()
    assert len(feed.decisions()) == 1
    assert len(feed.sent()) == 1


def test_message_that_the_program_fails_on_holds_up_no_other(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    feed.send(order(placer="P1"), order(placer="P2"))
    tell = type(feed.taking).tell
    failed: list[int] = []

    def fail_once(self: Any, *arguments: Any) -> Any:  # noqa: ANN401
        if not failed:
            failed.append(1)
            raise ZeroDivisionError("Invented Patient")
        return tell(self, *arguments)

    monkeypatch.setattr(type(feed.taking), "tell", fail_once)
    feed.drain.catch_up()
    assert len(feed.decisions()) == 1
    assert [each.reason for each in feed.store.troubles()] == ["internal"]
    assert "Invented" not in feed.messages.getvalue()


def test_nothing_waits_while_another_process_drains(feed: Feed, tmp_path: Path) -> None:
    feed.send(order())
    with Feed(tmp_path) as other, other.store.drain_lock() as is_ours:
        assert is_ours
        assert feed.drain.catch_up() == 0
    assert feed.drain.catch_up() == 1


def test_judged_as_of_the_newest_message_and_hardly_later_than_now(feed: Feed) -> None:
    feed.feed(order(minutes=0, told=[SUSPECTED]), rt_pcr(minutes=60 * 24 * 365))
    assert [each["as_of"] for each in feed.decisions()] == ["2020-04-07T01:00:00.000Z", "2020-04-08T03:10:00.000Z"]


def test_record_of_a_message_is_replayed_alike(feed: Feed) -> None:
    from api.replay import Replayer  # noqa: PLC0415

    feed.feed(order(told=[SUSPECTED]), rt_pcr())
    replayer = Replayer(feed.log)
    assert [replayer.replay(each) for each in feed.log.records() if b'"kind":"decision"' in each.header] == [(), ()]
    assert feed.log.verify().holds
    assert IN_TOPIC


def test_imaging_that_nobody_recognises_is_on_record_with_its_code_and_nothing_of_the_patient(tmp_path: Path) -> None:
    with Feed(tmp_path, site=b"") as feed:
        request = "OBR|1|P1^HIS||CT205^chest CT^99KMC" + "|" * 20 + "CT"
        feed.feed(message("OMI^O23^OMI_O23", PATIENT, VISIT, "ORC|NW|P1^HIS", request, "IPC|A|B|2.25.1|C|CT"))
        (decision,) = feed.decisions()
        assert (decision["applicability"], decision["order"], decision["header"]["subject"]) == (
            "not-applicable",
            None,
            None,
        )
        assert [(each["table"], each["code"]) for each in decision["unmapped"]] == [("orders", "urn:hl7v2:99KMC|CT205")]
        assert feed.sent() == []


def test_answer_that_cannot_be_read_is_told_to_be_unread(feed: Feed) -> None:
    feed.feed(
        order(told=[answer("ct-circumstance", "no-such-option"), "OBX|2|ST|covid_suspicion^^99IMGCDS||Invented||||||F"])
    )
    (decision,) = feed.decisions()
    assert sorted(each["path"].split("#")[1] for each in decision["unread"]) == ["OBX[1]-5", "OBX[2]-5"]
    assert "Invented" not in str(decision)


def test_what_came_late_is_kept_for_what_follows_it(feed: Feed) -> None:
    feed.feed(order(told=[SUSPECTED, "OBX|2|NM|8310-5^t^LN||38.4|Cel|||||F|||20200407095000+0900"]))
    feed.now = feed.now.replace(day=14)
    feed.store.sweep(feed.now)
    feed.feed(rt_pcr())
    assert [each["facts"].get("fever") for each in feed.decisions()] == [["yes"], ["yes"]]
    feed.now = feed.now.replace(month=6)
    feed.store.sweep(feed.now)
    feed.feed(rt_pcr(DETECTED, "C", minutes=9))
    assert len(feed.decisions()) == 3
    assert feed.decisions()[2]["facts"].get("fever") is None


def test_times_that_are_sent_are_those_of_the_site(feed: Feed) -> None:
    feed.feed(order(told=[NEGATIVE_BUT_SUSPECTED]))
    (report,) = feed.sent()
    assert {line.split("|")[6][-5:] for line in report.split("\r") if line.startswith("MSH")} == {"+0900"}
    assert "+0900 기준" in report


def test_time_that_goes_by_turns_no_answer_over(feed: Feed) -> None:
    feverish = "OBX|2|NM|8310-5^t^LN||38.4|Cel|||||F|||20200407095000+0900"
    safe = answer("care_setting", "outpatient-safe-clinic")
    feed.feed(order(modality="cxr", told=[safe, feverish]))
    feed.feed(visit("A08", minutes=60 * 40))
    assert [strengths(each)["cxr"] for each in feed.decisions()] == ["recommended"]
    assert [said(each) for each in feed.sent()] == [("within", "F")]


def test_order_number_of_several_patients_is_refused_without_a_pid(feed: Feed) -> None:
    other = PATIENT.replace("INVENTED-1", "INVENTED-2")
    feed.feed(order(told=[SUSPECTED]), order(told=[SUSPECTED], patient=other))
    feed.feed(message("ORM^O01^ORM_O01", "ORC|CA|P1^HIS", minutes=2))
    assert [each.reason for each in feed.store.troubles()] == ["order-of-several"]
    feed.feed(rt_pcr())
    assert len(feed.decisions()) == 3


def test_order_that_nobody_knows_is_refused_without_a_pid(feed: Feed) -> None:
    feed.feed(message("ORM^O01^ORM_O01", "ORC|CA|P1^HIS", minutes=2))
    assert [each.reason for each in feed.store.troubles()] == ["order-not-known"]


def test_message_without_a_pid_says_nothing_but_how_far_its_order_is(feed: Feed) -> None:
    feed.feed(order(told=[SUSPECTED]))
    tested = "OBX|1|CWE|94500-6^^LN||260373001^^SCT||||||F|||20200407095000+0900"
    feed.feed(message("ORM^O01^ORM_O01", VISIT, "ORC|SC|P1^HIS||||IP", "OBR|1|P1^HIS", tested, minutes=2))
    assert len(feed.decisions()) == 1
    (report,) = feed.sent()
    assert "PID|" in report


def test_two_patients_with_one_order_number_have_a_record_and_a_report_each(feed: Feed) -> None:
    other = PATIENT.replace("INVENTED-1", "INVENTED-2")
    feed.feed(order(told=[SUSPECTED]), order(told=[SUSPECTED], patient=other))
    assert len({each["header"]["subject"] for each in feed.decisions()}) == 2
    assert len({each["header"]["id"] for each in feed.decisions()}) == 2
    assert [line for each in feed.sent() for line in each.split("\r") if "INVENTED-2" in line] != []


def test_answer_is_taken_back_where_the_guideline_is_not_consulted_any_more(tmp_path: Path) -> None:
    with Feed(tmp_path, site=b"") as feed:
        feed.feed(order(reason="U07.2^^I10"), order(asks="XO", reason="R07.4^^I10", minutes=2))
        assert [each["applicability"] for each in feed.decisions()] == ["applicable", "not-applicable"]
        first, second = feed.sent()
        assert (said(first), said(second)) == (("incomplete", "F"), ("noguidelines", "C"))
        feed.feed(visit("A08", minutes=5))
        assert (len(feed.decisions()), feed.sent()) == (2, [])


def test_report_after_a_merge_is_about_the_number_that_stays(feed: Feed) -> None:
    old = PATIENT.replace("INVENTED-1", "INVENTED-2")
    feed.feed(order(told=[SUSPECTED], patient=old), merged("INVENTED-2", minutes=3), rt_pcr())
    assert [each.split("PID|")[1].split("^")[0].lstrip("|") for each in feed.sent()] == ["INVENTED-2", "INVENTED-1"]
