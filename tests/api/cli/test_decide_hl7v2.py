"""`decide` of HL7 v2: taken in like what a listener hears, or read alone in a dry run."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.api.cli.conftest import Ran
from tests.api.feed.talk import answer, order, rt_pcr

Run = Callable[..., Ran]
SUSPECTED = answer("covid_suspicion", "high")


def test_messages_are_recognised_recorded_and_answered(run: Run, database: Path) -> None:
    ran = run("decide", "-", given=rt_pcr(minutes=-5) + order(told=[SUSPECTED]))
    told = json.loads(ran.out)
    assert (ran.code, ran.err, database.exists()) == (0, "", True)
    assert (told["recorded"], told["order"]) == (True, {"modality": "ct", "concordance": "concordant-if-weighed"})


def test_what_one_run_was_told_the_next_one_knows(run: Run) -> None:
    run("decide", "-", "--as", "hl7v2", given=rt_pcr(minutes=-5))
    told = json.loads(run("decide", "-", given=order(told=[SUSPECTED])).out)
    assert told["facts"]["rt_pcr"] == "negative"


def test_dry_run_reads_the_messages_alone_and_keeps_nothing(run: Run, database: Path) -> None:
    told = json.loads(run("decide", "-", "--dry-run", given=rt_pcr(minutes=-5) + order(told=[SUSPECTED])).out)
    assert (told["recorded"], told["order"]["concordance"]) == (False, "concordant-if-weighed")
    assert told["provenance"][0]["path"].split("#")[0] in {"ORM^O01/2", "ORU^R01/1"}
    assert not database.exists()


def test_options_are_heeded(run: Run) -> None:
    given = order(told=[SUSPECTED])
    options = ("--order", "cxr", "--no-presume", "--explain", "--as-of", "2020-04-08T00:00:00Z")
    for dry in ((), ("--dry-run",)):
        told = json.loads(run("decide", "-", *options, *dry, given=given).out)
        assert (told["order"]["modality"], told["as_of"]) == ("cxr", "2020-04-08T00:00:00.000Z")
        assert (told["advice"]["cxr"]["presumed"], "would_change" in told["advice"]["cxr"]) == ([], True)


def test_message_that_cannot_be_taken_is_one_line_that_names_the_place(run: Run) -> None:
    for dry in ((), ("--dry-run",)):
        ran = run("decide", "-", *dry, given=order().replace(b"\rOBR", b"\robr"))
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "segment 5" in ran.err
        assert "INVENTED-1" not in ran.err
