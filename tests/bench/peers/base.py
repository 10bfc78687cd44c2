"""What a peer has to do: index the reports of ``peers.jsonl`` and answer queries with the best twenty, the exact total
and the counts of five facets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

FACETS = ("place", "year", "genre", "author", "initiative")
TOP = 20
SHOWN_VALUES = 100


class Peer(Protocol):
    """``literals``: whether it holds folded units beside the words, so that it can answer literals too."""

    literals: bool

    @classmethod
    def build(cls, lines: Path, path: Path) -> None:
        """Index every report."""

    def __init__(self, path: Path) -> None:
        """Open what was built."""

    def ask(self, query: dict) -> int:
        """A page with five facets; returns the total."""


def reports(lines: Path) -> Iterator[dict]:
    with open(lines, encoding="utf-8") as handle:
        yield from map(json.loads, handle)
