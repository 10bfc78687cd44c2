"""One report between its original and its readers: findings decided, record edited, published or taken back."""

from collections.abc import Mapping

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive.desk.access import LOOK, REVIEW, staff
from archive.desk.borders import Borders, borders_of
from archive.desk.cards import cards_of, is_leading
from archive.desk.changes import change_groups, kept_rows
from archive.desk.field_labels import LABELS
from archive.desk.flags import flags_of
from archive.desk.pages import Cleaning, Field, ReviewPage, Sibling, report_row
from archive.desk.panes import clean_pane, original_pane
from archive.models import Authorship, CleaningDecision, Finding, Genre, Report, ReportStatus, YearKind
from archive.services.decide import (
    FIELDS,
    DecisionRefused,
    accept,
    add_author,
    correct,
    current,
    edit_report,
    reject,
    undo,
)
from archive.services.publish import NotPublishable, publish, withdraw

AUTHOR_FIELDS = ("author", "author_kind", "author_role", "author_affiliation")
HISTORY_LINES = 20


@staff(LOOK)
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _report(pk))


def _report(pk: int) -> Report:
    reports = Report.objects.select_related(
        "upload__uploaded_by", "locality__parent", "similar_to", "reviewed_by"
    ).prefetch_related(
        "locality__names",
        Prefetch("authorships", Authorship.objects.select_related("author")),
        Prefetch("findings", Finding.objects.select_related("decided_by")),
    )
    return get_object_or_404(reports, pk=pk)


