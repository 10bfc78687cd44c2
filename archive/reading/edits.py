"""Edits and their trail, which carries positions between raw and clean text exactly; what people keep from edits."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: ``[start, end)`` of a text is replaced by ``new``. ``rule`` names why, as listed in the rulebook."""

    start: int
    end: int
    new: str
    rule: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"an edit must run forwards: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Raw characters which a person wants kept: no edit that removes characters may touch ``[start, end)``, and no
    edit of ``rule`` (the rule that had changed them) either. Other conversions, of script say, still apply."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of raw text with one outcome; ``rule`` is None where nothing changed (then ``new`` is not used)."""

    start: int
    end: int
    new: str
    rule: str | None

    @property
    def length(self) -> int:
        return self.end - self.start if self.rule is None else len(self.new)

    @property
    def one_to_one(self) -> bool:
        return self.rule is None or len(self.new) == self.end - self.start

    def split_raw(self, border: int) -> tuple[_Piece, _Piece]:
        """Two pieces, parted at a raw position; the outcome of a replacement of unequal length goes to the first."""
        at = border - self.start if self.one_to_one else len(self.new)
        return (
            _Piece(self.start, border, self.new[:at], self.rule),
            _Piece(border, self.end, self.new[at:], self.rule),
        )

    def split(self, at: int) -> tuple[_Piece, _Piece]:
        """Two pieces, parted after ``at`` clean characters. A replacement of unequal length leaves its raw stretch
        with the first and becomes an insertion for the second."""
        border = self.start + at if self.one_to_one else self.end
        head = _Piece(self.start, border, self.new[:at], self.rule)
        return head, _Piece(border, self.end, self.new[at:], self.rule)


