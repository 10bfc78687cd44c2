"""Brings reports before readers, and takes them back."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Report, ReportStatus
from archive.signals import reports_changed


class NotPublishable(Exception):
    """Why a report cannot be published, in words."""


@transaction.atomic
def publish(report: Report, user: AbstractBaseUser | None = None) -> Report:
    """Make the report public. Publishing what is public already changes nothing."""
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.is_published:
        return held
    if not held.text.strip():
        raise NotPublishable(_("整理稿是空的，不能发布。"))
    now = timezone.now()
    held.status = ReportStatus.PUBLISHED
    held.released_at = held.released_at or now
    if user is not None:
        held.reviewed_by, held.reviewed_at = user, now
    save_change(held, user, "发布")
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
