"""The characters of a page as they are seen: upright, once, in their unified form; what nobody sees apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page

from archive.reading.formats.pdf_lines import Glyph, PageGlyphs

# Points. Bold by drawing twice shifts by less; two narrow Latin letters stand farther apart.
_SAME_PLACE = 0.6
_TOO_SMALL = 1.5
# More painted areas, or more white characters, than this are not compared.
_MOST_AREAS = 500
_MOST_WHITE = 20_000
_UNNAMED = re.compile(r"\(cid:(\d{1,7})\)")
# Radicals that stand for characters in fonts made from pictures of glyphs: those that NFKC leaves alone.
# Source: Unicode Character Database 15.0, EquivalentUnifiedIdeograph.txt.
_RADICALS = str.maketrans(
    "⺁⺌⺎⺏⺐⺒⺔⺕⺗⺙⺛⺝⺟⺠⺢⺣⺤⺥⺦⺨⺩⺫⺬⺭⺮⺯⺱⺲⺶⺸⺺⺼⺽⺾⺿⻀⻁⻂⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "厂小兀尣尢巳乛彐㣺攵旡月母民氺灬爫爫丬犭王罒示礻竹糹罓罒羊羋肀月臼艹艹艹虎衤西见角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾齐齿龙",
)

_Char = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Box:
    x0: float
    x1: float
    top: float
    bottom: float


def page_glyphs(page: Page) -> PageGlyphs:
    """Slanted characters are stamps and watermarks, and left out. ``hidden`` are those outside the page, too small to
    be seen, or white on white."""
    width, height = float(page.width), float(page.height)
    chars = [char for char in page.chars if char["text"] and char["x0"] < char["x1"]]
    upright = [char for char in chars if char["upright"]]
    sideways = [char for char in chars if not char["upright"]]
    turn = None
    if len(sideways) > len(upright):
        rising = sum(1 if char["matrix"][1] > 0 else -1 for char in sideways)
        upright, turn = sideways, "up" if rising > 0 else "down"
    elif _is_vertical(upright):
        turn = "down"
    unseen = _unseen(page, upright, width, height)
    boxes = [(char, _turned(char, turn, width, height)) for char in upright]
    seen = tuple(_glyphs((char, box) for char, box in boxes if id(char) not in unseen))
    hidden = tuple(_glyphs((char, box) for char, box in boxes if id(char) in unseen))
    if turn:
        width, height = height, width
    return PageGlyphs(width, height, seen, hidden)


def _is_vertical(chars: list[_Char]) -> bool:
    """True where most characters stand below the one before: vertical lines, read from the right."""
    below = sum(
        1 for a, b in pairwise(chars)
        if abs(b["x0"] - a["x0"]) < 0.3 * (a["x1"] - a["x0"]) and 0.5 < (b["top"] - a["top"]) / (a["x1"] - a["x0"]) < 2
    )
    return len(chars) >= 8 and below * 3 > 2 * len(chars)


def _turned(char: _Char, turn: str | None, width: float, height: float) -> _Box:
    """The place of a character after the page is turned so that its lines run from left to right."""
    if turn == "up":
        return _Box(height - char["bottom"], height - char["top"], char["x0"], char["x1"])
    if turn == "down":
        return _Box(char["top"], char["bottom"], width - char["x1"], width - char["x0"])
    return _Box(char["x0"], char["x1"], char["top"], char["bottom"])


def _unseen(page: Page, chars: list[_Char], width: float, height: float) -> set[int]:
    """Ids of the characters that a page does not show."""
    out = set()
    white = []
    for char in chars:
        across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        outside = not (0 <= across <= width and 0 <= down <= height)
        if outside or max(char["x1"] - char["x0"], char["bottom"] - char["top"]) < _TOO_SMALL:
            out.add(id(char))
        elif _is_white(char):
            white.append((char, across, down))
    if not white or len(white) > _MOST_WHITE:
        return out
    filled = [*page.images, *(area for area in [*page.rects, *page.curves] if area.get("fill") and not _is_white(area))]
    if len(filled) > _MOST_AREAS:
        return out
    for char, across, down in white:
        if not any(a["x0"] <= across <= a["x1"] and a["top"] <= down <= a["bottom"] for a in filled):
            out.add(id(char))
    return out


def _is_white(drawn: _Char) -> bool:
    colour = drawn.get("non_stroking_color")
    if not isinstance(colour, (tuple, list)) or not all(isinstance(part, (int, float)) for part in colour):
        return False
    if len(colour) == 4:
        return max(colour) <= 0.03
    # One part alone is grey only where nobody says it is the amount of an ink.
    is_light = len(colour) == 3 or (len(colour) == 1 and drawn.get("ncs") in (None, "DeviceGray"))
    return is_light and min(colour) >= 0.97


def _glyphs(chars: Iterable[tuple[_Char, _Box]]) -> Iterable[Glyph]:
    """One drawn twice for boldness is given once."""
    seen: set[tuple[str, int, int]] = set()
    for char, box in chars:
        text = char["text"]
        across, down = round(box.x0 / _SAME_PLACE), round(box.top / _SAME_PLACE)
        if not text.isspace() and any(
            (text, across + right, down + below) in seen for right in (-1, 0, 1) for below in (-1, 0, 1)
        ):
            continue
        seen.add((text, across, down))
        size = max(1.0, min(200.0, abs(box.bottom - box.top)))
        unnamed = _UNNAMED.fullmatch(text)
        yield Glyph(
            "\ufffd" if unnamed else _unified(text), box.x0, box.x1, box.top, size,
            int(unnamed.group(1)) if unnamed else None,
        )


def _unified(text: str) -> str:
    """Kangxi radicals and compatibility forms as the characters they stand for; wide punctuation stays wide."""
    return "".join(
        unicodedata.normalize("NFKC", char).translate(_RADICALS)
        if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" or "\ufb00" <= char <= "\ufb06" else char
        for char in text if char >= " " and char != "\x7f"
    )
