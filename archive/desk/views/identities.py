"""Initiatives and authors: merged, taken apart, renamed, kept apart. Each view serves both, told by ``desk``."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.desk.access import staff
from archive.desk.identities import (
    DECIDE,
    DESKS,
    LISTED_PROPOSALS,
    LOOK_AT,
    Desk,
    MergePage,
    NamePage,
    NamesPage,
    VariantsPage,
    counted,
    decisions_about,
    detail_of,
    matching,
    meant,
    name_row,
    occurrence_row,
    occurrences_of,
    proposals,
    with_quotes,
)
from archive.desk.listing import choices, page_of
from archive.models import Author, IdentityDecision, Initiative
from archive.services import identities
from archive.services.decide import DecisionRefused

REASON = 300


class Views:
    """The pages of one subject, each guarded by the rights to its table."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        look, decide = staff(desk.right(LOOK_AT)), staff(desk.right(DECIDE))
        self.names = look(require_safe(self._names))
        self.variants = look(require_safe(self._variants))
        self.page = look(require_safe(self._page))
        self.merge = look(require_http_methods(["GET", "HEAD", "POST"])(self._merge))
        self.split = decide(require_POST(self._split))
        self.rename = decide(require_POST(self._rename))

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.desk.right(DECIDE))

    def _names(self, request: HttpRequest) -> HttpResponse:
        """Those that some report names, by words and category or kind."""
        desk, field = self.desk, "kind" if self.desk.is_authors else "category"
        words = request.GET.get("q", "").replace("\0", "").strip()[:100]
        rows = matching(desk, counted(desk), words) if words else counted(desk)
        labels = dict(Author.Kind.choices)
        values = sorted({value for value in counted(desk).order_by().values_list(field, flat=True) if value})
        group = request.GET.get("group", "")
        if group in values:
            rows = rows.filter(**{field: group})
        found = page_of(request, rows)
        page = NamesPage(
            desk=desk,
            rows=tuple(name_row(desk, row) for row in found),
            found=found,
            words=words,
            groups=choices(request, "group", [("", _("不限")), *((v, labels.get(v, v)) for v in values)]),
            may_decide=self._may(request),
        )
        return render(request, "desk/names.html", {"page": page})

    def _variants(self, request: HttpRequest) -> HttpResponse:
        found = proposals(self.desk)
        page = VariantsPage(self.desk, tuple(found[:LISTED_PROPOSALS]), len(found), self._may(request))
        return render(request, "desk/variants.html", {"page": page})

    def _page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One with all its occurrences; one that was merged leads to what it is part of now."""
        desk = self.desk
        row = counted(desk).filter(pk=pk).first()
        if row is None:
            held = get_object_or_404(desk.subject.rows, pk=pk)
            now = identities.survivor(desk.subject, held)
            if now.pk != held.pk:
                return redirect(desk.url("page", now.pk))
            row = held
            row.reports = row.published = 0
        found = page_of(request, occurrences_of(desk, row))
        categories = Initiative.objects.exclude(category="").order_by("category").values_list("category", flat=True)
        page = NamePage(
            desk=desk,
            row=name_row(desk, row),
            kind=row.get_kind_display() if desk.is_authors else "",
            key="" if desk.is_authors else row.key,
            occurrences=tuple(occurrence_row(desk, occurrence) for occurrence in found),
            found=found,
            history=decisions_about(desk, row),
            categories=() if desk.is_authors else tuple(categories.distinct()),
            public_url=row.get_absolute_url() if row.published else "",
            may_decide=self._may(request),
        )
        return render(request, "desk/name.html", {"page": page})

    def _merge(self, request: HttpRequest) -> HttpResponse:
        """GET shows what is to be merged (``pk`` of each, ``with`` a name or number); POST does it, or keeps apart."""
        sent = request.POST if request.method == "POST" else request.GET
        pks = [int(pk) for pk in sent.getlist("pk") if pk.isascii() and pk.isdigit() and len(pk) < 10]
        rows = {row.pk: row for row in counted(self.desk).filter(pk__in=pks)}
        if request.method == "POST":
            return self._decide(request, rows)
        words = request.GET.get("with", "").strip()[:100]
        others = [row for row in meant(self.desk, words) if row.pk not in rows]
        rows |= {row.pk: row for row in others}
        into = max(rows.values(), key=lambda row: row.reports).pk if rows else 0
        told = _("没有叫“%(words)s”的。") % {"words": words} if words and not others else ""
        page = MergePage(self.desk, with_quotes(self.desk, list(rows.values())), into, told, self._may(request))
        return render(request, "desk/name_merge.html", {"page": page})

    def _decide(self, request: HttpRequest, rows: dict[int, Any]) -> HttpResponse:
        if not self._may(request):
            raise PermissionDenied
        desk, reason = self.desk, request.POST.get("reason", "").strip()[:REASON]
        into = request.POST.get("into", "")
        chosen = rows.get(int(into)) if into.isascii() and into.isdigit() and len(into) < 10 else None
        try:
            if request.POST.get("do") == "apart":
                identities.keep_apart(desk.subject, list(rows.values()), request.user, reason)
                messages.success(request, _("已记下：各是各的，不再提议合并。"))
                return redirect(desk.variants_url)
            if chosen is None:
                raise DecisionRefused(_("请选定保留哪一个。"))
            done = identities.merge(desk.subject, chosen, list(rows.values()), request.user, reason)
        except DecisionRefused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())
        words = _("“%(before)s”已并入“%(after)s”，随时可以撤销。")
        messages.success(request, words % {"before": done.before, "after": done.after})
        return redirect(desk.url("page", chosen.pk))

    def _split(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ticked occurrences go to a new one (``name``, ``distinction``) or to one there is (``into``)."""
        desk, sent = self.desk, request.POST
        row = get_object_or_404(desk.subject.rows, pk=pk)
        ids = [int(n) for n in sent.getlist("occurrence") if n.isascii() and n.isdigit() and len(n) < 19]
        try:
            done = identities.split(
                desk.subject, list(occurrences_of(desk, row).filter(pk__in=ids)), request.user,
                sent.get("reason", "").strip()[:REASON], into=self._one_meant(sent.get("into", "").strip()[:100]),
                name=sent.get("name", ""), distinction=sent.get("distinction", ""),
            )
        except DecisionRefused as refused:
            messages.error(request, str(refused))
        else:
            words = _("已分到“%(after)s”，随时可以撤销。")
            messages.success(request, words % {"after": done.after})
        return redirect(desk.url("page", pk))

    def _one_meant(self, words: str) -> Any:
        if not words:
            return None
        found = meant(self.desk, words)
        if len(found) == 1:
            return found[0]
        if not found:
            raise DecisionRefused(_("没有叫“%(words)s”的。") % {"words": words})
        told = _("、").join(f"{row.name} {detail_of(row)}（{row.pk}）" for row in found)
        raise DecisionRefused(_("不止一个，请写编号：%(rows)s") % {"rows": told})

    def _rename(self, request: HttpRequest, pk: int) -> HttpResponse:
        desk, sent = self.desk, request.POST
        row = get_object_or_404(desk.subject.rows, pk=pk)
        reason = sent.get("reason", "").strip()[:REASON]
        try:
            if desk.is_authors:
                row = identities.rename_author(
                    row, sent.get("name", ""), sent.get("distinction", ""), request.user, reason
                )
            else:
                row = identities.rename_initiative(
                    row, sent.get("name", ""), sent.get("category", ""), request.user, reason
                )
        except DecisionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已保存。"))
        return redirect(desk.url("page", row.pk))


INITIATIVES, AUTHORS = Views(DESKS["initiative"]), Views(DESKS["author"])


@staff("archive.view_initiative")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back; then to the page it was asked from."""
    decision = get_object_or_404(IdentityDecision, pk=pk)
    desk = DESKS[decision.subject]
    if not request.user.has_perm(desk.right(DECIDE)):
        raise PermissionDenied
    try:
        identities.undo(decision, request.user)
    except DecisionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已撤销。"))
    link = desk.subject.links.objects.filter(decision=decision).select_related("target").first()
    if link is None:
        raise Http404
    return redirect(desk.url("page", identities.survivor(desk.subject, link.target).pk))
