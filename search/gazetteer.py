"""The places of the country as this process holds them: names and what lies in what, read once.

Localities come from the rules with every migrate and change with nothing else, so a page of results need not ask the
database for thousands of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from archive.models import Locality, LocalityName


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its latest name, and the code of what it lies in."""

    name: str
    parent: str | None


@cache
def places() -> Mapping[str, Place]:
    """Code -> place, all of the country."""
    return {code: Place(name, parent) for code, name, parent in Locality.objects.values_list("pk", "name", "parent")}


def with_names(codes: Iterable[str]) -> dict[str, Locality]:
    """Code -> locality with its names and those of all it lies in loaded, as ``Locality.name_in`` reads them."""
    found = {code: _kept[code] for code in codes if code in _kept}
    missing = {code for code in codes if code not in found}
    if missing:
        rows = Locality.objects.filter(pk__in=missing).select_related("parent__parent__parent")
        read = rows.prefetch_related("names", "parent__names", "parent__parent__names", "parent__parent__parent__names")
        for locality in read:
            found[locality.pk] = _kept[locality.pk] = locality
    return found


_kept: dict[str, Locality] = {}


@receiver([post_save, post_delete], sender=Locality, dispatch_uid="search.gazetteer.locality")
@receiver([post_save, post_delete], sender=LocalityName, dispatch_uid="search.gazetteer.name")
@receiver(post_migrate, dispatch_uid="search.gazetteer.migrate")
def forget(**_: object) -> None:
    """The next request reads again."""
    places.cache_clear()
    _kept.clear()
