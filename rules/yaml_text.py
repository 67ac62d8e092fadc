"""YAML in which every leaf is text: `no` is the word "no", and nothing is typed, shared, hidden or endless."""

from collections.abc import Iterator
from typing import Protocol, TypeAlias

import yaml

from engine.errors import GuidelineError

Document: TypeAlias = "str | list[Document] | dict[str, Document]"

LARGEST = 1_000_000
"""Bytes of one file; the guideline of 2020 has about 35,000."""

DEEPEST = 16
"""Lists and mappings within each other; the guideline of 2020 has 7."""


def read_document(data: bytes) -> Document:
    r"""Return the one document of a YAML file; GuidelineError with the line for anything but plain text.

    >>> read_document(b"fever: no\ndate: 2020-04-07\nid: 1.10\n")
    {'fever': 'no', 'date': '2020-04-07', 'id': '1.10'}
    """
    if len(data) > LARGEST:
        raise GuidelineError("", f"the file is larger than {LARGEST} bytes: split or shorten it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GuidelineError("", "the file is not UTF-8 text: save it as UTF-8") from None
    try:
        return _only_document(yaml.parse(text, Loader=yaml.BaseLoader))
    except yaml.reader.ReaderError:
        raise GuidelineError("", "the file holds a character that cannot be seen: remove it") from None
    except yaml.MarkedYAMLError as error:
        raise GuidelineError(_line(error.problem_mark), f"this is not YAML: {error.problem}") from None
    except (ValueError, OverflowError):
        # PyYAML hands escapes such as "\UFFFFFFFF" to chr() unchecked.
        raise GuidelineError("", "the file holds an escape that is no character: correct it") from None


def _only_document(events: Iterator[yaml.Event]) -> Document:
    documents: list[Document] = []
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            documents.append(_node(event, events, 1))
        elif isinstance(event, yaml.DocumentStartEvent) and documents:
            raise GuidelineError(_line(event.start_mark), "a second document begins here: keep one in a file")
    if not documents:
        raise GuidelineError("", "the file is empty")
    return documents[0]


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Document:
    line = _line(event.start_mark)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise GuidelineError(line, "anchors and aliases are not used here: write the text out where it belongs")
    if getattr(event, "tag", None) is not None:
        raise GuidelineError(line, "tags are not used here: every leaf is text")
    if depth > DEEPEST:
        raise GuidelineError(line, f"nested more than {DEEPEST} deep")
    if isinstance(event, yaml.SequenceStartEvent):
        return [_node(item, events, depth + 1) for item in _until(events, yaml.SequenceEndEvent)]
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, depth)
    return _text(event)


def _mapping(events: Iterator[yaml.Event], depth: int) -> dict[str, Document]:
    mapping: dict[str, Document] = {}
    for event in _until(events, yaml.MappingEndEvent):
        key = _node(event, events, depth + 1)
        if not isinstance(key, str):
            raise GuidelineError(_line(event.start_mark), "a key must be text")
        if key in mapping:
            raise GuidelineError(_line(event.start_mark), f"the key {key} stands here twice: keep one")
        mapping[key] = _node(next(events), events, depth + 1)
    return mapping


def _until(events: Iterator[yaml.Event], end: type[yaml.Event]) -> Iterator[yaml.Event]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _text(event: yaml.Event) -> str:
    text = str(getattr(event, "value", ""))
    # Escapes can write what a reader does not see: control and direction marks, lone surrogates.
    if not all(character.isprintable() or character == "\n" for character in text):
        raise GuidelineError(_line(event.start_mark), "a character here cannot be seen: remove it")
    return text


class _Mark(Protocol):
    line: int


def _line(mark: _Mark | None) -> str:
    return f"line {mark.line + 1}" if mark else ""
