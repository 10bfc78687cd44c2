"""Why each hit of a page was found: ``search.engines.matched`` for all hits at once, from the arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.engines.whoosh_jieba.columns import NO_YEAR
from search.engines.whoosh_jieba.snapshot import Snapshot
from search.fields import WORD_FIELDS
from search.grammar import ParsedQuery
from search.request import Matched

_NUMBERS = {name: number for number, name in enumerate(WORD_FIELDS)}


def reasons(query: ParsedQuery, snapshot: Snapshot, documents: np.ndarray) -> list[tuple[Matched, ...]]:
    """Of each document, in the order and with the counts of ``matched``."""
    held: list[list[Matched]] = [[] for _ in range(len(documents))]
    for word in query.words:
        lacking = []
        for number, found in enumerate(_occurrences(word.shown, word.key, word.fields, snapshot, documents)):
            held[number] += found
            if not found:
                lacking.append(number)
        if not lacking:
            continue
        for piece in word.pieces:
            found_pieces = _occurrences(piece.shown, piece.key, word.fields, snapshot, documents[lacking])
            for number, found in zip(lacking, found_pieces, strict=True):
                held[number] += found
    if query.years:
        for number, year in enumerate(snapshot.years[documents].tolist()):
            known = None if year == NO_YEAR else year
            held[number] += [Matched(years.shown, "year", 1) for years in query.years if years.holds(known)]
    return [tuple(dict.fromkeys(found)) for found in held]


def _occurrences(
    shown: str, key: str, fields: tuple[str, ...], snapshot: Snapshot, documents: np.ndarray
) -> Iterator[list[Matched]]:
    columns = [_NUMBERS[field] for field in fields]
    for counts in snapshot.occurrences(key, documents)[:, columns].tolist():
        yield [Matched(shown, name, count) for name, count in zip(fields, counts, strict=True) if count]
