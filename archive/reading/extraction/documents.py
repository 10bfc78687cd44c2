"""Policy documents in 《》."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.reading.records import DocumentMention, Evidence, ReportSlice
from archive.reading.rulebook import Rulebook, Tables, tsv_rows

_TITLE = re.compile(r"《(?P<title>[^《》\n]{2,60}(?:《[^《》\n]{1,40}》[^《》\n]{0,30})?)》")
_LOCAL_BEFORE = re.compile(
    r"(?:制定|制订|出台|印发|下发|研究|起草|完善|修订|建立|推出|拟定|颁发|签订|我[省市县区州局校院]|[省市县区州盟旗地]委|"
    r"[省市县区]政府|党工委|组织部|按照市委|要求|先后|了)[的了]?$"
)
_LOCAL_IN = re.compile(
    r"我[省市县区]|[一-龥]{2,4}[省市县区州盟旗镇乡]|医院|学校|学院|公司|企业|社区|街道|村规|镇|暂行|试行意见|考核|若干"
)
_NATIONAL_BEFORE = re.compile(r"(?:中央|国家|中组部|中宣部|中办|国务院|全国|中央组织部|教育部)[一-龥]{0,10}$")


@dataclass(frozen=True)
class DocumentRules:
    """Words that make a title one of a policy document, titles known to be national, and works that are none."""

    policy: re.Pattern[str]
    national: re.Pattern[str]
    works: re.Pattern[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> DocumentRules:
        """Parse ``document_words.tsv``."""
        words: dict[str, list[str]] = {"policy": [], "national": [], "work": []}
        for row in tsv_rows(tables["document_words.tsv"]):
            words[row["kind"]].append(row["pattern"])
        policy, national, works = (re.compile("|".join(words[k])) for k in ("policy", "national", "work"))
        return cls(policy, national, works)


def find_documents(report: ReportSlice, rulebook: Rulebook) -> tuple[DocumentMention, ...]:
    """Each at its first place in the text."""
    rules = rulebook.rules(DocumentRules.from_tables)
    found: dict[str, DocumentMention] = {}
    for match in _TITLE.finditer(report.text):
        title = match["title"].strip()
        if title in found or rules.works.search(title) or not rules.policy.search(title):
            continue
        before = report.text[max(0, match.start() - 14) : match.start()]
        evidence = Evidence(match.start(), match.end(), match.group(), "book-marks")
        found[title] = DocumentMention(title, _scope(title, before, rules), evidence)
    return tuple(found.values())


def _scope(title: str, before: str, rules: DocumentRules):
    """National where the title is a known national one or the centre issued it; local where a local body did."""
    if rules.national.search(title) or _NATIONAL_BEFORE.search(before):
        return "national"
    if _LOCAL_BEFORE.search(before) or _LOCAL_IN.search(title):
        return "local"
    return "national" if re.search(r"贯彻|落实|学习|执行|对照|严格$|依据|根据", before) else "local"
