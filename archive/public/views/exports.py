"""A report to take away: citation, original bytes, clean text, JSON."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from archive import selectors
from archive.models import Report
from archive.public import citation
from archive.public.pages.export import as_text, report_record
from archive.public.pages.shared import full_name

# Bytes of strangers are handed out for saving only, never as a page of this site.
BINARY = "application/octet-stream"


def _published(pk: int) -> Report:
    found = selectors.for_reading(pk)
    if found is None:
        raise Http404
    return found


def _attachment(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Robots-Tag"] = "noindex"
    return response


def _reference(request: HttpRequest, report: Report) -> citation.Reference:
    place = full_name(selectors.place_path(report.locality, report.year))
    url = request.build_absolute_uri(report.get_absolute_url())
    return citation.reference(report, place, url, timezone.localdate())


@require_safe
def cite(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    if format not in citation.FORMS:
        raise Http404
    form = citation.FORMS[format]
    content = form.write(_reference(request, _published(pk)))
    return _attachment(HttpResponse(content, content_type=form.content_type), f"report-{pk}.{format}")


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as received. The file may hold reports that are not published: then it is not given out."""
    upload = _published(pk).upload
    if selectors.has_hidden_parts(upload.pk):
        raise Http404
    path = Path(settings.ORIGINALS_DIR) / upload.stored_at
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, as_attachment=True, filename=upload.name, content_type=BINARY)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def text(request: HttpRequest, pk: int) -> HttpResponse:
    report = _published(pk)
    content = as_text(report, _reference(request, report))
    return _attachment(HttpResponse(content, content_type="text/plain; charset=utf-8"), f"report-{pk}.txt")


@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    report = _published(pk)
    record = report_record(report, _reference(request, report))
    return JsonResponse(record, json_dumps_params={"ensure_ascii": False, "indent": 2})
