"""Clients are read again when their file changes, and stay as they were when it cannot be used."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from api.clients.client import Client
from api.clients.file import ClientsRefused
from api.clients.registry import Registry
from tests.api.clients.ehr import ISSUER, PUBLIC_URL, client, write_clients

SIMULATOR = Client(id="simulator", issuer="http://127.0.0.1:8000/simulator")
OTHER = "https://other.example"


@dataclass
class Kept:
    """A registry, its file, and what it told."""

    folder: Path
    told: list[str] = field(default_factory=list)

    def open(self, *clients: dict[str, Any], own_url: str = PUBLIC_URL, demo: bool = False) -> Registry:
        """Open the registry of a file that registers these."""
        return Registry(write_clients(self.folder, *clients), own_url, SIMULATOR, demo=demo, tell=self.told.append)

    def write(self, *clients: dict[str, Any]) -> None:
        """Register these instead."""
        self.touch(write_clients(self.folder, *clients))

    def write_text(self, text: str) -> None:
        """Write the file as it is."""
        file = self.folder / "clients.yaml"
        file.write_text(text)
        self.touch(file)

    @staticmethod
    def touch(file: Path) -> None:
        """Make a change visible, however coarse the clock of the disk."""
        written = file.stat().st_mtime_ns
        os.utime(file, ns=(written, written + 1_000_000_000))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Of a test's own."""
    return Kept(tmp_path)


def ids(registry: Registry) -> list[str]:
    """Whose tokens are taken."""
    return [each.id for each in registry.clients]


def test_service_without_a_file_knows_the_simulator_alone() -> None:
    registry = Registry(None, "", SIMULATOR)
    assert (registry.configured, ids(registry), registry.origins) == (False, ["simulator"], frozenset())
    assert Registry(None, "").clients == ()


@pytest.mark.parametrize(
    ("clients", "demo", "expected"),
    [
        ([], False, ["simulator"]),
        ([client()], False, ["ehr"]),
        ([], True, ["simulator"]),
        ([client()], True, ["ehr", "simulator"]),
    ],
)
def test_simulator_is_known_without_clients_or_in_a_demonstration(
    kept: Kept, clients: list[dict[str, Any]], demo: bool, expected: list[str]
) -> None:
    registry = kept.open(*clients, demo=demo)
    assert (ids(registry), registry.configured) == (expected, bool(clients))
    assert registry.simulator == (SIMULATOR if "simulator" in expected else None)


def test_changed_file_is_read_again(kept: Kept) -> None:
    registry = kept.open(client())
    kept.write(client(mode="off", origins=["https://ehr.example"]), client(id="other", issuer=OTHER))
    assert [(each.id, each.mode("order-sign")) for each in registry.clients] == [("ehr", "off"), ("other", "on")]
    assert (registry.origins, kept.told) == (frozenset({"https://ehr.example"}), [])


@pytest.mark.parametrize("text", ["", "clients: []\n", "{}\n"])
def test_emptied_file_lets_nobody_in_and_is_told_once(kept: Kept, text: str) -> None:
    registry = kept.open(client())
    kept.write_text(text)
    assert [registry.configured, ids(registry), registry.simulator] == [True, ["ehr"], None]
    reason = "clients.yaml: it registers nobody any more; to show nothing, set mode: off"
    assert kept.told == [f"{reason}; the clients stay as they were"]
    kept.write(client(id="mended"))
    assert (ids(registry), len(kept.told)) == (["mended"], 1)


def test_file_that_registered_nobody_may_go_on_so(kept: Kept) -> None:
    registry = kept.open()
    kept.write_text("clients: []\n")
    assert (registry.configured, ids(registry), kept.told) == (False, ["simulator"], [])


def test_file_that_did_not_change_is_not_read_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = kept.open(client())
    monkeypatch.setattr("api.clients.registry.read_clients", None)
    assert ids(registry) == ["ehr"]


def test_broken_file_leaves_the_clients_as_they_were_and_is_told_once(kept: Kept) -> None:
    registry = kept.open(client())
    kept.write_text("clients: [")
    assert [ids(registry), ids(registry), registry.configured] == [["ehr"], ["ehr"], True]
    reason = "clients.yaml: line 1: it is not YAML: expected the node content, but found '<stream end>'"
    assert kept.told == [f"{reason}; the clients stay as they were"]
    kept.write(client(id="mended"))
    assert (ids(registry), len(kept.told)) == (["mended"], 1)


def test_file_that_is_gone_leaves_the_clients_as_they_were_and_is_told_once(kept: Kept) -> None:
    registry = kept.open(client())
    (kept.folder / "clients.yaml").unlink()
    assert [ids(registry), ids(registry)] == [["ehr"], ["ehr"]]
    told = f"clients.yaml: {kept.folder / 'clients.yaml'} cannot be read: No such file or directory"
    assert kept.told == [f"{told}; the clients stay as they were"]


@pytest.mark.parametrize("own_url", ["", "http://cds.example", "cds.example", "https://cds.example/?x"])
def test_clients_need_an_address_to_ask(kept: Kept, own_url: str) -> None:
    reason = "clients.yaml: with clients, IMAGING_CDS_PUBLIC_URL must be the https address that they ask"
    with pytest.raises(ClientsRefused) as refused:
        kept.open(client(), own_url=own_url)
    assert str(refused.value) == reason
    registry = kept.open(own_url=own_url)
    kept.write(client())
    assert (ids(registry), kept.told) == (["simulator"], [f"{reason}; the clients stay as they were"])


@pytest.mark.parametrize("own_url", ["https://cds.example", "http://127.0.0.1:8000", "http://localhost:8000/"])
def test_address_to_ask_may_be_http_on_this_machine_alone(kept: Kept, own_url: str) -> None:
    assert ids(kept.open(client(), own_url=own_url)) == ["ehr"]


def test_first_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ClientsRefused) as refused:
        Registry(tmp_path / "none.yaml", PUBLIC_URL)
    assert str(refused.value) == f"clients.yaml: {tmp_path / 'none.yaml'} cannot be read: No such file or directory"


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClientsRefused) as refused:
        Registry(tmp_path, PUBLIC_URL)
    assert str(refused.value) == f"clients.yaml: {tmp_path} cannot be read: Is a directory"


@pytest.mark.parametrize(
    ("issuer", "tenant", "expected"),
    [
        (ISSUER, "one", "ehr"),
        (ISSUER, "two", "second"),
        (ISSUER, "three", "ehr"),
        (ISSUER, None, "ehr"),
        (OTHER, None, "other"),
        (OTHER, "one", "other"),
        ("https://nobody.example", None, None),
        (None, None, None),
    ],
)
def test_client_is_found_by_its_issuer_and_tenant(
    kept: Kept, issuer: str | None, tenant: str | None, expected: str | None
) -> None:
    registry = kept.open(client(tenant="one"), client(id="second", tenant="two"), client(id="other", issuer=OTHER))
    found = registry.find(issuer, tenant)
    assert (found.id if found else None) == expected
