"""Which segments to merge, and when: never during a commit that a reader waits for.

Segments are grouped by size in steps of ten: 1–9 documents, 10–99, … Ten of one group become one segment. So a
document is written anew once a step, and an index of 50,000 has a few dozen segments at most. A segment that has
reached ``MOST`` stays as it is, until more than half of it is deleted: arrays of one segment are made in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP = 10
# So many documents that a slot (field and document, see units) still fits into 16 bits: 7 fields x 9,000 < 65,536.
MOST = 9_000


@dataclass(frozen=True, slots=True)
class Size:
    """A segment by name, with all its documents and those that still count."""

    name: str
    documents: int
    live: int


def to_merge(sizes: Sequence[Size], most: int = MOST) -> tuple[str, ...]:
    """Names of segments that should become one (or vanish: without live documents), () where all is well. ``most``:
    documents of a merge at most; a larger one is left for a quieter hour."""
    empty = tuple(size.name for size in sizes if not size.live)
    if empty:
        return empty
    groups: dict[int, list[Size]] = {}
    for size in sizes:
        groups.setdefault(len(str(size.live)), []).append(size)
    for _digits, group in sorted(groups.items()):
        chosen = _filling(group)
        if len(group) >= STEP and len(chosen) > 1 and _live(chosen) <= most:
            return tuple(size.name for size in chosen)
    mostly_deleted = _filling([size for size in sizes if size.live * 2 < size.documents])
    return tuple(size.name for size in mostly_deleted) if _live(mostly_deleted) <= most else ()


def _live(sizes: Sequence[Size]) -> int:
    return sum(size.live for size in sizes)


def _filling(group: Sequence[Size]) -> list[Size]:
    """The smallest first, as many as fit into one segment."""
    chosen, total = [], 0
    for size in sorted(group, key=lambda size: (size.live, size.name)):
        if total + size.live > MOST:
            break
        chosen.append(size)
        total += size.live
    return chosen
