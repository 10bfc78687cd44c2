"""What waits for a person."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from archive.desk.access import LOOK, REVIEW, staff
from archive.desk.listing import choices, page_of
from archive.desk.pages import HomePage, QueuePage, report_row, upload_row
from archive.desk.problems import BY_KEY, PROBLEMS, counts, with_problem
from archive.models import Report, ReportStatus, Upload, UploadState
from archive.services.decide import accept_sure
from archive.services.publish import NotPublishable, publish

LARGE = ("text", "trail", "headings", "upload__raw_text")
RECENT = 8


def rows_for_list(reports: QuerySet[Report]) -> QuerySet[Report]:
    return (
        reports.select_related("upload", "upload__uploaded_by", "locality", "similar_to")
        .prefetch_related("authorships__author", "locality__names")
        .defer(*LARGE, "similar_to__text", "similar_to__trail", "similar_to__headings")
    )


@staff(LOOK)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    drafts = Report.objects.filter(status=ReportStatus.DRAFT)
    page = HomePage(
        drafts=drafts.count(),
        published=Report.objects.published().count(),
        withdrawn=Report.objects.filter(status=ReportStatus.WITHDRAWN).count(),
        unread=Upload.objects.exclude(state=UploadState.READ).count(),
        waiting=tuple(report_row(report) for report in rows_for_list(drafts).order_by("-id")[:RECENT]),
        uploads=tuple(
            upload_row(upload)
            for upload in Upload.objects.defer("raw_text").select_related("uploaded_by").prefetch_related("reports")[
                :RECENT
            ]
        ),
    )
    return render(request, "desk/home.html", {"page": page})


@staff(LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Reports by status, problem, uploader and words of the title; POST does something with those that are ticked."""
    if request.method == "POST":
        return _with_ticked(request)
    reports = rows_for_list(filtered(request)).order_by("-id")
    found = page_of(request, reports)
    people = get_user_model().objects.filter(uploads__isnull=False).distinct().order_by("username")
    by_problem = filtered(request, but="problem")
    page = QueuePage(
        rows=tuple(report_row(report) for report in found),
        found=found,
        words=request.GET.get("q", ""),
        statuses=choices(
            request, "status", [("", _("待审")), *ReportStatus.choices[1:], ("all", _("全部"))], _status_counts(request)
        ),
        problems=choices(
            request, "problem", [("", _("不限")), *((p.key, p.label) for p in PROBLEMS)],
            counts(by_problem) | {"": by_problem.count()},
        ),
        uploaders=choices(request, "by", [("", _("不限")), *((str(u.pk), u.get_username()) for u in people)]),
        may_publish=request.user.has_perm(REVIEW),
        query="?" + request.GET.urlencode(),
    )
    return render(request, "desk/queue.html", {"page": page})


def filtered(request: HttpRequest, but: str = "") -> QuerySet[Report]:
    """The reports of the address; with one parameter of it passed over."""
    reports = Report.objects.all()
    status = request.GET.get("status") or ReportStatus.DRAFT
    if status in ReportStatus.values and but != "status":
        reports = reports.filter(status=status)
    problem = request.GET.get("problem", "")
    if problem in BY_KEY and but != "problem":
        reports = with_problem(reports, problem)
    uploader = request.GET.get("by", "")
    if uploader.isascii() and uploader.isdigit() and len(uploader) < 10:
        reports = reports.filter(upload__uploaded_by=int(uploader))
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    if words:
        reports = reports.filter(Q(title__icontains=words) | Q(upload__name__icontains=words))
    return reports


def _status_counts(request: HttpRequest) -> dict[str, int]:
    rows = filtered(request, but="status").order_by().values_list("status").annotate(n=Count("pk"))
    found = dict.fromkeys(ReportStatus.values, 0) | dict(rows)
    return found | {"": found[ReportStatus.DRAFT], "all": sum(found.values())}


def _with_ticked(request: HttpRequest) -> HttpResponse:
    """Publish the ticked reports, or with ``do=accept`` accept what is sure in them."""
    if not request.user.has_perm(REVIEW):
        raise PermissionDenied
    # More digits than any id has would not fit into the database's numbers.
    ids = [int(n) for n in request.POST.getlist("report") if n.isascii() and n.isdigit() and len(n) < 19]
    reports = list(Report.objects.filter(pk__in=ids).order_by("pk"))
    if not reports:
        messages.warning(request, _("没有选中任何一篇。"))
    elif request.POST.get("do") == "accept":
        _accept(request, reports)
    else:
        _publish(request, reports)
    return redirect(request.get_full_path())


def _publish(request: HttpRequest, reports: list[Report]) -> None:
    done, refused = 0, []
    drafts = [report for report in reports if report.status == ReportStatus.DRAFT]
    for report in drafts:
        try:
            publish(report, request.user)
            done += 1
        except NotPublishable as error:
            refused.append(f"《{report.title}》：{error}")
    if done:
        messages.success(request, ngettext("已发布 %(n)d 篇。", "已发布 %(n)d 篇。", done) % {"n": done})
    if others := len(reports) - len(drafts):
        words = ngettext("%(n)d 篇已不在待审之列，没有改动。", "%(n)d 篇已不在待审之列，没有改动。", others)
        messages.info(request, words % {"n": others})
    if refused:
        n = len(refused)
        messages.warning(request, ngettext("%(n)d 篇没有发布：", "%(n)d 篇没有发布：", n) % {"n": n})
    for words in refused:
        messages.error(request, words)


def _accept(request: HttpRequest, reports: list[Report]) -> None:
    done, waiting, touched = 0, 0, 0
    for report in reports:
        accepted, left = accept_sure(report, request.user)
        done, waiting, touched = done + accepted, waiting + left, touched + bool(accepted)
    if done:
        messages.success(request, _("已采纳 %(n)d 条发现，分属 %(reports)d 篇。") % {"n": done, "reports": touched})
    else:
        messages.info(request, _("没有可以成批采纳的发现。"))
    if waiting:
        messages.warning(request, _("还有 %(n)d 条把握不足，没有采纳，请逐条看。") % {"n": waiting})
