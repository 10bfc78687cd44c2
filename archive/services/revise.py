"""What people decide about the cleaning of an upload: words that stay, borders between its reports.

Each decision is a row of its own with who, when and why, followed by every later reading. It is carried out at once:
the upload is read again with it, and decision and outcome are stored together or not at all.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import CleaningDecision, Report, Upload
from archive.reading.errors import ReadingError
from archive.reading.records import CleaningDecisions, Kept, Reading
from archive.services import originals
from archive.services.cleaning_decisions import decisions_for
from archive.services.decide import DecisionRefused
from archive.services.part_matching import is_set_aside, is_worked_on, match_parts
from archive.services.publish import is_undecided_duplicate
from archive.services.reading_process import ReadingBroke, read_apart
from archive.services.similar import samples_of
from archive.services.storable import fit
from archive.services.store import store_reading

logger = logging.getLogger(__name__)
Kind = CleaningDecision.Kind
MOST_BORDERS = 199


@dataclass(frozen=True)
class Revised:
    """``words`` say what has changed, a sentence a report; ``notices`` what is to be looked at now; ``reports`` are the
    upload's, in order."""

    words: tuple[str, ...]
    reports: tuple[Report, ...]
    notices: tuple[str, ...] = ()


class NeedsConfirmation(DecisionRefused):
    """What else would change, in words; nothing has been done yet. Asked again with ``confirmed``, it is."""


def keep_words(
    upload: Upload, start: int, end: int, rule: str, user: AbstractBaseUser | None, reason: str = ""
) -> Revised:
    """``raw_text[start:end]``, which ``rule`` removed or changed, stays as it came."""
    return keep_changes(upload, [(start, end, rule)], user, reason)


def keep_changes(
    upload: Upload, changes: Sequence[tuple[int, int, str]], user: AbstractBaseUser | None, reason: str = ""
) -> Revised:
    """Several changes (start, end, rule) taken back with one reading.

    Raises DecisionRefused where one of them is no change that the present reading made, or where the rules do not
    follow.
    """
    made = {(start, end, rule) for trail in upload.reports.values_list("trail", flat=True)
            for start, end, _new, rule in trail}
    if not changes or not made.issuperset(changes):
        raise DecisionRefused(_("这一处改动已经不在了，可能别人刚改过。没有改动。"))
    now = decisions_for(upload)
    wanted = CleaningDecisions((*now.kept, *(Kept(*change) for change in changes)), now.borders)

    def write() -> None:
        for start, end, rule in changes:
            row = CleaningDecision(upload=upload, kind=Kind.KEEP, start=start, end=end, rule=rule, decided_by=user,
                                   reason=reason)
            _signed(fit(row), user, reason).save()

    return _carry_out(upload, now, wanted, write, must_go=changes)


def undo(decision: CleaningDecision, user: AbstractBaseUser | None, *, confirmed: bool = False) -> Revised:
    """The rules decide again. The row goes, its history stays."""
    upload, now = decision.upload, decisions_for(decision.upload)
    if not CleaningDecision.objects.filter(pk=decision.pk).exists():
        raise DecisionRefused(_("这项决定已经撤销了。"))
    if decision.kind == Kind.BORDERS:
        wanted = CleaningDecisions(now.kept, None)
    else:
        kept = list(now.kept)
        kept.remove(Kept(decision.start, decision.end, decision.rule))
        wanted = CleaningDecisions(tuple(kept), now.borders)
    return _carry_out(upload, now, wanted, lambda: _signed(decision, user, "撤销").delete(), confirmed=confirmed)


def set_borders(
    upload: Upload, borders: Sequence[int], user: AbstractBaseUser | None, reason: str = "", *,
    confirmed: bool = False,
) -> Revised:
    """The second and later reports begin at these raw positions, whatever the rules see; none: it is one report.

    Raises DecisionRefused where a report would have no words or a public one would be lost, NeedsConfirmation where a
    draft on which people have decided would be.
    """
    edges = [0, *borders, len(upload.raw_text)]
    if len(borders) > MOST_BORDERS:
        raise DecisionRefused(_("一个文件最多分成 %(n)d 篇。") % {"n": MOST_BORDERS + 1})
    if any(not upload.raw_text[a:b].strip() for a, b in pairwise(edges)) or edges != sorted(edges):
        raise DecisionRefused(_("这样分会有一篇没有文字。没有改动。"))
    now = decisions_for(upload)
    wanted = CleaningDecisions(now.kept, tuple(borders))

    def write() -> None:
        row = upload.cleaning_decisions.filter(kind=Kind.BORDERS).first()
        row = row or CleaningDecision(upload=upload, kind=Kind.BORDERS)
        row.borders, row.decided_by, row.decided_at = list(borders), user, timezone.now()
        row.reason = reason
        _signed(fit(row), user, reason).save()

    return _carry_out(upload, now, wanted, write, confirmed=confirmed)


