"""What a reader may be about to type: words of the index and names of what published reports belong to. Pure.

Everything offered is asked for first, together with what stands before it, and returns something.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest

from search.analysis.fold import fold, strip_breaks
from search.fields import LABELS

MOST = 8
# Of words and of each kind of name that many are asked for at most; each costs one evaluation.
MOST_EACH = 4
LONGEST = 12
_QUOTES = frozenset("“”\"＂")


@dataclass(frozen=True, slots=True)
class Completion:
    """``words``: the whole of what would be typed; ``kind``: label of the field a name belongs to, "" for a word."""

    words: str
    kind: str
    total: int


class Known:
    """``vocabulary``: words in their order with the number of reports that hold each; ``names``: of each group
    (name, number of reports)."""

    def __init__(
        self, vocabulary: tuple[tuple[str, int], ...], names: Mapping[str, Iterable[tuple[str, int]]]
    ) -> None:
        self.vocabulary = vocabulary
        self._words = [word for word, _count in vocabulary]
        self._names = {
            group: [(strip_breaks(fold(name)), name, count) for name, count in held] for group, held in names.items()
        }

    def completions(self, typed: str, total_of: Callable[[str], int]) -> tuple[Completion, ...]:
        """Of the last word typed, the most frequent first, names before words. ``total_of(words)``: the number of
        reports a request finds."""
        typed = typed[:200].lstrip()
        before, last = _last_word(typed)
        key = strip_breaks(fold(last))
        if not key or len(last) > LONGEST * 2:
            return ()
        offered: dict[str, Completion] = {}
        for words, kind in [*self._named(key), *self._begun(last)]:
            whole = before + words
            if whole not in offered and whole != typed and (total := total_of(whole)):
                offered[whole] = Completion(whole, kind, total)
            if len(offered) == MOST:
                break
        return tuple(offered.values())

    def _named(self, key: str) -> Iterator[tuple[str, str]]:
        """Names that hold what was typed, wherever in them; a lone character only at the beginning."""
        bare = key.strip("\x1f")
        for group, held in self._names.items():
            fitting = [
                (theirs.startswith(key), count, name)
                for theirs, name, count in held
                if (bare in theirs if len(bare) > 1 else theirs.startswith(key))
            ]
            for _begins, _count, name in nlargest(MOST_EACH, fitting, key=lambda found: found[:2]):
                yield named(group, name), LABELS[group]

    def _begun(self, typed: str) -> Iterator[tuple[str, str]]:
        """Words that begin with what was typed."""
        start = fold(typed).strip("\x1e\x1f")
        first = bisect_left(self._words, start)
        last = bisect_left(self._words, f"{start}\U0010ffff")
        held = (pair for pair in self.vocabulary[first:last] if len(start) < len(pair[0]) <= LONGEST)
        for word, _count in nlargest(MOST_EACH, held, key=lambda pair: pair[1]):
            yield word, ""


def named(group: str, name: str) -> str:
    """What a reader types for a name: 举措:支部四进, in quotation marks where it is not one word."""
    bare = "".join(c for c in name if c not in _QUOTES)
    return f"{LABELS[group]}:{bare}" if bare.isalnum() else f'{LABELS[group]}:"{bare}"'


def _last_word(typed: str) -> tuple[str, str]:
    """What stands before the last word, with its white space, and that word without a sign of exclusion."""
    at = max((i for i, c in enumerate(typed) if c.isspace() or c in "(（|｜"), default=-1) + 1
    if typed[at : at + 1] in ("-", "－"):
        at += 1
    return typed[:at], typed[at:]
