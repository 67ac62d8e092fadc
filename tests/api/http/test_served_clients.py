"""A service with clients as operators start it: it starts where it can be asked safely, else says why in one line."""

import re
import time
from pathlib import Path

import pytest
import yaml

from api.admission import admission_of
from api.clients.file import ClientsRefused, _Client, read_clients
from api.server import NotServed, refuse_open_address
from api.settings import Settings
from api.watch.logs import journal
from tests.api.clients.ehr import PUBLIC_URL, bearer, claims, client, signed, write_clients
from tests.api.http.serving import Served

SETTINGS = Path(__file__).parents[3] / "docs" / "settings.md"
JSON = ("Content-Type", "application/json")
ANYWHERE = ".".join(["0"] * 4)


def test_client_is_answered_by_every_process_and_its_token_by_one(tmp_path: Path) -> None:
    file = write_clients(tmp_path, client())
    with Served(tmp_path / "run", "--workers", "2", clients_file=str(file), public_url=PUBLIC_URL) as running:
        tokens = [bearer(signed(claims(time.time()))) for _ in range(6)]
        far = ("Host", "cds.example")
        told = [running.ask("POST", "/v1/decisions", b"{}", [JSON, far, token]).status for token in tokens * 2]
    assert (sorted(told), told[:6]) == ([201] * 6 + [401] * 6, [201] * 6)


@pytest.mark.parametrize(
    ("written", "public_url", "reason"),
    [
        (None, PUBLIC_URL, "clients.yaml: {file} cannot be read: No such file or directory"),
        ("clients: x", PUBLIC_URL, "clients.yaml: clients: is not a list"),
        (
            yaml.safe_dump({"clients": [client()]}),
            "",
            "clients.yaml: with clients, IMAGING_CDS_PUBLIC_URL must be the https address that they ask",
        ),
    ],
    ids=["no-file", "broken", "no-address"],
)
def test_service_that_cannot_know_its_clients_does_not_start(
    tmp_path: Path, written: str | None, public_url: str, reason: str
) -> None:
    file = tmp_path / "clients.yaml"
    if written is not None:
        file.write_text(written)
    code, told = Served(tmp_path / "run", clients_file=str(file), public_url=public_url).run_to_end()
    assert (code, told) == (2, f"imaging-cds: {reason.format(file=file)}\n")


def settings(folder: Path, *clients: dict[str, object], demo: bool = False) -> Settings:
    """The settings of a service that would listen everywhere."""
    file = write_clients(folder, *clients)
    database = folder / "log.db"
    return Settings(database=database, host=ANYWHERE, clients_file=file, public_url=PUBLIC_URL, demo=demo)


def test_service_listens_for_others_only_where_clients_say_who_they_are(tmp_path: Path) -> None:
    refuse_open_address(settings(tmp_path, client()))
    refuse_open_address(settings(tmp_path, demo=True))
    with pytest.raises(NotServed, match=r"^no client is configured"):
        refuse_open_address(settings(tmp_path))


def test_broken_file_is_told_before_listening(tmp_path: Path) -> None:
    broken = settings(tmp_path)
    (tmp_path / "clients.yaml").write_text("clients: x")
    with pytest.raises(ClientsRefused), admission_of(broken, journal("json")):
        pytest.fail("it was put together")


def test_simulator_has_the_address_that_others_ask(tmp_path: Path) -> None:
    with admission_of(settings(tmp_path), journal("json")) as admission:
        assert [each.issuer for each in admission.clients.clients] == [f"{PUBLIC_URL}/simulator"]
    alone = Settings(database=tmp_path / "log.db", port=8001)
    with admission_of(alone, journal("json")) as admission:
        assert [each.issuer for each in admission.clients.clients] == ["http://127.0.0.1:8001/simulator"]


def test_example_of_the_documentation_is_read() -> None:
    (example,) = re.findall(r"^```yaml\n(clients:.*?)^```", SETTINGS.read_text(), re.MULTILINE | re.DOTALL)
    (found,) = read_clients(example.encode())
    assert (found.id, found.mode("order-select"), found.mode("patient-view"), found.requests_per_minute) == (
        "main-ehr",
        "shadow",
        "off",
        600,
    )


def test_every_key_of_clients_yaml_is_documented() -> None:
    table = SETTINGS.read_text().partition("## clients.yaml")[2]
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([a-z_]+)`", " ".join(first))) == sorted(_Client.model_fields)
