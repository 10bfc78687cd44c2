"""What people decide about findings and about the record of a report."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from archive.models import Author, Authorship, Finding, Genre, Locality, LocalityName, Report, YearConfidence, YearKind
from archive.services.findings import OWN_PLACE, person_key
from archive.services.publish import save_change
from archive.services.settle import STATED_DATE, iso_date, settle
from archive.services.storable import FIRST_YEAR, LAST_YEAR, fit, storable
from archive.signals import reports_changed

Kind = Finding.Kind
State = Finding.State
# Rule of a finding that a person stated and no reading has.
BY_HAND = "by_hand"
# From this confidence on a finding may be accepted together with others, unread.
SURE = 0.8
# Details of a finding that follow from the text, not from what people say of it.
OF_THE_TEXT = ("name_start", "name_end", "figures", "at", "evidence")
# Fields of the record → the finding that holds the fact.
FIELDS: dict[str, tuple[str, str]] = {
    "title": (Kind.TITLE, "title"),
    "genre": (Kind.GENRE, "genre"),
    "year": (Kind.YEAR, "year"),
    "locality": (Kind.PLACE, OWN_PLACE),
    "posted_on": (Kind.POSTED_ON, "posted_on"),
    "published_on": (Kind.PUBLICATION, "published_on"),
    "journal": (Kind.PUBLICATION, "journal"),
    "issue": (Kind.PUBLICATION, "issue"),
}


class DecisionRefused(ValueError):
    """Why a decision cannot be taken, in words; ``field`` names the field of the record it is about."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


def accept(finding: Finding, user: AbstractBaseUser | None, reason: str = "") -> Finding:
    """The finding is right as read."""
    return _decide(finding, user, reason, lambda held: _restore(held, State.ACCEPTED))


def reject(finding: Finding, user: AbstractBaseUser | None, reason: str = "") -> Finding:
    """The finding is wrong: readers never see it, whatever later readings say."""
    return _decide(finding, user, reason, lambda held: setattr(held, "state", State.REJECTED))


def correct(
    finding: Finding, value: str, user: AbstractBaseUser | None, reason: str = "", data: Mapping[str, Any] | None = None
) -> Finding:
    """The fact is there, its value is another. ``data`` replaces details (a person's post, an initiative's status)."""

    def change(held: Finding) -> None:
        _correct(held, value, data or {})

    return _decide(finding, user, reason, change)


def undo(finding: Finding, user: AbstractBaseUser | None, reason: str = "") -> Finding:
    """Back to what the reading proposed."""
    return _decide(finding, user, reason or "撤销决定", lambda held: _restore(held, State.PROPOSED))


def go_back(finding: Finding, earlier: Any | None, user: AbstractBaseUser | None, reason: str = "") -> Finding:
    """As it stood in ``earlier``, a row of its history; None: as before anybody decided. Where its words are follows
    the present text, whatever stood there then."""
    if earlier is None or earlier.state == State.PROPOSED:
        return undo(finding, user, reason)

    def change(held: Finding) -> None:
        placed = {name: held.data[name] for name in OF_THE_TEXT if name in held.data}
        held.value, held.state, held.data = earlier.value, earlier.state, {**earlier.data, **placed}

    return _decide(finding, user, reason or "退回先前的决定", change)


@transaction.atomic
def accept_sure(report: Report, user: AbstractBaseUser | None, reason: str = "") -> tuple[int, int]:
    """Accept all that readers see on the reader's own confidence, where that is at least SURE. Returns how many were
    accepted and how many still wait."""
    held = _locked(report.pk)
    waiting = [finding for finding in held.findings.all() if finding.state == State.PROPOSED]
    sure = [finding for finding in waiting if finding.shown and finding.confidence >= SURE]
    for finding in sure:
        finding.state = State.ACCEPTED
        _sign(finding, user, reason or "成批采纳")
    if sure:
        _follow(held, user, reason or f"成批采纳 {len(sure)} 条")
    return len(sure), len(waiting) - len(sure)


@transaction.atomic
def edit_report(
    report: Report, changes: Mapping[str, Any], user: AbstractBaseUser | None, reason: str = ""
) -> Report:
    """Set facts of the record: keys of FIELDS with text values, an empty one says that there is none.

    Each change is a decision on the finding that holds the fact, so that it survives a re-reading; unchanged values
    decide nothing. Raises DecisionRefused before anything is written.
    """
    held = _locked(report.pk)
    facts = {(finding.kind, finding.key): finding for finding in held.findings.all()}
    changed = False
    for field, value in changes.items():
        kind, key = FIELDS[field]
        finding = facts.get((kind, key))
        value = storable(str(value or "")).strip()
        if value == current(held, field):
            continue
        try:
            _write(finding or _by_hand(held, kind, key), user, reason, value)
        except DecisionRefused as refused:
            raise DecisionRefused(str(refused), field) from refused
        changed = True
    if changed:
        _follow(held, user, reason or "著录更改")
    return held


