"""A service that the tests of one file share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.http.asking import Running


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running service with an empty log."""
    with Running(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Running]:
    """A running service that this test alone asks."""
    with Running(tmp_path) as running:
        yield running
