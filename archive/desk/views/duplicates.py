"""A report beside the earlier one that it is like, and whether it is a copy."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive.desk.access import LOOK, REVIEW, staff
from archive.desk.duplicates import compared
from archive.models import DuplicateDecision, Report
from archive.services.publish import decide_duplicate


@staff(LOOK)
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(
        Report.objects.select_related("upload", "similar_to__upload").exclude(similar_to=None), pk=pk
    )
    page = compared(report, may_decide=request.user.has_perm(REVIEW))
    return render(request, "desk/duplicate.html", {"page": page})


@staff(REVIEW)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """``do`` is distinct, same, or undo."""
    report = get_object_or_404(Report.objects.exclude(similar_to=None, duplicate_decision=""), pk=pk)
    decision = {"distinct": DuplicateDecision.DISTINCT, "same": DuplicateDecision.SAME,
                "undo": DuplicateDecision.UNDECIDED}.get(request.POST.get("do", ""))
    if decision is None:
        messages.error(request, _("没有听懂要做什么。"))
        return redirect("desk:review", pk=pk)
    was_public = report.is_published
    report = decide_duplicate(report, decision, request.user, request.POST.get("reason", "").strip()[:80])
    words = {
        DuplicateDecision.DISTINCT: _("已记下：不是重复，可以照常发布。"),
        DuplicateDecision.SAME: _("已记下：是重复，不再发布；原件与审读结果都还在。"),
        DuplicateDecision.UNDECIDED: _("已撤销，重复与否待定。"),
    }[decision]
    if was_public and not report.is_published:
        words = _("已记下：是重复，已撤下；原件与审读结果都还在。")
    messages.success(request, words)
    return redirect("desk:review", pk=pk)
