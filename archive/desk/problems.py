"""What a librarian should look at twice, in words, and the rows that have it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from archive.models import Authorship, DuplicateDecision, Report, YearConfidence


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
    Problem("title", _("无标题"), ("missing_title",)),
    Problem("similar", _("疑似重复")),
    Problem("many", _("一个文件多篇"), ("multi_report",)),
    Problem("bytes", _("字节无法解码"), ("undecodable",)),
    Problem("shifted", _("错位乱码"), ("shifted_bytes",)),
    Problem("odd", _("私用区或零宽字符"), ("private_use", "zero_width")),
    Problem("plus", _("丢失的加号"), ("lost_plus",)),
    Problem("number", _("隐去的数字"), ("masked_numeral",)),
    Problem("numbering", _("编号跳号"), ("numbering_gap",)),
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
    told = {
        "year": report.year is None or report.year_confidence not in SURE_YEARS,
        "place": report.locality_id is None,
        "author": not report.authorships.all(),
        "similar": report.similar_to_id is not None and report.duplicate_decision == DuplicateDecision.UNDECIDED,
    }
    return [
        str(problem.label)
        for problem in PROBLEMS
        if told.get(problem.key) or found.intersection(problem.defects)
    ]


def with_problem(reports: QuerySet[Report], key: str) -> QuerySet[Report]:
    """Those of ``reports`` that ``problems_of`` would name for this key."""
    return _with_defects(reports).filter(_condition(key))


def counts(reports: QuerySet[Report]) -> dict[str, int]:
    """Key of a problem → how many of ``reports`` ``with_problem`` gives. One question to the database."""
    asked = {problem.key: Count("pk", filter=_condition(problem.key)) for problem in PROBLEMS}
    return _with_defects(reports.order_by()).aggregate(**asked)


def _with_defects(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.annotate(
        own_defects=Cast("defects", TextField()), file_defects=Cast("upload__defects", TextField())
    )


def _condition(key: str) -> Q:
    named = {
        "year": Q(year__isnull=True) | ~Q(year_confidence__in=SURE_YEARS),
        "place": Q(locality__isnull=True),
        "author": Q(~Exists(Authorship.objects.filter(report=OuterRef("pk")))),
        "similar": Q(similar_to__isnull=False, duplicate_decision=DuplicateDecision.UNDECIDED),
    }.get(key, Q())
    for defect in BY_KEY[key].defects:
        # The id with its quotation marks, as both databases write JSON.
        named |= Q(own_defects__contains=f'"{defect}"')
        if defect in OF_THE_FILE:
            named |= Q(file_defects__contains=f'"{defect}"')
    return named
