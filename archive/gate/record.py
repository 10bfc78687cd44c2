"""What was measured last, set by set: written by ``manage.py gate``, read by /about (archive/public/measured.tsv)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.gate.facts import FACTS, FactFigures
from archive.gate.sets import ROOT, SETS

RECORD = ROOT / "archive/public/measured.tsv"
HEAD = "# Written by `make gate`, never by hand. right of given: precision; found of wanted: recall.\n"
COLUMNS = ("set", "measured_on", "rules", "files", "reports", "fact", "right", "given", "found", "wanted")


@dataclass(frozen=True)
class Measured:
    """One set as it was measured: ``rules`` the first digits of the digest of the rules."""

    set: str
    measured_on: date
    rules: str
    files: int
    reports: int
    facts: tuple[FactFigures, ...]


def read_record(path: Path = RECORD) -> tuple[Measured, ...]:
    """In the order of SETS; empty where nothing was ever measured."""
    if not path.is_file():
        return ()
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    found = []
    for name in [chosen.name for chosen in SETS]:
        own = [row for row in rows if row["set"] == name]
        if own:
            facts = tuple(FactFigures(row["fact"], *(int(row[column]) for column in COLUMNS[6:])) for row in own)
            first = own[0]
            found.append(Measured(name, date.fromisoformat(first["measured_on"]), first["rules"], int(first["files"]),
                                  int(first["reports"]), facts))  # fmt: skip
    return tuple(found)


def write_record(measured: list[Measured], path: Path = RECORD) -> None:
    """Replaces the sets that were measured; those that were not keep what was measured of them last."""
    kept = {row.set: row for row in read_record(path)} | {row.set: row for row in measured}
    out = io.StringIO()
    out.write(HEAD)
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for name in [chosen.name for chosen in SETS if chosen.name in kept]:
        row = kept[name]
        for fact in sorted(row.facts, key=lambda figures: FACTS.index(figures.fact)):
            writer.writerow([name, row.measured_on.isoformat(), row.rules, row.files, row.reports, fact.fact,
                             fact.right, fact.given, fact.found, fact.wanted])  # fmt: skip
    path.write_text(out.getvalue(), encoding="utf-8")
