"""Feeds."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from archive import selectors
from archive.models import Report
from archive.public.citation import SAMPLE_NOTE
from archive.public.display import full_width, xml_text
from archive.public.pages.shared import full_name

ENTRIES = 30
SUMMARY = 200


class NewReports(Feed):
    """The reports published last, Atom. Samples say so."""

    feed_type = Atom1Feed
    title = "党建报告库：新近发布"
    subtitle = "最近发布的报告"
    link = "/"
    # Its words and the reports are Chinese whatever language the reader's pages are in.
    language = "zh-Hans"

    def feed_url(self) -> str:
        return reverse("public:feed")

    def items(self) -> list[Report]:
        reports = selectors.for_list(Report.objects.published()).defer(None).defer("trail", "upload__raw_text")
        return list(reports.order_by("-released_at", "-pk")[:ENTRIES])

    def item_title(self, item: Report) -> str:
        return xml_text(f"［示例］{item.title}" if item.is_sample else item.title)

    def item_description(self, item: Report) -> str:
        place = full_name(selectors.place_path(item.locality, item.year)) or "地区不详"
        year = str(item.year) if item.year is not None else "年份不详"
        words = full_width(xml_text(item.text[:SUMMARY])).replace("\n", " ")
        return "　".join(filter(None, (SAMPLE_NOTE if item.is_sample else "", f"{place} · {year}", words)))

    def item_author_name(self, item: Report) -> str:
        return xml_text("、".join(authorship.author.name for authorship in item.authorships.all()))

    def item_pubdate(self, item: Report) -> datetime:
        return item.released_at or item.added_at

    def item_updateddate(self, item: Report) -> datetime:
        return item.released_at or item.added_at