@transaction.atomic
def add_author(
    report: Report, name: str, user: AbstractBaseUser | None, *, kind: str = Author.Kind.PERSON, role: str = "",
    affiliation: str = "", reason: str = "",
) -> Report:
    """An author whom the reading did not find."""
    held = _locked(report.pk)
    name = storable(name).strip()
    if not name or len(name) > 100:
        raise DecisionRefused(_("作者姓名不能为空，也不能超过 100 字。"), "author")
    if kind not in Author.Kind.values:
        raise DecisionRefused(_("作者类别只能是个人或集体。"), "author")
    key = person_key(Authorship.Part.AUTHOR, name)
    finding = held.findings.filter(kind=Kind.PERSON, key=key).first() or _by_hand(held, Kind.PERSON, key)
    data = {"kind": kind, "part": Authorship.Part.AUTHOR.value, "role": role.strip(),
            "affiliation": affiliation.strip()}
    _write(finding, user, reason, name, data)
    _follow(held, user, reason or f"补作者：{name}")
    return held


def current(report: Report, field: str) -> str:
    """The record's value of a field as the form shows it."""
    if field == "locality":
        return report.locality_id or ""
    value = getattr(report, field)
    return "" if value is None else str(value)


def _locked(pk: int) -> Report:
    return Report.objects.select_for_update().get(pk=pk)


@transaction.atomic
def _decide(
    finding: Finding, user: AbstractBaseUser | None, reason: str, change: Callable[[Finding], None]
) -> Finding:
    report = _locked(finding.report_id)
    held = Finding.objects.filter(pk=finding.pk).first()
    if held is None:
        raise DecisionRefused(_("这一条已经不在了：文件刚刚重读过，请看新的结果。"))
    change(held)
    _sign(held, user, reason)
    # Kept for good, so in the archive's language, whatever language the person reads.
    with translation.override(settings.LANGUAGE_CODE):
        label = f"{held.get_kind_display()}“{held.value}”{held.get_state_display()}"
    _follow(report, user, f"{label}：{reason}" if reason else label)
    return held


def _sign(finding: Finding, user: AbstractBaseUser | None, reason: str) -> None:
    undecided = finding.state == State.PROPOSED
    finding.decided_by = None if undecided else user
    finding.decided_at = None if undecided else timezone.now()
    finding.reason = reason
    finding._change_reason = reason[:100]
    if user is not None:
        finding._history_user = user
    fit(finding).save()


def _follow(report: Report, user: AbstractBaseUser | None, reason: str) -> None:
    """The report's columns and rows follow its findings, as a new version, and readers' pages hear of it."""
    settle(report)
    save_change(fit(report), user, reason)
    if report.is_published:
        reports_changed.send(sender=Report, report_ids=[report.pk])


def _restore(finding: Finding, state: str) -> None:
    """The value as read, under ``state``. A finding stated by hand has no other value: undone, it is rejected."""
    read = finding.data.pop("read", None)
    if read is not None:
        finding.value, finding.data = read["value"], read["data"]
    by_hand = finding.rule == BY_HAND and state == State.PROPOSED
    finding.state = State.REJECTED if by_hand else state


def _by_hand(report: Report, kind: str, key: str) -> Finding:
    return Finding(report=report, kind=kind, key=key, raw_start=report.raw_start, raw_end=report.raw_start,
                   rule=BY_HAND, confidence=1.0)


def _write(
    finding: Finding, user: AbstractBaseUser | None, reason: str, value: str, data: Mapping[str, Any] | None = None
) -> None:
    _correct(finding, value, data or {})
    _sign(finding, user, reason)


def _correct(finding: Finding, value: str, data: Mapping[str, Any]) -> None:
    """Set another value, keeping the one that was read."""
    value = storable(value).strip()
    fresh = {**finding.data, **data, **_checked(finding, value)}
    if finding.rule != BY_HAND and "read" not in finding.data:
        fresh["read"] = {"value": finding.value, "data": dict(finding.data)}
    finding.value = fresh.pop("value", value)
    finding.data = fresh
    finding.state = State.CORRECTED


def _checked(finding: Finding, value: str) -> dict[str, Any]:
    """What follows from a value of this kind; raises DecisionRefused where it cannot be one."""
    if len(value) > 500:
        raise DecisionRefused(_("太长了：最多 500 字。"))
    check = CHECKS.get(finding.kind)
    if check is not None:
        return check(finding, value)
    if not value and finding.kind != Kind.PUBLICATION:
        raise DecisionRefused(_("值不能为空；如果不该有，请驳回。"))
    return {}


def _checked_title(finding: Finding, value: str) -> dict[str, Any]:
    if not value:
        raise DecisionRefused(_("题名不能为空。"))
    return {}


def _checked_genre(finding: Finding, value: str) -> dict[str, Any]:
    if value not in Genre.values:
        raise DecisionRefused(_("没有“%(genre)s”这一文种。") % {"genre": value})
    return {}


