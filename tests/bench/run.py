"""Run every benchmark and print one table of ratios, peers side by side in the same run."""

import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import bundle, decide, hl7, hooks, http, log
from tests.bench.rows import Row

BENCHES: dict[str, Callable[[], list[Row]]] = {
    "decide": decide.run,
    "bundle": bundle.run,
    "log": log.run,
    "http": http.run,
    "hooks": hooks.run,
    "hl7": hl7.run,
}


def main() -> int:
    """Run the benches named on the command line, or all of them."""
    chosen = sys.argv[1:] or list(BENCHES)
    print(f"{_machine()}, Python {platform.python_version()}; ratios are ours over the peer's\n")
    print(f"{'what':52} {'ours':>12} {'peer':>12} {'ratio':>8}  unit, peer")
    for name in chosen:
        for row in BENCHES[name]():
            figures = f"{row.figure:12,.2f} {row.peer_figure:12,.2f} {row.ratio:8.2f}"
            print(f"{row.name:52} {figures}  {row.unit}, {row.peer}", flush=True)
    return 0


def _machine() -> str:
    """Name the processor, how many of them there are, and how many of them others keep busy."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    busy = f"load {os.getloadavg()[0]:.1f} before"
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} processors, {busy}"


if __name__ == "__main__":
    sys.exit(main())
