"""Discovery: one service, the same id under every hook that is switched on."""

from itertools import combinations

import pytest

from fhir.hooks.discovery import HOOKS, services
from fhir.hooks.invariants import flaws_of_discovery
from fhir.hooks.templates import TEMPLATES

SETS = [hooks for number in range(4) for hooks in combinations(HOOKS, number)]


@pytest.mark.parametrize("hooks", SETS, ids=["+".join(hooks) or "none" for hooks in SETS])
def test_hooks_that_are_on_are_described_within_the_rules(hooks: tuple[str, ...]) -> None:
    found = services(frozenset(hooks), TEMPLATES)
    assert flaws_of_discovery(found) == []
    assert [(service["hook"], service["id"]) for service in found["services"]] == [
        (hook, "chest-imaging") for hook in hooks
    ]


def test_service_says_which_specification_and_hook_it_follows() -> None:
    (service,) = services(["order-sign"], TEMPLATES)["services"]
    assert (service["version"], service["hookVersion"], service["prefetch"]) == ("2.0.1", "1.0", TEMPLATES)


def test_hook_that_is_not_served_is_left_out() -> None:
    assert services(["order-dispatch"], TEMPLATES) == {"services": []}


def test_service_without_templates_asks_for_none() -> None:
    (service,) = services(["patient-view"], {})["services"]
    assert "prefetch" not in service
    assert flaws_of_discovery({"services": [service]}) == []
