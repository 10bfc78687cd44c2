"""Initiatives and authors on the desk: lists, one of them with its occurrences, what may be one, what was decided."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.desk.listing import Choice
from archive.models import Author, IdentityDecision, Initiative, InitiativeMention
from archive.services.identities import AUTHORS, INITIATIVES, Subject
from archive.services.variants import likely_variants

LOOK_AT, DECIDE = "view", "change"
LISTED_PROPOSALS = 100
QUOTES = 3
QUOTE_LENGTH = 160
MOST_FOUND = 20


@dataclass(frozen=True)
class Desk:
    """One of the two subjects as the desk speaks of it: words and the beginnings of its addresses."""

    subject: Subject
    label: object
    many: str
    one: str

    @property
    def name(self) -> str:
        return self.subject.value

    @property
    def is_authors(self) -> bool:
        return self.subject is AUTHORS

    def right(self, action: str) -> str:
        return f"archive.{action}_{self.name}"

    def url(self, page: str = "", *args: int) -> str:
        return reverse(f"desk:{self.one}_{page}" if page else f"desk:{self.many}", args=args)

    @property
    def list_url(self) -> str:
        return self.url()

    @property
    def variants_url(self) -> str:
        return self.url("variants")

    @property
    def merge_url(self) -> str:
        return self.url("merge")


DESKS = {
    "initiative": Desk(INITIATIVES, gettext_lazy("举措"), "initiatives", "initiative"),
    "author": Desk(AUTHORS, gettext_lazy("作者"), "authors", "author"),
}
LIKENESS = {
    "numeral": gettext_lazy("只有数字写法不同"),
    "letter": gettext_lazy("只差一个字"),
    "within": gettext_lazy("一个名称含另一个"),
    "parts": gettext_lazy("所含各项相同"),
    "name": gettext_lazy("同名"),
    "party": gettext_lazy("名称只差“中共”二字"),
}


@dataclass(frozen=True)
class NameRow:
    """One initiative or author. ``detail`` is its category, or what tells an author from others of the name;
    ``quotes`` are some of its sentences where asked for."""

    pk: int
    name: str
    url: str
    detail: str
    reports: int
    published: int
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamesPage:
    desk: Desk
    rows: tuple[NameRow, ...]
    found: Page
    words: str
    groups: tuple[Choice, ...]
    may_decide: bool


@dataclass(frozen=True)
class Proposal:
    """Rows that may be one, and why; ``merge_url`` leads to the page where that is decided."""

    rows: tuple[NameRow, ...]
    why: str
    merge_url: str


@dataclass(frozen=True)
class VariantsPage:
    desk: Desk
    proposals: tuple[Proposal, ...]
    total: int
    may_decide: bool


@dataclass(frozen=True)
class Occurrence:
    """A report's word on the row: ``before`` ``name`` ``after`` run together are its sentence."""

    pk: int
    report_pk: int
    title: str
    place: str
    year: int | None
    is_draft: bool
    note: str
    before: str
    name: str
    after: str


@dataclass(frozen=True)
class DecisionRow:
    """A decision with who, when, old, new, why. ``undone`` says who took it back and when, "" while it is in force."""

    pk: int
    kind: str
    before: str
    after: str
    who: str
    when: datetime
    reason: str
    undone: str


@dataclass(frozen=True)
class NamePage:
    desk: Desk
    row: NameRow
    kind: str
    key: str
    occurrences: tuple[Occurrence, ...]
    found: Page
    history: tuple[DecisionRow, ...]
    categories: tuple[str, ...]
    public_url: str
    may_decide: bool


@dataclass(frozen=True)
class MergePage:
    """Rows to be merged or kept apart; ``back`` is where it was asked from."""

    desk: Desk
    rows: tuple[NameRow, ...]
    into: int
    words: str
    may_decide: bool


def counted(desk: Desk) -> QuerySet:
    """Rows that occur in some report, with ``reports`` and ``published``; those in most reports first."""
    where = "mentions__report" if desk.subject is INITIATIVES else "authorships__report"
    return (
        desk.subject.rows.objects.filter(**{f"{where}__isnull": False})
        .annotate(
            reports=Count(where, distinct=True),
            published=Count(where, distinct=True, filter=Q(**{f"{where}__status": "published"})),
        )
        .order_by("-reports", "name", "pk")
    )


def name_row(desk: Desk, row: Any, quotes: tuple[str, ...] = ()) -> NameRow:
    return NameRow(row.pk, row.name, desk.url("page", row.pk), detail_of(row), row.reports, row.published, quotes)


def detail_of(row: Initiative | Author) -> str:
    return row.category if isinstance(row, Initiative) else row.distinction


def matching(desk: Desk, rows: QuerySet, words: str) -> QuerySet:
    if desk.subject is INITIATIVES:
        return rows.filter(pk__in=Initiative.objects.filter(
            Q(name__icontains=words) | Q(key__icontains=words) | Q(mentions__name__icontains=words)
        ).values("pk"))
    return rows.filter(Q(name__icontains=words) | Q(distinction__icontains=words))


