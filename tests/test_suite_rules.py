"""The suite's own rules are kept: long tests wait to be asked for, and nothing skips where nothing may."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LONG = {
    "test_it.py": """
import pytest

def test_passes():
    pass

@pytest.mark.long
def test_long():
    pass
""",
}
SKIPS = {
    "test_skip.py": """
import pytest

def test_skips():
    pytest.skip("no browser here")
""",
    "test_skip_whole.py": """
import pytest

pytest.skip("no browser here", allow_module_level=True)
""",
}
READS_CORPUS = {
    "test_corpus.py": """
def test_corpus(corpus):
    assert corpus.is_dir()
""",
}


def summary(folder: Path, suite: dict[str, str], *options: str, **environment: str) -> str:
    """What pytest sums up when it runs a suite under this folder's conftest.py, without the time it took."""
    tests = folder / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("conftest.py"), tests)
    for name, text in suite.items():
        (tests / name).write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", *options, str(tests)]
    kept = {name: value for name, value in os.environ.items() if name not in {"REQUIRE_ALL", "IMAGING_CDS_CORPUS"}}
    run = subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)
    return run.stdout.splitlines()[-1].partition(" in ")[0]


def test_long_test_waits_to_be_asked_for(tmp_path: Path) -> None:
    assert summary(tmp_path, LONG) == "1 passed, 1 deselected"


def test_long_test_runs_when_asked_for(tmp_path: Path) -> None:
    assert summary(tmp_path, LONG, "--long") == "2 passed"


@pytest.mark.parametrize(
    ("required", "told"),
    [("0", "3 skipped"), ("1", "1 failed, 1 skipped, 1 error")],
    ids=["may-skip", "may-not-skip"],
)
def test_skip_fails_where_nothing_may_skip_but_for_the_corpus(tmp_path: Path, required: str, told: str) -> None:
    options = ("--continue-on-collection-errors",)
    assert summary(tmp_path, SKIPS | READS_CORPUS, *options, REQUIRE_ALL=required) == told


def test_corpus_that_is_named_but_absent_fails(tmp_path: Path) -> None:
    assert summary(tmp_path, READS_CORPUS, IMAGING_CDS_CORPUS=str(tmp_path / "nowhere")) == "1 error"


def test_corpus_that_is_named_is_read(tmp_path: Path) -> None:
    assert summary(tmp_path, READS_CORPUS, IMAGING_CDS_CORPUS=str(tmp_path)) == "1 passed"
