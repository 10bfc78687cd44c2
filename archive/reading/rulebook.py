"""The rules as a reading gets them: file contents handed in, parsed once, with a digest that names them.

A room that has rules declares a frozen dataclass with a ``from_tables(tables)`` constructor and asks for it by
``rulebook.rules(FurnitureRules.from_tables)``; parsing happens once a rulebook. Nothing here opens a file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
Tables = Mapping[str, str]


class Rulebook:
    """``tables`` maps file names of ``archive/rules/`` to their text; ``versions`` library names to versions."""

    def __init__(self, tables: Tables, versions: Mapping[str, str] | None = None) -> None:
        self.tables = dict(tables)
        self.versions = dict(versions or {})
        self._parsed: dict[Callable[[Tables], Any], Any] = {}

    @property
    def digest(self) -> str:
        """SHA-256 over all rule texts and library versions: the name of these rules."""
        digest = hashlib.sha256()
        for name, text in sorted({**self.tables, **self.versions}.items()):
            digest.update(f"{name}\0{text}\0".encode())
        return digest.hexdigest()

    def rules(self, parse: Callable[[Tables], T]) -> T:
        """``parse(tables)``, kept."""
        if parse not in self._parsed:
            self._parsed[parse] = parse(self.tables)
        return self._parsed[parse]


def tsv_rows(text: str) -> list[dict[str, str]]:
    """Rows of a tab-separated table with a header line. Empty lines and lines that begin with ``#`` are left out."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def lines_of(text: str) -> list[str]:
    """Lines of a table without columns. Empty lines and lines that begin with ``#`` are left out."""
    rows = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    return [row for row in rows if row and not row.startswith("#")]


def csv_rows(text: str) -> list[dict[str, str]]:
    """Rows of a comma-separated table with a header line."""
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
