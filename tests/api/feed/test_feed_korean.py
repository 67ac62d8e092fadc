"""Korean names and reasons come back as they were sent, in whichever of the two encodings they came and go."""

from pathlib import Path

import hl7
import pytest

from tests.api.feed.feeding import Feed, codes
from tests.api.feed.talk import PATIENT, answer, order, rt_pcr

REASON = "R05^기침과 호흡곤란^I10~99-1^폐렴이 의심됨 \\T\\ 발열^99INV"
NAME = "가상^환자^^^^^L^I~Gasang^Hwanja^^^^^L^A"
PATIENT_OF_TWO_NAMES = f"PID|1||INVENTED-1^^^HIS^MR||{NAME}||19610203|F|||||||||||610203-2000000"
SUSPECTED = answer("covid_suspicion", "high")
DESTINATION = "destinations: [{{id: ris, host: 127.0.0.1, port: 2576, application: RIS, charset: {0}, language: ko}}]\n"
ENCODINGS = [("UNICODE UTF-8", "utf-8"), ("KS X 1001", "cp949"), ("", "cp949")]


@pytest.mark.parametrize(("charset", "codec"), ENCODINGS)
@pytest.mark.parametrize(("to", "said"), [("utf-8", "UNICODE UTF-8"), ("cp949", "KS X 1001")])
def test_names_and_reasons_survive_the_round_trip(tmp_path: Path, charset: str, codec: str, to: str, said: str) -> None:
    with Feed(tmp_path, file=DESTINATION.format(to).encode()) as feed:
        sent = order(charset=charset, codec=codec, told=[SUSPECTED], reason=REASON, patient=PATIENT_OF_TWO_NAMES)
        assert codes(feed.send(sent)) == ["AA"]
        feed.drain.catch_up()
        feed.feed(rt_pcr(patient=PATIENT))
        first, second = feed.sent_bytes()
    for report in (first, second):  # the second is told because of a result, long after the order's message was read
        read = hl7.parse(report, encoding=to)
        assert (str(read.segment("MSH")[18]), str(read.segment("PID")[5])) == (said, NAME)
        assert str(read.segment("OBR")[31]) == REASON
        assert "610203" not in report.decode(to).replace("19610203", "")
        assert "흉부" in str(read.segment("NTE")[3])


def test_letters_that_ks_x_1001_lacks_are_sent_in_utf_8_and_said_to_be(tmp_path: Path) -> None:
    with Feed(tmp_path, file=DESTINATION.format("cp949").encode()) as feed:
        feed.feed(order(told=[SUSPECTED], patient=PATIENT.replace("환자", "환자𠮷")))
        (report,) = feed.sent_bytes()
    read = hl7.parse(report, encoding="utf-8")
    assert (str(read.segment("MSH")[18]), str(read.segment("PID")[5])) == ("UNICODE UTF-8", "가상^환자𠮷^^^^^L")
