"""What a librarian should look at twice, in words, and the rows that have it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from archive.models import Authorship, Report, YearConfidence


@dataclass(frozen=True)
class Problem:
    """``defects`` are the ids by which a reading names it; empty where the columns tell."""

    key: str
    label: str
    defects: tuple[str, ...] = ()


PROBLEMS = (
    Problem("year", _("年份存疑")),
    Problem("place", _("无地名")),
    Problem("author", _("无作者")),
    Problem("similar", _("疑似重复")),
    Problem("many", _("一个文件多篇"), ("multi_report",)),
    Problem("residue", _("拼音残留"), ("pinyin_residue",)),
    Problem("advert", _("广告"), ("farm_preamble", "farm_advert_inline", "advert_split_word")),
    Problem("furniture", _("网页附文"), ("web_furniture", "journal_furniture")),
    Problem("quotes", _("空引号"), ("censored_quote",)),
    Problem("masked", _("隐去的地名"), ("anonymised_place",)),
    Problem("late", _("网上日期晚"), ("late_posting_date",)),
    Problem("lines", _("断行"), ("broken_lines",)),
)
# Flaws that only the whole file has; every other is counted in the report where it stands.
OF_THE_FILE = {"multi_report"}
BY_KEY = {problem.key: problem for problem in PROBLEMS}
SURE_YEARS = (YearConfidence.HIGH,)


def problems_of(report: Report) -> list[str]:
    """Labels, in the order of PROBLEMS. Reads prefetched ``authorships`` and ``upload``."""
    found = {defect.get("id") for defect in report.defects}
    found |= OF_THE_FILE.intersection(defect.get("id") for defect in report.upload.defects)
    tests = {
        "year": report.year is None or report.year_confidence not in SURE_YEARS,
        "place": report.locality_id is None,
        "author": not report.authorships.all(),
        "similar": report.similar_to_id is not None,
    }
    return [
        str(problem.label)
        for problem in PROBLEMS
        if (tests[problem.key] if problem.key in tests else found.intersection(problem.defects))
    ]


def with_problem(reports: QuerySet[Report], key: str) -> QuerySet[Report]:
    """Those of ``reports`` that ``problems_of`` would name for this key."""
    if key == "year":
        return reports.filter(Q(year__isnull=True) | ~Q(year_confidence__in=SURE_YEARS))
    if key == "place":
        return reports.filter(locality__isnull=True)
    if key == "author":
        return reports.filter(~Exists(Authorship.objects.filter(report=OuterRef("pk"))))
    if key == "similar":
        return reports.filter(similar_to__isnull=False)
    named = Q()
    for defect in BY_KEY[key].defects:
        # The id with its quotation marks, as both databases write JSON.
        named |= Q(own_defects__contains=f'"{defect}"')
        if defect in OF_THE_FILE:
            named |= Q(file_defects__contains=f'"{defect}"')
    return reports.annotate(
        own_defects=Cast("defects", TextField()), file_defects=Cast("upload__defects", TextField())
    ).filter(named)
