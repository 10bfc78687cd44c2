"""Why each hit of a page was found: ``search.engines.matched`` for all hits at once, from the arrays."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from search.engines.whoosh_jieba.columns import NO_YEAR
from search.engines.whoosh_jieba.snapshot import FieldsOf, Snapshot
from search.fields import WORD_FIELDS
from search.grammar import ParsedQuery
from search.request import Matched

_NUMBERS = {name: number for number, name in enumerate(WORD_FIELDS)}
# The same few are made over and over.
_matched = lru_cache(maxsize=20_000)(Matched)


def reasons(query: ParsedQuery, snapshot: Snapshot, documents: np.ndarray) -> list[tuple[Matched, ...]]:
    """Of each document, in the order and with the counts of ``matched``."""
    fields = snapshot.fields_of(documents)
    held: list[list[Matched]] = [[] for _ in range(len(documents))]
    for word in query.words:
        found = _occurrences(word.shown, word.key, word.fields, fields)
        lacking = [number for number, reasons_found in enumerate(found) if not reasons_found]
        for reasons_held, reasons_found in zip(held, found, strict=True):
            reasons_held += reasons_found
        for piece in word.pieces if lacking else ():
            of_piece = _occurrences(piece.shown, piece.key, word.fields, fields)
            for number in lacking:
                held[number] += of_piece[number]
    if query.years:
        for reasons_held, year in zip(held, snapshot.years[documents].tolist(), strict=True):
            known = None if year == NO_YEAR else year
            reasons_held += [_matched(years.shown, "year", 1) for years in query.years if years.holds(known)]
    shown = [part.shown for word in query.words for part in (word, *word.pieces)] + [y.shown for y in query.years]
    if len(set(shown)) == len(shown):
        return [tuple(found) for found in held]
    return [tuple(dict.fromkeys(found)) for found in held]


def _occurrences(shown: str, key: str, names: tuple[str, ...], fields: FieldsOf) -> list[list[Matched]]:
    columns = [_NUMBERS[name] for name in names]
    return [
        [_matched(shown, name, count) for name, count in zip(names, counts, strict=True) if count]
        for counts in fields.occurrences(key)[:, columns].tolist()
    ]
