"""Nothing found: what stands in the way, and what was perhaps meant.

Everything offered has been asked for and returns something; what is known (words, names) comes from the index, hence
from published reports only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from search.analysis.fold import RUN, fold, shown
from search.fields import LABELS
from search.grammar import Node, ParsedQuery, Word, YearRange
from search.request import GROUPS, Relaxation, SearchRequest, Suggestion
from search.sentence import Label, all_leaves, filter_words, leaf_told, told, typed, without

MOST = 6
# How many candidates are asked for at most; each costs one evaluation.
MOST_ASKED = 30
LONGEST_WORD = 8
NAME_GROUPS = ("initiative", "place", "author")
ALIKE = 0.5
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")

Ask = Callable[[SearchRequest], int]
# A group -> (name, folded name) of its values.
Names = Mapping[str, Iterable[str]]


def relaxations(request: SearchRequest, query: ParsedQuery, label: Label, ask: Ask) -> tuple[Relaxation, ...]:
    """For each word and each filter the total without it."""
    found: list[Relaxation] = []

    def offer(kind: str, named: str, fewer: SearchRequest) -> None:
        if fewer.words or fewer.filters:
            fewer = replace(fewer, page=1)
            found.append(Relaxation(kind, named, fewer, ask(fewer)))

    for leaf in all_leaves(query.root):
        offer("word", leaf_told(leaf), replace(request, words=typed(without(query.root, leaf))))
    for group in GROUPS:
        if values := request.filters.get(group):
            filters = {g: v for g, v in request.filters.items() if g != group}
            named = f"{_(LABELS[group])} {filter_words(group, values, label)}"
            offer("filter", named, replace(request, filters=filters))
    if request.title_only:
        offer("filter", _("仅标题"), replace(request, title_only=False))
    if request.literal_only:
        offer("filter", _("只算原句"), replace(request, literal_only=False))
    return tuple(found)


def absent(request: SearchRequest, query: ParsedQuery, ask: Ask) -> tuple[str, ...]:
    """A sentence for each word that no report holds, whatever the other words and the filters. Nothing for a lone
    word without filters: there the total has said it."""
    if len(all_leaves(query.root)) < 2 and not request.filters:
        return ()
    words = {typed(word): word for word in query.words}
    return tuple(
        _("没有一篇报告%(holds)s。") % {"holds": told(word)}
        for words_typed, word in words.items()
        if not ask(SearchRequest(words=words_typed))
    )


def suggestions(
    request: SearchRequest, query: ParsedQuery, vocabulary: tuple[tuple[str, int], ...], names: Names, ask: Ask
) -> tuple[Suggestion, ...]:
    """Requests without filters that return something, for one that returns nothing. ``vocabulary``: the words of the
    index with the number of reports that hold each; ``names``: of what published reports belong to."""
    offered: list[Suggestion] = []
    asked: set[str] = set()
    for label, words in _candidates(query, vocabulary, names):
        if len(offered) == MOST or len(asked) == MOST_ASKED:
            break
        if words in asked or words == request.words:
            continue
        asked.add(words)
        if total := ask(SearchRequest(words=words)):
            offered.append(Suggestion(label, words, total))
    return tuple(offered)


def _candidates(
    query: ParsedQuery, vocabulary: tuple[tuple[str, int], ...], names: Names
) -> Iterator[tuple[str, str]]:
    for word in query.words:
        if word.field is None and (year := _YEAR.fullmatch(shown(word.key).replace(" ", ""))):
            first = int(year[1])
            written = _replaced(query.root, word, YearRange(year[1], first, first))
            yield _("成文于%(year)s年") % {"year": year[1]}, typed(written)
    by_sound = _by_sound(vocabulary) if query.words else {}
    for word in query.words:
        for meant in _sounding_alike(word, by_sound):
            said_alike = Word(shown=meant, key=fold(meant), field=word.field)
            yield _("%(words)s（同音）") % {"words": meant}, typed(_replaced(query.root, word, said_alike))
    for word in query.words:
        for group in NAME_GROUPS:
            for name in _named_alike(word, names.get(group, ())):
                named = _("%(name)s（%(group)s）") % {"name": name, "group": _(LABELS[group])}
                yield named, f'{LABELS[group]}:"{_unquoted(name)}"'


def _replaced(node: Node | None, word: Word, meant: Word | YearRange) -> Node | None:
    """The tree with another leaf in the place of this word."""
    if node is word:
        return meant
    if hasattr(node, "parts"):
        return type(node)(tuple(_replaced(part, word, meant) for part in node.parts))
    return node


def _unquoted(name: str) -> str:
    return "".join(c for c in name if c not in "“”\"＂")


# -- by sound --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _by_sound(vocabulary: tuple[tuple[str, int], ...]) -> dict[str, tuple[str, ...]]:
    """Syllables without tones, joined -> the words that sound so, most frequent first. Han words of two or more."""
    found: dict[str, list[tuple[int, str]]] = {}
    for word, count in vocabulary:
        if 1 < len(word) <= LONGEST_WORD and not word.isascii():
            found.setdefault("".join(lazy_pinyin(word)), []).append((-count, word))
    return {sound: tuple(word for _, word in sorted(words)) for sound, words in found.items()}


def _sounding_alike(word: Word, by_sound: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Known words that are said like this one or like a part of it, whole words first, longer parts first."""
    typed_word = shown(word.key)
    if typed_word.isascii():
        return _from_syllables(typed_word.replace(" ", ""), by_sound)
    if RUN in word.key or not 1 < len(typed_word) <= 4 * LONGEST_WORD:
        return []
    syllables = lazy_pinyin(typed_word)
    if len(syllables) != len(typed_word):
        return []
    found: list[str] = []
    for length in range(min(len(typed_word), LONGEST_WORD), 1, -1):
        for start in range(len(typed_word) - length + 1):
            end = start + length
            for known in by_sound.get("".join(syllables[start:end]), ())[:3]:
                if len(known) == length and known != typed_word[start:end]:
                    found.append(typed_word[:start] + known + typed_word[end:])
    return list(dict.fromkeys(found))


def _from_syllables(letters: str, by_sound: Mapping[str, tuple[str, ...]]) -> list[str]:
    """dangyuan → 党员; two words in a row, jicengdangzuzhi → 基层党组织, where no single one fits."""
    whole = list(by_sound.get(letters, ()))[:3]
    pairs = [
        first + second
        for cut in range(2, len(letters) - 1)
        for first in by_sound.get(letters[:cut], ())[:2]
        for second in by_sound.get(letters[cut:], ())[:2]
    ]
    return whole + pairs


# -- by name ---------------------------------------------------------------------------------------------------------


def _named_alike(word: Word, names: Iterable[str]) -> list[str]:
    """Names that hold the word, are said like it or share at least half of their pairs of neighbouring characters."""
    pairs, sound = _pairs(word.key), _sound(word.key)
    rated = []
    for name in names:
        key = fold(name)
        theirs = _pairs(key)
        if not (pairs and theirs):
            continue
        alike = 2 * len(pairs & theirs) / (len(pairs) + len(theirs))
        if word.key in key or _sound(key) == sound:
            alike = 1.0
        if alike >= ALIKE:
            rated.append((-alike, name))
    return [name for _, name in sorted(rated)][:3]


def _sound(key: str) -> str:
    return "".join(lazy_pinyin(shown(key))).replace(" ", "")


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1)}
