"""What the reader typed -> a tree of words (SEARCH.md, section 2). Pure; nothing a reader types is an error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.analysis.fold import RUN, fold, han_count, shown, strip_breaks
from search.analysis.segment import segmenter
from search.fields import BY_READERS_NAME, DEFAULT_FIELDS, SCORED_FIELDS
from search.notice import Notice
from search.request import MAX_CHARACTERS, MAX_WORDS
from search.tokens import Token, tokens

LONG_RUN = 5
_YEARS = re.compile(r"(\d{4})?(?:年)?(?:(\.\.|-|—|–|~|至|到)(?:(\d{4})年?)?)?")
_UNKNOWN_YEAR = ("不详", "不詳", "未知", "none", "unknown")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a long run, for the second tier: ``key`` folded, ``shown`` for the page."""

    shown: str
    key: str


@dataclass(frozen=True, slots=True)
class Word:
    """Something to look for as it stands. ``key``: its units (an open run at the end where ``prefix``); ``field``: a
    name of ``search.fields`` or None for all default ones; ``pieces``: what may stand in for it in the second tier,
    empty where only the literal counts; ``terms``: its jieba words, which carry the score; ``exact``: typed in
    quotation marks."""

    shown: str
    key: str
    field: str | None = None
    prefix: bool = False
    pieces: tuple[Piece, ...] = ()
    terms: tuple[str, ...] = ()
    exact: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,) if self.field else DEFAULT_FIELDS

    @property
    def scored_fields(self) -> tuple[tuple[str, int], ...]:
        return tuple(pair for pair in SCORED_FIELDS if self.field in (None, pair[0]))


@dataclass(frozen=True, slots=True)
class YearRange:
    """Report years from ``first`` to ``last``, either open; ``missing``: those without a year."""

    shown: str
    first: int | None = None
    last: int | None = None
    missing: bool = False

    def holds(self, year: int | None) -> bool:
        if self.missing or year is None:
            return self.missing and year is None
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Only ever around a word or a year range: negations are pushed down to the leaves."""

    part: Word | YearRange


Node = Word | YearRange | And | Or | Not


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """``root`` None asks for everything. ``notices`` tell how odd input was read. ``refusal``: too much was typed;
    nothing is looked for and the page asks for less."""

    root: Node | None = None
    notices: tuple[Notice, ...] = ()
    refusal: str = ""

    @property
    def words(self) -> tuple[Word, ...]:
        """Those that may not be missing or are one of several, in order: not those under NOT."""
        return tuple(leaf for leaf in _leaves(self.root) if isinstance(leaf, Word))

    @property
    def years(self) -> tuple[YearRange, ...]:
        return tuple(leaf for leaf in _leaves(self.root) if isinstance(leaf, YearRange))

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(dict.fromkeys(piece for word in self.words for piece in word.pieces))


def _leaves(node: Node | None) -> Iterator[Word | YearRange]:
    """Leaves that are not under NOT."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _leaves(part)
    elif isinstance(node, (Word, YearRange)):
        yield node


def parse(text: str, *, title_only: bool = False) -> ParsedQuery:
    """Never raises. With ``title_only`` every word without a field of its own is looked for in titles alone."""
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        told = Notice("检索词有 %(n)d 个字符，超过了 %(most)d 个，请缩短后再检索。", n=len(text), most=MAX_CHARACTERS)
        return ParsedQuery(refusal=told)
    found, notices = tokens(text)
    count = sum(token.kind == "word" for token in found)
    if count > MAX_WORDS:
        told = Notice("一次检索有 %(n)d 个词，超过了 %(most)d 个，请减少后再检索。", n=count, most=MAX_WORDS)
        return ParsedQuery(refusal=told)
    reader = _Reader(found, notices)
    root = reader.either("title" if title_only else None, negated=False)
    return ParsedQuery(root, tuple(dict.fromkeys(reader.notices)))


def parse_years(text: str) -> YearRange | None:
    """``2003``, ``2003年``, ``2003..2010``, ``2003-2010``, ``2003..``, ``..2010``, ``不详``; None if it is no year."""
    text = text.strip()
    if text.lower() in _UNKNOWN_YEAR:
        return YearRange(text, missing=True)
    match = _YEARS.fullmatch(unicodedata.normalize("NFKC", text).replace("…", ".."))
    if not match or not (match[1] or match[3]):
        return None
    first = int(match[1]) if match[1] else None
    last = (int(match[3]) if match[3] else None) if match[2] else first
    if first is not None and last is not None and first > last:
        first, last = last, first
    return YearRange(text, first, last)


class _Reader:
    """Recursive descent over tokens that are known to be well formed: NOT binds tightest, then AND, then OR."""

    def __init__(self, found: list[Token], notices: list[Notice]) -> None:
        self._tokens = found
        self._at = 0
        self.notices = notices

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else "end"

    def either(self, field: str | None, *, negated: bool) -> Node | None:
        parts = [self._both(field, negated)]
        while self._kind() == "or":
            self._at += 1
            parts.append(self._both(field, negated))
        return _joined(Or, parts)

    def _both(self, field: str | None, negated: bool) -> Node | None:
        parts = []
        while self._kind() not in ("or", "close", "end"):
            if self._kind() == "and":
                self._at += 1
                continue
            parts.append(self._one(field, negated))
        return _joined(And, parts)

    def _one(self, field: str | None, negated: bool) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "not":
            part = self._one(field, True)
            return None if part is None else _opposite(part)
        if token.kind == "field":
            return self._one(BY_READERS_NAME[token.text].name, negated)
        if token.kind == "open":
            inside = self.either(field, negated=negated)
            self._at += 1
            return inside
        return self._leaf(token, field, negated)

    def _leaf(self, token: Token, field: str | None, negated: bool) -> Node | None:
        if field == "year":
            years = parse_years(token.text)
            if years is not None:
                return replace(years, shown="不详" if years.missing else years.shown)
            self.notices.append(Notice("“%(text)s”不是年份，已按普通文字检索。", text=token.text))
            field = None
        text, prefix = token.text, False
        if not token.exact and text[-1:] in ("*", "＊"):
            prefix = re.search(f"[^{RUN}]{{2,}}{RUN}$", fold(text[:-1])) is not None
            if not prefix:
                self.notices.append(Notice("“%(text)s”：星号只能接在两个以上的字母或数字之后，已忽略。", text=text))
            text = text[:-1]
        key = strip_breaks(fold(text))
        if not key:
            self.notices.append(Notice("“%(text)s”只有标点，没有检索。", text=token.text))
            return None
        pieces: tuple[str, ...] = ()
        if not (token.exact or prefix or negated) and han_count(key) >= LONG_RUN:
            pieces = segmenter().pieces(key)
        return Word(
            shown=f"{text}*" if prefix else text,
            key=key[:-1] if prefix else key,
            field=field,
            prefix=prefix,
            pieces=tuple(Piece(shown(piece), piece) for piece in pieces) if len(pieces) > 1 else (),
            terms=tuple(segmenter().cut(key)),
            exact=token.exact,
        )


def _joined(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    held = tuple(part for part in parts if part is not None)
    return kind(held) if len(held) > 1 else held[0] if held else None


def _opposite(node: Node) -> Node:
    """De Morgan: NOT goes down to the leaves, twice NOT is none."""
    if isinstance(node, Not):
        return node.part
    if isinstance(node, And):
        return Or(tuple(_opposite(part) for part in node.parts))
    if isinstance(node, Or):
        return And(tuple(_opposite(part) for part in node.parts))
    return Not(node)

