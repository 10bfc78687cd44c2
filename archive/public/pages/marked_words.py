"""The reader's words on a report's page: in the title, in the text, and the bar that leads from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.public.display import MARKS_SHOWN
from archive.public.marking import HitPlace, Mark
from archive.public.readers_words import ReadersList, ReadersWords


@dataclass(frozen=True)
class QueryHits:
    """The reader's words in this report; ``numbers`` are those that have a link. ``listing``: where it was found."""

    words: str
    total: int
    numbers: tuple[int, ...]
    listing: ReadersList | None


def query_hits(view: str, words: ReadersWords | None) -> QueryHits | None:
    """None where nothing is asked for, and in the comparison, which marks changes."""
    if words is None or view == "compare":
        return None
    total = len(words.spans if view == "clean" else words.raw_spans)
    return QueryHits(words.words, total, tuple(range(1, min(total, MARKS_SHOWN) + 1)), words.listing)


def title_parts(title: str, words: ReadersWords | None) -> tuple[tuple[str, bool], ...]:
    """(words, is one of the reader's): a title as shown has the length of the title as stored."""
    parts, at = [], 0
    for start, end in words.title_spans if words else ():
        parts += [(title[at:start], False), (title[start:end], True)]
        at = end
    return tuple(part for part in [*parts, (title[at:], False)] if part[0])


def word_marks(spans: Sequence[tuple[int, int]], shift: int = 0) -> list[Mark]:
    """Marks with anchors m1, m2 …, each knowing those beside it."""
    total = len(spans)
    return [
        Mark(
            start - shift, end - shift, "query", f"m{n}",
            # A thousand places have marks and anchors, those that links lead to have a way on.
            place=HitPlace(n, total, f"#m{n - 1}" if n > 1 else "", f"#m{n + 1}" if n < total else "")
            if n <= MARKS_SHOWN
            else None,
        )
        for n, (start, end) in enumerate(spans, start=1)
    ]  # fmt: skip
