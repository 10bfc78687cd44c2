"""Edits and their trail, which carries positions between raw and clean text exactly; what people keep from edits."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

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


class _Piece(NamedTuple):
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


def _order(edit: Edit) -> Span:
    return edit.start, edit.end


class _Places(NamedTuple):
    """Clean start, clean end and raw end of each edit of a trail, all three rising."""

    clean_start: list[int]
    clean_end: list[int]
    raw_end: list[int]


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
    def _places(self) -> _Places:
        starts, ends, shift = [], [], -self.raw_start
        for edit in self.edits:
            at = edit.start + shift
            starts.append(at)
            at += len(edit.new)
            ends.append(at)
            shift = at - edit.end
        return _Places(starts, ends, [edit.end for edit in self.edits])

    @property
    def clean_length(self) -> int:
        places = self._places
        return places.clean_end[-1] + self.raw_end - places.raw_end[-1] if self.edits else self.raw_end - self.raw_start

    def apply(self, raw: str) -> str:
        """The clean text. ``raw`` is the upload's whole raw text."""
        return _spliced(raw, self.edits, self.raw_start, self.raw_end)

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
        places = self._places
        index = bisect_right(places.clean_end, clean)
        if index < len(self.edits) and places.clean_start[index] <= clean:
            edit = self.edits[index]
            if len(edit.new) == edit.end - edit.start:
                return edit.start + clean - places.clean_start[index] + closing
            return edit.end if closing else edit.start
        return min(self._in_gap(index, clean) + closing, self.raw_end)

    def _in_gap(self, index: int, clean: int) -> int:
        """Raw position of a clean one in the unchanged stretch before the edit of this index."""
        if not index:
            return self.raw_start + clean
        return self._places.raw_end[index - 1] + clean - self._places.clean_end[index - 1]

    def clean_span(self, start: int, end: int) -> Span:
        """Clean positions of ``raw[start:end]``; a stretch that was deleted maps to an empty span where it stood."""
        if end <= start:
            at = self._clean_of(start)
            return at, at
        first, last = self._clean_of(start), self._clean_of(end - 1, closing=True)
        return first, max(first, last)

    def _clean_of(self, raw: int, *, closing: bool = False) -> int:
        if raw < self.raw_start:
            return 0
        if raw >= self.raw_end:
            return self.clean_length
        places = self._places
        index = bisect_right(places.raw_end, raw)
        if index < len(self.edits) and self.edits[index].start <= raw:
            edit, at = self.edits[index], places.clean_start[index]
            if len(edit.new) == edit.end - edit.start:
                return at + raw - edit.start + closing
            return at + len(edit.new) if closing else at
        before = (places.clean_end[index - 1] - places.raw_end[index - 1]) if index else -self.raw_start
        return raw + before + closing

    def then(self, edits: Iterable[Edit]) -> Trail:
        """This trail followed by a step whose ``edits`` are positions in the text this trail makes."""
        fresh = sorted(edits, key=_order)
        for before, after in pairwise(fresh):
            if after.start < before.end:
                raise ValueError(f"edits of one step overlap: {before} {after}")
        if not fresh:
            return self
        fresh = self._parted_at_deletions(fresh)
        parted = self._parted_at(fresh)
        return Trail(self.raw_start, self.raw_end, tuple(parted._composed(fresh)))

    def _parted_at_deletions(self, fresh: list[Edit]) -> list[Edit]:
        """Edits of equal length, parted where an earlier step deleted something inside: each keeps its own trace."""
        deletions = [at for at, edit in zip(self._places.clean_start, self.edits, strict=True) if not edit.new]
        if not deletions:
            return fresh
        return [part for edit in fresh for part in _between(edit, deletions)]

    def _parted_at(self, fresh: list[Edit]) -> Trail:
        """The same trail, its edits cut in two where an edge of a fresh edit lies inside their outcome."""
        places, edits = self._places, self.edits
        inside: dict[int, list[int]] = {}
        for border in [at for edit in fresh for at in (edit.start, edit.end)]:
            index = bisect_right(places.clean_end, border)
            if index < len(edits) and places.clean_start[index] < border:
                inside.setdefault(index, []).append(border - places.clean_start[index])
        if not inside:
            return self
        out: list[Edit] = []
        done = 0
        for index, borders in inside.items():
            out += edits[done:index]
            edit = edits[index]
            piece, taken = _Piece(edit.start, edit.end, edit.new, edit.rule), 0
            for border in sorted(set(borders)):
                head, piece = piece.split(border - taken)
                taken = border
                out += _edits([head])
            out += _edits([piece])
            done = index + 1
        return Trail(self.raw_start, self.raw_end, (*out, *edits[done:]))

    def _composed(self, fresh: list[Edit]) -> list[Edit]:
        """Later edits, in clean positions, laid over the edits of this trail, none of which they cut in two."""
        places, edits = self._places, self.edits
        out: list[Edit] = []
        done = 0
        for edit in fresh:
            # Deletions at the edges stay outside; what lies between is absorbed.
            first = bisect_right(places.clean_end, edit.start, done)
            last = bisect_left(places.clean_start, edit.end, first)
            out += edits[done:first]
            start = self._in_gap(first, edit.start)
            end = self._in_gap(last, edit.end) if edit.end > edit.start else start
            if edit.new or end > start:
                out.append(Edit(start, end, edit.new, edit.rule))
            done = last
        out += edits[done:]
        return out

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


def _spliced(text: str, edits: Sequence[Edit], start: int, end: int) -> str:
    """``text[start:end]`` after edits in order."""
    parts: list[str] = []
    at = start
    for edit in edits:
        parts += (text[at : edit.start], edit.new)
        at = edit.end
    parts.append(text[at:end])
    return "".join(parts)


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
        fresh = sorted(self._allowed(edits) if self.kept else edits, key=_order)
        if not fresh:
            return self
        text = _spliced(self.text, fresh, 0, len(self.text))
        return Draft(self.raw, self.trail.then(fresh), text, self.kept)

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
