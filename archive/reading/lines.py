"""Lines of a text with their positions, and a form of the same length in which rules are matched."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Full-width and half-width forms are one to a rule; one character stays one character, so positions stay.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xA0: " ", ord("\t"): " ",
    ord("〔"): "[", ord("〕"): "]", ord("﹕"): ":", ord("︰"): ":", ord("∶"): ":",
}


@lru_cache(maxsize=4)
def half_width(text: str) -> str:
    """``text`` with ASCII forms for full-width ones, the same length."""
    return text.translate(_HALF_WIDTH)


class Line(NamedTuple):
    """``text[start:end]`` without its line break; ``form`` is its half-width form without white space at the ends."""

    start: int
    end: int
    form: str


@lru_cache(maxsize=4)
def lines(text: str) -> tuple[Line, ...]:
    """The lines of a text that have something on them, in order."""
    return tuple(_lines(half_width(text)))


def _lines(form: str) -> Iterator[Line]:
    at = 0
    for part in form.split("\n"):
        words = part.strip()
        if words:
            yield Line(at, at + len(part), words)
        at += len(part) + 1


def without_line(text: str, line: Line) -> tuple[int, int]:
    """The stretch to delete so that a line goes without leaving an empty one."""
    if line.end < len(text):
        return line.start, line.end + 1
    return max(0, line.start - 1), line.end
