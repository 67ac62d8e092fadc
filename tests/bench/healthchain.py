"""PyPI `healthchain` serving order-select in the way its own template does, from an environment of its own.

It brings other versions of our libraries, and half of the shared name `fhir`, so it cannot live beside us.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.api.http.serving import ROOT, SECONDS

VERSION = "0.16.1"
FIXED = "/fixed/cds-services/order"
READING = "/reading/cds-services/order"
_ENVIRONMENT = ROOT / "var" / "bench" / f"healthchain-{VERSION}"
_MADE = _ENVIRONMENT / "made"
_LONGEST_INSTALL = 600  # seconds
_APP = '''
"""Two services: one card whatever comes, and the same after its adapter has read the prefetch as FHIR."""

from healthchain.gateway import HealthChainAPI
from healthchain.gateway.cds import CDSHooksConfig, CDSHooksService
from healthchain.io.adapters.cdsfhiradapter import CdsFhirAdapter
from healthchain.models.requests.cdsrequest import CDSRequest
from healthchain.models.responses.cdsresponse import CDSResponse

app = HealthChainAPI(title="Invented service")
fixed = CDSHooksService(CDSHooksConfig(base_path="/fixed"))
reading = CDSHooksService(CDSHooksConfig(base_path="/reading"))
CARD = {"summary": "Received", "indicator": "info", "source": {"label": "Invented service"}}


@fixed.hook("order-select", id="order")
def show(request: CDSRequest) -> CDSResponse:
    return CDSResponse(cards=[CARD])


@reading.hook("order-select", id="order")
def read(request: CDSRequest) -> CDSResponse:
    document = CdsFhirAdapter(hook_name="order-select").parse(request)
    return CDSResponse(cards=[CARD | {"detail": f"{len(document.fhir.prefetch_resources)} read"}])


app.register_service(fixed)
app.register_service(reading)
'''


def is_installed() -> bool:
    """Make its environment where there is none yet; tell on standard error, and return false, where that fails."""
    if _MADE.exists():
        return True
    print(f"installing healthchain {VERSION} under {_ENVIRONMENT.relative_to(ROOT)}, once", file=sys.stderr)
    program = str(_ENVIRONMENT / "bin" / "python")
    install = [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(_ENVIRONMENT)],
        [*install, f"healthchain=={VERSION}"],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_INSTALL, check=False)
        except subprocess.TimeoutExpired:
            return _skipped("it takes too long")
        if done.returncode != 0:
            return _skipped((done.stderr.strip() or "pip says nothing").splitlines()[-1])
    _MADE.touch()
    return True


def _skipped(reason: str) -> bool:
    print(f"healthchain {VERSION} cannot be installed, so it is left out: {reason}", file=sys.stderr)
    return False


class HealthChain:
    """It, on a port of this machine, with its app in `folder`; started as its own command does, without its log."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = _free_port()

    def __enter__(self) -> Self:
        """Start, and wait until it listens."""
        (self._folder / "healthchain_app.py").write_text(_APP)
        command = [str(_ENVIRONMENT / "bin" / "python"), "-m", "uvicorn", "healthchain_app:app"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "--no-access-log", "--log-level", "error"]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        with (self._folder / "healthchain-messages").open("wb") as messages:
            self._program = subprocess.Popen(
                command, cwd=self._folder, env=environment, stdout=messages, stderr=messages
            )
        until = time.monotonic() + SECONDS
        while not _listens(self.port):
            if self._program.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self._folder / "healthchain-messages").read_text())
            time.sleep(0.05)
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Stop."""
        self._program.terminate()
        self._program.wait(timeout=SECONDS)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