def _checked_year(finding: Finding, value: str) -> dict[str, Any]:
    if not value:
        return {"year_min": None, "year_max": None, "confidence": YearConfidence.NONE.value,
                "kind": YearKind.NONE.value}
    value = unicodedata.normalize("NFKC", value).strip().removesuffix("年").strip()
    if not re.fullmatch(r"[0-9]{4}", value) or not FIRST_YEAR <= int(value) <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise DecisionRefused(_("年份要写成四位数字，在 %(first)d 与 %(last)d 之间；不知则留空。") % limits)
    kind = finding.data.get("kind") if finding.value == value else None
    return {"value": value, "year_min": int(value), "year_max": int(value), "confidence": YearConfidence.HIGH.value,
            "kind": kind if kind in YearKind.values else YearKind.INFERRED.value}


def _checked_place(finding: Finding, value: str) -> dict[str, Any]:
    """A place is given by its code or by a name that only one place bears."""
    if not value:
        return {"code": ""}
    place = find_place(value, finding.report.year)
    role = finding.data.get("role") or ("primary" if finding.key == OWN_PLACE else "mentioned")
    return {"code": place.code, "role": role, "value": place.name}


# Characters of a name with all that stands above it; no name in the gazetteer has more than fifteen.
LONGEST_PLACE = 60


def find_place(words: str, year: int | None) -> Locality:
    """The place meant by a code, a name, a name after those of places above it (湖北省宜昌市夷陵区), or a name with its
    code in brackets; DecisionRefused where that is open.

    Of several places that bear or bore a name, those count that bore it in ``year`` (today where it is unknown).
    """
    words = "".join(unicodedata.normalize("NFKC", words).split())
    code = re.search(r"(?<![0-9])[0-9]{6}(?:[0-9]{3})?(?![0-9])", words)
    if code:
        found = list(Locality.objects.filter(code=code.group()))
    else:
        named = _named(words)
        every = {row.locality_id: row.locality for row in named}
        then = {row.locality_id: row.locality for row in named if _is_in_force(row, year)}
        found = list((then or every).values())
    if not found:
        told = _("地名表里没有“%(words)s”。请写全名（可连上级，如湖北省宜昌市）或六位代码。")
        raise DecisionRefused(told % {"words": words})
    if len(found) > 1:
        shown = [f"{place.parent.name if place.parent else ''}{place.name} {place.code}" for place in found[:6]]
        told = _("“%(words)s”不止一处，请写代码：%(places)s。")
        raise DecisionRefused(told % {"words": words, "places": _("、").join(shown)})
    return found[0]


def _named(words: str) -> list[LocalityName]:
    """Names that the words are, or end in after names of the places above."""
    endings = [words[at:] for at in range(len(words))][-LONGEST_PLACE:]
    rows = LocalityName.objects.filter(name__in=endings).select_related("locality__parent__parent")
    rows = rows.prefetch_related("locality__parent__names", "locality__parent__parent__names")
    return [row for row in rows if _leads_to(words.removesuffix(row.name), row)]


def _leads_to(before: str, name: LocalityName) -> bool:
    """Whether nothing stands before the name but places above it, highest first, each by any name it has had, with or
    without its 省 or 市."""
    above: list[set[str]] = []
    place = name.locality.parent
    while place is not None:
        above.insert(0, {row.name for row in place.names.all()} | {place.name})
        place = place.parent
    if above:
        above[-1].add(name.parent_name)
    for names in above:
        short = {known.removesuffix("省").removesuffix("市") for known in names}
        begun = [known for known in names | short if known and before.startswith(known)]
        before = before[len(max(begun, key=len, default="")) :]
    return not before


def _is_in_force(name: LocalityName, year: int | None) -> bool:
    if year is None:
        return name.to_year is None
    return name.from_year <= year and (name.to_year is None or year < name.to_year)


def _checked_date(finding: Finding, value: str) -> dict[str, Any]:
    if value and iso_date(value) is None:
        raise DecisionRefused(_("日期要写成 2014-08-15 的样子。"))
    return {}


def _checked_publication(finding: Finding, value: str) -> dict[str, Any]:
    if finding.key == "published_on" and value and not STATED_DATE.fullmatch(value):
        raise DecisionRefused(_("刊载日期要写成 2014、2014-08 或 2014-08-15 的样子。"))
    if len(value) > {"journal": 200, "issue": 100}.get(finding.key, 500):
        raise DecisionRefused(_("太长了。"))
    return {}


CHECKS: dict[str, Callable[[Finding, str], dict[str, Any]]] = {
    Kind.TITLE: _checked_title,
    Kind.GENRE: _checked_genre,
    Kind.YEAR: _checked_year,
    Kind.PLACE: _checked_place,
    Kind.POSTED_ON: _checked_date,
    Kind.PUBLICATION: _checked_publication,
}
