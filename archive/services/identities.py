"""Which schemes are one and which authors are one, as people decide: merged, taken apart, renamed, kept apart, undone.

Nothing a reading made is written over. A decision adds links (archive.models.identity) that every settling of a report
follows (archive.services.settle), so that it survives all later readings; undoing it takes its links out of force.
Each report whose rows come out otherwise gets a new version with who and why, and the index hears of the public ones
among them and of no others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import (
    Author,
    AuthorLink,
    Authorship,
    IdentityDecision,
    Initiative,
    InitiativeLink,
    InitiativeMention,
    Report,
)
from archive.reading.extraction.initiatives import normal_form
from archive.services.decide import DecisionRefused
from archive.services.publish import save_change
from archive.services.settle import author_source, initiative_source, settle_authors, settle_initiatives
from archive.services.storable import clipped, fit, storable
from archive.signals import reports_changed

Kind = IdentityDecision.Kind
Row = Initiative | Author
LARGE = ("text", "trail", "headings", "defects")
NAME_LENGTH, DISTINCTION_LENGTH, CATEGORY_LENGTH = 100, 200, 10
NAMED = 5


@dataclass(frozen=True)
class Subject:
    """What is decided about: its rows, their links, where they occur in reports and how a report follows."""

    value: str
    rows: type[Any]
    links: type[Any]
    occurrences: type[Any]
    settle: Callable[[Report], None]
    source: Callable[[Any], Row]


def _initiative_of(mention: InitiativeMention) -> Initiative:
    return initiative_source(mention.finding) if mention.finding else mention.initiative


def _author_of(authorship: Authorship) -> Author:
    return author_source(authorship.report, authorship.finding) if authorship.finding else authorship.author


INITIATIVES = Subject(
    IdentityDecision.Subject.INITIATIVE, Initiative, InitiativeLink, InitiativeMention, settle_initiatives,
    _initiative_of,
)
AUTHORS = Subject(
    IdentityDecision.Subject.AUTHOR, Author, AuthorLink, Authorship, settle_authors, _author_of,
)


def survivor(subject: Subject, row: Row) -> Any:
    """The row that a row stands for today: itself unless it was merged into another."""
    return subject.links.objects.resolved([row])[row.pk]


@transaction.atomic
def merge(
    subject: Subject, into: Row, others: Sequence[Row], user: AbstractBaseUser | None, reason: str = ""
) -> IdentityDecision:
    """All are one from now on, under the name of ``into``; the addresses of the others lead there.

    Raises DecisionRefused where they are one already, or a person is to be merged with a body.
    """
    # Two merges that cross, A into B and B into A, would make a circle: the second waits and finds them one.
    list(subject.rows.objects.select_for_update().filter(pk__in={into.pk, *(o.pk for o in others)}).order_by("pk"))
    into = survivor(subject, into)
    gone = {row.pk: row for row in (survivor(subject, other) for other in others) if row.pk != into.pk}
    if not gone:
        raise DecisionRefused(_("已经是同一个，不用合并。"))
    if subject is AUTHORS and any(row.kind != into.kind for row in gone.values()):
        raise DecisionRefused(_("个人与集体不能合并。"))
    decision = _decide(subject, Kind.MERGE, _names(gone.values()), str(into), user, reason)
    for row in gone.values():
        _stand_for(subject, decision, row, into)
    touched = _reports_of(subject, gone)
    _follow(subject, touched, user, "“%(before)s”并入“%(after)s”", decision)
    return decision


@transaction.atomic
def split(
    subject: Subject, occurrences: Sequence[Any], user: AbstractBaseUser | None, reason: str = "", *,
    into: Row | None = None, name: str = "", distinction: str = "",
) -> IdentityDecision:
    """These occurrences of one row belong to another: to ``into``, or to a new one of this ``name`` (of authors with a
    ``distinction``). Raises DecisionRefused in words."""
    origins = {_row_of(subject, found).pk: _row_of(subject, found) for found in occurrences}
    if len(origins) != 1:
        raise DecisionRefused(_("没有选中出处，或者刚有别的改动，请重新选择。"))
    (origin,) = origins.values()
    if len(occurrences) == subject.occurrences.objects.filter(**{subject.value: origin}).count():
        raise DecisionRefused(_("全部出处都选中了。要并到别处请用合并，要换名称请用改名。"))
    target = survivor(subject, into) if into else _new_row(subject, origin, name, distinction, occurrences)
    if target.pk == origin.pk:
        raise DecisionRefused(_("它们已经在这里了。"))
    if subject is AUTHORS and target.kind != origin.kind:
        raise DecisionRefused(_("个人与集体不能合并。"))
    decision = _decide(subject, Kind.SPLIT, str(origin), str(target), user, reason)
    for found in occurrences:
        source = subject.source(found)
        subject.links.objects.create(decision=decision, source=source, target=target, report=found.report)
    _follow(subject, {found.report_id for found in occurrences}, user, "“%(before)s”中分出“%(after)s”", decision)
    return decision


@transaction.atomic
def keep_apart(
    subject: Subject, rows: Sequence[Row], user: AbstractBaseUser | None, reason: str = ""
) -> IdentityDecision:
    """No two of these are one: they are not proposed again. Nothing a reader sees changes."""
    held = {row.pk: row for row in (survivor(subject, row) for row in rows)}
    if len(held) < 2:
        raise DecisionRefused(_("要两个以上才能分开。"))
    decision = _decide(subject, Kind.APART, _names(held.values()), "", user, reason)
    subject.links.objects.bulk_create(
        subject.links(decision=decision, source=one, target=other) for one, other in combinations(held.values(), 2)
    )
    return decision


@transaction.atomic
def rename_initiative(
    initiative: Initiative, name: str, category: str, user: AbstractBaseUser | None, reason: str = ""
) -> Initiative:
    """The key stays: it holds the mentions together whatever the initiative is called."""
    held = Initiative.objects.select_for_update().get(pk=initiative.pk)
    name, category = storable(name).strip() or held.name, storable(category).strip()
    if len(name) > NAME_LENGTH or len(category) > CATEGORY_LENGTH:
        raise DecisionRefused(_("太长了。"))
    old, new = {"name": held.name, "category": held.category}, {"name": name, "category": category}
    if old == new:
        return held
    decision = _decide(INITIATIVES, Kind.RENAME, _told(old), _told(new), user, reason, {"old": old, "new": new})
    InitiativeLink.objects.create(decision=decision, source=held, target=held)
    _name_initiative(held, new, user, reason or "更名", decision)
    return held


@transaction.atomic
def rename_author(
    author: Author, name: str, distinction: str, user: AbstractBaseUser | None, reason: str = ""
) -> Author:
    """Another name or distinction is another row, which the first stands for: readings find the first by its own."""
    name, distinction = storable(name).strip(), storable(distinction).strip()
    if not name or len(name) > NAME_LENGTH or len(distinction) > DISTINCTION_LENGTH:
        raise DecisionRefused(_("姓名不能为空，也不能超过 100 字；区别不超过 200 字。"))
    held = survivor(AUTHORS, author)
    if (name, distinction) == (held.name, held.distinction):
        return held
    target, _created = Author.objects.get_or_create(name=name, kind=held.kind, distinction=distinction)
    if survivor(AUTHORS, target).pk == held.pk:
        raise DecisionRefused(_("这是它原来的名称：请撤销那一次改名或合并。"))
    if survivor(AUTHORS, target).pk != target.pk or target.authorships.exists():
        raise DecisionRefused(_("已有同名同区别的作者，请用合并。"))
    decision = _decide(AUTHORS, Kind.RENAME, _author_words(held), _author_words(target), user, reason)
    _stand_for(AUTHORS, decision, held, target)
    _follow(AUTHORS, _reports_of(AUTHORS, [held.pk]), user, "“%(before)s”改为“%(after)s”", decision)
    return target


@transaction.atomic
def undo(decision: IdentityDecision, user: AbstractBaseUser | None) -> IdentityDecision:
    """As if it had not been decided; what was decided later about the same rows stands."""
    held = IdentityDecision.objects.select_for_update().get(pk=decision.pk)
    if held.undone_at is not None:
        raise DecisionRefused(_("这项决定已经撤销了。"))
    subject = subject_of(held)
    links = list(subject.links.objects.filter(decision=held).select_related("target"))
    touched = {link.report_id for link in links if link.report_id}
    if held.kind in (Kind.MERGE, Kind.RENAME):
        touched |= _reports_of(subject, {survivor(subject, link.target).pk for link in links})
    held.undone_by, held.undone_at = user, timezone.now()
    held.save(update_fields=["undone_by", "undone_at"])
    if held.kind == Kind.RENAME and subject is INITIATIVES:
        _undo_name(held, links[0].target, user)
    else:
        _follow(subject, touched, user, "撤销“%(before)s”与“%(after)s”的归并或分立", held)
    return held


def subject_of(decision: IdentityDecision) -> Subject:
    return INITIATIVES if decision.subject == INITIATIVES.value else AUTHORS


def _undo_name(decision: IdentityDecision, initiative: Initiative, user: AbstractBaseUser | None) -> None:
    held = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if {"name": held.name, "category": held.category} != decision.data["new"]:
        raise DecisionRefused(_("后来又改过名称，请先撤销后来的那一次。"))
    _name_initiative(held, decision.data["old"], user, "撤销更名", decision)


def _name_initiative(
    held: Initiative, new: dict[str, str], user: AbstractBaseUser | None, reason: str, decision: IdentityDecision
) -> None:
    held.name, held.category = new["name"], new["category"]
    held._change_reason = reason[:100]
    if user is not None:
        held._history_user = user
    fit(held).save()
    if decision.data["old"]["name"] != decision.data["new"]["name"]:
        _follow(INITIATIVES, _reports_of(INITIATIVES, [held.pk]), user, "举措“%(before)s”改为“%(after)s”", decision,
                every=True)


def _decide(
    subject: Subject, kind: str, before: str, after: str, user: AbstractBaseUser | None, reason: str,
    data: dict[str, Any] | None = None,
) -> IdentityDecision:
    row = IdentityDecision(subject=subject.value, kind=kind, before=before, after=after, decided_by=user,
                           reason=reason.strip(), data=data or {})
    fit(row).save()
    return row


def _stand_for(subject: Subject, decision: IdentityDecision, source: Row, target: Row) -> None:
    """``source`` is ``target`` everywhere. Of an author also in each report that names him and has no word of its own
    on it, whatever place and post the next reading sees."""
    subject.links.objects.create(decision=decision, source=source, target=target)
    if subject is not AUTHORS:
        return
    named = Authorship.objects.filter(author=source).select_related("finding", "report__locality").defer(
        *(f"report__{name}" for name in LARGE)
    )
    subject.links.objects.bulk_create(
        AuthorLink(decision=decision, source=source, target=target, report=found.report)
        for found in named
        if _author_of(found).pk == source.pk
    )


def _new_row(subject: Subject, origin: Row, name: str, distinction: str, occurrences: Sequence[Any]) -> Any:
    """A row of its own for what is split out; one that is there and bears exactly this name is taken."""
    name, distinction = storable(name).strip(), storable(distinction).strip()
    if len(name) > NAME_LENGTH or len(distinction) > DISTINCTION_LENGTH:
        raise DecisionRefused(_("太长了。"))
    if subject is AUTHORS:
        return _new_author(origin, name or origin.name, distinction or _stated(occurrences[0]))
    name = name or occurrences[0].name
    key = clipped(normal_form(name) or name, NAME_LENGTH - 5)
    known = Initiative.objects.filter(key=key).first()
    if known is not None and survivor(INITIATIVES, known).pk != origin.pk:
        return survivor(INITIATIVES, known)
    taken = set(Initiative.objects.filter(key__startswith=f"{key}#").values_list("key", flat=True)) | {key}
    free = key if known is None else next(k for n in range(2, len(taken) + 3) if (k := f"{key}#{n}") not in taken)
    return Initiative.objects.create(key=free, name=name, category=origin.category)


def _new_author(origin: Author, name: str, distinction: str) -> Author:
    row, _created = Author.objects.get_or_create(name=name, kind=origin.kind, distinction=distinction)
    if survivor(AUTHORS, row).pk == origin.pk:
        raise DecisionRefused(_("请写明区别（单位或地名），好与留下的分开。"))
    return survivor(AUTHORS, row)


def _stated(authorship: Authorship) -> str:
    return clipped(authorship.affiliation + authorship.role or f"报告 {authorship.report_id}", DISTINCTION_LENGTH)


def _row_of(subject: Subject, occurrence: Any) -> Any:
    return getattr(occurrence, subject.value)


def _reports_of(subject: Subject, rows: Iterable[int]) -> set[int]:
    found = subject.occurrences.objects.filter(**{f"{subject.value}__in": list(rows)})
    return set(found.values_list("report_id", flat=True))


def _follow(
    subject: Subject, report_ids: Iterable[int], user: AbstractBaseUser | None, words: str,
    decision: IdentityDecision, *, every: bool = False,
) -> None:
    """Settle the reports anew. Those that come out otherwise, or ``every`` one, are new versions; readers' pages and
    the index hear of the public ones among them. ``words`` are kept for good, so in the archive's language."""
    told = words % {"before": clipped(decision.before, 30), "after": clipped(decision.after, 30)}
    why = f"{told}：{decision.reason}" if decision.reason else told
    changed = []
    reports = Report.objects.select_for_update(of=("self",)).filter(pk__in=list(report_ids))
    for report in reports.select_related("locality").prefetch_related("findings").defer(*LARGE).order_by("pk"):
        before = _rows_in(subject, report)
        if not every:
            subject.settle(report)
        if every or _rows_in(subject, report) != before:
            save_change(report, user, why)
            if report.is_published:
                changed.append(report.pk)
    if changed:
        reports_changed.send(sender=Report, report_ids=changed)


def _rows_in(subject: Subject, report: Report) -> set[tuple[int, int | None]]:
    found = subject.occurrences.objects.filter(report=report)
    return set(found.values_list(f"{subject.value}_id", "finding_id"))


def _names(rows: Iterable[Row]) -> str:
    names = [str(row) for row in rows]
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 个" if len(names) > NAMED else "")


def _told(named: dict[str, str]) -> str:
    return f"{named['name']}（{named['category']}）" if named["category"] else named["name"]


def _author_words(author: Author) -> str:
    return f"{author.name}（{author.distinction}）" if author.distinction else author.name
