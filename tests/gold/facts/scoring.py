"""Score readings of the fact cards, measure by measure, with the misses that explain each figure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from archive.reading.pipeline import read_upload
from archive.reading.records import PersonMention, ReportReading
from archive.reading.rulebook import Rulebook
from tests.gold.facts.cards import Card, GoldAuthor

TODAY = date(2026, 11, 24)


def fold(text: str | None) -> str:
    """NFKC without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


@dataclass
class Tally:
    """Right answers and questions asked; ``misses`` name the card and what was read."""

    right: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, ok: bool, miss: str) -> None:
        self.right += ok
        self.total += 1
        if not ok:
            self.misses.append(miss)

    @property
    def share(self) -> float:
        return self.right / self.total if self.total else 1.0


Tallies = dict[str, Tally]


def read_card(card: Card, rulebook: Rulebook) -> ReportReading:
    """The whole way from bytes; a card is one report."""
    return read_upload(card.text.encode(), f"{card.id}.txt", rulebook, TODAY).reports[0]


def score_cards(cards: Iterable[Card], rulebook: Rulebook) -> Tallies:
    """Measures: title, genre, year, year_kind, year_not_web_date, primary_place, place_shown (an own place given where
    there is none counts against it), places_found, places_right, place_roles, authors, author_roles, editors."""
    tallies: Tallies = defaultdict(Tally)
    for card in cards:
        _score(card, read_card(card, rulebook), tallies)
    return dict(tallies)


def _score(card: Card, reading: ReportReading, tallies: Tallies) -> None:
    def add(measure: str, ok: bool, got: object) -> None:
        tallies[measure].add(ok, f"{card.id}: {got}")

    add("title", fold(reading.title) in {fold(t) for t in card.titles}, reading.title)
    add("genre", reading.genre in card.genres, f"{reading.genre} for {card.genres}")
    _score_year(card, reading, add)
    _score_places(card, reading, add)
    _score_people(card, reading, add)


def _score_year(card: Card, reading: ReportReading, add) -> None:
    year = reading.year
    low_guess = None in card.years and year.confidence in ("low", "none")
    add("year", year.year in card.years or low_guess, f"{year.year} ({year.confidence}) for {card.years}")
    if card.web_date and int(card.web_date[:4]) not in card.years:
        add("year_not_web_date", year.year != int(card.web_date[:4]), year.year)
    if card.web_date:
        add("posted_on", (reading.posted_on or "")[:10] == card.web_date, reading.posted_on)
    if year.year is not None and None not in card.years:
        # A year told with its events may be taken as stated or as inferred; one that is computed is never stated.
        add("year_kind", year.kind == card.kind or card.kind == "stated", f"{year.kind} for {card.kind}")
        low, high = year.year_min, year.year_max
        inside = any((low is None or low <= y) and (high is None or y <= high) for y in card.years if y)
        add("year_in_bounds", inside, f"{low}..{high} for {card.years}")


def _score_places(card: Card, reading: ReportReading, add) -> None:
    own = reading.locality.code if reading.locality else None
    add("primary_place", own == card.primary, f"{own} for {card.primary} ({card.own})")
    known = {card.primary: "primary", **{code: role for code, role, _ in card.places}}
    found = {p.code: p.role for p in reading.places}
    for code, role in known.items():
        required = code == card.primary or any(c == code and r for c, _, r in card.places)
        if code and required:
            add("places_found", code in found, f"missed {code}")
            if code in found:
                add("place_roles", found[code] == role, f"{code} {found[code]} for {role}")
    for code in found:
        fine = any(k and (code[:6] == k or k.startswith(code.rstrip("0"))) for k in known)
        add("places_right", fine, f"{code} is no place of the text")


def _score_people(card: Card, reading: ReportReading, add) -> None:
    wanted = {fold(a.name): a for a in card.authors}
    got = {fold(a.name): a for a in reading.authors}
    needed = {name for name, a in wanted.items() if a.required}
    add("authors", needed <= set(got) <= set(wanted), f"{sorted(got)} for {sorted(wanted)}")
    for name in set(got) & set(wanted):
        gold, author = wanted[name], got[name]
        if gold.role or gold.affiliation:
            add("author_posts", _same_post(gold, author), f"{author.affiliation} / {author.role} for {gold}")
    editors = {fold(p.name) for p in reading.people if p.part == "editor"}
    if card.editors:
        add("editors", {fold(e) for e in card.editors} <= editors | set(got), f"{editors} for {card.editors}")


def _same_post(gold: GoldAuthor, author: PersonMention) -> bool:
    """Whether body and post together say the same: which of the two holds 县委 does not matter."""
    role = fold(author.role)
    said = fold(author.affiliation) + role + fold(author.affiliation) + re.sub("^[省市县区州盟旗地]委", "", role)
    parts = [p.removeprefix("中共") for p in (fold(gold.affiliation), *re.split("[、/]", fold(gold.role))) if p]
    return all(part in said for part in parts)
