"""Names that may mean one scheme though their normal forms differ: proposed, never joined without a person.

Pure functions over names; nothing here reads a table.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

Likeness = Literal["numeral", "letter", "within", "parts"]
# Shorter names differ in too little to mean anything: 一课 and 三课 are two schemes.
SHORTEST_NEAR = 4
SHORTEST_WITHIN = 3
# A name within another one makes up at least this share of it.
SHARE_WITHIN = 0.5
LONGEST = 40
# A set of components that more names share is a commonplace (县、乡、村).
MOST_ALIKE = 6
DIGITS = str.maketrans("〇零一二两三四五六七八九", "001223456789")
HAN_DIGITS = frozenset("〇零一二两三四五六七八九十百0123456789")


@dataclass(frozen=True)
class Variant:
    """Two names, by their numbers in what was given, and what makes them alike: the same but for how numerals are
    written, one character more, less or other, one within the other, the same components."""

    one: int
    other: int
    likeness: Likeness


def likely_variants(keys: Mapping[int, str], components: Mapping[int, Sequence[str]] | None = None) -> list[Variant]:
    """Pairs of ``keys`` (number → normal form) that may be one; ``components`` (number → its parts) where known.

    Each pair once, under the first likeness that fits, in the order of their numbers. Time grows with the number of
    names times the square of LONGEST, not with the number of pairs.
    """
    short = {number: key for number, key in keys.items() if len(key) <= LONGEST}
    found: dict[tuple[int, int], Likeness] = {}
    for likeness, pairs in (
        ("numeral", _same_but_numerals(short)),
        ("letter", _one_apart(short)),
        ("within", _within(short)),
        ("parts", _same_parts(components or {})),
    ):
        for one, other in pairs:
            found.setdefault((min(one, other), max(one, other)), likeness)  # type: ignore[arg-type]
    return [Variant(one, other, likeness) for (one, other), likeness in sorted(found.items())]


def with_digits(key: str) -> str:
    """Numerals as digits, × as x, half width, small letters: 一站三卡 and 1站3卡 come out alike."""
    return unicodedata.normalize("NFKC", key).translate(DIGITS).replace("×", "x").lower()


def is_one_apart(one: str, other: str) -> bool:
    """Whether one character inserted, left out or replaced makes one name the other, numerals not counted: 三会一课 and
    四会一课 are two schemes."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :] and not {one[at], other[at]} <= HAN_DIGITS
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[at + 1 :] == shorter[at:] and longer[at] not in HAN_DIGITS


def _same_but_numerals(keys: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, key in keys.items():
        groups[with_digits(key)].append(number)
    return _pairs(groups.values())


def _one_apart(keys: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Names one apart agree after at most one character is left out of each."""
    groups: dict[str, set[int]] = defaultdict(set)
    for number, key in keys.items():
        if len(key) >= SHORTEST_NEAR:
            for shorter in {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}:
                groups[shorter].add(number)
    for one, other in _pairs(groups.values()):
        if is_one_apart(keys[one], keys[other]):
            yield one, other


def _within(keys: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, key in keys.items():
        if len(key) >= SHORTEST_WITHIN:
            by_key[key].append(number)
    for number, key in keys.items():
        least = max(SHORTEST_WITHIN, round(len(key) * SHARE_WITHIN))
        stretches = {key[a:b] for a in range(len(key)) for b in range(a + least, len(key) + 1)} - {key}
        for stretch in stretches & by_key.keys():
            yield from ((number, inner) for inner in by_key[stretch])


def _same_parts(components: Mapping[int, Sequence[str]]) -> Iterator[tuple[int, int]]:
    groups: dict[frozenset[str], list[int]] = defaultdict(list)
    for number, parts in components.items():
        if len(set(parts)) >= 2:
            groups[frozenset(parts)].append(number)
    return _pairs(group for group in groups.values() if len(group) <= MOST_ALIKE)


def _pairs(groups: Iterable[Iterable[int]]) -> Iterator[tuple[int, int]]:
    for group in groups:
        yield from combinations(sorted(group), 2)
