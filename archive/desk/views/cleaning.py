"""What people decide about the cleaning of an upload: words that stay, and where its reports begin."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.desk.access import REVIEW, staff
from archive.desk.borders import Borders, borders_of
from archive.desk.changes import name_of, of_group, rows_of
from archive.desk.pages import ConfirmPage
from archive.models import CleaningDecision, Report, Upload
from archive.services.decide import DecisionRefused
from archive.services.revise import NeedsConfirmation, Revised, keep_changes, set_borders, undo

# More digits than any position has would not fit into the database's numbers.
DIGITS = 10
REASON = 300


@staff(REVIEW)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Words of one ``change`` (start:end:rule) stay as they came, or those of all changes of a ``group``."""
    report = get_object_or_404(Report.objects.select_related("upload"), pk=pk)
    if group := request.POST.get("group", ""):
        rows = of_group(report, group)
    else:
        wanted = request.POST.get("change", "")
        rows = [row for row in rows_of(report) if name_of(row) == wanted]
    changes = [(start, end, rule) for start, end, _new, rule in rows]
    return _done(request, report, lambda: keep_changes(report.upload, changes, request.user, _reason(request)))


@staff(REVIEW)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision on cleaning is taken back; ``report`` is the report on whose page that was asked."""
    decision = get_object_or_404(CleaningDecision.objects.select_related("upload"), pk=pk)
    report = _asked_from(request, decision.upload)
    return _done(request, report, lambda: undo(decision, request.user, confirmed=_is_confirmed(request)))


@staff(REVIEW)
@require_POST
def move_border(request: HttpRequest, pk: int) -> HttpResponse:
    """``do`` is up, down, merge or split, ``at`` the border or the paragraph as a raw position, ``report`` the report
    on whose page that was asked."""
    upload = get_object_or_404(Upload, pk=pk)
    report = _asked_from(request, upload)
    decision = upload.cleaning_decisions.filter(kind=CleaningDecision.Kind.BORDERS).first()
    held = Borders(upload.raw_text, borders_of(list(upload.reports.all()), decision))
    at = number_in(request, "at")
    ways = {"up": lambda: held.moved(at, -1), "down": lambda: held.moved(at, 1), "merge": lambda: held.merged(at),
            "split": lambda: held.split(at)}
    wanted = ways.get(request.POST.get("do", ""), lambda: None)()
    if wanted is None:
        messages.error(request, _("分界已经不在那里，或那里不能分，没有改动。"))
        return redirect(f"{reverse('desk:review', args=[report.pk])}#split")
    return _done(request, report, lambda: set_borders(upload, wanted, request.user, _reason(request),
                                                      confirmed=_is_confirmed(request)))


def _done(request: HttpRequest, report: Report, change: Callable[[], Revised]) -> HttpResponse:
    """Carry out, tell what changed, and go back to the page; or say why not, or ask."""
    try:
        revised = change()
    except NeedsConfirmation as asked:
        return _asked(request, report, str(asked))
    except DecisionRefused as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('desk:review', args=[report.pk])}{_place(request)}")
    for words in revised.words:
        messages.success(request, words)
    for words in revised.notices:
        messages.warning(request, words)
    return redirect(f"{reverse('desk:review', args=[_still_there(report, revised).pk])}{_place(request)}")


def _asked(request: HttpRequest, report: Report, words: str) -> HttpResponse:
    sent = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "confirmed")]
    back = reverse("desk:review", args=[report.pk])
    page = ConfirmPage(words=words, action=request.path, fields=tuple(sent), back=back)
    return render(request, "desk/confirm.html", {"page": page})


def _place(request: HttpRequest) -> str:
    of_borders = request.resolver_match.url_name == "borders" or request.POST.get("from") == "split"
    return "#split" if of_borders else "#changes"


def _still_there(report: Report, revised: Revised) -> Report:
    """The report that was looked at, or the one that has its first words now."""
    if any(row.pk == report.pk for row in revised.reports):
        return report
    return max((row for row in revised.reports if row.raw_start <= report.raw_start), key=lambda row: row.raw_start)


def _asked_from(request: HttpRequest, upload: Upload) -> Report:
    report = upload.reports.filter(pk=number_in(request, "report")).first() or upload.reports.order_by("part").first()
    if report is None:
        raise Http404
    return report


def _is_confirmed(request: HttpRequest) -> bool:
    return request.POST.get("confirmed") == "1"


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:REASON]


def number_in(request: HttpRequest, name: str) -> int:
    """A whole number sent by a form, -1 for anything else."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= DIGITS else -1
