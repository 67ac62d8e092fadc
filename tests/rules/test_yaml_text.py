"""Leaves stay the text that was written, and whatever is not plain text is refused with its line."""

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import GuidelineError
from rules.yaml_text import DEEPEST, LARGEST, Document, read_document

SEEN = st.text(st.characters(codec="utf-8").filter(lambda character: character.isprintable() or character == "\n"))
DOCUMENTS = st.recursive(
    SEEN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SEEN, inner, max_size=4),
    max_leaves=8,
)
# Made of what YAML gives a meaning to, so that it is seldom refused at the first character.
YAML_LIKE = st.text(st.sampled_from("ab01 \n\t:-?,[]{}#&*!|>'\"%@`\\xuUN_~<=.é권\u2028\x85\x00"), max_size=40)

SURPRISES = [
    "no", "No", "off", "on", "yes", "y", "true", "null", "~", "1.10", "1e3", "0o7", "010", "0x1F", "1_000", "12:30:45",
    "2020-04-07", "2020-04-07T10:00:00Z", ".inf", ".nan", "=", "<<", "-0",
]  # fmt: skip


@pytest.mark.parametrize("surprise", SURPRISES)
def test_leaf_that_yaml_would_type_stays_text(surprise: str) -> None:
    assert read_document(f"key: {surprise}".encode()) == {"key": surprise}
    assert read_document(f"[{surprise}]".encode()) == [surprise]


@pytest.mark.parametrize("surprise", SURPRISES)
def test_key_that_yaml_would_type_stays_text(surprise: str) -> None:
    assert read_document(f'{{"{surprise}": leaf}}'.encode()) == {surprise: "leaf"}
    assert read_document(f"{surprise}: leaf".encode()) == {surprise: "leaf"}


def test_value_left_out_is_empty_text() -> None:
    assert read_document(b"key:\n") == {"key": ""}


def test_folded_text_and_comments_are_read_as_yaml_says() -> None:
    assert read_document("# comment\nko: >-\n  권고\n  함 # kept\nen: a # dropped\n".encode()) == {
        "ko": "권고 함 # kept",
        "en": "a",
    }


def test_byte_order_mark_is_not_text() -> None:
    assert read_document(b"\xef\xbb\xbfkey: a\n") == {"key": "a"}


def test_document_may_begin_and_end_with_markers() -> None:
    assert read_document(b"---\nkey: a\n...\n") == {"key": "a"}


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("a: 1\nb: &x 2\n", "line 2", "anchors and aliases are not used here: write the text out where it belongs"),
        ("a: *x\n", "line 1", "anchors and aliases are not used here: write the text out where it belongs"),
        ("a: &x {b: 1}\n", "line 1", "anchors and aliases are not used here: write the text out where it belongs"),
        ("a: &x [b]\n", "line 1", "anchors and aliases are not used here: write the text out where it belongs"),
        ("a: !!int 2\n", "line 1", "tags are not used here: every leaf is text"),
        ("a: ! 2\n", "line 1", "tags are not used here: every leaf is text"),
        ("a: !!python/object:os.system {}\n", "line 1", "tags are not used here: every leaf is text"),
        ("a: !!set [b]\n", "line 1", "tags are not used here: every leaf is text"),
        ("a: 1\nb: 2\na: 3\n", "line 3", "the key a stands here twice: keep one"),
        ('c: {a: 1, "a": 2}\n', "line 1", "the key a stands here twice: keep one"),
        ("? [a]\n: b\n", "line 1", "a key must be text"),
        ("{a: 1}: b\n", "line 1", "a key must be text"),
        ("a: 1\n---\nb: 2\n", "line 2", "a second document begins here: keep one in a file"),
        ("a: 1\nb: [\n", "line 3", "this is not YAML: expected the node content, but found '<stream end>'"),
        ("a: b: c\n", "line 1", "this is not YAML: mapping values are not allowed here"),
        ("", "", "the file is empty"),
        ("# nothing but a comment\n", "", "the file is empty"),
        ("a: \x07\n", "", "the file holds a character that cannot be seen: remove it"),
        ('a: 1\nb: "\\a"\n', "line 2", "a character here cannot be seen: remove it"),
        ('a: "\\ud800"\n', "line 1", "a character here cannot be seen: remove it"),
        ('a: "\\UFFFFFFFF"\n', "", "the file holds an escape that is no character: correct it"),
        ("a: \u202e1\n", "line 1", "a character here cannot be seen: remove it"),
        ("\u200ba: 1\n", "line 1", "a character here cannot be seen: remove it"),
    ],
)
def test_file_that_is_not_plain_text_is_refused(text: str, rule: str, reason: str) -> None:
    with pytest.raises(GuidelineError) as refused:
        read_document(text.encode())
    assert (refused.value.rule, refused.value.reason) == (rule, reason)


@pytest.mark.parametrize("data", [b"a: \xff\n", "a: 권고".encode("utf-16"), "a: 권고".encode("euc-kr")])
def test_file_in_another_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(GuidelineError) as refused:
        read_document(data)
    assert refused.value.reason == "the file is not UTF-8 text: save it as UTF-8"


def test_file_of_the_largest_size_is_read_and_a_larger_one_refused() -> None:
    assert read_document(b"a: 1\n#".ljust(LARGEST, b"x")) == {"a": "1"}
    with pytest.raises(GuidelineError) as refused:
        read_document(b"a: 1\n#".ljust(LARGEST + 1, b"x"))
    assert refused.value.reason == "the file is larger than 1000000 bytes: split or shorten it"


def test_nesting_to_the_limit_is_read_and_deeper_refused() -> None:
    lists = DEEPEST - 1
    document = read_document(b"[" * lists + b"a" + b"]" * lists)
    for _ in range(lists):
        assert isinstance(document, list)
        (document,) = document
    assert document == "a"
    with pytest.raises(GuidelineError) as refused:
        read_document(b"[" * (lists + 1) + b"a" + b"]" * (lists + 1))
    assert (refused.value.rule, refused.value.reason) == ("line 1", "nested more than 16 deep")


def test_endless_nesting_is_refused_and_does_not_crash() -> None:
    with pytest.raises(GuidelineError) as refused:
        read_document(b"[" * 100_000)
    assert refused.value.reason == "nested more than 16 deep"


@given(DOCUMENTS)
def test_every_document_that_can_be_seen_is_read_as_it_is(document: Document) -> None:
    assert read_document(json.dumps(document, ensure_ascii=False).encode()) == document


@given(YAML_LIKE.map(str.encode) | st.binary(max_size=40))
@example(b'"\\UFFFFFFFF"')
@example(b'"\\U00110000"')
@example(b"%YAML 1.99999999999999999999\n--- a")
@example(b"%TAG ! tag:x,2000:\n--- !a b")
@example(b"!<%ff> a")
def test_whatever_the_bytes_they_are_read_or_refused(data: bytes) -> None:
    with suppress(GuidelineError):
        read_document(data)
