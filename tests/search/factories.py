"""Rows for tests of the search, made directly: no reading, no services. Texts are our own."""

import hashlib
import random
from collections.abc import Sequence
from itertools import count

from django.utils import timezone

from archive.models import (
    Author,
    Authorship,
    Finding,
    Genre,
    Initiative,
    InitiativeMention,
    Report,
    ReportStatus,
    Upload,
)
from archive.signals import reports_changed

_numbers = count(1)

SENTENCES = (
    "今年以来，全镇党员干部包村到户，把群众的难事一件件记在本子上。",
    "加强基层党组织建设，要从支部书记这个关键抓起。",
    "我们把组织的力量放到田间地头，让党员在社区里亮出身份。",
    "企业里的党小组每月碰一次头，谈生产也谈思想。",
    "制度建设跟不上，工作就会前紧后松。",
    "干部下乡不只是走一走，还要坐得下来、听得进去。",
    "围绕创新驱动，园区支部办起了夜校。",
    "群众评议党员的办法，一年比一年细。",
    "社区建设要有人牵头，加强服务才有抓手。",
    "全县共建党群服务点86个，配备联络员172名。",
    "工人大会上，老师傅们提了二十多条意见。",
    "人大代表和政协委员也到了场。",
    "ISO9000的思路，被借来管理档案。",
)
WORDS = ("党员", "群众", "社区", "企业", "创新", "建设", "加强基层党组织建设", "组织", "党", "ISO*", "人大", "夜校")
PLACES = ("420684", "420600", "420000", "371002", "370000", "330106", "110101", "500101", None)
TITLES = ("在全市组织工作会上的讲话", "把党员的责任扛起来", "社区支部这一年", "访企业党小组", "工作汇报")
INITIATIVES = ("“灯下议事”活动", "“三张清单”工作法", "“田埂课堂”")
AUTHORS = ("林之远", "韦小满", "中共青禾县委组织部")


def make_report(
    title: str = "关于支部工作的汇报",
    text: str = "第一段说支部。\n第二段说党员。",
    *,
    year: int | None = 2005,
    year_kind: str = "stated",
    place: str | None = "420684",
    genre: str = Genre.ACCOUNT,
    script: str = "hans",
    authors: Sequence[str] = (),
    initiatives: Sequence[str] = (),
    journal: str = "",
    status: str = ReportStatus.PUBLISHED,
    is_sample: bool = False,
) -> Report:
    number = next(_numbers)
    upload = Upload.objects.create(
        sha256=hashlib.sha256(f"{number}".encode()).hexdigest(), name=f"{number}.txt", size=len(text), raw_text=text,
        is_sample=is_sample,
    )
    report = Report.objects.create(
        upload=upload, title=title, text=text, genre=genre, script=script, raw_start=0, raw_end=len(text), year=year,
        year_kind=year_kind if year else "none", locality_id=place, status=status, journal=journal,
        released_at=timezone.now() if status == ReportStatus.PUBLISHED else None,
    )
    for name in authors:
        author, _ = Author.objects.get_or_create(name=name, kind="person", distinction="")
        Authorship.objects.create(report=report, author=author)
    for name in initiatives:
        add_initiative(report, name)
    return report


def add_initiative(report: Report, name: str, *, shown: bool = True, state: str = "proposed") -> InitiativeMention:
    initiative, _ = Initiative.objects.get_or_create(key=name.strip("“”"), defaults={"name": name})
    finding = Finding.objects.create(
        report=report, kind="initiative", key=name, value=name, raw_start=0, raw_end=1, quote=name, rule="test",
        confidence=0.9, shown=shown, state=state,
    )
    return InitiativeMention.objects.create(
        initiative=initiative, report=report, name=name, quote=name, start=0, end=1, name_start=0, name_end=1,
        finding=finding,
    )


def change(report: Report, **fields: object) -> None:
    """What a service does: set columns, raise the version, tell of it."""
    for name, value in fields.items():
        setattr(report, name, value)
    report.version += 1
    report.save()
    reports_changed.send(sender=Report, report_ids=[report.pk])


def make_archive(size: int = 40, seed: int = 7) -> list[Report]:
    """Published reports of many places, years, genres and authors, and a few drafts among them. The same seed gives
    the same archive."""
    rng = random.Random(seed)
    reports = []
    for number in range(size):
        text = "\n".join(rng.sample(SENTENCES, rng.randint(2, 7)))
        reports.append(
            make_report(
                title=f"{rng.choice(TITLES)}（{number}）",
                text=text,
                year=rng.choice((None, *range(1998, 2024))),
                year_kind=rng.choice(("stated", "inferred")),
                place=rng.choice(PLACES),
                genre=rng.choice(Genre.values),
                script=rng.choice(("hans", "hant")),
                authors=rng.sample(AUTHORS, rng.randint(0, 2)),
                initiatives=rng.sample(INITIATIVES, rng.choice((0, 0, 1, 2))),
                status=ReportStatus.DRAFT if number % 10 == 9 else ReportStatus.PUBLISHED,
                is_sample=rng.random() < 0.5,
            )
        )
    return reports
