"""Print how well the facts of this set are read, by part: python -m tests.gold.uploads2.measure [--misses]

A third of the uploads, by a checksum of the id, is "held": scored, and never looked at while rules are mended;
``--misses`` tells those of the other part.
"""

from __future__ import annotations

import argparse
import json
import os
import zlib
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.config.settings")

import django

django.setup()

from archive.gate.scoring import Score, score  # noqa: E402
from archive.gate.sets import GoldSet, read_files  # noqa: E402
from archive.reading.rulebook import Rulebook  # noqa: E402
from archive.services.rules import rulebook  # noqa: E402

FOLDER = Path(__file__).resolve().parent
# The day from which the uploads are read; after the last web date of the set.
TODAY = date(2026, 1, 1)


def is_held(name: str) -> bool:
    """``name``: of the upload's file."""
    return zlib.crc32(name.partition(".")[0].encode()) % 3 == 0


def scores(rules: Rulebook) -> tuple[Score, Score]:
    """The scores of both parts, dev and held."""
    gold = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
    chosen = GoldSet("uploads2", "", FOLDER / "gold.json", FOLDER / "files")
    found = []
    for held in (False, True):
        part = {"files": [file for file in gold["files"] if is_held(file["file"]) == held]}
        found.append(score(part, read_files(chosen, part, rules, TODAY)))
    return found[0], found[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    dev, held = scores(rulebook())
    print(f"| measure | dev ({dev.files} uploads) | held ({held.files}) |\n|---|---|---|")
    for measure, tally in dev.tallies.items():
        other = held.tallies.get(measure)
        cells = [f"{t.figure:.3f} ({t.right}/{t.total})" if t else "" for t in (tally, other)]
        print(f"| `{measure}` | {cells[0]} | {cells[1]} |")
        if options.misses:
            print(*(f"    - {miss}" for miss in tally.misses), sep="\n")


if __name__ == "__main__":
    main()
