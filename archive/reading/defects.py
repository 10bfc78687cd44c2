"""Flaws of uploads and reports, counted from the edits that mended them and from what was left standing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.decode import DecodeRules
from archive.reading.flaws import standing_flaws
from archive.reading.records import Defect, Edit, RawText, ReportSlice
from archive.reading.repair.linebreaks import RULE as LINEBREAK
from archive.reading.repair.residue import RULE as RESIDUE
from archive.reading.repair.script import INVISIBLE
from archive.reading.repair.shifted_bytes import ID as SHIFTED
from archive.reading.repair.shifted_bytes import shifted_runs, strange_pattern
from archive.reading.rulebook import Rulebook, Tables

_EXAMPLE = 24
_JOURNAL = frozenset({"journal-issue", "journal-abstract", "byline-mark", "byline-repeated", "line-page-number"})
_GLUED = re.compile(r"\d{1,2}:\d{2}[一-龥]{4,}")


@dataclass(frozen=True)
class ShiftRules:
    """``frequent`` characters, and a pattern of stretches without any."""

    frequent: frozenset[str]
    strange: re.Pattern[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> ShiftRules:
        frequent = DecodeRules.from_tables(tables).frequent
        return cls(frequent, strange_pattern(frequent))


def report_defects(report: ReportSlice, raw: RawText, rulebook: Rulebook) -> tuple[Defect, ...]:
    """Defects of one report, ids as in the annotation guide, and ``shifted_bytes`` with a proposal (is → should be)."""
    return (*_of_report(report, raw), *_shifted(report, raw, rulebook.rules(ShiftRules.from_tables)))


def _shifted(report: ReportSlice, raw: RawText, rules: ShiftRules) -> Iterator[Defect]:
    words = raw.text[report.trail.raw_start : report.trail.raw_end]
    if found := list(shifted_runs(words, rules.frequent, rules.strange)):
        first = found[0]
        said = words[first.start : first.end][: _EXAMPLE // 2]
        yield Defect(SHIFTED, len(found), f"{said}→{first.proposal[: _EXAMPLE // 2]}")


def _of_report(report: ReportSlice, raw: RawText) -> Iterator[Defect]:
    edits = report.trail.edits

    def removed(defect: str, *rules: str, prefix: str = "") -> Iterator[Defect]:
        found = [e for e in edits if e.rule in rules or (prefix and e.rule.startswith(prefix))]
        if found:
            first = found[0]
            words = raw.text[max(0, first.start - 2) : first.end + 2].strip()
            yield Defect(defect, len(found), words.replace("\n", "⏎")[:_EXAMPLE])

    if report.script == "hant":
        yield Defect("traditional_script", 1)
    yield from removed("pinyin_residue", RESIDUE)
    yield from removed("farm_preamble", prefix="farm-")
    yield from _adverts(report, raw)
    yield from removed("web_furniture", "page-navigation", "page-date", "metadata", "tail-related", *_web_lines(report))
    yield from removed("journal_furniture", *_JOURNAL)
    yield from removed("duplicated_title", "title-repeated")
    yield from removed("broken_lines", LINEBREAK)
    yield from standing_flaws(report.text)
    if glued := [line for line in report.meta if _GLUED.search(line.line)]:
        yield Defect("glued_byline", len(glued), glued[0].line[:_EXAMPLE])
    if found := [e for e in edits if e.rule == INVISIBLE]:
        first = found[0]
        code = ord(raw.text[first.start])
        words = raw.text[max(0, first.start - 6) : first.start].strip() + f"[U+{code:04X}]"
        yield Defect("zero_width", sum(e.end - e.start for e in found), words.replace("\n", "⏎")[:_EXAMPLE])


def _web_lines(report: ReportSlice) -> set[str]:
    return {e.rule for e in report.trail.edits if e.rule.startswith("line-")} - _JOURNAL


def _adverts(report: ReportSlice, raw: RawText) -> Iterator[Defect]:
    """Adverts; one without brackets between two characters of a word split it."""
    inside: list[Edit] = []
    between: list[Edit] = []
    for edit in report.trail.edits:
        if not edit.rule.startswith("advert-"):
            continue
        before, after = raw.text[edit.start - 1 : edit.start], raw.text[edit.end : edit.end + 1]
        bare = raw.text[edit.start : edit.start + 1] not in "([（【［<"
        (between if bare and _han(before) and _han(after) else inside).append(edit)
    for defect, found in (("farm_advert_inline", inside), ("advert_split_word", between)):
        if found:
            yield Defect(defect, len(found), raw.text[max(0, found[0].start - 2) : found[0].end + 2][:_EXAMPLE])


def _han(char: str) -> bool:
    return "一" <= char <= "龥"


def upload_defects(script: str, slices: tuple[ReportSlice, ...], residues: int) -> tuple[Defect, ...]:
    """Defects of a whole upload: those of its reports added up, and several reports in one.

    ``residues`` are counted before anything else was cut: some stand in adverts.
    """
    counts: dict[str, Defect] = {}
    for report in slices:
        for defect in report.defects:
            known = counts.get(defect.id)
            counts[defect.id] = Defect(
                defect.id, defect.count + (known.count if known else 0), known.example if known else defect.example
            )
    if script == "hant":
        counts["traditional_script"] = Defect("traditional_script", 1)
    if residues:
        known = counts.get("pinyin_residue")
        counts["pinyin_residue"] = Defect("pinyin_residue", residues, known.example if known else "")
    if len(slices) > 1:
        counts["multi_report"] = Defect("multi_report", len(slices), (slices[0].heading or "")[:_EXAMPLE])
    return tuple(counts.values())
