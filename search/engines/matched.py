"""Why a report was found: which word stands in which field, how often."""

from collections.abc import Mapping

from search.grammar import ParsedQuery
from search.request import Matched


def matched(query: ParsedQuery, fields: Mapping[str, str], year: int | None) -> tuple[Matched, ...]:
    """Of each word the fields that hold it as typed; where none does, of each of its pieces."""
    reasons: list[Matched] = []
    for word in query.words:
        literal = _occurrences(word.shown, word.key, word.fields, fields)
        reasons += literal
        if not literal:
            for piece in word.pieces:
                reasons += _occurrences(piece.shown, piece.key, word.fields, fields)
    reasons += [Matched(years.shown, "year", 1) for years in query.years if years.holds(year)]
    return tuple(dict.fromkeys(reasons))


def _occurrences(shown: str, key: str, names: tuple[str, ...], fields: Mapping[str, str]) -> list[Matched]:
    counts = [(name, fields[name].count(key)) for name in names]
    return [Matched(shown, name, count) for name, count in counts if count]
