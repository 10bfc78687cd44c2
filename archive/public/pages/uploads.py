"""A file as it came, by its published reports."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from archive import selectors
from archive.models import Report, Upload
from archive.public.pages.shared import Crumb, ReportRow, report_row

FORMATS = {
    "text": _("纯文本"), "html": _("网页"), "docx": _("Word 文档"), "doc": _("Word 文档（旧式）"), "pdf": "PDF",
}  # fmt: skip


@dataclass(frozen=True)
class PartRow:
    part: int
    row: ReportRow


@dataclass(frozen=True)
class UploadPage:
    """Parts that are not published are not told of; ``is_whole`` where there are none (the web page's title may speak
    of them)."""

    upload: Upload
    is_whole: bool
    format: str
    crumbs: tuple[Crumb, ...]
    parts: tuple[PartRow, ...]


def format_words(upload: Upload) -> str:
    return str(FORMATS.get(upload.format, upload.format.upper()))


def upload_page(upload: Upload, script: str) -> UploadPage:
    """``upload`` has at least one published report."""
    reports = selectors.for_list(Report.objects.published().filter(upload=upload)).order_by("part")
    return UploadPage(
        upload=upload,
        is_whole=not selectors.has_hidden_parts(upload.pk),
        format=format_words(upload),
        crumbs=(Crumb(upload.name),),
        parts=tuple(PartRow(report.part, report_row(report, script)) for report in reports),
    )