@dataclass(frozen=True)
class Trail:
    """All edits that lead from ``raw[raw_start:raw_end]`` to a clean text, in raw positions, in order, not overlapping.

    ``Trail(0, len(raw)).then(step_1_edits).then(step_2_edits)``: each step's edits are positions in the text which
    the step before left; ``then`` expresses them in raw positions. A later edit absorbs the earlier ones inside it,
    because one raw stretch has one outcome; the later rule names it. Deletions at its edges stay as they were, and a
    later edit of equal length is parted at the deletions inside it, so that characters keep their own positions.
    """

    raw_start: int
    raw_end: int
    edits: tuple[Edit, ...] = ()

    @cached_property
    def _pieces(self) -> list[_Piece]:
        pieces, at = [], self.raw_start
        for edit in self.edits:
            if edit.start > at:
                pieces.append(_Piece(at, edit.start, "", None))
            pieces.append(_Piece(edit.start, edit.end, edit.new, edit.rule))
            at = edit.end
        if self.raw_end > at:
            pieces.append(_Piece(at, self.raw_end, "", None))
        return pieces

    @cached_property
    def _by_clean(self) -> tuple[list[int], list[_Piece]]:
        """Clean starts of the pieces that leave something, and those pieces."""
        starts, pieces, at = [], [], 0
        for piece in self._pieces:
            if piece.length:
                starts.append(at)
                pieces.append(piece)
                at += piece.length
        return starts, pieces

    @cached_property
    def _by_raw(self) -> tuple[list[int], list[tuple[_Piece, int]]]:
        """Raw starts of the pieces that hold raw characters, and those pieces with their clean start."""
        starts, pieces, at = [], [], 0
        for piece in self._pieces:
            if piece.end > piece.start:
                starts.append(piece.start)
                pieces.append((piece, at))
            at += piece.length
        return starts, pieces

    @cached_property
    def clean_length(self) -> int:
        return sum(piece.length for piece in self._pieces)

    @cached_property
    def _deletions(self) -> list[int]:
        """Clean positions at which something was deleted, in order."""
        found, at = [], 0
        for piece in self._pieces:
            if not piece.length:
                found.append(at)
            at += piece.length
        return found

    def apply(self, raw: str) -> str:
        """The clean text. ``raw`` is the upload's whole raw text."""
        return "".join(raw[p.start : p.end] if p.rule is None else p.new for p in self._pieces)

    def raw_span(self, start: int, end: int) -> Span:
        """Raw positions of ``clean[start:end]``: the smallest raw stretch whose outcome holds all of it.

        Inside an edit of equal length (a script conversion) characters map one to one; inside any other edit the
        whole replaced stretch answers. Deletions at either edge stay outside. An empty span maps to an empty span.
        """
        if end <= start:
            at = self._raw_of(start) if start < self.clean_length else self.raw_end
            return at, at
        return self._raw_of(start), self._raw_of(end - 1, closing=True)

    def _raw_of(self, clean: int, *, closing: bool = False) -> int:
        """Raw position before (or, ``closing``, after) the clean character at ``clean``."""
        starts, pieces = self._by_clean
        if not pieces:
            return self.raw_start
        index = max(0, bisect_right(starts, clean) - 1)
        piece, inside = pieces[index], clean - starts[index]
        if piece.one_to_one:
            return min(piece.start + inside + closing, self.raw_end)
        return piece.end if closing else piece.start

    def clean_span(self, start: int, end: int) -> Span:
        """Clean positions of ``raw[start:end]``; a stretch that was deleted maps to an empty span where it stood."""
        if end <= start:
            at = self._clean_of(start)
            return at, at
        first, last = self._clean_of(start), self._clean_of(end - 1, closing=True)
        return first, max(first, last)

    def _clean_of(self, raw: int, *, closing: bool = False) -> int:
        starts, pieces = self._by_raw
        if not pieces or raw < self.raw_start:
            return 0
        if raw >= self.raw_end:
            return self.clean_length
        index = max(0, bisect_right(starts, raw) - 1)
        piece, at = pieces[index]
        if piece.one_to_one:
            return at + raw - piece.start + closing
        return at + len(piece.new) if closing else at

    def then(self, edits: Iterable[Edit]) -> Trail:
        """This trail followed by a step whose ``edits`` are positions in the text this trail makes."""
        fresh = sorted(edits, key=lambda e: (e.start, e.end))
        for before, after in pairwise(fresh):
            if after.start < before.end:
                raise ValueError(f"edits of one step overlap: {before} {after}")
        if not fresh:
            return self
        fresh = [part for edit in fresh for part in _between(edit, self._deletions)]
        return Trail(self.raw_start, self.raw_end, tuple(_compose(self._pieces, fresh, self.raw_end)))

    def cut(self, start: int, end: int) -> Trail:
        """The trail of ``clean[start:end]``; neighbouring cuts share no raw character and lose none.

        Deletions at a border stay with the part before it. A cut inside a replacement of unequal length gives the
        raw stretch to the part before.
        """
        before, at = [], 0
        taken: list[_Piece] = []
        for piece in self._pieces:
            for part, part_at in _parted(piece, at, (start, end)):
                if part_at < start or (part_at == start and not part.length and start > 0):
                    before.append(part)
                elif part_at < end or (part_at == end and not part.length):
                    taken.append(part)
            at += piece.length
        raw_start = before[-1].end if before else self.raw_start
        raw_end = taken[-1].end if taken else raw_start
        return Trail(raw_start, raw_end, tuple(_edits(taken)))

    def cut_raw(self, raw_start: int, raw_end: int) -> Trail:
        """The trail of ``raw[raw_start:raw_end]`` alone. A replacement of unequal length that a border cuts in two
        leaves its outcome with the part before; neighbouring cuts together make the whole clean text."""
        taken: list[_Piece] = []
        for piece in self._pieces:
            if piece.start < raw_start < piece.end:
                piece = piece.split_raw(raw_start)[1]
            if piece.start < raw_end < piece.end:
                piece = piece.split_raw(raw_end)[0]
            if raw_start <= piece.start and piece.end <= raw_end and (piece.start < raw_end or raw_start == raw_end):
                taken.append(piece)
        return Trail(raw_start, raw_end, tuple(_edits(taken)))

    def counts(self) -> dict[str, int]:
        """How many edits each rule made."""
        out: dict[str, int] = {}
        for edit in self.edits:
            out[edit.rule] = out.get(edit.rule, 0) + 1
        return out


def _between(edit: Edit, deletions: list[int]) -> list[Edit]:
    """An edit of equal length, parted where an earlier step deleted something inside it: each keeps its own trace."""
    if len(edit.new) != edit.end - edit.start:
        return [edit]
    inside = deletions[bisect_right(deletions, edit.start) : bisect_left(deletions, edit.end)]
    borders = sorted({edit.start, *inside, edit.end})
    return [
        Edit(a, b, edit.new[a - edit.start : b - edit.start], edit.rule) for a, b in pairwise(borders)
    ] or [edit]


