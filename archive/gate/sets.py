"""The annotated sets: where they lie, and reading them as any file is read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.reading.reading_json import file_json
from archive.reading.rulebook import Rulebook

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class GoldSet:
    """``label`` is for people. ``files`` holds the uploads that ``gold`` annotates by name."""

    name: str
    label: str
    gold: Path
    files: Path

    @property
    def is_here(self) -> bool:
        return self.gold.is_file() and self.files.is_dir()


SETS = (
    GoldSet("samples", "示例库", ROOT / "tests/gold/samples.json", ROOT / "fixtures/reports"),
    GoldSet("devset", "示例库的调试集", ROOT / "tests/gold/devset.json", ROOT / "fixtures/reports"),
    GoldSet("seeds", "种子文件", SHARED / "gold/seeds.json", SHARED / "seeds"),
)


def gold_of(chosen: GoldSet) -> dict[str, Any]:
    return json.loads(chosen.gold.read_text(encoding="utf-8"))


def read_files(chosen: GoldSet, gold: dict[str, Any], rulebook: Rulebook, today: date) -> dict[str, Any]:
    """What ``manage.py read --json`` would print for the files of the annotation. A file that is not there is left
    out, and so counts as not read."""
    paths = [chosen.files / file["file"] for file in gold["files"]]
    return {"files": [file_json(path.read_bytes(), path.name, rulebook, today) for path in paths if path.is_file()]}
