"""National campaigns, meetings and slogans that a report names."""

from __future__ import annotations

import re

from archive.reading.extraction.events import EventRules
from archive.reading.extraction.folded import FoldedText
from archive.reading.records import CampaignMention, Evidence, ReportSlice
from archive.reading.rulebook import Rulebook, Tables, tsv_rows

# A slogan counts as one where the text sets it off by quotation marks or makes it an activity; 科学发展观 in running
# text is wording.
_SET_OFF_AFTER = re.compile(r"(?:重要思想|集中|主题)?(?:学习)?(?:教育|活动|实践)|建设")
_TAIL = re.compile(r"(?:重要思想|集中)?(?:学习)?(?:教育实践|主题教育|专题教育|学习教育|教育)?活动")


class CampaignRules:
    """Further national practices and activities that have no date: ``national_practices.tsv``."""

    def __init__(self, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> None:
        self.patterns = patterns

    @classmethod
    def from_tables(cls, tables: Tables) -> CampaignRules:
        """Parse ``national_practices.tsv``."""
        rows = tsv_rows(tables["national_practices.tsv"])
        return cls(tuple((row["name"], re.compile(row["pattern"])) for row in rows))


def find_campaigns(report: ReportSlice, rulebook: Rulebook) -> tuple[CampaignMention, ...]:
    """Each at its first place in the text."""
    text = report.text
    found: dict[str, CampaignMention] = {}
    taken: list[tuple[int, int]] = []
    for mention in rulebook.rules(EventRules.from_tables).mentions(FoldedText.of(text)):
        event = mention.events[0]
        start, end = _with_marks(text, mention.start, mention.end)
        slogan = event.kind == "slogan" and (
            text[start] in "“「" or _SET_OFF_AFTER.match(text, mention.end) or mention.alias.endswith("建设")
        )
        if event.kind != "campaign" and not slogan:
            continue
        taken.append((start, end))
        evidence = Evidence(start, end, text[start:end], "national-campaign", event.name)
        found.setdefault(event.name, CampaignMention(text[start:end], evidence))
    for name, pattern in rulebook.rules(CampaignRules.from_tables).patterns:
        match = pattern.search(text)
        if match and not any(s < match.end() and match.start() < e for s, e in taken):
            evidence = Evidence(match.start(), match.end(), match.group(), "national-practice", name)
            found.setdefault(name, CampaignMention(match.group(), evidence))
    return tuple(sorted(found.values(), key=lambda c: c.evidence.start))


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The name as written: with the quotation mark it opens and the 活动 that belongs to it."""
    if text[start - 1 : start] in ("“", "「") and re.search(r"[”」]", text[start : end + 1]):
        start -= 1
    if text[end : end + 1] in ("”", "」"):
        end += 1
    start += len(verb.group()) if (verb := re.match("深入开展|扎实推进|推进", text[start:end])) else 0
    tail = _TAIL.match(text, end)
    return start, tail.end() if tail else end
