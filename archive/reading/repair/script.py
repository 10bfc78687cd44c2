"""Traditional characters to Simplified, where a text is in Traditional script.

OpenCC's ``t2s`` decides: character by character, and as a whole in a stretch with one of the words that it converts
otherwise (``script_words.txt``; parsing every stretch into its tree would be most of a reading's time). It leaves 著 in
著眼, 著力, 沿著, so 著→着 is a rule of its own with its exceptions in ``script_exceptions.tsv``. A text or paragraph
that is Simplified already is not touched: its few Traditional characters are names and quotations.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

from archive.reading.edits import Edit
from archive.reading.rulebook import Rulebook, Tables, lines_of, tsv_rows

RULE = "script"
COMPATIBILITY = "compatibility-form"
INVISIBLE = "invisible"
_HAN = re.compile(r"[㐀-鿿]+")
_COMPATIBILITY = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]+")
# Soft hyphens, characters without width, marks of direction, variation selectors, controls but tab and line breaks.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f"
    "\U000e0001-\U000e007f\U000e0100-\U000e01ef]+"
)
# Both scripts write these; which word they stand in decides, so they say nothing of a text's script.
_EITHER = frozenset("著乾於裡裏覆借藉徵後麼么干后里余云松板范斗丑谷几台征郁系")
# OpenCC walks a string without punctuation as one tree: long ones are cut.
_CHUNK = 400


@dataclass(frozen=True)
class ScriptRules:
    """Where 著 stays: ``stays`` matches a word that has it. ``whole`` matches words that are converted as a whole."""

    stays: re.Pattern[str]
    whole: re.Pattern[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> ScriptRules:
        words = [row["word"] for row in tsv_rows(tables["script_exceptions.tsv"])]
        return cls(_any_of(words), _any_of(lines_of(tables["script_words.txt"])))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of words, parted by their first character."""
    parted: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        parted.setdefault(word[0], []).append(re.escape(word[1:]))
    branches = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in parted.items())
    return re.compile(f"(?=[{''.join(map(re.escape, parted))}])(?:{branches})")


class _OneByOne(dict[int, str]):
    """For ``str.translate``: each character in Simplified form, asked of OpenCC once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        simple = _to_hans().convert(char)
        self[code] = simple if len(simple) == 1 else char
        return self[code]


_SIMPLE = _OneByOne()


@cache
def _to_hans() -> OpenCC:
    return OpenCC("t2s")


@cache
def _to_hant() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=20_000)
def _kind(char: str) -> int:
    """1 where a character is written only in Traditional script, -1 only in Simplified, 0 in both."""
    if char in _EITHER:
        return 0
    if _to_hans().convert(char) != char:
        return 1
    return -1 if _to_hant().convert(char) != char else 0


def script_balance(text: str) -> tuple[int, int]:
    """(Traditional-only characters, Simplified-only characters)."""
    hant = hans = 0
    for char, count in Counter(text).items():
        if "\u3400" <= char <= "\u9fff":
            kind = _kind(char)
            hant += count if kind > 0 else 0
            hans += count if kind < 0 else 0
    return hant, hans


def detect_script(text: str) -> str:
    """``hant`` or ``hans``, whichever has more characters of its own; ``hans`` where neither has."""
    hant, hans = script_balance(text)
    return "hant" if hant > hans else "hans"


def character_edits(text: str) -> list[Edit]:
    """Radical and compatibility forms to the characters they stand for (one to one); invisible characters out."""
    edits = [Edit(m.start(), m.end(), "", INVISIBLE) for m in _INVISIBLE.finditer(text)]
    for match in _COMPATIBILITY.finditer(text):
        new = "".join(folded if len(folded := unicodedata.normalize("NFKC", c)) == 1 else c for c in match.group())
        if new != match.group():
            edits.append(Edit(match.start(), match.end(), new, COMPATIBILITY))
    return edits


def script_edits(text: str, rulebook: Rulebook) -> list[Edit]:
    """One edit for each run of changed characters, of equal length wherever conversion keeps the length."""
    hant, hans = script_balance(text)
    if not hant and "著" not in text:
        return []
    whole = "hant" if hant > hans else "hans"
    rules = rulebook.rules(ScriptRules.from_tables)
    edits: list[Edit] = []
    at = 0
    for line in text.split("\n"):
        if _is_hant(line, whole):
            edits += _line_edits(line, at, rules)
        at += len(line) + 1
    return edits


def _is_hant(line: str, whole: str) -> bool:
    hant, hans = script_balance(line)
    if whole == "hant":
        return hans <= 3 * hant or hans < 3
    return hant >= 4 and hant > 2 * hans


def _line_edits(line: str, at: int, rules: ScriptRules) -> Iterator[Edit]:
    simple = _converted(line, rules)
    if len(simple) != len(line):
        # Piece by piece, so that only the piece whose length changes is one whole edit.
        for match in _HAN.finditer(line):
            piece = _converted(match.group(), rules)
            if len(piece) == match.end() - match.start():
                yield from _runs(match.group(), piece, at + match.start())
            else:
                yield Edit(at + match.start(), at + match.end(), piece, RULE)
        return
    yield from _runs(line, simple, at)


def _runs(old: str, new: str, at: int) -> Iterator[Edit]:
    start = None
    for i, (a, b) in enumerate(zip(old, new, strict=True)):
        if a != b and start is None:
            start = i
        elif a == b and start is not None:
            yield Edit(at + start, at + i, new[start:i], RULE)
            start = None
    if start is not None:
        yield Edit(at + start, at + len(old), new[start:], RULE)


def _converted(text: str, rules: ScriptRules) -> str:
    simple = text.translate(_SIMPLE)
    if rules.whole.search(text):
        simple = _HAN.sub(lambda run: _as_a_whole(run.group(), rules), text)
    if "著" not in simple:
        return simple
    kept = {i for m in rules.stays.finditer(simple) for i in range(*m.span())}
    return "".join("着" if c == "著" and i not in kept else c for i, c in enumerate(simple))


def _as_a_whole(run: str, rules: ScriptRules) -> str:
    if not rules.whole.search(run):
        return run.translate(_SIMPLE)
    convert = _to_hans().convert
    return "".join(convert(run[i : i + _CHUNK]) for i in range(0, len(run), _CHUNK))


def simplified(text: str) -> str:
    """``text`` in Simplified characters, for comparison only; positions are not kept."""
    return "".join(_to_hans().convert(text[i : i + _CHUNK]) for i in range(0, len(text), _CHUNK)).replace("著", "着")
