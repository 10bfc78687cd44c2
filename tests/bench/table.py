"""The results as a page: the table of SEARCH.md, section 6, with goals, figures and ratios."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

NAMES = {
    "ours": "ours", "tantivy": "tantivy", "lucene": "Lucene", "fts5": "SQLite FTS5", "trigram": "FTS5 trigram",
    "whoosh": "Whoosh used well", "stock": "stock Haystack",
}
INTRODUCTION = """\
Synthetic archives of about 3,700 characters a report (`corpus.py`), 300 queries of twelve kinds and 120 literals
(`querylog.py`), one page each: the best twenty, the exact total, the facets, and of ours the reason of every hit as
well. Ours counts seven facet groups, peers five. Times are processor time in ms, best of the rounds, each engine in a
process of its own. Ours answers every word as a literal over folded units **and** scores it by words; peers have the
easier task, jieba words alone, in the first table, and literals as phrases of units in the second.
"""
LATER = {
    "stock": "stock Haystack: 1,000 reports only, its rebuild is quadratic.",
    "whoosh": "Whoosh used well: words only, up to 10,000 reports; single units as postings cost it five times that.",
    "lucene": "Lucene: not measured here, no JDK or no jars of liblucene8-java (LUCENE_JARS).",
}


def results_page(held: dict[int, dict]) -> str:
    """``held``: size -> what ``results.json`` of that size holds."""
    parts = ["# Results of `make bench`", machine(), INTRODUCTION]
    for size, results in held.items():
        parts += [f"## {size:,} reports", words(results), literals(results), goals(results), others(results)]
    missing = [told for name, told in LATER.items() if not all(name in results for results in held.values())]
    parts.append("\n".join(f"- {told}" for told in missing))
    return "\n\n".join(part for part in parts if part) + "\n"


def machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    measured = ("numpy", "whoosh", "jieba", "django-haystack", "tantivy")
    libraries = ", ".join(f"{name} {version(name)}" for name in measured)
    load = " / ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{date.today()}, revision {revision}. {model}, {os.cpu_count()} cores, load {load} (1, 5, 15 minutes) at the "
        f"end. Python {platform.python_version()}, {libraries}, SQLite {sqlite3.sqlite_version}."
    )


def engines(results: dict) -> list[str]:
    return [name for name in NAMES if name in results]


def words(results: dict) -> str:
    ours = results["ours"]["words"]
    rows = []
    for name in engines(results):
        times, held = results[name]["words"], results[name]
        cold = held.get("cold", {}).get("p50")
        rows.append(
            [NAMES[name], *(ms(times[q]) for q in ("p50", "p95", "p99")), ms(cold), ratio(times["p50"], ours["p50"]),
             ratio(times["p99"], ours["p99"])]
        )
    first = results["ours"]["first"]
    rows.insert(1, ["ours, first time each is asked", *(ms(first[q]) for q in ("p50", "p95", "p99")), "", "", ""])
    head = ["words and facets, ms", "p50", "p95", "p99", "cold words p50", "× ours p50", "× ours p99"]
    return table(head, rows)


def literals(results: dict) -> str:
    kinds = list(results["ours"]["literals"])
    rows = [
        [NAMES[name], *(ms(results[name]["literals"][kind]) for kind in kinds)]
        for name in engines(results)
        if "literals" in results[name]
    ]
    rows.insert(1, ["ours, first time each is asked", *(ms(results["ours"]["first_literals"][kind]) for kind in kinds)])
    by_kind = list(results["ours"]["kinds"])
    kind_rows = [
        [NAMES[name], *(ms(results[name]["kinds"][kind]) for kind in by_kind)] for name in engines(results)
    ]
    return table(["p50 by units, ms", *kinds], rows) + "\n\n" + table(["p50 by kind, ms", *by_kind], kind_rows)


def goals(results: dict) -> str:
    """Each goal with what it is held against in the same run."""
    rows = []
    for measure, goal, found, met in _goals(results):
        told = ["–", "–"] if found is None else [f"{found:.3g}", "yes" if met(found) else "**no**"]
        rows.append([measure, goal, *told])
    return table(["measure", "goal", "figure", "met"], rows)


def _goals(results: dict) -> Iterator[tuple[str, str, float | None, Callable[[float], bool]]]:
    ours, size = results["ours"], results["size"]
    tantivy, lucene = results.get("tantivy"), results.get("lucene")
    if tantivy:
        share = ours["words"]["p50"] / tantivy["words"]["p50"]
        yield "words p50 / tantivy's", "≤ 0.33", share, lambda v: v <= 1 / 3
        yield "words p99 / tantivy's", "≤ 0.5", ours["words"]["p99"] / tantivy["words"]["p99"], lambda v: v <= 0.5
    if lucene:
        yield "words p50 / Lucene's", "≤ 1", ours["words"]["p50"] / lucene["words"]["p50"], lambda v: v <= 1
        for kind, taken in ours["literals"].items():
            yield f"{kind} p50 / Lucene's", "≤ 1", taken / lucene["literals"][kind], lambda v: v <= 1
    if stock := results.get("stock"):
        share = stock["words"]["p50"] / ours["words"]["p50"]
        yield "words p50, stock Haystack's / ours", "≥ 1000 at 10,000", share, lambda v: v >= 1000
        rate = size / results["rebuild_cpu_s"] / stock["rate"]
        yield "rebuild rate / stock's", "≥ 15", rate, lambda v: v >= 15
    yield "cold words p50, ms", "≤ 2", ours["cold"]["p50"], lambda v: v <= 2
    yield "20 snippets p50, ms", "≤ 2", results.get("snippets", {}).get("p50"), lambda v: v <= 2
    change = results.get("change_wall_ms", {})
    yield "published → found p50, ms wall", "≤ 150", change.get("p50"), lambda v: v <= 150
    yield "published → found p95, ms wall", "≤ 250", change.get("p95"), lambda v: v <= 250
    yield "opened → first answer, ms", "≤ 50", ours["open_cpu_ms"], lambda v: v <= 50
    yield "private memory of the engine, MB", "≤ 300", ours["private_mb"], lambda v: v <= 300
    yield "HTTP, one client, p50 ms wall", "≤ 15", results.get("http_ms", {}).get("p50"), lambda v: v <= 15
    yield "HTTP, one client, p95 ms wall", "≤ 40", results.get("http_ms", {}).get("p95"), lambda v: v <= 40


def others(results: dict) -> str:
    rows = [["rebuild, reports per CPU second", f"{results['size'] / results['rebuild_cpu_s']:.0f}"]]
    rows += [
        [f"build of {NAMES[name]}, reports per CPU second", f"{results['size'] / results[name]['build_cpu_s']:.0f}"]
        for name in engines(results)
        if name != "ours"
    ]
    change_ms = results.get("change_cpu_ms", {}).get("p50", float("nan"))
    rows += [
        ["rebuild, peak memory with mapped files, MB", f"{results['rebuild_peak_mb']:.0f}"],
        ["index on disk, MB", f"{results['disk_mb']:.0f}"],
        ["CPU of the indexer for one change p50, ms", f"{change_ms:.0f}"],
        ["whole vocabulary, ms", f"{results['ours']['vocabulary_ms']:.0f}"],
        ["pages per second, 16 clients, 2 workers", f"{results.get('http_per_s', float('nan')):.0f}"],
        ["private memory of a web worker after that, MB", f"{results.get('worker_mb', float('nan')):.0f}"],
    ]
    return table(["beside", "figure"], rows)


def ms(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def ratio(theirs: float, ours: float) -> str:
    return f"{theirs / ours:.1f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