def _page(
    request: HttpRequest, report: Report, given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The review page; ``given`` are a form's values that were refused, ``errors`` why, by field."""
    findings = list(report.findings.all())
    by_pk = {finding.pk: finding for finding in findings}
    cards = cards_of(report, findings)
    leading = tuple(card for card in cards if is_leading(card, by_pk[card.pk]))
    asked = request.GET.get("edit", "")
    editing = int(asked) if asked.isascii() and asked.isdigit() else 0
    given, errors = given or {}, errors or {}
    siblings = list(Report.objects.filter(upload_id=report.upload_id).order_by("part").defer("text", "trail"))
    place = [row.pk for row in siblings].index(report.pk)
    page = ReviewPage(
        row=report_row(report),
        original=original_pane(report, findings),
        original_lang="zh-Hant" if report.script == "hant" else "zh-Hans",
        clean=clean_pane(report, findings),
        cards=leading,
        other_cards=tuple(card for card in cards if card not in leading),
        open_cards=sum(card.is_open for card in leading),
        editing=editing,
        current=editing or next((card.pk for card in leading if card.is_open), 0),
        fields={name: _field(report, name, given, errors) for name in FIELDS},
        genres=tuple(Genre.values),
        author={name: given.get(name, "") for name in AUTHOR_FIELDS},
        author_error=errors.get("author", ""),
        siblings=_siblings(report, siblings),
        history=_history(report),
        previous_pk=_neighbour(report, before=True),
        next_pk=_neighbour(report, before=False),
        may_review=request.user.has_perm(REVIEW),
        saved_at=report.history.values_list("history_date", flat=True).first(),
        cleaning=_cleaning(request, report, siblings),
        before_pk=siblings[place - 1].pk if place else None,
        after_pk=siblings[place + 1].pk if place + 1 < len(siblings) else None,
    )
    return render(request, "desk/review.html", {"page": page})


def _field(report: Report, name: str, given: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    value = given.get(name, _shown(report, name))
    notes = {"year": _("推断；不知则留空") if report.year_kind == YearKind.INFERRED else _("四位数字；不知则留空"),
             "locality": _("全名或六位代码；没有则留空")}
    return Field(name, LABELS[name], value, errors.get(name, ""), notes.get(name, ""))


def _shown(report: Report, name: str) -> str:
    """A place with its code in brackets, so that the form gives back the same place."""
    if name == "locality" and report.locality:
        return f"{report.locality.name_in(report.year)}（{report.locality_id}）"
    return current(report, name)


def _siblings(report: Report, rows: list[Report]) -> tuple[Sibling, ...]:
    return tuple(
        Sibling(other.pk, other.part, other.title, other.raw_start + 1, other.raw_end, other.pk == report.pk,
                other.get_status_display())
        for other in rows
    )


def _cleaning(request: HttpRequest, report: Report, siblings: list[Report]) -> Cleaning:
    decisions = list(report.upload.cleaning_decisions.select_related("decided_by"))
    set_by_hand = next((row for row in decisions if row.kind == CleaningDecision.Kind.BORDERS), None)
    borders = Borders(report.upload.raw_text, borders_of(siblings, set_by_hand))
    by = ""
    if set_by_hand is not None:
        who = set_by_hand.decided_by.get_username() if set_by_hand.decided_by else ""
        by = f"{who} {timezone.localtime(set_by_hand.decided_at):%Y-%m-%d}"
    return Cleaning(
        groups=change_groups(report),
        kept=kept_rows(report, decisions),
        flags=flags_of(report),
        top=borders.border(report.raw_start, seen_from_below=True),
        bottom=borders.border(report.raw_end, seen_from_below=False),
        borders_pk=set_by_hand.pk if set_by_hand else 0,
        borders_by=by,
        splits=borders.splits if request.GET.get("split") else frozenset(),
    )


def _history(report: Report) -> tuple:
    """Of the report, and of what was decided about the cleaning of its file; the latest first."""
    lines = [
        (line.history_date, line.history_user, line.history_change_reason or "")
        for line in report.history.exclude(history_change_reason=None).select_related("history_user")[:HISTORY_LINES]
    ]
    for line in CleaningDecision.history.filter(upload=report.upload_id).select_related("history_user")[:HISTORY_LINES]:
        what = {"+": _("决定"), "~": _("改动"), "-": _("撤销")}[line.history_type]
        words = _("%(what)s%(kind)s") % {"what": what, "kind": line.get_kind_display()}
        lines.append((line.history_date, line.history_user, f"{words}：{line.reason}" if line.reason else words))
    lines.sort(key=lambda line: line[0], reverse=True)
    return tuple((at, user.get_username() if user else _("系统"), why) for at, user, why in lines[:HISTORY_LINES])


def _neighbour(report: Report, *, before: bool) -> int | None:
    """The draft before or after this one in the order of the queue (newest first)."""
    drafts = Report.objects.filter(status=ReportStatus.DRAFT)
    if before:
        return drafts.filter(pk__gt=report.pk).order_by("pk").values_list("pk", flat=True).first()
    return drafts.filter(pk__lt=report.pk).order_by("-pk").values_list("pk", flat=True).first()


@staff(REVIEW)
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the record; with ``do=publish`` publish it too. What is refused is said beside its field."""
    report = _report(pk)
    changes = _changes(request, report)
    try:
        edit_report(report, changes, request.user, request.POST.get("reason", ""))
    except DecisionRefused as refused:
        return _page(request, report, request.POST, {refused.field: str(refused)})
    if request.POST.get("author", "").strip():
        try:
            add_author(
                report,
                request.POST["author"],
                request.user,
                kind=request.POST.get("author_kind", "person"),
                role=request.POST.get("author_role", ""),
                affiliation=request.POST.get("author_affiliation", ""),
            )
        except DecisionRefused as refused:
            return _page(request, _report(pk), request.POST, {"author": str(refused)})
    if request.POST.get("do") == "publish":
        return _published(request, report)
    messages.success(request, _("已保存。"))
    return redirect("desk:review", pk=pk)


def _changes(request: HttpRequest, report: Report) -> dict[str, str]:
    """What the form sends, without fields that stand as they were shown."""
    sent = {name: request.POST[name] for name in FIELDS if name in request.POST}
    return {name: value for name, value in sent.items() if value.strip() != _shown(report, name)}


def _published(request: HttpRequest, report: Report) -> HttpResponse:
    try:
        publish(report, request.user)
    except NotPublishable as error:
        messages.error(request, str(error))
    else:
        words = _("已发布《%(title)s》，读者现在可以看到；几秒后可检索到。")
        messages.success(request, words % {"title": Report.objects.values_list("title", flat=True).get(pk=report.pk)})
        following = Report.objects.filter(upload_id=report.upload_id, part__gt=report.part, status=ReportStatus.DRAFT)
        return redirect("desk:review", pk=following.order_by("part").values_list("pk", flat=True).first() or report.pk)
    return redirect("desk:review", pk=report.pk)


@staff(REVIEW)
@require_POST
def publish_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _published(request, get_object_or_404(Report, pk=pk))


@staff(REVIEW)
@require_POST
def withdraw_report(request: HttpRequest, pk: int) -> HttpResponse:
    withdraw(get_object_or_404(Report, pk=pk), request.user, request.POST.get("reason", "").strip()[:80])
    messages.success(request, _("已撤下，读者不再看到；原件与审读结果都还在。"))
    return redirect("desk:review", pk=pk)


@staff(REVIEW)
@require_POST
def decide_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """``do`` is accept, reject, undo, correct (with ``value``), or edit: show the card with a field for the value."""
    finding = get_object_or_404(Finding, pk=pk)
    wish, reason = request.POST.get("do", ""), request.POST.get("reason", "").strip()
    address = reverse("desk:review", args=[finding.report_id])
    if wish == "edit":
        return redirect(f"{address}?edit={pk}#v{pk}")
    try:
        if wish == "accept":
            accept(finding, request.user, reason)
        elif wish == "reject":
            reject(finding, request.user, reason)
        elif wish == "undo":
            undo(finding, request.user, reason)
        elif wish == "correct":
            correct(finding, request.POST.get("value", ""), request.user, reason, _details(request, finding))
        else:
            messages.error(request, _("没有听懂要做什么。"))
    except DecisionRefused as refused:
        messages.error(request, str(refused))
        return redirect(f"{address}?edit={pk}#v{pk}")
    return redirect(f"{address}#find-{_next_open(finding) if wish in ('accept', 'reject') else pk}")


def _details(request: HttpRequest, finding: Finding) -> dict[str, str]:
    if finding.kind != Finding.Kind.PERSON:
        return {}
    return {name: request.POST[name].strip()[:200] for name in ("role", "affiliation") if name in request.POST}


def _next_open(finding: Finding) -> int:
    """The card below that still waits, in the order of the page; this one where none does."""
    report = finding.report
    findings = list(report.findings.all())
    by_pk = {row.pk: row for row in findings}
    cards = [card for card in cards_of(report, findings) if is_leading(card, by_pk[card.pk])]
    places = [card.pk for card in cards]
    if finding.pk not in places:
        return finding.pk
    after = cards[places.index(finding.pk) + 1 :]
    return next((card.pk for card in after if card.is_open), finding.pk)
