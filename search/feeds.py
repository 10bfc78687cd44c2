"""The feed of a search: what was added last of what it finds."""

from django.http import HttpRequest

from archive.models import Report
from archive.public.display import xml_text
from archive.public.feeds import ENTRIES, NewReports
from search.pages import address, feed_address
from search.request import PAGE_SIZES, SearchPage
from search.request import request_from_query as read
from search.sentence import total_told
from search.service import newest

CHINESE = "zh-hans"


class SearchFeed(NewReports):
    """The reports of one search added last, Atom. Its words are Chinese whatever language the pages are in."""

    def get_object(self, request: HttpRequest) -> SearchPage:
        return newest(read(dict(request.GET.lists())), ENTRIES)

    def title(self, page: SearchPage) -> str:
        return xml_text(f"党建报告库：{page.sentence.removesuffix(total_told(page.total))}")

    def subtitle(self, page: SearchPage) -> str:
        return "本次检索所得，新收入的在前"

    def link(self, page: SearchPage) -> str:
        return address(page.request, page_size=PAGE_SIZES[0])

    def feed_url(self, page: SearchPage) -> str:
        return feed_address(page.request)

    def items(self, page: SearchPage) -> list[Report]:
        ids = [hit.report_id for hit in page.hits]
        published = Report.objects.published().select_related("upload", "locality__parent__parent")
        found = published.prefetch_related(
            "authorships__author", "locality__names", "locality__parent__names", "locality__parent__parent__names"
        ).defer("trail", "upload__raw_text").in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]
