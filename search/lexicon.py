"""The words of our own: set words of party building, and the names of initiatives as each index knows them.

Words carry the score, so a text and a query must be cut by the same ones. Set words change with a release, and the
fingerprint with them. Initiatives change every day: the names that published reports bear when an index is made are
written into its folder and belong to it until it is made anew; what is written to it later, and every query that it
answers, is cut by that list. A name that is younger than the index is cut by the dictionary, in texts and queries
alike: it is found all the same, and only counts as its several words. No word of either kind decides what matches.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

from archive.models import Initiative, InitiativeMention, ReportStatus
from search.analysis.fold import fold, han_count
from search.analysis.segment import Segmenter, cutting_with, segmenter
from search.search_indexes import VISIBLE_MENTION

SET_WORDS = Path(__file__).with_name("lexicon.txt")
NAMES_FILE = "words.txt"
# A shorter name is an everyday word; a longer one is a sentence.
SHORTEST_NAME, LONGEST_NAME = 3, 16


@cache
def set_words() -> tuple[str, ...]:
    lines = SET_WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def names() -> tuple[str, ...]:
    """Names of initiatives in published reports that are Han characters and nothing else."""
    shown = InitiativeMention.objects.filter(VISIBLE_MENTION, report__status=ReportStatus.PUBLISHED)
    rows = Initiative.objects.filter(pk__in=shown.values("initiative")).values_list("name", flat=True)
    found = {fold(name) for name in rows}
    return tuple(sorted(filter(_is_name, found)))


def _is_name(key: str) -> bool:
    return SHORTEST_NAME <= len(key) <= LONGEST_NAME and han_count(key) == len(key)


def freeze(folder: Path) -> None:
    """Write the names of now into the folder of a new index."""
    (folder / NAMES_FILE).write_text("".join(f"{name}\n" for name in names()), encoding="utf-8")


def segmenter_of(folder: Path) -> Segmenter:
    """What cuts texts and queries of the index in this folder; an index made before there were names has none."""
    path = folder / NAMES_FILE
    try:
        written = path.stat().st_mtime_ns
    except FileNotFoundError:
        return segmenter()
    return _read(path, written)


@lru_cache(maxsize=4)
def _read(path: Path, _written: int) -> Segmenter:
    return segmenter().knowing(path.read_text(encoding="utf-8").split())


@contextmanager
def words_of(folder: Path | None) -> Iterator[None]:
    """Inside, everything is cut as the index in this folder cuts; None for the set words alone."""
    with cutting_with(segmenter_of(folder) if folder else None):
        yield
