"""What filter values are called and whether they exist. From the rows, published reports only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import total_ordering
from heapq import nlargest

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from archive.models import Author, Authorship, Genre, Initiative, InitiativeMention, ReportStatus
from search.engines.base import is_year_range
from search.fields import LABELS, NONE, NONE_LABEL, SCRIPT_LABELS, YEAR_EVIDENCE_LABELS
from search.gazetteer import places
from search.request import FacetGroup, FacetValue, SearchRequest
from search.search_indexes import VISIBLE_MENTION
from search.sentence import year_label

_YEAR = re.compile(r"[0-9]{4}")
_ID = re.compile(r"[0-9]{1,18}")
_BATCH = 500
# More values of a list than anybody reads; the rest are counted, not named.
MOST_LABELLED = 24


class Labels:
    """Names of filter values; asks the database for those of places, authors and initiatives, once for all."""

    def __init__(self, wanted: Mapping[str, Iterable[str]]) -> None:
        self._names = {
            "place": _place_names(wanted.get("place", ())),
            "author": _names_in(_authors, wanted.get("author", ())),
            "initiative": _names_in(_initiatives, wanted.get("initiative", ())),
            "genre": dict(Genre.choices),
            "script": {value: _(words) for value, words in SCRIPT_LABELS.items()},
            "year_evidence": {value: _(words) for value, words in YEAR_EVIDENCE_LABELS.items()},
        }
        self._apart = _apart(self._names["author"])

    def __call__(self, group: str, value: str) -> str:
        if value == NONE:
            return _(NONE_LABEL)
        return year_label(value) if group == "year" else self._names[group].get(value, value)

    def exists(self, group: str, value: str) -> bool:
        """A place without reports exists, and finds nothing; an author of drafts alone does not, for a reader."""
        if value == NONE:
            return True
        if group == "year":
            return bool(_YEAR.fullmatch(value)) or (is_year_range(value) and _well_formed(value))
        return value in self._names[group]

    def told_apart(self, group: str, value: str) -> str:
        """The name; of authors who share theirs, with what tells them apart."""
        return self._apart.get(value) or self(group, value) if group == "author" else self(group, value)


def _well_formed(value: str) -> bool:
    return all(not year or _YEAR.fullmatch(year) for year in value.split(".."))


def _authors() -> QuerySet[Author]:
    signed = Authorship.objects.filter(report__status=ReportStatus.PUBLISHED)
    return Author.objects.filter(pk__in=signed.values("author"))


def _initiatives() -> QuerySet[Initiative]:
    shown = InitiativeMention.objects.filter(VISIBLE_MENTION, report__status=ReportStatus.PUBLISHED)
    return Initiative.objects.filter(pk__in=shown.values("initiative"))


def _names_in(rows: Callable[[], QuerySet], wanted: Iterable[str]) -> dict[str, str]:
    """Of those wanted that have the form of a key. In batches: SQLite takes a limited number of parameters."""
    keys = [key for key in wanted if _ID.fullmatch(key)]
    names: dict[str, str] = {}
    for at in range(0, len(keys), _BATCH):
        found = rows().filter(pk__in=keys[at : at + _BATCH]).values_list("pk", "name")
        names |= {str(pk): name for pk, name in found}
    return names


def _place_names(wanted: Iterable[str]) -> dict[str, str]:
    known = places()
    return {code: known[code].name for code in wanted if code in known}


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    """Key -> name and distinction of those whose name is there more than once."""
    often = Counter(names.values())
    keys = [key for key, name in names.items() if often[name] > 1]
    return {
        str(pk): _("%(name)s（%(told)s）") % {"name": names[str(pk)], "told": distinction}
        for at in range(0, len(keys), _BATCH)
        for pk, distinction in _authors().filter(pk__in=keys[at : at + _BATCH]).values_list("pk", "distinction")
        if distinction
    }


def known_filters(request: SearchRequest) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The filters with the values that exist, and a notice on each that does not."""
    labels, notices = Labels(request.filters), []
    kept: dict[str, tuple[str, ...]] = {}
    for group, values in request.filters.items():
        if group not in LABELS:
            notices.append(_("没有“%(group)s”这项筛选，已忽略。") % {"group": group})
            continue
        if known := tuple(value for value in values if labels.exists(group, value)):
            kept[group] = known
        notices += [
            _("没有“%(value)s”这个%(group)s，此项筛选已忽略。") % {"value": value, "group": _(LABELS[group])}
            for value in values
            if not labels.exists(group, value)
        ]
    return kept, notices


