"""``python -m tests.bench.peers NAME FOLDER ROUNDS``: build one peer's index (once) and ask it, in a process of its
own."""

from __future__ import annotations

import json
import shutil
import sys
from importlib import import_module
from pathlib import Path

from tests.bench.measure import Clock, best_of, by_kind, disk_mb, keep, p, peak_mb, private_mb
from tests.bench.peers.base import reports

PEERS = {
    "tantivy": ("tests.bench.peers.tantivy_peer", "Tantivy"),
    "fts5": ("tests.bench.peers.fts5", "Fts5"),
    "trigram": ("tests.bench.peers.fts5", "Trigram"),
    "whoosh": ("tests.bench.peers.whoosh_well", "WhooshWell"),
    "stock": ("tests.bench.peers.stock", "Stock"),
    "lucene": ("tests.bench.peers.lucene", "Lucene"),
}


def main(name: str, folder: Path, rounds: int) -> None:
    module, class_name = PEERS[name]
    peer_class = getattr(import_module(module), class_name)
    path, queries = folder / name, json.loads((folder / "queries.json").read_text())
    built = path / "built.json"
    if not built.exists():
        shutil.rmtree(path, ignore_errors=True)
        with Clock() as building:
            peer_class.build(folder / "peers.jsonl", path)
        built.write_text(json.dumps({"cpu": building.cpu}))
    if hasattr(peer_class, "measured"):
        # It runs in a process of its own and times itself.
        keep(folder / "results.json", **{name: peer_class.measured(path, queries, rounds)})
        return
    size = sum(1 for _ in reports(folder / "peers.jsonl"))
    with Clock() as opening:
        peer = peer_class(path)
        peer.ask(queries["words"][0])
    build_s = json.loads(built.read_text())["cpu"]
    held = {"build_cpu_s": build_s, "rate": size / build_s, "open_cpu_ms": opening.cpu * 1e3}
    cold = best_of(peer.ask, queries["cold"], 1)
    words = best_of(peer.ask, queries["words"], rounds)
    held |= {"cold": p(cold), "words": p(words), "kinds": by_kind(queries["words"], words)}
    if peer_class.literals:
        asked = queries["literals"]
        held["literals"] = by_kind(asked, best_of(peer.ask, asked, rounds))
    held |= {"disk_mb": disk_mb(path), "private_mb": private_mb(), "peak_mb": peak_mb()}
    held["totals"] = [peer.ask(query) for query in queries["words"]]
    keep(folder / "results.json", **{name: held})


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
