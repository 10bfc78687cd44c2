"""From raw text to clean reports: the order of the steps, on one screen.

Each step gives edits of the text before it; ``Draft`` composes them, so that every clean position leads back to its
raw one. Orders that cost a value: script before residue; joining lines before 第N篇 is found; furniture before the
metadata lines are read; the preamble before the title in it is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.reading.defects import report_defects, upload_defects
from archive.reading.edits import Draft
from archive.reading.furniture import (
    cut_adverts,
    cut_adverts_at_headings,
    cut_chrome,
    cut_lines,
    cut_preamble,
    cut_repeated_title,
    cut_tail,
)
from archive.reading.metadata import read_metadata
from archive.reading.records import NO_DECISIONS, CleaningDecisions, Defect, MetaLine, RawText, ReportSlice
from archive.reading.repair.linebreaks import edge_edits, layout_edits, linebreak_edits
from archive.reading.repair.residue import RULE as RESIDUE
from archive.reading.repair.residue import residue_edits
from archive.reading.repair.script import character_edits, detect_script, script_edits
from archive.reading.rulebook import Rulebook
from archive.reading.split import Slice, heading_edits, split, split_at

_PASSES = 5


@dataclass(frozen=True, slots=True)
class CleanUpload:
    """The reports of an upload, cleaned; ``script`` as found; ``defects`` of the whole."""

    script: str
    slices: tuple[ReportSlice, ...]
    defects: tuple[Defect, ...]


def clean(raw: RawText, rulebook: Rulebook, decisions: CleaningDecisions = NO_DECISIONS) -> CleanUpload:
    """The reports of an upload. People's ``decisions`` go before the rules. Raises TooLarge where there are too many.
    """
    draft = cut_chrome(Draft.of(raw.text, decisions.kept), raw.chrome)
    draft = draft.edited(character_edits(draft.text))
    draft = draft.edited(residue_edits(draft.text))
    residues = draft.trail.counts().get(RESIDUE, 0)
    script = detect_script(draft.text)
    draft = draft.edited(script_edits(draft.text, rulebook))
    draft = cut_adverts_at_headings(draft, rulebook)
    borders = decisions.borders
    parts = split(draft, rulebook) if borders is None else split_at(draft, borders, rulebook)
    slices = tuple(
        clean_report(part, number, raw=raw, script=script, rulebook=rulebook)
        for number, part in enumerate(parts, 1)
    )
    return CleanUpload(script, slices, upload_defects(script, slices, residues))


def clean_report(part: Slice, number: int, *, raw: RawText, script: str, rulebook: Rulebook) -> ReportSlice:
    """One slice: its heading, its metadata, its furniture out, then its broken lines joined."""
    draft = part.draft.edited(heading_edits(part, rulebook))
    draft = draft.edited(edge_edits(draft.text))
    meta: tuple[MetaLine, ...] = ()
    for _ in range(_PASSES):
        before = draft
        draft, found_now = _without_furniture(draft, rulebook)
        meta = (*meta, *found_now)
        if draft is before:
            break
    heading = part.heading.line.form if part.heading else None
    found = ReportSlice(number, heading, draft.text, draft.trail, script, meta)
    return replace(found, defects=report_defects(found, raw, rulebook))


def _without_furniture(draft: Draft, rulebook: Rulebook) -> tuple[Draft, tuple[MetaLine, ...]]:
    """One pass. What it cuts may bring other furniture to the head of the text, hence several."""
    draft = cut_tail(draft, rulebook)
    draft, preamble = cut_preamble(draft, rulebook)
    draft, repeated = cut_repeated_title(draft)
    draft, metadata = read_metadata(draft, rulebook)
    draft = cut_lines(draft, rulebook)
    draft = cut_adverts(draft, rulebook)
    # A reading that an advert stood in shows only now.
    draft = draft.edited(residue_edits(draft.text))
    draft = draft.edited(linebreak_edits(draft.text))
    draft = draft.edited(layout_edits(draft.text))
    return draft, (*metadata, *repeated, *preamble)
