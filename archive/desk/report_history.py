"""All that was decided about a report: who, when, old, new, why, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.desk.field_labels import LABELS
from archive.models import CleaningDecision, Finding, Locality, Report
from archive.services.decide import BY_HAND

# Columns of a report whose changes are told, with what they are called.
COLUMNS = {**LABELS, "status": gettext_lazy("状态"), "duplicate_decision": gettext_lazy("重复与否")}
MOST = 300
# Reason of the record that closes a report's first reading (archive.services.store): all its columns are new.
FIRST_READING = "读入"
State = Finding.State


@dataclass(frozen=True)
class Change:
    """One value: what it was, what it became; "" for none."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class WayBack:
    """A form that takes an entry back: where it is sent, with which field, and what its button says."""

    action: str
    words: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Decision:
    """What a person decided about one finding. ``back`` is None where it is as it was before already."""

    label: str
    old: str
    new: str
    reason: str
    back: WayBack | None


@dataclass(frozen=True)
class Entry:
    """What was done at one time by one person: the reason, findings decided on, columns that came out otherwise."""

    when: datetime
    who: str
    why: str
    decisions: tuple[Decision, ...]
    changes: tuple[Change, ...]
    back: WayBack | None


@dataclass(frozen=True)
class HistoryPage:
    report_pk: int
    title: str
    entries: tuple[Entry, ...]
    is_cut: bool
    may_review: bool


def history_page(report: Report, *, may_review: bool) -> HistoryPage:
    """The latest first."""
    records = list(report.history.select_related("history_user").order_by("-history_date", "-history_id")[: MOST + 1])
    earlier = [*records[1:], None]
    decided = _decisions(report)
    entries = [_cleaning_entry(line) for line in _cleaning_lines(report)]
    for record, before in zip(records[:MOST], earlier, strict=False):
        since = before.history_date if before is not None else None
        mine = [d for at, d in decided if at <= record.history_date and (since is None or at > since)]
        is_first = before is None or record.history_change_reason == FIRST_READING
        changes = () if is_first else _columns(before, record)
        if mine or changes or record.history_change_reason:
            entries.append(Entry(record.history_date, _who(record.history_user), record.history_change_reason or "",
                                 tuple(mine), changes, _status_back(report, record, before, records)))
    entries.sort(key=lambda entry: entry.when, reverse=True)
    return HistoryPage(report.pk, report.title, tuple(entries), len(records) > MOST, may_review)


def _decisions(report: Report) -> list[tuple[datetime, Decision]]:
    """Decisions about findings by their time, out of the findings' own history; what a reading removed has none."""
    present = {finding.pk: finding for finding in report.findings.all()}
    before: dict[int, Any] = {}
    told = []
    records = Finding.history.filter(report=report.pk).exclude(history_type="-").order_by("history_date", "history_id")
    for record in records:
        earlier = before.get(record.id)
        before[record.id] = record
        if earlier is None and record.state == State.PROPOSED:
            continue
        held = present.get(record.id)
        told.append((record.history_date, Decision(
            record.get_kind_display(), _was(record, earlier), _is(record), record.reason,
            _way_back(record, earlier, held),
        )))
    return told


def _was(record: Any, earlier: Any | None) -> str:
    """Before the first decision it was as read, which a correction has kept."""
    if earlier is not None:
        return _is(earlier)
    read = record.data.get("read")
    by_hand = record.state == State.CORRECTED and read is None
    return "" if by_hand else _worded(read["value"] if read else record.value, State.PROPOSED)


def _is(record: Any) -> str:
    return _worded(record.value, record.state)


def _worded(value: str, state: str) -> str:
    return _("%(value)s（%(state)s）") % {"value": value or _("无"), "state": State(state).label}


def _way_back(record: Any, earlier: Any | None, held: Finding | None) -> WayBack | None:
    if held is None:
        return None
    undone = State.REJECTED if held.rule == BY_HAND else State.PROPOSED
    was = (earlier.state, earlier.value) if earlier is not None else (undone, None)
    if held.state == was[0] and was[1] in (None, held.value):
        return None
    return WayBack(reverse("desk:finding_revert", args=[record.history_id]), _("退回到这之前"))


def _columns(before: Any, after: Any) -> tuple[Change, ...]:
    named = {"locality": "locality_id"}
    changed = [
        (name, getattr(before, named.get(name, name)), getattr(after, named.get(name, name))) for name in COLUMNS
    ]
    return tuple(
        Change(str(label), _shown(name, old, before), _shown(name, new, after))
        for name, old, new in changed if old != new and (label := COLUMNS[name])
    )


def _shown(name: str, value: Any, record: Any) -> str:
    if value in (None, ""):
        return ""
    if name == "locality":
        place = Locality.objects.filter(pk=value).first()
        return f"{place.name_in(record.year)}（{value}）" if place else value
    labelled = getattr(record, f"get_{name}_display", None)
    return str(labelled() if labelled else value)


def _status_back(report: Report, record: Any, before: Any | None, records: Sequence[Any]) -> WayBack | None:
    """Of the last change of status: publishing is taken back by withdrawing, withdrawing by publishing."""
    if before is None or before.status == record.status or record.status != report.status:
        return None
    later = records[: records.index(record)]
    if any(other.status != record.status for other in later):
        return None
    if report.is_published:
        return WayBack(reverse("desk:withdraw", args=[report.pk]), _("撤下"))
    if before.status == "published":
        return WayBack(reverse("desk:publish", args=[report.pk]), _("重新发布"))
    return None


def _cleaning_lines(report: Report) -> list[Any]:
    return list(CleaningDecision.history.filter(upload=report.upload_id).select_related("history_user")[:MOST])


def _cleaning_entry(line: Any) -> Entry:
    what = {"+": _("决定"), "~": _("改动"), "-": _("撤销")}[line.history_type]
    words = _("整理：%(what)s%(kind)s") % {"what": what, "kind": line.get_kind_display()}
    why = f"{words}：{line.reason}" if line.reason else words
    held = line.history_type != "-" and CleaningDecision.objects.filter(pk=line.id).exists()
    back = WayBack(reverse("desk:cleaning_undo", args=[line.id]), _("撤销")) if held else None
    return Entry(line.history_date, _who(line.history_user), why, (), (), back)


def _who(user: AbstractBaseUser | None) -> str:
    return user.get_username() if user else _("系统")
