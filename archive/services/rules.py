"""Reads the rules from disk, once a process."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

from archive.reading.rulebook import Rulebook

RULES_DIR = Path(__file__).resolve().parent.parent / "rules"
# Libraries whose output a reading depends on.
LIBRARIES = ("opencc-python-reimplemented", "pypinyin", "lxml", "python-docx", "pdfplumber", "olefile")


@cache
def rulebook() -> Rulebook:
    """All of ``archive/rules/`` and the versions of the libraries that matter."""
    tables = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(RULES_DIR.iterdir())
        if path.suffix in (".tsv", ".csv", ".toml", ".txt")
    }
    return Rulebook(tables, {name: version(name) for name in LIBRARIES})
