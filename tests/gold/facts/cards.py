"""Short invented openings and closings of reports with the facts they hold, read from ``cards_*.txt``.

A card is a head of ``field: value`` lines, a line ``---`` and the upload's text. The fields:

``Y`` years that count as right (``null`` where the text shows none) and how it tells them (stated, inferred);
``W`` the web date;
``P`` the report's own place as its full path in that year, ``-`` none, ``masked``, ``open`` (several bear the name);
``L`` other places with their role, ``?`` where finding them is not required;
``X`` strings that only look like places;
``A`` authors as ``name[c] @affiliation /role =part``; ``E`` editors;
``T`` the title and others as good; ``G`` genres that count as right.

Texts, persons and practices are invented; places are real, and their codes are looked up in ``places.csv``.
"""

from __future__ import annotations

import csv
import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
_TABLE = FOLDER.parents[2] / "archive" / "rules" / "places.csv"


@dataclass(frozen=True)
class GoldAuthor:
    """``required`` false: naming it and leaving it out are both right."""

    name: str
    kind: str
    affiliation: str | None
    role: str | None
    required: bool


@dataclass(frozen=True)
class Card:
    """One text with its facts. ``primary`` is a code or None; ``places`` are (code, role, required)."""

    id: str
    habit: str
    text: str
    years: tuple[int | None, ...]
    kind: str
    web_date: str | None
    own: str
    primary: str | None
    places: tuple[tuple[str, str, bool], ...]
    false_places: tuple[str, ...]
    authors: tuple[GoldAuthor, ...]
    editors: tuple[str, ...]
    titles: tuple[str, ...]
    genres: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether the card is only scored and never looked at when rules are mended: a third, by its id."""
        return zlib.crc32(self.id.encode()) % 3 == 0


@cache
def _divisions() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def code_of(path: str, year: int) -> str:
    """The code of ``省/市/县`` in that year, looked up without the product's own rules, or the code that is given for a
    former name. Raises LookupError."""
    if path.isdigit():
        return path
    parts = path.split("/")
    province, name = parts[0], parts[-1]
    found = {
        row["代码"]
        for row in _divisions()
        if row["名称"] == name
        and (row["一级行政区"] == province)
        and int(row["启用时间"]) <= year < int(row["变更/弃用时间"] or 9999)
        and (len(parts) < 3 or row["二级行政区"] in (parts[1], "直辖") or _is_part(row["代码"], parts[1], year))
    }
    if len(found) != 1:
        raise LookupError(f"{path} in {year}: {sorted(found)}")
    return found.pop()


def _is_part(code: str, parent: str, year: int) -> bool:
    return any(
        row["名称"] == parent and row["代码"] == code[:4] + "00" and int(row["启用时间"]) <= year
        for row in _divisions()
    )


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(";") if part.strip()]


def _author(value: str) -> GoldAuthor:
    required = not value.rstrip().endswith("?")
    value = re.sub(r"=\w+", "", value.rstrip().rstrip("?"))
    role = value.partition("/")[2].strip() or None
    affiliation = value.partition("/")[0].partition("@")[2].strip() or None
    name = value.partition("/")[0].partition("@")[0].strip()
    kind = "corporate" if name.endswith("[c]") else "person"
    return GoldAuthor(name.removesuffix("[c]").strip(), kind, affiliation, role, required)


def _card(block: str) -> Card:
    head, _, text = block.partition("\n---\n")
    card_id, *lines = head.split("\n")
    fields = {line[0] if line[1] == ":" else line.partition(":")[0]: line.partition(":")[2].strip() for line in lines}
    years, _, kind = fields["Y"].partition(" ")
    accepted = tuple(None if y == "null" else int(y) for y in years.split(","))
    as_of = next((y for y in accepted if y), 2012)
    own = fields["P"]
    primary = None if own in ("-", "masked", "open") else code_of(own, as_of)
    others = []
    for item in _list(fields.get("L", "")):
        path, _, role = item.partition("=")
        others.append((code_of(path, as_of), role.rstrip("?"), not role.endswith("?")))
    return Card(
        id=card_id.strip(),
        habit=fields["habit"],
        text=text.strip("\n"),
        years=accepted,
        kind=kind or "none",
        web_date=fields.get("W"),
        own=own,
        primary=primary,
        places=tuple(others),
        false_places=tuple(_list(fields.get("X", ""))),
        authors=tuple(_author(a) for a in _list(fields.get("A", ""))),
        editors=tuple(e.removesuffix("[editor]") for e in _list(fields.get("E", ""))),
        titles=tuple(t.strip() for t in fields["T"].split(" | ")),
        genres=tuple(fields["G"].split(",")),
    )


@cache
def cards() -> tuple[Card, ...]:
    """All cards in the order of their files. A head that is not understood raises."""
    made = []
    for path in sorted(FOLDER.glob("cards_*.txt")):
        for block in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            made.append(_card(block))
    return tuple(made)
