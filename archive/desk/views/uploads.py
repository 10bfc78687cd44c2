"""Files: bring them in, see what became of them, read them again."""

from collections.abc import Sequence
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.desk.access import LOOK, REVIEW, UPLOAD, staff
from archive.desk.listing import choices, page_of
from archive.desk.pages import FileResult, UploadListPage, UploadPage, UploadsPage, report_row, upload_row
from archive.desk.views.queue import rows_for_list
from archive.models import Report, Upload, UploadState
from archive.services import originals
from archive.services.packed_folder import reports_in, told_members
from archive.services.reading_process import reading_process
from archive.services.receive import Received, read_again, receive_file, refusal


@staff(UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """One form for several files. Each is received by itself: one that fails leaves the others alone."""
    results: list[FileResult] = []
    asked_for_nothing = False
    if request.method == "POST":
        files = request.FILES.getlist("files")
        asked_for_nothing = not files
        results = results_of([(file.name or "", take(file, request)) for file in files])
        reports = [report for result in results for report in result.reports]
        if request.POST.get("straight") and len(reports) == 1 and results[0].state == "new":
            return redirect("desk:review", pk=reports[0].pk)
    else:
        # It takes a second to start, in which a person chooses files.
        reading_process.start()
    page = UploadPage(
        limit_mb=settings.UPLOAD_MAX_MB,
        limit_files=settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        results=tuple(results),
        asked_for_nothing=asked_for_nothing,
    )
    return render(request, "desk/upload.html", {"page": page})


def take(file: UploadedFile, request: HttpRequest) -> Received:
    """An oversized file is refused before its bytes are in memory."""
    words = refusal(file.size or 0)
    if words:
        return Received(None, "failed", words)
    return receive_file(file.read(), file.name or "", user=request.user)


def results_of(files: Sequence[tuple[str, Received]]) -> list[FileResult]:
    """What became of each named file, with the rows of all its reports, members' too."""
    ids = {report.pk for _, received in files for report in received.reports}
    rows = {report.pk: report_row(report) for report in rows_for_list(Report.objects.filter(pk__in=ids))}
    return [FileResult.of(name, received, rows) for name, received in files]


@staff(LOOK)
@require_safe
def upload_list(request: HttpRequest) -> HttpResponse:
    uploads: QuerySet[Upload] = with_container(Upload.objects.all())
    uploads = uploads.prefetch_related("reports")
    if request.GET.get("state") in UploadState.values:
        uploads = uploads.filter(state=request.GET["state"])
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    if words:
        uploads = uploads.filter(name__icontains=words)
    found = page_of(request, uploads)
    page = UploadsPage(
        rows=tuple(upload_row(row) for row in found),
        found=found,
        words=words,
        states=choices(request, "state", [("", _("全部")), *UploadState.choices]),
    )
    return render(request, "desk/uploads.html", {"page": page})


def with_container(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    return uploads.select_related("uploaded_by", "container").defer("raw_text", "container__raw_text")


@staff(LOOK)
@require_safe
def upload_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(with_container(Upload.objects.all()), pk=pk)
    members = told_members(row)
    reports = rows_for_list(row.reports.all()).order_by("part")
    page = UploadListPage(
        upload=upload_row(row),
        sha256=row.sha256,
        format=row.format,
        encoding=row.encoding,
        undecodable=row.undecodable,
        web_title=row.web_title,
        reports=tuple(report_row(report) for report in reports),
        members=results_of([(row.name, Received(row, "new", reports=reports_in(members), members=members))])[0].members,
        may_reread=request.user.has_perm(REVIEW),
    )
    return render(request, "desk/upload_detail.html", {"page": page})


@staff(LOOK)
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, always as a download: they may be a page with scripts."""
    row = get_object_or_404(Upload.objects.only("sha256", "name"), pk=pk)
    try:
        file = originals.path_of(row.sha256).open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    return response


@staff(REVIEW)
@require_POST
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Upload, pk=pk)
    try:
        received = read_again(row, originals.bytes_of(row))
    except FileNotFoundError:
        messages.error(request, _("原件不在数据文件夹里，不能重读。"))
        return redirect("desk:upload_detail", pk=pk)
    if received.state == "failed":
        messages.error(request, received.error)
    else:
        messages.success(request, _("已用现在的规则重读，人工决定过的没有改动。"))
    # Of a packed folder, the page tells of each file.
    for words in received.notices:
        messages.warning(request, words)
    return redirect("desk:upload_detail", pk=pk)
