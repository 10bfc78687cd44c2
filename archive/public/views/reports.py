"""A report, and the file it came in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive import selectors
from archive.models import Report, Upload
from archive.public.frame import chosen_script
from archive.public.pages.report import VIEWS, ReportRequest, report_page
from archive.public.pages.uploads import upload_page


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One published report. Unknown values in the address are read as the defaults."""
    found = selectors.for_reading(pk)
    if found is None:
        raise Http404
    view = request.GET.get("view", "clean")
    asked = ReportRequest(
        view=view if view in VIEWS else "clean",
        script=chosen_script(request),
        query=request.GET.get("q", "").strip()[:200],
        marks=request.GET.get("marks") != "off",
        rule=request.GET.get("rule", "")[:80],
        fields=dict(request.GET.lists()),
    )
    url = request.build_absolute_uri(found.get_absolute_url())
    page = report_page(found, asked, url, timezone.localdate())
    return render(request, f"archive/report_{asked.view}.html", {"page": page})


@require_safe
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A file by its published reports; a file without any is not there for the public."""
    if not Report.objects.published().filter(upload=pk).exists():
        raise Http404
    found = get_object_or_404(Upload.objects.defer("raw_text"), pk=pk)
    return render(request, "archive/upload.html", {"page": upload_page(found, chosen_script(request))})
