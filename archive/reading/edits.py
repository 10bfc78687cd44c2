"""Edits and their trail, which carries positions between raw and clean text exactly."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
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
    """A text on its way to clean: the whole raw text, the trail so far, and ``text == trail.apply(raw)``."""

    raw: str
    trail: Trail
    text: str

    @classmethod
    def of(cls, raw: str) -> Draft:
        return cls(raw, Trail(0, len(raw)), raw)

    def edited(self, edits: Iterable[Edit]) -> Draft:
        """After one step, whose edits are positions in ``text``."""
        trail = self.trail.then(edits)
        return self if trail is self.trail else Draft(self.raw, trail, trail.apply(self.raw))

    def part(self, start: int, end: int) -> Draft:
        """The draft of ``text[start:end]``."""
        return Draft(self.raw, self.trail.cut(start, end), self.text[start:end])
