"""Rows for tests of pages: uploads, reports with trail and findings, authors, initiatives. Texts are our own."""

import hashlib
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils import timezone

from archive.models import (
    Author,
    Authorship,
    Figure,
    Finding,
    Initiative,
    InitiativeMention,
    Locality,
    LocalityMention,
    Report,
    ReportStatus,
    Upload,
)

numbers = count(1)


def make_upload(raw: str, **values: Any) -> Upload:
    data = raw.encode() + str(next(numbers)).encode()
    defaults = {
        "sha256": hashlib.sha256(data).hexdigest(), "name": "白沙.txt", "size": len(data), "state": "read",
        "format": "text", "encoding": "utf-8", "script": "hans", "raw_text": raw,
    }
    return Upload.objects.create(**(defaults | values))


def make_report(text: str, *, raw: str | None = None, trail: Any = (), **values: Any) -> Report:
    """A published report; ``upload`` values go by ``is_sample`` and ``upload``."""
    raw = text if raw is None else raw
    is_sample = values.pop("is_sample", False)
    upload = values.pop("upload", None) or make_upload(raw, is_sample=is_sample, script=values.get("script", "hans"))
    defaults = {
        "upload": upload, "title": text.split("\n", 1)[0][:60], "genre": "经验材料", "text": text, "raw_start": 0,
        "raw_end": len(raw), "trail": [list(row) for row in trail], "script": "hans",
        "status": ReportStatus.PUBLISHED, "rules_digest": "0" * 64, "released_at": timezone.now(),
    }
    return Report.objects.create(**(defaults | values))


def add_finding(report: Report, kind: str, quote: str, value: str = "", **values: Any) -> Finding:
    """A shown finding at the first place of ``quote`` in the clean text; without one, on no words."""
    start = report.text.find(quote) if quote else -1
    span = (start, start + len(quote)) if start >= 0 else (None, None)
    defaults = {
        "key": f"{kind}-{next(numbers)}", "value": value or quote, "start": span[0], "end": span[1],
        "raw_start": span[0] or 0, "raw_end": span[1] or 0, "quote": quote, "rule": "test", "confidence": 0.9,
        "shown": True,
    }
    return Finding.objects.create(report=report, kind=kind, **(defaults | values))


def add_author(report: Report, name: str, *, role: str = "", affiliation: str = "", **values: Any) -> Author:
    author, _created = Author.objects.get_or_create(name=name, **({"kind": "person", "distinction": ""} | values))
    Authorship.objects.create(report=report, author=author, role=role, affiliation=affiliation)
    return author


def add_initiative(report: Report, name: str, sentence: str, *, figure: float | None = None) -> InitiativeMention:
    """An initiative by its name in a sentence of the report, with its finding and perhaps a figure."""
    initiative, _created = Initiative.objects.get_or_create(
        key=name.strip("“”"), defaults={"name": name, "category": "活动"}
    )
    start, at = report.text.index(sentence), report.text.index(name)
    finding = add_finding(report, "initiative", sentence, name, data={"name_start": at, "name_end": at + len(name)})
    mention = InitiativeMention.objects.create(
        initiative=initiative, report=report, name=name, status="已实施", quote=sentence, start=start,
        end=start + len(sentence), name_start=at, name_end=at + len(name), finding=finding,
    )
    if figure is not None:
        Figure.objects.create(report=report, mention=mention, value=figure, unit="场", noun="夜谈", quote=sentence,
                              start=start, end=start + len(sentence))
    return mention


@dataclass
class Archive:
    """A small archive: one full report, one sample in Traditional characters, one draft."""

    full: Report
    sample: Report
    draft: Report
    initiative: Initiative
    author: Author


TEXT = (
    "渔灯夜谈三年记\n"
    "一、缘起\n"
    "2008年春，宜城市委组织部在渔村开办“渔灯夜谈”活动，一年开了312场。\n"
    "我们先在××镇试办，后来写进《渔村夜谈若干规定》,老船长岑望潮说:“夜里人齐。”\n"
    "二、做法\n"
    "党员轮流掌灯，群众出题，三日内答复。"
)
SENTENCE = "宜城市委组织部在渔村开办“渔灯夜谈”活动，一年开了312场"
DRAFT_WORDS = "尚未公开的盐田晨会"


def make_archive() -> Archive:
    place = Locality.objects.get(code="420684")
    full = make_report(TEXT, year=2008, year_kind="stated", year_confidence="high", locality=place,
                       reviewed_at=timezone.now())
    LocalityMention.objects.create(report=full, locality=place, role="primary")
    add_finding(full, "year", "2008年春", "2008", data={"kind": "stated"}, key="year")
    add_finding(full, "place", "宜城市", "湖北省/襄樊市/宜城市", data={"code": "420684", "role": "primary"})
    mention = add_initiative(full, "“渔灯夜谈”活动", SENTENCE, figure=312)
    add_finding(full, "figure", "312场", "312场", data={"value": 312, "unit": "场", "noun": ""})
    add_finding(full, "withheld", "××镇", data={"kind": "masked_place", "level": "镇"})
    add_finding(full, "document", "《渔村夜谈若干规定》", "渔村夜谈若干规定", data={"scope": "local"})
    add_finding(full, "person", "岑望潮", data={"role": "老船长", "part": "mentioned"})
    author = add_author(full, "岑望潮", role="老船长")
    raw = "黨員(dǎng)掌燈\n上一篇 下一篇\n群眾出題"
    trail = [(0, 2, "党员", "script"), (2, 8, "", "pinyin-residue"), (9, 10, "灯", "script"),
             (10, 18, "", "line-prev-next"), (20, 21, "众", "script"), (22, 23, "题", "script")]
    sample = make_report("党员掌灯\n群众出题", raw=raw, trail=trail, script="hant", is_sample=True, title="掌灯")
    draft = make_report(f"{DRAFT_WORDS}\n在盐田开会", title=DRAFT_WORDS, status=ReportStatus.DRAFT, year=1999,
                        locality=Locality.objects.get(code="350000"))
    add_author(draft, "暂不公开者")
    draft_sentence = f"{DRAFT_WORDS}"
    add_initiative(draft, DRAFT_WORDS, draft_sentence)
    return Archive(full, sample, draft, mention.initiative, author)