def meant(desk: Desk, words: str) -> list[Any]:
    """Rows that a number or a name in full means, at most MOST_FOUND."""
    words = words.replace("\0", "").strip()
    rows = counted(desk)
    if words.isascii() and words.isdigit() and len(words) < 10:
        return list(rows.filter(pk=int(words)))
    exact = Q(name=words) | Q(key=words) if desk.subject is INITIATIVES else Q(name=words)
    return list(rows.filter(exact)[:MOST_FOUND]) if words else []


def with_quotes(desk: Desk, rows: Sequence[Any]) -> tuple[NameRow, ...]:
    """Each with a few of its sentences."""
    quotes: dict[int, list[str]] = defaultdict(list)
    found = desk.subject.occurrences.objects.filter(**{f"{desk.name}__in": [row.pk for row in rows]})
    for occurrence in found.select_related("finding", "report").only(
        desk.name, "finding__quote", "report__title", "report__year"
    ).order_by("report_id"):
        words = occurrence.finding.quote if occurrence.finding else ""
        held = quotes[getattr(occurrence, f"{desk.name}_id")]
        if len(held) < QUOTES:
            held.append(f"《{occurrence.report.title}》{words[:QUOTE_LENGTH]}")
    return tuple(name_row(desk, row, tuple(quotes[row.pk])) for row in rows)


def proposals(desk: Desk) -> list[Proposal]:
    """What may be one, without what people have decided to keep apart; names in most reports first."""
    rows = {row.pk: row for row in counted(desk)}
    apart = {
        frozenset(pair)
        for pair in desk.subject.links.objects.in_force().filter(decision__kind=IdentityDecision.Kind.APART)
        .values_list("source_id", "target_id")
    }
    groups = _same_names(rows.values()) if desk.is_authors else _variants(rows)
    told = []
    for why, pks in groups:
        if any(frozenset((a, b)) not in apart for a in pks for b in pks if a < b):
            query = "&".join(f"pk={pk}" for pk in pks)
            told.append(Proposal(tuple(name_row(desk, rows[pk]) for pk in pks), str(LIKENESS[why]),
                                 f"{desk.merge_url}?{query}"))
    return sorted(told, key=lambda proposal: -sum(row.reports for row in proposal.rows))


def _variants(rows: dict[int, Initiative]) -> list[tuple[str, tuple[int, ...]]]:
    parts: dict[int, list[str]] = {}
    for pk, components in InitiativeMention.objects.exclude(components=[]).values_list("initiative_id", "components"):
        parts.setdefault(pk, components)
    found = likely_variants({pk: row.key for pk, row in rows.items()}, parts)
    return [(pair.likeness, (pair.one, pair.other)) for pair in found]


def _same_names(rows: Iterable[Author]) -> list[tuple[str, tuple[int, ...]]]:
    """Persons of one name, bodies of one name with or without 中共 before it."""
    groups: dict[tuple[str, str], list[Author]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.name.removeprefix("中共")].append(row)
    return [
        ("name" if len({row.name for row in group}) == 1 else "party", tuple(sorted(row.pk for row in group)))
        for group in groups.values()
        if len(group) > 1
    ]


def occurrence_row(desk: Desk, row: Any) -> Occurrence:
    """Reads prefetched ``report__locality__names`` and ``finding``."""
    report = row.report
    quote = row.finding.quote if row.finding else ""
    if desk.is_authors:
        note, parts = f"{row.get_part_display()} {row.affiliation}{row.role}".strip(), (quote, "", "")
    else:
        start, end = row.name_start - row.start, row.name_end - row.start
        whole = 0 <= start < end <= len(row.quote)
        note = f"{row.get_status_display()}"
        parts = (row.quote[:start], row.quote[start:end], row.quote[end:]) if whole else (row.quote, "", "")
    return Occurrence(
        row.pk, report.pk, report.title, report.locality.name_in(report.year) if report.locality else "", report.year,
        not report.is_published, note, *parts,
    )


def occurrences_of(desk: Desk, row: Any) -> QuerySet:
    return (
        desk.subject.occurrences.objects.filter(**{desk.name: row})
        .select_related("report__locality", "finding").prefetch_related("report__locality__names")
        .defer("report__text", "report__trail", "report__headings").order_by("report__year", "report_id", "pk")
    )


def decisions_about(desk: Desk, row: Any) -> tuple[DecisionRow, ...]:
    """All that was decided about it and about what was merged into it, the latest first."""
    own = {row.pk}
    links = desk.subject.links.objects
    for _step in range(MOST_FOUND):
        more = set(links.joining().filter(target__in=own, report=None).values_list("source_id", flat=True)) - own
        if not more:
            break
        own |= more
    touching = links.filter(Q(source__in=own) | Q(target__in=own)).values("decision")
    found = IdentityDecision.objects.filter(pk__in=touching).select_related("decided_by", "undone_by")
    return tuple(decision_row(decision) for decision in found)


def decision_row(decision: IdentityDecision) -> DecisionRow:
    undone = ""
    if decision.undone_at is not None:
        undone = _("%(who)s %(day)s 撤销") % {
            "who": decision.undone_by.get_username() if decision.undone_by else _("系统"),
            "day": f"{decision.undone_at:%Y-%m-%d}",
        }
    return DecisionRow(
        decision.pk, decision.get_kind_display(), decision.before, decision.after,
        decision.decided_by.get_username() if decision.decided_by else _("系统"), decision.decided_at,
        decision.reason, undone,
    )
