"""What holds for every test: where the public corpus is, what runs only when asked for, and when nothing may skip."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from _pytest.outcomes import Skipped  # pytest.skip.Exception, under the name that type checkers know
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"

# No deadline and no "too slow": a test of time would fail on a busy machine, whatever the code does.
settings.register_profile("untimed", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


class CorpusAbsentError(Skipped):
    """The public corpus is not on this machine, and nothing here can bring it."""


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of public test data: $IMAGING_CDS_CORPUS, else ../shared/corpus."""
    named = os.environ.get("IMAGING_CDS_CORPUS")
    folder = Path(named) if named else ROOT.parent / "shared" / "corpus"
    if folder.is_dir():
        return folder
    if named:
        pytest.fail(f"IMAGING_CDS_CORPUS names {folder}, which is not a folder")
    reason = "the public corpus is absent: name its folder in IMAGING_CDS_CORPUS"
    raise CorpusAbsentError(reason)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --long."""
    parser.addoption("--long", action="store_true", help="also run what takes an hour rather than a minute")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out, unless asked for."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where nothing may skip; only the corpus cannot be installed."""
    report = yield
    absent = call.excinfo is not None and isinstance(call.excinfo.value, CorpusAbsentError)
    if REQUIRE_ALL and report.skipped and not absent:
        report.outcome = "failed"
        report.longrepr = f"skipped, though REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failed one where nothing may skip."""
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, though REQUIRE_ALL=1: {report.longrepr}"
    return report
