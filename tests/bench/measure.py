"""Clocks and rulers of the measurements: processor time, percentiles, private memory, size on disk."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Clock:
    """Wall and processor time (all threads of this process) of a block, in seconds."""

    wall: float = 0.0
    cpu: float = 0.0
    _begun: tuple[float, float] = field(default=(0.0, 0.0))

    def __enter__(self) -> Clock:
        self._begun = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self._begun[0], time.process_time() - self._begun[1]


def percentile(values: Iterable[float], part: float) -> float:
    """``part`` 0 to 1; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))] if ordered else float("nan")


def p(values: Sequence[float]) -> dict[str, float]:
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95), "p99": percentile(values, 0.99)}


def best_of(ask: Callable[[Any], Any], questions: Sequence[Any], rounds: int) -> list[float]:
    """Of each question the best processor time of so many rounds over all of them, in ms."""
    best = [float("inf")] * len(questions)
    for _ in range(rounds):
        for number, question in enumerate(questions):
            began = time.process_time()
            ask(question)
            best[number] = min(best[number], (time.process_time() - began) * 1e3)
    return best


def by_kind(queries: Sequence[dict], times: Sequence[float]) -> dict[str, float]:
    """Median of each kind of query, in ms."""
    kinds: dict[str, list[float]] = {}
    for query, taken in zip(queries, times, strict=True):
        kinds.setdefault(query["kind"], []).append(taken)
    return {kind: percentile(held, 0.5) for kind, held in kinds.items()}


def private_mb(pid: int | str = "self") -> float:
    """Memory that belongs to one process alone. Pages of mapped files are shared by all workers: not counted, though a
    single worker that maps them has them for itself."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def peak_mb() -> float:
    """Highest resident memory of this process so far (VmHWM), mapped files included."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


def disk_mb(path: Path) -> float:
    return sum(os.path.getsize(Path(at) / name) for at, _, names in os.walk(path) for name in names) / 1e6


def keep(path: Path, **values: Any) -> None:
    """Add values to a file of results."""
    held = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(held | values, ensure_ascii=False, indent=1))
