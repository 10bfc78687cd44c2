"""Hears what the archive says has changed, and notes it for every living index."""

from collections.abc import Iterable

from django.dispatch import receiver

from archive.signals import reports_changed
from search.indexer import mark_dirty


@receiver(reports_changed, dispatch_uid="search.mark_dirty")
def note_changes(report_ids: Iterable[int], **_: object) -> None:
    mark_dirty(report_ids)
