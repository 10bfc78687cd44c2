"""Readings against an annotation: how many of each value are right.

Definitions as in tests/gold/README.md, "How a reading is scored"; the tests hold these figures to those of the scorer
that came with the annotations, set by set. All texts are compared folded (NFKC, without white space).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

QUOTES = "“”‘’\"'「」『』《》〈〉"
HEADS = ("活动", "工程", "制度", "模式", "机制", "工作法", "品牌", "工作")
_MARKS = re.compile(rf"[{re.escape(QUOTES)}、,，。.·;；:：()（）\-—]")
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"\d{4}")
# A name this short matches only itself; so does what is left of it without its head noun.
SHORTEST = 3
FURNITURE = "furniture"
Row = dict[str, Any]


@dataclass
class Tally:
    """``right`` of ``total``, with the misses that explain the figure."""

    right: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, ok: bool, miss: str = "") -> None:
        self.total += 1
        self.right += ok
        if not ok:
            self.misses.append(miss)

    @property
    def figure(self) -> float:
        """1 where nothing was asked."""
        return self.right / self.total if self.total else 1.0


@dataclass(frozen=True)
class Score:
    """``tallies`` by measure, in the order in which they first came up."""

    tallies: dict[str, Tally]
    files: int
    reports: int

    @property
    def figures(self) -> dict[str, float]:
        """Every measure, and ``initiatives``: F1 of precision and recall (0 where there is neither)."""
        figures = {name: tally.figure for name, tally in self.tallies.items()}
        precision, recall = figures.get("initiatives_precision", 0.0), figures.get("initiatives_recall", 0.0)
        both = precision + recall
        return figures | {"initiatives": 2 * precision * recall / both if both else 0.0}


def fold(text: str | None) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text or ""))


def name_key(name: str | None) -> str:
    """An initiative's name without marks and without one trailing head noun."""
    key = _MARKS.sub("", fold(name))
    for head in HEADS:
        if key.endswith(head) and len(key) - len(head) >= SHORTEST:
            return key[: -len(head)]
    return key


def names_match(left: str, right: str) -> bool:
    shorter, longer = sorted((name_key(left), name_key(right)), key=len)
    return bool(shorter) and (shorter == longer or (len(shorter) >= SHORTEST and shorter in longer))


def best_match(name: str, initiatives: list[Row]) -> int | None:
    """Place of the annotated initiative of this name; an equal name goes before one that holds it or is held."""
    known = [[x["name"], x["normalised"], *x.get("aliases", [])] for x in initiatives]
    key = name_key(name)
    if not key:
        return None
    for place, names in enumerate(known):
        if any(key == name_key(other) for other in names):
            return place
    return next((place for place, names in enumerate(known) if any(names_match(name, other) for other in names)), None)


