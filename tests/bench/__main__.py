"""``python -m tests.bench [SIZE …]`` (``make bench SIZE=…``): our search against its peers, on this machine, one after
another; prints the table of SEARCH.md, section 6, and writes it to RESULTS.md.

Archives and indexes are kept in BENCH_DIR (var/bench) and made once; what is measured is measured anew each time.
Each engine runs in a process of its own. BENCH_PEERS names the peers to run where not all are wanted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench import querylog
from tests.bench.peers import lucene
from tests.bench.table import results_page

ROOT = Path(__file__).parents[2]
SIZES = (1_000, 10_000)
ROUNDS = 5
# Sizes up to which a slow peer is asked at all: its rebuild, or a query, takes too long beyond.
MOST = {"stock": 1_000, "whoosh": 10_000, "trigram": 10_000}
SLOW = ("stock", "whoosh")
PEERS = ("tantivy", "lucene", "fts5", "trigram", "whoosh", "stock")


def main(sizes: list[int]) -> None:
    held = {size: measured(size) for size in sizes}
    page = results_page(held)
    (ROOT / "tests/bench/RESULTS.md").write_text(page, encoding="utf-8")
    print(page)


def measured(size: int) -> dict:
    folder = Path(os.environ.get("BENCH_DIR", ROOT / "var/bench")) / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ, "ARCHIVE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "archive.config.settings",
    }
    run(["tests.bench.archive", str(folder), str(size)], environment)
    if not (folder / "queries.json").exists():
        querylog.make(folder / "peers.jsonl", folder / "queries.json")
    run(["tests.bench.ours", str(folder)], environment)
    for name in wanted_peers(size):
        rounds = 1 if name in SLOW else ROUNDS
        run(["tests.bench.peers", name, str(folder), str(rounds)], dict(os.environ))
    run(["tests.bench.changes", str(folder)], environment)
    run(["tests.bench.http", str(folder)], environment)
    return json.loads((folder / "results.json").read_text())


def wanted_peers(size: int) -> list[str]:
    chosen = os.environ.get("BENCH_PEERS", " ".join(PEERS)).split()
    there = [name for name in PEERS if name in chosen and size <= MOST.get(name, size)]
    return [name for name in there if name != "lucene" or lucene.is_there()]


def run(arguments: list[str], environment: dict[str, str]) -> None:
    print("…", *arguments, flush=True)
    subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
