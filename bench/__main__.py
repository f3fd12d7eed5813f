"""Runs one benchmark: `python -m bench classify --json`."""

from __future__ import annotations

import importlib
import json
import sys

# Name -> module with `run(argv) -> dict`; a plain dict, imported when asked for.
BENCHMARKS = {
    "adversarial": "bench.adversarial",
    "alerts": "bench.alerts",
    "anev": "bench.anev",
    "chaos": "bench.chaos",
    "classify": "bench.classify",
    "corpus": "bench.corpus",
    "forecast": "bench.forecast",
    "ingest": "bench.ingest",
    "panel": "bench.panel",
    "remeasure": "bench.remeasure",
    "sentiment": "bench.sentiment",
}


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in BENCHMARKS:
        print(f"usage: python -m bench {{{','.join(BENCHMARKS)}}} [--json] ...", file=sys.stderr)
        return 2
    figures = importlib.import_module(BENCHMARKS[argv[0]]).run(
        [word for word in argv[1:] if word != "--json"]
    )
    if "--json" in argv:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
