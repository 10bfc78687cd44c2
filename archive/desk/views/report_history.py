"""The history of one report, and the way back from each decision in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive.desk.access import LOOK, REVIEW, staff
from archive.desk.report_history import history_page
from archive.models import Finding, Report
from archive.services.decide import go_back


@staff(LOOK)
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    reports = Report.objects.defer("text", "trail", "headings").prefetch_related("findings")
    page = history_page(get_object_or_404(reports, pk=pk), may_review=request.user.has_perm(REVIEW))
    return render(request, "desk/report_history.html", {"page": page})


@staff(REVIEW)
@require_POST
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    """The finding is again what it was before this record (``pk``) of its history."""
    record = get_object_or_404(Finding.history, pk=pk)
    finding = get_object_or_404(Finding, pk=record.id)
    earlier = Finding.history.filter(id=record.id, history_id__lt=record.pk).order_by("-history_id").first()
    go_back(finding, earlier, request.user, request.POST.get("reason", "").strip()[:300])
    messages.success(request, _("已退回。"))
    return redirect("desk:report_history", pk=finding.report_id)
