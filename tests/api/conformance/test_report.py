"""A report tells every requirement's verdict, and why, in three forms."""

import json

from api.conformance.report import as_json, as_markdown, as_text, counted, holds
from api.conformance.table import Requirement
from api.conformance.verdicts import Judgement, Verdict

SHALL = Requirement(id="x@1", force="SHALL", says="A thing is so.", by="thing", unseen="no thing came")
SHOULD = Requirement(id="x@20", force="SHOULD", says="A thing | is <so>.", why="said of clients")
FLAWS = tuple((f"card {number}", "is \x1b[31mred") for number in range(7))
JUDGED = (
    Judgement(SHALL, Verdict.PASSES, 3),
    Judgement(SHALL, Verdict.NOT_OBSERVED),
    Judgement(SHOULD, Verdict.NOT_APPLICABLE),
    Judgement(SHALL, Verdict.FAILS, 2, FLAWS[:1]),
    Judgement(SHOULD, Verdict.FAILS, 7, FLAWS),
)


def test_text_has_a_line_for_each_requirement() -> None:
    assert as_text(JUDGED).splitlines() == [
        "passes          x@1   SHALL       A thing is so.",
        "not observed    x@1   SHALL       A thing is so. No thing came.",
        "not applicable  x@20  SHOULD      A thing | is <so>. Said of clients.",
        "fails           x@1   SHALL       A thing is so. Card 0: is ?[31mred.",
        "fails           x@20  SHOULD      A thing | is <so>. "
        + "; ".join(f"{'C' if number == 0 else 'c'}ard {number}: is ?[31mred" for number in range(5))
        + "; and 2 more.",
        "1 passes, 2 fails, 1 not applicable, 1 not observed; 1 SHALL broken",
    ]


def test_markdown_has_a_row_for_each_requirement() -> None:
    assert as_markdown(JUDGED[:4]).splitlines() == [
        "| requirement | force | what it asks | verdict | check, or why |",
        "|---|---|---|---|---|",
        "| `x@1` | SHALL | A thing is so. | passes | `thing` |",
        "| `x@1` | SHALL | A thing is so. | not observed | no thing came |",
        "| `x@20` | SHOULD | A thing \\| is &lt;so>. | not applicable | said of clients |",
        "| `x@1` | SHALL | A thing is so. | fails | card 0: is ?[31mred |",
    ]


def test_json_tells_everything_that_is_wrong() -> None:
    document = json.loads(as_json(JUDGED))
    assert document["counts"] == {"passes": 1, "not observed": 1, "not applicable": 1, "fails": 2}
    assert document["holds"] is False
    assert document["requirements"][1] == {
        "id": "x@1",
        "force": "SHALL",
        "says": "A thing is so.",
        "verdict": "not observed",
        "places": 0,
        "reason": "no thing came",
        "flaws": [],
    }
    assert document["requirements"][4]["flaws"] == [{"where": where, "what": "is ?[31mred"} for where, _ in FLAWS]


def test_only_what_shall_be_decides() -> None:
    assert (holds(JUDGED), holds((*JUDGED[:3], JUDGED[4]))) == (False, True)
    assert counted(JUDGED[4:]) == "0 passes, 1 fails, 0 not applicable, 0 not observed; 0 SHALL broken"
