"""Corrects the names of initiatives; the reports that bear them follow."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from archive.models import Initiative, Report
from archive.services.storable import fit
from archive.signals import reports_changed


@transaction.atomic
def rename_initiative(
    initiative: Initiative, name: str, category: str, user: AbstractBaseUser | None, reason: str = ""
) -> Initiative:
    """The key stays: it holds the mentions together whatever the initiative is called."""
    held = Initiative.objects.select_for_update().get(pk=initiative.pk)
    held.name, held.category = name.strip() or held.name, category
    _save(held, user, reason or "更名")
    _tell(Report.objects.filter(initiative_mentions__initiative=held))
    return held


def _save(row: Any, user: AbstractBaseUser | None, reason: str) -> None:
    row._change_reason = reason[:100]
    if user is not None:
        row._history_user = user
    fit(row).save()


def _tell(reports: Any) -> None:
    """Every report that bears the name has a new version; the index hears of those that readers can find."""
    ids = list(reports.values_list("pk", flat=True).distinct())
    Report.objects.filter(pk__in=ids).update(version=F("version") + 1)
    changed = list(Report.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
    if changed:
        reports_changed.send(sender=Report, report_ids=changed)