class Scorer:
    """Adds up over the files of one annotation."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}

    def add(self, measure: str, ok: bool, miss: str = "") -> None:
        self.tallies.setdefault(measure, Tally()).add(ok, miss)

    def file(self, gold: Row, read: Row | None) -> None:
        name = gold["file"]
        self.add("files_read", read is not None, name)
        if read is None:
            return
        self.add("script", read.get("script") == gold["script"], f"{name}: {read.get('script')}")
        reports, wanted = read.get("reports", []), gold["reports"]
        self.add("splits", len(reports) == len(wanted), f"{name}: {len(reports)} of {len(wanted)}")
        self._text(name, gold.get("clean_text_checks", {}), "\n".join(report.get("text", "") for report in reports))
        for want, got in zip(wanted, reports, strict=False):
            self.report(want, got)

    def _text(self, name: str, checks: Row, text: str) -> None:
        body = fold(text)
        for words in checks.get("must_contain", []):
            self.add("text_kept", fold(words) in body, f"{name}: lost {words}")
        for words in checks.get("must_not_contain", []):
            gone = words not in text if "\n" in words else fold(words) not in body
            self.add("furniture_gone", gone, f"{name}: still there {words!r}")

    def report(self, gold: Row, read: Row) -> None:
        """What an annotation does not speak of (no ``genre``, no ``year``, …) is not scored."""
        name = gold["id"]
        if "title" in gold:
            titles = {fold(title) for title in [gold["title"], *gold.get("title_also", [])]}
            self.add("title", fold(read.get("title")) in titles, f"{name}: {read.get('title')}")
        if "genre" in gold:
            genres = [gold["genre"], *gold.get("genre_also", [])]
            self.add("genre", read.get("genre") in genres, f"{name}: {read.get('genre')}")
        if "authors" in gold:
            wanted, got = author_names(gold), author_names(read)
            wanted |= got & {fold(author["name"]) for author in gold.get("authors_optional", [])}
            self.add("authors", wanted == got, f"{name}: {sorted(got)} for {sorted(wanted)}")
        if "year" in gold:
            self._year(name, gold, read)
        if "localities" in gold:
            self._places(name, gold, read)
        if "initiatives" in gold:
            self._initiatives(name, gold, read)

    def _year(self, name: str, gold: Row, read: Row) -> None:
        year = read.get("year")
        self.add("year", year_is_right(gold, read), f"{name}: {year} for {acceptable_years(gold)}")
        posted = gold.get("web_posted") or ""
        found = _YEAR.search(posted)
        if found and int(found.group()) not in acceptable_years(gold):
            self.add("year_not_web_date", year != int(found.group()), f"{name}: took the web date {found.group()}")
            self.add("posted_on", (read.get("posted_on") or "")[:10] == posted[:10], f"{name}: {read.get('posted_on')}")
        if year is not None:
            quoted = any(evidence.get("quote") for evidence in read.get("year_evidence", []))
            self.add("year_has_quote", quoted, f"{name}: no quote")

    def _places(self, name: str, gold: Row, read: Row) -> None:
        wanted, got = primary_code(gold), (read.get("locality") or {}).get("code")
        self.add("primary_place", wanted == got, f"{name}: {got} for {wanted}")
        codes = place_codes(read)
        for place in gold.get("localities", []):
            if place.get("required") and place["role"] != FURNITURE:
                self.add("places_found", place["code"] in codes | {got}, f"{name}: missed {place['path']}")
        for code in codes:
            self.add("places_right", place_is_known(gold, code), f"{name}: not in the text's places {code}")

    def _initiatives(self, name: str, gold: Row, read: Row) -> None:
        wanted, text, used = gold.get("initiatives", []), fold(read.get("text")), set()
        for given in read.get("initiatives", []):
            called, quote = given["name"], given.get("quote")
            self.add("quotes_in_text", bool(quote) and fold(quote) in text, f"{name}: {called}: quote not in text")
            self.add("offsets_exact", quote_is_exact(given, read), f"{name}: {called}: not the quote at its place")
            hit = best_match(called, wanted)
            if hit is None:
                self.add("initiatives_precision", False, f"{name}: {called} ({reason_against(called, gold)})")
                continue
            used.add(hit)
            if wanted[hit]["grade"] == "core":
                self.add("initiatives_precision", True)
                self._status_and_figures(name, wanted[hit], given)
        for place, initiative in enumerate(wanted):
            if initiative["grade"] == "core":
                self.add("initiatives_recall", place in used, f"{name}: missed {initiative['name']}")

    def _status_and_figures(self, name: str, gold: Row, given: Row) -> None:
        right = given.get("status") in [gold["status"], *gold.get("status_also", [])]
        self.add("initiative_status", right, f"{name}: {given['name']}: {given.get('status')}")
        got = numbers(given.get("figures"))
        for value in numbers(gold.get("figures")):
            self.add("initiative_figures", value in got, f"{name}: {given['name']}: figure {value:g}")


def score(gold: Row, reading: Row) -> Score:
    """``gold``: an annotation; ``reading``: {"files": entries as ``reading_json`` writes them}."""
    scorer = Scorer()
    for wanted, got in pairs(gold, reading):
        scorer.file(wanted, got)
    return Score(scorer.tallies, len(gold["files"]), sum(len(file["reports"]) for file in gold["files"]))


def pairs(gold: Row, reading: Row) -> Iterator[tuple[Row, Row | None]]:
    """Each annotated file with its entry, by name."""
    read = {entry["file"]: entry for entry in reading["files"]}
    for file in gold["files"]:
        yield file, read.get(file["file"])


def author_names(report: Row) -> set[str]:
    return {fold(author["name"]) for author in report.get("authors", [])}


def acceptable_years(gold: Row) -> list[int | None]:
    return gold.get("year_acceptable") or [gold.get("year")]


def year_is_right(gold: Row, read: Row) -> bool:
    """Where the annotation has no year, none is right; one in the acceptable years is, if marked as a weak guess."""
    year, wanted = read.get("year"), gold.get("year")
    if wanted is None and year is not None and read.get("year_confidence") not in ("low", "none"):
        return False
    return year in acceptable_years(gold) or (wanted is None and year is None)


def primary_code(gold: Row) -> str | None:
    return next((place.get("code") for place in gold.get("localities", []) if place.get("role") == "primary"), None)


def place_codes(read: Row) -> set[str]:
    """Codes of all places of a reading, its own among them."""
    codes = {place.get("code") for place in read.get("places", [])} | {(read.get("locality") or {}).get("code")}
    return {code for code in codes if code}


def place_is_known(gold: Row, code: str) -> bool:
    """One of the annotated places, one within them, or one that holds one of them."""
    known = {p["code"] for p in gold.get("localities", []) if p["role"] != FURNITURE and p.get("code")}
    return code in known or code[:6] in known or any(other.startswith(code.rstrip("0")) for other in known)


def quote_is_exact(given: Row, read: Row) -> bool:
    start, end = given.get("start"), given.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return False
    return (read.get("text") or "")[start:end] == given.get("quote")


def numbers(figures: dict[str, Any] | None) -> set[float]:
    """Values that are numbers; a range is written as a string."""
    return {float(value) for value in (figures or {}).values() if isinstance(value, (int, float))}


def reason_against(name: str, gold: Row) -> str:
    if any(names_match(name, campaign["name"]) for campaign in gold.get("national_campaigns", [])):
        return "national campaign"
    known: Iterable[Row] = gold.get("non_initiatives", [])
    return next((entry["why"] for entry in known if names_match(name, entry["string"])), "unknown")