def clear_borders(upload: Upload, user: AbstractBaseUser | None, *, confirmed: bool = False) -> Revised:
    """The borders are again those the rules find."""
    row = upload.cleaning_decisions.filter(kind=Kind.BORDERS).first()
    if row is None:
        raise DecisionRefused(_("分界没有人工改动过。"))
    return undo(row, user, confirmed=confirmed)


def _signed(row: CleaningDecision, user: AbstractBaseUser | None, reason: str) -> CleaningDecision:
    row._change_reason = reason[:100]
    if user is not None:
        row._history_user = user
    return row


def _carry_out(
    upload: Upload, now: CleaningDecisions, wanted: CleaningDecisions, write: Callable[[], object], *,
    confirmed: bool = False, must_go: Sequence[tuple[int, int, str]] = (),
) -> Revised:
    """Read with ``wanted``, then ``write`` and store in one transaction. ``now`` is what ``wanted`` was made from."""
    reading = _read(upload, wanted)
    made = {(edit.start, edit.end, edit.rule) for part in reading.reports for edit in part.slice.trail.edits}
    if not made.isdisjoint(must_go):
        raise DecisionRefused(_("这一处不能恢复：整理的别的步骤要用到它。没有改动。"))
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        if decisions_for(held) != now:
            raise DecisionRefused(_("别人刚刚也改了这个文件，请看过再改。没有改动。"))
        before = {report.pk: report for report in held.reports.order_by("part")}
        _check_what_is_lost(held, list(before.values()), reading, confirmed=confirmed)
        write()
        after = store_reading(held, reading)
        notices = _notices(before, after)
        return Revised(tuple(_told(before, after)), tuple(after), tuple(notices))


def _read(upload: Upload, decisions: CleaningDecisions) -> Reading:
    try:
        return read_apart(originals.bytes_of(upload), upload.name, timezone.localdate(), decisions)
    except FileNotFoundError as error:
        raise DecisionRefused(_("原件不在数据文件夹里，不能重读。")) from error
    except ReadingError as error:
        raise DecisionRefused(str(error)) from error
    except ReadingBroke as error:
        logger.exception("reading upload %s (%s) with decisions failed", upload.pk, upload.sha256)
        raise DecisionRefused(_("照此重读时出现意外错误，详情已记入日志。没有改动。")) from error


def _check_what_is_lost(upload: Upload, held: list[Report], reading: Reading, *, confirmed: bool) -> None:
    samples = {part.slice.part: samples_of(part.slice.text) for part in reading.reports}
    left = match_parts(held, reading, upload.raw_text, samples).left
    public = [report for report in left if report.is_published]
    if public:
        titles = _("、").join(f"《{report.title}》" for report in public)
        raise DecisionRefused(_("%(titles)s已经发布，不能并入别篇；请先撤下。没有改动。") % {"titles": titles})
    decided = [report for report in left if not is_set_aside(report) and is_worked_on(report)]
    if decided and not confirmed:
        titles = _("、").join(f"《{report.title}》" for report in decided)
        raise NeedsConfirmation(
            _("%(titles)s将并入别篇。其中对人、地、举措的决定随文字移过去，对题名、年份等著录的决定搁置，撤销分界后恢复。")
            % {"titles": titles}
        )


def _told(before: dict[int, Report], after: list[Report]) -> list[str]:
    words = []
    for report in after:
        known = before.pop(report.pk, None)
        if known is None or is_set_aside(known):
            told = _("分出第 %(part)d 篇《%(title)s》，%(n)d 字。")
            words.append(told % {"part": report.part, "title": report.title, "n": len(report.text)})
        elif known.text != report.text:
            words.append(_difference(known, report))
    words += [_("《%(title)s》并入别篇。") % {"title": report.title}
              for report in before.values() if not is_set_aside(report) and not report.is_published]
    return words or [_("已记下，文字没有变化。")]


def _notices(before: dict[int, Report], after: list[Report]) -> list[str]:
    """Reports that look like earlier ones since the change."""
    words = _("第 %(part)d 篇与《%(title)s》相近 %(share)s，请对照后决定是不是重复。")
    return [
        words % {"part": report.part, "title": report.similar_to.title, "share": f"{report.similarity or 0:.0%}"}
        for report in after
        if is_undecided_duplicate(report) and not (report.pk in before and is_undecided_duplicate(before[report.pk]))
    ]


def _difference(before: Report, after: Report) -> str:
    more = len(after.text) - len(before.text)
    told = _("第 %(part)d 篇多出 %(n)d 字。") if more > 0 else _("第 %(part)d 篇少了 %(n)d 字。")
    if not more:
        told = _("第 %(part)d 篇的文字有改动。")
    words = told % {"part": after.part, "n": abs(more)}
    return words + _("读者看到的随之更新。") if after.is_published else words
