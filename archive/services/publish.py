"""Brings reports before readers, and takes them back; of a report like an earlier one a person says first whether it
is a copy."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from archive.models import DuplicateDecision, Report, ReportStatus
from archive.services.part_matching import is_set_aside
from archive.signals import reports_changed


class NotPublishable(Exception):
    """Why a report cannot be published, in words."""


@transaction.atomic
def publish(report: Report, user: AbstractBaseUser | None = None) -> Report:
    """Make the report public. Publishing what is public already changes nothing.

    Raises NotPublishable, among others for a near-duplicate on which nobody has decided (``decide_duplicate``).
    """
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.is_published:
        return held
    words = refusal(held)
    if words:
        raise NotPublishable(words)
    now = timezone.now()
    held.status = ReportStatus.PUBLISHED
    held.released_at = held.released_at or now
    if user is not None:
        held.reviewed_by, held.reviewed_at = user, now
    save_change(held, user, "发布")
    reports_changed.send(sender=Report, report_ids=[held.pk])
    return held


def refusal(report: Report) -> str:
    """Why a report that is not public cannot be made so, in words; empty where it can."""
    if not report.text.strip():
        return _("整理稿是空的，不能发布。")
    if is_set_aside(report):
        return _("这一篇的文字已并入别篇，不能发布；要发布，先撤销分界的改动。")
    if report.duplicate_decision == DuplicateDecision.SAME:
        return _("已定为重复，不再发布；要发布，先撤销这一决定。")
    if is_undecided_duplicate(report):
        alike = {"title": report.similar_to.title, "share": f"{report.similarity or 0:.0%}"}
        return _("与《%(title)s》相近 %(share)s，请先对照，定下是不是重复。") % alike
    return ""


def is_undecided_duplicate(report: Report) -> bool:
    return report.similar_to_id is not None and report.duplicate_decision == DuplicateDecision.UNDECIDED


@transaction.atomic
def decide_duplicate(
    report: Report, decision: str, user: AbstractBaseUser | None = None, reason: str = ""
) -> Report:
    """Whether the report is a copy of ``similar_to``; UNDECIDED takes an earlier word back. A public report that is a
    copy is withdrawn. Raises ValueError for another word."""
    decision = DuplicateDecision(decision)
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.duplicate_decision == decision:
        return held
    held.duplicate_decision = decision
    was_public = held.is_published
    if was_public and decision == DuplicateDecision.SAME:
        held.status = ReportStatus.WITHDRAWN
    # Kept for good, so in the archive's language, whatever language the person reads.
    with translation.override(settings.LANGUAGE_CODE):
        words = f"{_('查重')}：{decision.label}"
    save_change(held, user, f"{words}（{reason}）" if reason else words)
    if was_public:
        reports_changed.send(sender=Report, report_ids=[held.pk])
    return held


@transaction.atomic
def withdraw(report: Report, user: AbstractBaseUser | None = None, reason: str = "") -> Report:
    """Take the report off the public pages; its row, findings and bytes stay."""
    held = Report.objects.select_for_update().get(pk=report.pk)
    if not held.is_published:
        return held
    held.status = ReportStatus.WITHDRAWN
    save_change(held, user, f"撤下：{reason}" if reason else "撤下")
    reports_changed.send(sender=Report, report_ids=[held.pk])
    return held


def save_change(report: Report, user: AbstractBaseUser | None, reason: str) -> None:
    """Save a report as its next version, with who and why in its history."""
    report.version += 1
    report._change_reason = reason[:100]
    if user is not None:
        report._history_user = user
    report.save()
