"""The program's own messages: one line each, as JSON or text, made of listed fields alone."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from api.watch.failures import kind_of, places_of

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "logger", "request_id", "method", "route", "status", "milliseconds",
        "error", "at", "reason", "url", "version", "demonstration", "guidelines", "records",
        "application", "facility", "message", "control_id", "size", "digest", "code", "peer", "destination",
        "id", "decisions",
    }
)  # fmt: skip
"""The fields that a message may have; any other is dropped, because it could be about a patient."""

_MESSAGES_BY_US_OR_FREE_OF_DATA = ("uvicorn",)


def journal(form: str, stream: TextIO | None = None) -> FilteringBoundLogger:
    """Return what writes messages to `stream` (standard error by default), in the form "json" or "text"."""
    logger: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stderr),
        processors=_processors(form),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    return logger


class LineFormatter(logging.Formatter):
    """Writes the messages of libraries in the same form; what they say of data is left out."""

    def __init__(self, form: str = "json") -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        event: Any = {"event": _said(record), "logger": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            failure = record.exc_info[1]
            event |= {"error": kind_of(failure), "at": places_of(failure)}
        for processor in _processors(self._form):
            event = processor(None, record.levelname.lower(), event)
        return str(event)


def library_logging(form: str) -> dict[str, Any]:
    """Return the configuration (logging.config) under which libraries write to standard error in our form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": LineFormatter, "form": form}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"uvicorn": {"level": "INFO"}},
    }


def _said(record: logging.LogRecord) -> str:
    """Return a message's first line; of a library that may put data into messages, without what it put in."""
    own = record.name.startswith(_MESSAGES_BY_US_OR_FREE_OF_DATA) and record.levelno < logging.ERROR
    message = record.getMessage() if own else str(record.msg)
    return next(iter(message.splitlines()), "")


def _processors(form: str) -> list[Processor]:
    return [
        _only_listed,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False),
    ]


def _only_listed(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in FIELDS}
