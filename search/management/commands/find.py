"""``manage.py find``: the same search as the page, for the command line."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.models import Report
from archive.public.pages.shared import report_row
from search.hits import reports_of, snippet_text
from search.pages import SORTS
from search.request import GROUPS, Hit, SearchPage, SearchRequest
from search.service import ENGINES, PageOutOfRange, SearchUnavailable, find


class Command(BaseCommand):
    help = "检索，与网页上的检索相同。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words", nargs="*", help="检索词，写法与网页相同；不写则列出全部")
        parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE",
                            help=f"条件，可重复，同键为“或”。键：{'、'.join(GROUPS)}")
        parser.add_argument("--sort", choices=[name for name, _label in SORTS], default="relevance", help="排序")
        parser.add_argument("--page", type=int, default=1, help="第几页，每页 20 篇")
        parser.add_argument("--json", action="store_true", help="按机器可读的形式输出")
        parser.add_argument("--engine", choices=ENGINES,
                            help="用哪个引擎：whoosh_jieba（默认）或 plain（逐篇读，供核对）")

    def handle(self, *args: Any, **options: Any) -> None:
        request = SearchRequest(
            words=" ".join(options["words"]),
            filters=filters_from(options["filter"]),
            sort=options["sort"],
            page=max(options["page"], 1),
        )
        try:
            page = find(request, engine=options["engine"], every_value=options["json"])
        except SearchUnavailable as error:
            raise CommandError(f"{error} 请运行 manage.py index_rebuild。") from error
        except PageOutOfRange as error:
            raise CommandError("没有这一页：结果没有这么多。") from error
        reports = reports_of(page.hits)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(page, reports), ensure_ascii=False, indent=1))
        else:
            self.tell(page, reports)

    def tell(self, page: SearchPage, reports: dict[int, Report]) -> None:
        literal = f"，其中 {page.literal_total} 篇含原句" if page.pieces else ""
        self.stdout.write(f"{page.sentence}{literal}。")
        for notice in page.notices:
            self.stdout.write(f"注意：{notice}")
        for hit in page.hits:
            told = hit_json(hit, reports.get(hit.report_id))
            where = " · ".join(filter(None, [told["place"], str(told["year"] or "年份不详")]))
            self.stdout.write(f"\n[{hit.report_id}] {told['title']}（{where}）")
            for text in told["snippets"]:
                self.stdout.write(f"    {text}")
        for suggestion in page.suggestions:
            self.stdout.write(f"您要找的也许是：{suggestion.words}（{suggestion.total} 篇）")


def filters_from(given: list[str]) -> dict[str, tuple[str, ...]]:
    """``key=value`` …, values of one key together. Raises CommandError for a key that is none."""
    filters: dict[str, tuple[str, ...]] = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if key not in GROUPS or not equals or not value:
            raise CommandError(f"--filter {pair} 读不懂：要写成 键=值，键是 {'、'.join(GROUPS)} 之一。")
        filters[key] = (*filters.get(key, ()), value)
    return filters


def as_json(page: SearchPage, reports: dict[int, Report]) -> dict[str, object]:
    return {
        "total": page.total,
        "literal_total": page.literal_total,
        "sentence": page.sentence,
        "hits": [hit_json(hit, reports.get(hit.report_id)) for hit in page.hits],
        "facets": {
            group.name: [{"value": v.value, "label": v.label, "count": v.count} for v in group.values]
            for group in page.facets
        },
        "notices": list(page.notices),
        "suggestions": [asdict(suggestion) for suggestion in page.suggestions],
    }


def hit_json(hit: Hit, report: Report | None) -> dict[str, Any]:
    """A report withdrawn since the index was written has neither title, year, place nor words to show."""
    row = report_row(report, "orig") if report else None
    return {
        "id": hit.report_id,
        "title": row.title if row else "",
        "year": row.year if row else None,
        "place": row.place if row else "",
        "tier": hit.tier,
        "score": hit.score,
        "matched": [asdict(matched) for matched in hit.matched],
        "snippets": [snippet_text(snippet) for snippet in hit.snippets] if row else [],
    }
