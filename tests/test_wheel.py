"""The built wheel holds all four rooms, and serves from an environment and a folder that are not the checkout."""

import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("api", "engine", "fhir", "rules")
POLLS, PAUSE = 600, 0.1  # how often, and how many seconds apart, a server is asked whether it is up
REQUEST = {"facts": {"care_setting": "screening-clinic", "fever": "no", "respiratory_symptoms": "yes"}}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("imaging_cds-*.whl")
    return built


def install(wheel: Path, environment: Path, *options: str) -> None:
    """Install the wheel into an environment that may lack pip."""
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "--no-input", "install"]
    subprocess.run([*pip, "--quiet", *options, str(wheel)], check=True, capture_output=True)


def lend_packages(environment: Path) -> None:
    """Give an environment the packages of this one, and the shared name `fhir` as an installation would have it."""
    (theirs,) = (Path(path) for path in sys.path if (Path(path) / "fhir" / "resources").is_dir())
    (site,) = environment.glob("lib/python3.*/site-packages")
    (site / "lent.pth").write_text(f"{theirs}\n")
    (site / "fhir").mkdir()
    shutil.copy(theirs / "fhir" / "__init__.py", site / "fhir")
    (site / "fhir" / "resources").symlink_to(theirs / "fhir" / "resources")


@contextmanager
def serving(environment: Path, folder: Path) -> Generator[httpx.Client]:
    """A client of the installed command, which serves from the folder until the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "IMAGING_CDS_"))}
    command = [str(environment / "bin" / "imaging-cds"), "serve", "--port", str(port)]
    with (
        (folder / "messages").open("w") as messages,
        subprocess.Popen(command, cwd=folder, env=kept, stdout=messages, stderr=messages) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        try:
            wait_until_ready(client, server, folder / "messages")
            yield client
        finally:
            server.terminate()


def wait_until_ready(client: httpx.Client, server: subprocess.Popen[bytes], messages: Path) -> None:
    """Ask until the server is ready; fail with its messages if it ends or never is."""
    for _ in range(POLLS):
        if server.poll() is not None:
            break
        try:
            if client.get("/health/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(PAUSE)
    pytest.fail(f"the installed service did not become ready:\n{messages.read_text()}")


def strength_and_pages(environment: Path, folder: Path) -> tuple[str, list[int]]:
    """What the installed service advises for a fixed request, and the status of each of its pages."""
    folder.mkdir()
    with serving(environment, folder) as client:
        answer = client.post("/v1/decisions", json=REQUEST).json()
        pages = [client.get(path).status_code for path in ("/", "/docs", "/v1/guidelines", "/metrics")]
    return answer["advice"]["cxr"]["strength"], pages


def test_wheel_holds_every_file_of_the_rooms_but_the_shared_init(wheel: Path) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == files - {"fhir/__init__.py"}


def test_wheel_serves_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    lend_packages(environment)
    install(wheel, environment, "--no-deps", "--no-index")
    assert strength_and_pages(environment, tmp_path / "elsewhere") == ("may-be-considered", [200, 200, 200, 200])


@pytest.mark.long
def test_wheel_brings_what_it_needs(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    install(wheel, environment)
    assert strength_and_pages(environment, tmp_path / "elsewhere") == ("may-be-considered", [200, 200, 200, 200])
