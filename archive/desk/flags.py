"""Flaws of a report and its file in words, with where they stand: what a librarian should look at in the original."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from archive.desk.rule_words import words_for
from archive.models import Report

# Told of the whole file, in the file's own words elsewhere on the page.
ELSEWHERE = {"multi_report", "traditional_script", "late_posting_date", "undecodable"}
ODD_ONES = {"zero_width", "private_use"}
# Flaws that cleaning has mended; the list of its changes shows each.
MENDED = {"pinyin_residue", "farm_preamble", "farm_advert_inline", "advert_split_word", "web_furniture",
          "journal_furniture", "broken_lines", "duplicated_title"}
PLACES_TOLD = 12
# Private use areas, and characters without width (of variation selectors, joiners and marks of direction).
ODD = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\u180e]")


@dataclass(frozen=True)
class Flag:
    """``example`` are some words of it, ``jump`` the id of their place, ``proposal`` what they should be; ``places``
    are (id of the place in the original, what stands there)."""

    label: str
    count: int
    example: str = ""
    proposal: str = ""
    jump: str = ""
    places: tuple[tuple[str, str], ...] = ()


def flags_of(report: Report) -> tuple[Flag, ...]:
    return tuple(_flags(report))


def _flags(report: Report) -> Iterator[Flag]:
    bytes_here = undecodable_in(report)
    if bytes_here:
        places = tuple((f"raw{at}", found) for at, found in bytes_here[:PLACES_TOLD])
        yield Flag(words_for("defect-undecodable"), len(bytes_here), places=places)
    odd = odd_in(report)
    if odd:
        places = tuple((f"raw{at}", name) for at, name in odd[:PLACES_TOLD])
        yield Flag(_("私用区或零宽字符"), len(odd), places=places)
    for defect in report.defects:
        name = defect.get("id", "")
        if name in ELSEWHERE | MENDED or (odd and name in ODD_ONES) or (bytes_here and name == "replacement"):
            continue
        example, _arrow, proposal = _parted(name, str(defect.get("example", "")))
        found = place_of(report, example)
        jump = f"{found[0]}{found[1]}" if found else ""
        yield Flag(label_of_defect(name), int(defect.get("count", 1)), example, proposal, jump)


def example_places(report: Report) -> dict[str, list[tuple[int, int]]]:
    """Pane (raw, flaw of the clean text) → spans of the words that flags show."""
    found: dict[str, list[tuple[int, int]]] = {"raw": [], "flaw": []}
    for defect in report.defects:
        example = _parted(defect.get("id", ""), str(defect.get("example", "")))[0]
        if place := place_of(report, example):
            found[place[0]].append((place[1], place[1] + len(example)))
    return found


def place_of(report: Report, example: str) -> tuple[str, int] | None:
    """Where the words of a flaw stand: ("flaw", position in the clean text) or ("raw", position in the raw text)."""
    if not example:
        return None
    if (at := report.text.find(example)) >= 0:
        return "flaw", at
    at = report.upload.raw_text.find(example, report.raw_start, report.raw_end)
    return ("raw", at) if at >= 0 else None


def label_of_defect(name: str) -> str:
    """The words for a flaw; one that has none yet is told by its id."""
    rule = f"defect-{name}"
    words = words_for(rule)
    return _("其他缺陷（%(name)s）") % {"name": name} if words == rule else words


def _parted(name: str, example: str) -> tuple[str, str, str]:
    """A proposed repair stands after an arrow."""
    return example.partition("→") if name == "shifted_bytes" else (example, "", "")


def undecodable_in(report: Report) -> list[tuple[int, str]]:
    """(raw position, bytes as hexadecimal pairs) within the report."""
    rows: list[Any] = next((d.get("at", []) for d in report.upload.defects if d.get("id") == "undecodable"), [])
    return [(int(at), " ".join(re.findall("..", str(found).upper())))
            for at, found in rows if report.raw_start <= int(at) < report.raw_end]


def odd_in(report: Report) -> list[tuple[int, str]]:
    """(raw position, U+ code) of characters that no font shows."""
    return [(match.start(), f"U+{ord(match.group()):04X}")
            for match in ODD.finditer(report.upload.raw_text, report.raw_start, report.raw_end)]
