"""A Chromium that is driven over a pipe (the DevTools protocol): opens pages, evaluates, waits, takes pictures."""

import base64
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING = "Chromium is missing: no page is opened"
SECONDS = 60
"""Longer than anything takes on any machine: only so that a test fails that would wait for ever."""

_OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--hide-scrollbars")
_MOST = 1 << 20


class Chromium:
    """A browser with one page; `complaints` is what its console told of errors, and of what a policy forbids."""

    def __init__(self, folder: Path) -> None:
        self.complaints: list[str] = []
        self._folder = folder
        self._number = 0
        self._heard = b""
        self._session = ""

    def __enter__(self) -> Self:
        """Start."""
        theirs_in, self._tell = os.pipe()
        self._hear, theirs_out = os.pipe()
        # Chromium reads from 3 and writes to 4; moved there by a shell, which leaves no fork handler to Python.
        moved = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        command = ["bash", "-c", moved, "chromium", str(CHROMIUM), *_OPTIONS, f"--user-data-dir={self._folder}"]
        self._program = subprocess.Popen(
            command, pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        os.close(theirs_in)
        os.close(theirs_out)
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Stop."""
        self._program.terminate()
        self._program.wait(timeout=SECONDS)
        os.close(self._tell)
        os.close(self._hear)

    def size(self, width: int, height: int) -> None:
        """Give the window a size, in CSS pixels."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, url: str) -> None:
        """Open a page, and wait until its scripts have run."""
        self._call("Page.navigate", url=url)
        self.wait(f"location.href === {json.dumps(url)} && document.readyState === 'complete'")

    def evaluate(self, script: str) -> Any:  # noqa: ANN401 - JSON
        """Return what an expression is, as JSON; a promise is waited for."""
        told = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        until = time.monotonic() + SECONDS
        while not self.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < until, condition
            time.sleep(0.02)

    def wait_to_complain(self) -> None:
        """Wait until there is a complaint."""
        until = time.monotonic() + SECONDS
        while not self.complaints:
            assert time.monotonic() < until, "nothing was complained of"
            self.evaluate("new Promise((done) => setTimeout(done, 20))")

    def picture(self, file: Path) -> None:
        """Keep a picture of what is in the window."""
        file.write_bytes(base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        self._number += 1
        call = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            call["sessionId"] = self._session
        os.write(self._tell, json.dumps(call).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self._number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._heard:
            part = os.read(self._hear, _MOST)
            assert part, "the browser has gone"
            self._heard += part
        told, _, self._heard = self._heard.partition(b"\0")
        message: dict[str, Any] = json.loads(told)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        told = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(told["exceptionDetails"]))
        elif message.get("method") == "Log.entryAdded" and told["entry"]["source"] != "network":
            self.complaints.append(told["entry"]["text"])
