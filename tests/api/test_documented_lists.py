"""The lists in the documentation are those of the program."""

import pytest

from tests.api.documented_lists import LISTS, listed


@pytest.mark.parametrize("document", LISTS)
def test_list_is_that_of_the_program(document: str) -> None:
    assert listed(document) == LISTS[document](), "PYTHONPATH=. python tests/api/documented_lists.py writes it anew"
