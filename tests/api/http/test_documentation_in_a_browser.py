"""A browser draws the documentation from this service alone, and finds nothing that its policy forbids."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.http.serving import SECONDS, Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: the page of the documentation is not drawn")
def test_documentation_is_drawn_under_its_policy(tmp_path: Path) -> None:
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom"]
    told = ["--enable-logging=stderr", "--v=0", f"--user-data-dir={tmp_path / 'browser'}"]
    with Served(tmp_path) as running:
        page = f"{running.url}/docs#/decisions/ask"
        run = subprocess.run(
            [str(CHROMIUM), *options, *told, page], capture_output=True, text=True, timeout=SECONDS, check=True
        )
    assert run.stdout.count('class="opblock-summary-path"') == 7
    assert "screening-clinic" in run.stdout
    assert [line for line in run.stderr.splitlines() if ":CONSOLE:" in line] == []
