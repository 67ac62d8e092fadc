"""Run every benchmark and print one table of ratios, peers side by side in the same run."""

import platform
import sys
from collections.abc import Callable

from tests.bench import bundle, decide, http, log
from tests.bench.rows import Row

BENCHES: dict[str, Callable[[], list[Row]]] = {
    "decide": decide.run,
    "bundle": bundle.run,
    "log": log.run,
    "http": http.run,
}


def main() -> int:
    """Run the benches named on the command line, or all of them."""
    chosen = sys.argv[1:] or list(BENCHES)
    print(f"{platform.machine()}, Python {platform.python_version()}; ratios are ours over the peer's\n")
    print(f"{'what':52} {'ours':>12} {'peer':>12} {'ratio':>8}  unit, peer")
    for name in chosen:
        for row in BENCHES[name]():
            figures = f"{row.figure:12,.2f} {row.peer_figure:12,.2f} {row.ratio:8.2f}"
            print(f"{row.name:52} {figures}  {row.unit}, {row.peer}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
