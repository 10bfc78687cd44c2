"""Words: jieba over folded keys. Words carry the score and cut a long run into pieces; they never decide what matches.

jieba runs without its hidden Markov model: that guesses words which are in no dictionary from what stands around
them, so the same name would be cut one way in a query and another way in a text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import cache
from math import log

import ahocorasick_rs
import jieba

from search.analysis.fold import BREAK, HAN, OWN_UNITS, RUN

jieba.setLogLevel(logging.WARNING)

_TOKENS = re.compile(f"{RUN}[^{RUN}]*{RUN}|[{HAN}]+|[{OWN_UNITS}]")
_HAN_RUN = re.compile(f"[{HAN}]+")
# They lean on the word before them; any other lone character leans on the word after it.
_PARTICLES = frozenset("的地得了着过们等")

# No log probability is positive.
_NO_WORD = 1.0


class Segmenter:
    """Cuts keys. ``words``, runs of Han characters, are words of this instance alone: wherever one stands in a key,
    the longest first, it is a word, and the words of the dictionary that it consists of are words too: who looks for
    书记 finds 党支部书记 no less likely."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.check_initialized()
        self._weights = _weights(self._tokenizer)
        # A character in no word counts as seen once.
        self._lone = log(1) - log(self._tokenizer.total)
        self._take(words)

    def _take(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(word for word in words if _HAN_RUN.fullmatch(word)))
        longest = ahocorasick_rs.MatchKind.LeftmostLongest
        self._automaton = ahocorasick_rs.AhoCorasick(self.words, matchkind=longest) if self.words else None

    def knowing(self, words: Iterable[str]) -> Segmenter:
        """One that knows these words as well; it shares the dictionary."""
        other = copy(self)
        other._take((*self.words, *words))
        return other

    def reference_cut(self, han: str) -> list[str]:
        """A run of Han characters cut by jieba itself."""
        return list(self._tokenizer.cut(han, HMM=False))

    def cut_han(self, han: str) -> list[str]:
        """The same, from the same weights, three times as fast (tests/search/analysis/test_segment.py proves that
        they are equal): jieba takes the logarithm of every word anew wherever it meets it.

        Of all ways to cut the run into words of the dictionary the likeliest: the sum of log probabilities is
        greatest; of equal ones the longer first word. Worked out from the end (jieba.Tokenizer.calc)."""
        weight_of, lone, end = self._weights.get, self._lone, len(han)
        best, following = [0.0] * (end + 1), [0] * end
        for start in range(end - 1, -1, -1):
            chosen: float | None = None
            at = start + 1
            for stop in range(start + 1, end + 1):
                weight = weight_of(han[start:stop], _NO_WORD)
                if weight is None:
                    continue
                if weight == _NO_WORD:
                    break
                weight += best[stop]
                if chosen is None or weight >= chosen:
                    chosen, at = weight, stop
            best[start] = lone + best[start + 1] if chosen is None else chosen
            following[start] = at
        words, start = [], 0
        while start < end:
            words.append(han[start : following[start]])
            start = following[start]
        return words

    def cut(self, key: str) -> list[str]:
        """The words of a key in order, one of our own before its parts. Runs of letters and digits come without their
        bounds; breaks are left out."""
        words: list[str] = []
        for token in _TOKENS.findall(key):
            if _HAN_RUN.fullmatch(token):
                words += self._with_own_words(token)
            else:
                words.append(token.strip(RUN))
        return words

    def _with_own_words(self, han: str) -> list[str]:
        if self._automaton is None:
            return self.cut_han(han)
        words, at = [], 0
        for _number, start, end in self._automaton.find_matches_as_indexes(han):
            if start > at:
                words += self.cut_han(han[at:start])
            whole = han[start:end]
            parts = self.cut_han(whole)
            words += [whole, *parts] if len(parts) > 1 else [whole]
            at = end
        return words + self.cut_han(han[at:]) if at < len(han) else words

    def pieces(self, key: str) -> tuple[str, ...]:
        """The parts, themselves keys, into which a long run falls: its words, lone characters joined to a neighbour
        (several in a row to each other). Each once, in order. By the dictionary alone: pieces decide what matches, and
        no list of ours may."""
        pieces: list[str] = []
        for stretch in key.split(BREAK):
            pieces += _join_lone(self._words_as_keys(stretch))
        return tuple(dict.fromkeys(pieces))

    def _words_as_keys(self, stretch: str) -> list[str]:
        keys: list[str] = []
        joins = False
        for token in _TOKENS.findall(stretch):
            if _HAN_RUN.fullmatch(token):
                keys += self.cut_han(token)
                joins = False
            else:
                # 7+16 is one piece: what is not Han stays together.
                if joins:
                    keys[-1] += token
                else:
                    keys.append(token)
                joins = True
        return keys


def _weights(tokenizer: jieba.Tokenizer) -> dict[str, float | None]:
    """Word -> log probability; None for what only begins a word."""
    total = log(tokenizer.total)
    return {word: log(count) - total if count else None for word, count in tokenizer.FREQ.items()}


def _is_lone(key: str) -> bool:
    return len(key.replace(RUN, "")) == 1


def _join_lone(words: list[str]) -> list[str]:
    joined: list[str] = []
    waiting = ""
    for word in words:
        if word in _PARTICLES and joined and not waiting:
            joined[-1] += word
        elif _is_lone(word):
            waiting += word
        elif waiting and _is_lone(waiting):
            joined.append(waiting + word)
            waiting = ""
        else:
            joined += [waiting, word] if waiting else [word]
            waiting = ""
    if waiting:
        if _is_lone(waiting) and joined:
            joined[-1] += waiting
        else:
            joined.append(waiting)
    return joined


_set_words: tuple[str, ...] = ()
_chosen: ContextVar[Segmenter | None] = ContextVar("segmenter", default=None)


def use_words(words: Iterable[str]) -> None:
    """Words of our own for every segmenter of this process, handed in when it starts."""
    global _set_words
    _set_words = tuple(words)
    _of_this_process.cache_clear()


@cache
def _of_this_process() -> Segmenter:
    return Segmenter(_set_words)


def segmenter() -> Segmenter:
    """The one of this process; its dictionary takes about a second to load, at the first cut. Inside ``cutting_with``
    the one chosen there."""
    return _chosen.get() or _of_this_process()


@contextmanager
def cutting_with(chosen: Segmenter | None) -> Iterator[None]:
    """None for the one of this process."""
    token = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(token)
