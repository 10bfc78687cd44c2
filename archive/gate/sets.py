"""The annotated sets: where they lie, and reading them as any file is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.reading.reading_json import file_json
from archive.reading.rulebook import Rulebook

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared"


def everything(_file: str) -> bool:
    return True


def is_kept(file: str) -> bool:
    """A third of all texts, by hash of the id, is scored and never looked at while rules are mended
    (tests/gold/initiative_sets.py: part_of)."""
    return int(hashlib.sha1(file.rpartition(".")[0].encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True)
class GoldSet:
    """``label`` is for people. ``files`` holds the uploads that ``gold`` annotates by name; of them those count that
    ``counts`` says yes to. ``leaves_out`` names keys of the annotation that are only there for the reading's sake."""

    name: str
    label: str
    gold: Path
    files: Path
    counts: Callable[[str], bool] = everything
    leaves_out: tuple[str, ...] = ()

    @property
    def is_here(self) -> bool:
        return self.gold.is_file() and self.files.is_dir()

    @property
    def is_held_back(self) -> bool:
        """Whether nobody looked at these texts while writing rules."""
        return self.counts is not everything


LONG = ROOT / "tests/gold/long"
SETS = (
    GoldSet("long_kept", "长文，留作检验的一份", LONG / "gold.json", LONG / "texts", is_kept, ("localities",)),
    GoldSet("samples", "示例库", ROOT / "tests/gold/samples.json", ROOT / "fixtures/reports"),
    GoldSet("devset", "示例库的调试集", ROOT / "tests/gold/devset.json", ROOT / "fixtures/reports"),
    GoldSet("seeds", "种子文件", SHARED / "gold/seeds.json", SHARED / "seeds"),
)


def gold_of(chosen: GoldSet) -> dict[str, Any]:
    gold = json.loads(chosen.gold.read_text(encoding="utf-8"))
    files = [file for file in gold["files"] if chosen.counts(file["file"])]
    for report in (report for file in files for report in file["reports"]):
        for key in chosen.leaves_out:
            report.pop(key, None)
    return {**gold, "files": files}


def read_files(chosen: GoldSet, gold: dict[str, Any], rulebook: Rulebook, today: date) -> dict[str, Any]:
    """What ``manage.py read --json`` would print for the files of the annotation. A file that is not there is left
    out, and so counts as not read."""
    paths = [chosen.files / file["file"] for file in gold["files"]]
    return {"files": [file_json(path.read_bytes(), path.name, rulebook, today) for path in paths if path.is_file()]}
