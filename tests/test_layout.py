"""The house keeps its plan: which rooms there are, how big a file is, what it is called and what it says of itself."""

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("api", "engine", "fhir", "rules")
FOLDERS = {*ROOMS, "deploy", "docs", "features", "tests"}
MADE_HERE = {"dist", "var"}  # by the build and by the service; git ignores both
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "service", "core", "misc", "models"}
LONGEST = 200  # lines
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input", "getenv", "read_text", "write_text", "read_bytes"}

SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def from_root(path: Path) -> str:
    """The path as the project names it."""
    return path.relative_to(ROOT).as_posix()


def called_name(call: ast.Call) -> str:
    """The last part of what is called: `now` for `datetime.now()`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_top_level_has_the_rooms_of_the_plan_alone() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - FOLDERS - MADE_HERE - {"__pycache__"} == set()
    assert list(ROOT.glob("*.py")) == []


@pytest.mark.parametrize("room", ROOMS)
def test_room_holds_source(room: str) -> None:
    assert [path for path in SOURCES if path.is_relative_to(ROOT / room)] != []


def test_source_file_is_under_200_lines() -> None:
    lengths = {from_root(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {path: length for path, length in lengths.items() if length >= LONGEST} == {}


def test_file_name_says_what_it_holds() -> None:
    parts = {part for path in [*SOURCES, *TESTS] for part in Path(from_root(path)).with_suffix("").parts}
    assert parts & FORBIDDEN_NAMES == set()


def test_tests_have_no_init_and_names_of_their_own() -> None:
    names = [path.name for path in TESTS]
    assert "__init__.py" not in names
    assert sorted({name for name in names if names.count(name) > 1} - {"conftest.py"}) == []


def test_module_docstring_opens_with_one_sentence() -> None:
    def opening(path: Path) -> str:
        docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
        return " ".join(docstring.partition("\n\n")[0].split())

    openings = {from_root(path): opening(path) for path in [*SOURCES, *TESTS]}
    # A full stop ends it; another one earlier, before a capital, would make it two.
    assert {
        path: text for path, text in openings.items() if not re.fullmatch(r"(?!.*[a-z)][.!?] [A-Z]).+\.", text)
    } == {}


def test_engine_and_rules_ask_nobody_for_the_time_or_a_file() -> None:
    pure = [path for path in SOURCES if path.is_relative_to(ROOT / "engine") or path.is_relative_to(ROOT / "rules")]
    calls = [
        f"{from_root(path)}:{node.lineno} {called_name(node)}"
        for path in pure
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and called_name(node) in IMPURE_CALLS
    ]
    assert calls == []


def test_fhir_is_a_docstring_and_the_line_that_shares_the_name() -> None:
    docstring, sharing = ast.parse((ROOT / "fhir" / "__init__.py").read_text()).body
    assert isinstance(docstring, ast.Expr)
    assert ast.unparse(sharing) == "__path__ = __import__('pkgutil').extend_path(__path__, __name__)"


def test_fhir_is_ours_and_fhir_resources_is_theirs() -> None:
    ours, theirs = importlib.import_module("fhir"), importlib.import_module("fhir.resources")
    assert ours.__file__ == str(ROOT / "fhir" / "__init__.py")
    assert not Path(str(theirs.__file__)).is_relative_to(ROOT / "fhir")


def pins(lock: str) -> dict[str, str]:
    """Each package of a lock file with its version, and with whether a hash follows."""
    text = (ROOT / lock).read_text()
    found = re.findall(r"^([a-z0-9-]+)==(\S+).*?((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)*)$", text, re.MULTILINE)
    assert [name for name, _, hashes in found if not hashes] == []
    return {name: version for name, version, _ in found}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-test.txt", "requirements-build.txt"])
def test_lock_file_holds_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert re.findall(r"\S*://\S*|^-\S.*", text, re.MULTILINE) == []
    assert sorted(pins(lock)) == sorted(re.findall(r"^[a-z0-9][^= ]*", text, re.MULTILINE))


def test_what_runs_is_what_was_tested() -> None:
    tested = pins("requirements-test.txt")
    assert {name: tested.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-test.txt"])
def test_every_dependency_is_locked(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = list(project["project"]["dependencies"])
    needed += project["dependency-groups"]["test"] if "test" in lock else []
    names = {re.split(r"[<>=!~;\[ ]", need)[0].lower().replace(".", "-") for need in needed}
    assert names - set(pins(lock)) == set()


def test_every_ignored_rule_is_explained() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert re.findall(r'^ *"[A-Z]+[0-9]+",? *$', text, re.MULTILINE) == []