def _parted(piece: _Piece, at: int, borders: tuple[int, int]) -> list[tuple[_Piece, int]]:
    """The piece cut at those borders that lie strictly inside it, each part with its clean start."""
    parts: list[tuple[_Piece, int]] = []
    for border in borders:
        if at < border < at + piece.length:
            head, piece = piece.split(border - at)
            parts.append((head, at))
            at = border
    return [*parts, (piece, at)]


def _edits(pieces: Iterable[_Piece]) -> list[Edit]:
    return [Edit(p.start, p.end, p.new, p.rule) for p in pieces if p.rule is not None and (p.new or p.end > p.start)]


def _compose(pieces: list[_Piece], fresh: list[Edit], raw_end: int) -> list[Edit]:
    """Lay later edits, given in clean positions, over the pieces of a trail."""
    rest, out, at = pieces[::-1], [], 0
    for edit in fresh:
        while rest and at + rest[-1].length <= edit.start:
            at += rest[-1].length
            out.append(rest.pop())
        if rest and at < edit.start:
            head, tail = rest.pop().split(edit.start - at)
            out.append(head)
            rest.append(tail)
            at = edit.start
        start = end = rest[-1].start if rest else raw_end
        while rest and at < edit.end:
            piece = rest.pop()
            if at + piece.length > edit.end:
                piece, tail = piece.split(edit.end - at)
                rest.append(tail)
            at += piece.length
            end = piece.end
        out.append(_Piece(start, end, edit.new, edit.rule))
    return _edits(out + rest[::-1])


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on its way to clean: the whole raw text, the trail so far, and ``text == trail.apply(raw)``.

    ``kept`` are stretches of the raw text that people keep: edits are laid around them.
    """

    raw: str
    trail: Trail
    text: str
    kept: tuple[Kept, ...] = ()

    @classmethod
    def of(cls, raw: str, kept: tuple[Kept, ...] = ()) -> Draft:
        return cls(raw, Trail(0, len(raw)), raw, kept)

    def edited(self, edits: Iterable[Edit]) -> Draft:
        """After one step, whose edits are positions in ``text``."""
        trail = self.trail.then(self._allowed(edits) if self.kept else edits)
        return self if trail is self.trail else Draft(self.raw, trail, trail.apply(self.raw), self.kept)

    def part(self, start: int, end: int) -> Draft:
        """The draft of ``text[start:end]``."""
        return Draft(self.raw, self.trail.cut(start, end), self.text[start:end], self.kept)

    def part_of_raw(self, raw_start: int, raw_end: int) -> Draft:
        """The draft of ``raw[raw_start:raw_end]``."""
        trail = self.trail.cut_raw(raw_start, raw_end)
        return Draft(self.raw, trail, trail.apply(self.raw), self.kept)

    def keeps(self, edit: Edit) -> bool:
        """Whether a person's decision stands against an edit, of all of it or a part."""
        return bool(self.kept) and list(self._allowed([edit])) != [edit]

    def _allowed(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        held = sorted((*self.trail.clean_span(kept.start, kept.end), kept.rule) for kept in self.kept)
        for edit in edits:
            removes = not edit.new.strip()
            met = [
                (start, end)
                for start, end, rule in held
                if start < edit.end and edit.start < end and (removes or rule == edit.rule)
            ]
            yield from _around(self.text, edit, met) if met else (edit,)


def _around(text: str, edit: Edit, held: list[Span]) -> Iterator[Edit]:
    """What is left of an edit outside the stretches held, in order. Of a deletion that takes whole lines beside them
    one line break stays, so that what is kept is not glued to a neighbour. A replacement of unequal length, and
    white space in place of white space, cannot be parted: it goes."""
    equal = len(edit.new) == edit.end - edit.start
    if edit.new and not equal:
        return
    # One mark a character: 1 where the edit may act.
    free = bytearray(b"\1") * (edit.end - edit.start)
    for start, end in held:
        start, end = max(start, edit.start), min(end, edit.end)
        free[start - edit.start : end - edit.start] = bytes(end - start)
        if edit.new:
            continue
        for at in (text.rfind("\n", edit.start, start), text.find("\n", end, edit.end)):
            if at >= 0:
                free[at - edit.start] = 0
    for run in re.finditer(b"\1+", free):
        yield Edit(edit.start + run.start(), edit.start + run.end(), edit.new[run.start() : run.end()], edit.rule)
