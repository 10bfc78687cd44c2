"""The annotated reports by set and part, each with what the product reads in it, and the counts that compare them.

Matching is that of the scorer described in README.md: folded names equal, or the shorter one (three characters or more)
within the longer.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from archive.reading.pipeline import read_upload
from archive.reading.records import InitiativeMention, ReportReading
from archive.services.rules import rulebook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TODAY = date(2026, 11, 24)
MARKS = re.compile(r"[“”‘’\"'「」『』《》〈〉、,，.。·;；:：()（）\-—\s]")
HEADS = ("活动", "工程", "制度", "模式", "机制", "工作法", "品牌", "工作")
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Annotated:
    """A report of ``set`` with its gold and its reading. ``part``: "seen" while mending, "kept" only scored."""

    set: str
    part: str
    gold: dict[str, Any]
    reading: ReportReading


def part_of(report_id: str) -> str:
    """A third of all ids, by hash, is only scored."""
    return "kept" if int(hashlib.sha1(report_id.encode()).hexdigest(), 16) % 3 == 0 else "seen"


def name_key(name: str) -> str:
    """Folded name without quotation marks, punctuation and one trailing head noun."""
    key = MARKS.sub("", unicodedata.normalize("NFKC", name))
    for head in HEADS:
        if key.endswith(head) and len(key) - len(head) >= SHORTEST:
            return key[: -len(head)]
    return key


def names_of(gold: dict[str, Any]) -> list[str]:
    return [gold["name"], gold["normalised"], *gold.get("aliases", [])]


def best_match(name: str, initiatives: Sequence[dict[str, Any]]) -> int | None:
    """Index of the annotated initiative of this name: an equal one first, then one that holds it or is held."""
    key = name_key(name)
    keys = [[name_key(known) for known in names_of(gold)] for gold in initiatives]
    for index, known in enumerate(keys):
        if key and key in known:
            return index
    for index, known in enumerate(keys):
        for short, long in (sorted((key, other), key=len) for other in known):
            if len(short) >= SHORTEST and short in long:
                return index
    return None


def sets(seeds: Path | None = None) -> Iterator[Annotated]:
    """All annotated reports; those of ``seeds`` (a folder with seeds/ and gold/) only where it is given."""
    fixtures = ROOT / "fixtures" / "reports"
    yield from _read("long", HERE / "long" / "gold.json", HERE / "long" / "texts", lambda file, _: part_of(file[:-4]))
    yield from _read("devset", HERE / "devset.json", fixtures, lambda _, report: part_of(report))
    yield from _read("samples", HERE / "samples.json", fixtures, lambda _, report: part_of(report))
    if seeds is not None:
        yield from _read("seeds", seeds / "gold" / "seeds.json", seeds / "seeds", lambda *_: "seen")


def _read(name: str, gold: Path, folder: Path, part: Any) -> Iterator[Annotated]:
    for entry in json.loads(gold.read_text(encoding="utf-8"))["files"]:
        path = folder / entry["file"]
        reading = read_upload(path.read_bytes(), path.name, rulebook(), TODAY)
        for report, found in zip(entry["reports"], reading.reports, strict=False):
            yield Annotated(name, part(entry["file"], report["id"]), report, found)


@dataclass(slots=True)
class Counts:
    """``right`` of ``shown``; ``found`` of ``core``; statuses and figures right of those asked; what went wrong."""

    right: int = 0
    shown: int = 0
    found: int = 0
    core: int = 0
    status: int = 0
    status_asked: int = 0
    figures: int = 0
    figures_asked: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.shown if self.shown else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.core if self.core else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, gold: dict[str, Any], found: Sequence[InitiativeMention], form: str = "") -> None:
        """Compare one report; ``form`` "quoted" or "plain" counts only names of that form."""
        initiatives = gold["initiatives"]
        used = set()
        for item in found:
            hit = best_match(item.name, initiatives)
            if hit is not None:
                used.add(hit)
            if form and form != ("quoted" if item.evidence.rule.endswith("quoted") else "plain"):
                continue
            if hit is None:
                self.shown += 1
                self.misses.append(f"{gold['id']} wrong  {item.confidence:.2f} {item.name}")
            elif initiatives[hit]["grade"] == "core":
                self.shown += 1
                self.right += 1
                self._compare(gold["id"], initiatives[hit], item)
        for index, one in enumerate(initiatives):
            if one["grade"] == "core" and (not form or form == ("quoted" if one["name"][0] in "“「" else "plain")):
                self.core += 1
                self.found += index in used
                if index not in used:
                    self.misses.append(f"{gold['id']} missed      {one['name']}")

    def _compare(self, where: str, gold: dict[str, Any], item: InitiativeMention) -> None:
        self.status_asked += 1
        fits = item.status in (gold["status"], *gold.get("status_also", []))
        self.status += fits
        if not fits:
            self.misses.append(f"{where} status      {item.name}: {item.status}")
        wanted = {float(value) for value in gold.get("figures", {}).values() if isinstance(value, int | float)}
        told = {float(figure.value) for figure in item.figures}
        for value in sorted(wanted):
            self.figures_asked += 1
            self.figures += value in told
            if value not in told:
                self.misses.append(f"{where} figure      {item.name}: {value:g}")


def shown_of(report: Annotated) -> list[InitiativeMention]:
    return [item for item in report.reading.initiatives if item.shown]
