"""Messages are one line each, of listed fields alone, whoever writes them."""

import io
import json
import logging
import logging.config
import sys
from typing import Any

import pytest

from api.watch.logs import LineFormatter, journal, library_logging

NAME = "an invented name"


def record(
    name: str, level: int, message: str, *values: object, failure: BaseException | None = None
) -> logging.LogRecord:
    """A message of a library."""
    info = (type(failure), failure, failure.__traceback__) if failure else None
    return logging.LogRecord(name, level, __file__, 1, message, values, info)


def line(of: logging.LogRecord) -> dict[str, Any]:
    """What is written of a library's message, without its time."""
    written: dict[str, Any] = json.loads(LineFormatter().format(of))
    del written["timestamp"]
    return written


def test_message_is_a_line_of_json() -> None:
    stream = io.StringIO()
    journal("json", stream).info("request", status=201, route="/v1/decisions")
    written = json.loads(stream.getvalue())
    timestamp = written.pop("timestamp")
    assert written == {"event": "request", "level": "info", "status": 201, "route": "/v1/decisions"}
    assert timestamp.endswith("Z")


def test_message_is_a_line_of_text() -> None:
    stream = io.StringIO()
    journal("text", stream).info("request", status=201)
    assert stream.getvalue().split("] ")[1].split() == ["request", "status=201"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_field_that_is_not_listed_is_dropped(form: str) -> None:
    stream = io.StringIO()
    journal(form, stream).info("request", subject=NAME, path=f"/{NAME}", status=200)
    assert NAME not in stream.getvalue()


def test_message_for_developers_is_not_written() -> None:
    stream = io.StringIO()
    journal("json", stream).debug("request")
    assert stream.getvalue() == ""


def test_messages_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    journal("json").warning("started")
    told = capsys.readouterr()
    assert (told.out, json.loads(told.err)["event"]) == ("", "started")


def test_message_of_the_server_is_written_whole() -> None:
    told = line(record("uvicorn.error", logging.INFO, "Started server process [%d]", 17))
    assert told == {"event": "Started server process [17]", "level": "info", "logger": "uvicorn.error"}


@pytest.mark.parametrize(
    ("name", "level"), [("asyncio", logging.ERROR), ("uvicorn.error", logging.ERROR), ("other", logging.WARNING)]
)
def test_message_that_may_hold_data_is_written_without_it(name: str, level: int) -> None:
    told = line(record(name, level, "Something failed: %s\nTraceback ...\nValueError: " + NAME, NAME))
    assert told == {"event": "Something failed: %s", "level": logging.getLevelName(level).lower(), "logger": name}


def test_failure_is_written_by_kind_and_place() -> None:
    try:
        int(NAME)
    except ValueError as failure:
        told = line(record("uvicorn.error", logging.ERROR, "Exception in ASGI application\n", failure=failure))
    assert (told["event"], told["error"]) == ("Exception in ASGI application", "ValueError")
    assert [place.split(":")[0] for place in told["at"]] == ["test_logs.py"]


def test_empty_message_is_written() -> None:
    assert line(record("other", logging.WARNING, ""))["event"] == ""


def test_libraries_are_told_to_write_lines(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        logging.config.dictConfig(library_logging("json"))
        logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <%s>", NAME)
        logging.getLogger("asyncio").info("not written")
        written = capsys.readouterr().err.splitlines()
    finally:
        root.handlers[:], root.level = before
    assert [json.loads(each)["event"] for each in written] == ["Task exception was never retrieved"]
    assert sys.stderr is not None