@dataclass(frozen=True)
class ShownCounts:
    """Of the counts of a group those that are shown."""

    values: tuple[tuple[str, int], ...]
    left_out: int = 0


def shown_counts(
    counts: Mapping[str, Mapping[str, int]], request: SearchRequest, *, every_value: bool = False
) -> dict[str, ShownCounts]:
    """What is worth a label. An archive has thousands of authors and places: without ``every_value`` a list keeps its
    ``MOST_LABELLED`` most frequent values, the chosen ones and 不详, and the tree of places what is open in it. Years
    in their order, other groups by count; 不详 last."""
    return {group: _shown(group, held, request.filters.get(group, ()), every_value) for group, held in counts.items()}


def _shown(group: str, counts: Mapping[str, int], chosen: Iterable[str], every_value: bool) -> ShownCounts:
    items = [pair for pair in counts.items() if not (group == "year" and is_year_range(pair[0]))]
    if group == "place" and not every_value:
        return ShownCounts(_ordered(group, _open_in_tree(items, counts, chosen)))
    if group == "year" or every_value or len(items) <= MOST_LABELLED + 1:
        return ShownCounts(_ordered(group, items))
    kept = dict(nlargest(MOST_LABELLED, items, key=lambda item: (item[0] != NONE, item[1], _Reversed(item[0]))))
    kept |= {value: counts[value] for value in (*chosen, NONE) if value in counts}
    return ShownCounts(_ordered(group, kept.items()), len(items) - len(kept))


@total_ordering
class _Reversed:
    """Orders strings backwards, so that of equal counts the first key is the largest."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __lt__(self, other: _Reversed) -> bool:
        return self.text > other.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.text == other.text


def _open_in_tree(
    items: Iterable[tuple[str, int]], counts: Mapping[str, int], chosen: Iterable[str]
) -> list[tuple[str, int]]:
    """Places at the top, those in a place that is chosen or holds a chosen one, and the path to them; a single place
    at the top is open by itself."""
    known = places()
    opened: set[str | None] = set()
    for code in chosen:
        above: str | None = code
        while above is not None and above not in opened:
            opened.add(above)
            above = known[above].parent if above in known else None
    parents = {code: known[code].parent if code in known else None for code, _count in items}
    tops = [code for code, parent in parents.items() if parent not in parents and code != NONE]
    if len(tops) == 1:
        opened.add(tops[0])
    tops_or_none = {*tops, NONE}
    return [(code, count) for code, count in items if code in tops_or_none or parents[code] in opened or code in opened]


def _ordered(group: str, items: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(items, key=lambda item: _order(group, *item)))


def facet_groups(counts: Mapping[str, ShownCounts], request: SearchRequest, labels: Labels) -> tuple[FacetGroup, ...]:
    return tuple(
        FacetGroup(
            name=group,
            label=_(LABELS[group]),
            values=tuple(
                FacetValue(value, labels.told_apart(group, value), count, value in request.filters.get(group, ()))
                for value, count in shown.values
            ),
            left_out=shown.left_out,
        )
        for group, shown in counts.items()
    )


def _order(group: str, value: str, count: int) -> tuple[bool, int, str]:
    return value == NONE, 0 if group == "year" else -count, value
