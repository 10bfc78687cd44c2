"""Finds the earlier report with nearly the same text: in other characters, with other furniture, shortened, lengthened.

Two reports are near-duplicates where at least half of the shorter one's words, set phrases left out, stands in the
longer one in runs of twelve to fifteen letters or more. Below that, reports that share whole paragraphs are noted as
well.

Set phrases are told by ``formulas.tsv`` and by the archive itself: what many reports say marks none of them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count

from archive.models import DuplicateDecision, Report, TextReuse, TextSample
from archive.reading.text_reuse import FormulaRules, Matter, samples, shared_paragraphs
from archive.services.rules import rulebook

# Share of the shorter text from which on a person should compare the two.
ALIKE = 0.5
# Letters outside set phrases that a text must have to be half contained in anything; shorter ones only be the same.
LEAST = 40
# The two shares may differ by so much, and the texts still count as the same at both ends, none as part of the other.
EVEN = 0.2
# A sample that so many reports have says nothing of any of them. No more rows are kept of it, which bounds the work of
# finding candidates whatever the archive holds.
COMMON = 30
# Samples that two reports must share at least, and how many reports one is compared with: those of which so much of the
# shorter one's samples is shared that it can be a near-duplicate, and a few that may share a paragraph.
SHARED, COMPARED, HALF = 2, 8, 0.2
PASSAGE, PASSAGES = 3, 4
# Of the samples that the shared words should have, near-duplicates have at least this share left when common ones are
# taken out; of a text that is nearly all common, nothing but a plain copy is told.
OWN, COPY = 0.3, 0.9
# A question names no more values than a database takes at once.
ASKED = 500

Kind = TextReuse.Kind


@dataclass(frozen=True)
class Likeness:
    """How a text and a report that is here share words: ``share`` of the text, ``other_share`` of the report, 0..1.
    ``paragraphs`` as in TextReuse."""

    other: Report
    kind: TextReuse.Kind
    share: float
    other_share: float
    paragraphs: tuple[tuple[int, int, float], ...]

    @property
    def similarity(self) -> float:
        """Share of the shorter text that stands in the longer."""
        return 1.0 if self.kind == Kind.SAME else max(self.share, self.other_share)

    @property
    def is_near_duplicate(self) -> bool:
        return self.kind != Kind.PASSAGES


def samples_of(text: str) -> list[int]:
    """Sampled hashes of the text's 6-grams, as signed 64-bit numbers; the same in every process."""
    return samples(_matter(text))


def likenesses(text: str, before: int | None = None) -> list[Likeness]:
    """Reports that share words with ``text``, nearest first; only those whose id is below ``before``. Writes nothing:
    this is how a copy is announced before it is saved."""
    matter = _matter(text)
    values = samples(matter)
    return _likenesses(matter, values, _holders(values), before)


def note_similar(report: Report, samples: Sequence[int]) -> None:
    """Keep the report's samples and what it shares with others, and set ``similar_to``, ``similarity`` and, where its
    pair is gone, ``duplicate_decision`` (unsaved).

    Only reports that came earlier count, so that of two copies the later one points to the first. A pair on which a
    person has decided stays as long as both texts are alike; a copy that a person has put aside is pointed to only
    where there is no other.
    """
    known, _tables = report.text_samples.all().delete()
    holders = _holders(samples)
    rare = [value for value in samples if len(holders[value]) < COMMON]
    TextSample.objects.keep(report, rare)
    matter = _matter(report.text)
    found = _likenesses(matter, samples, holders, report.pk)
    if known:
        report.reuses.all().delete()
        _renew_later(report, matter)
    TextReuse.objects.bulk_create(_row(report, likeness) for likeness in found)
    _point(report, [likeness for likeness in found if likeness.is_near_duplicate])


def _point(report: Report, near: list[Likeness]) -> None:
    decided_on = report.similar_to_id if report.duplicate_decision else None
    kept = next((likeness for likeness in near if likeness.other.pk == decided_on), None)
    put_aside = DuplicateDecision.SAME
    best = kept or min(near, key=lambda likeness: likeness.other.duplicate_decision == put_aside, default=None)
    if decided_on is not None and best is not None and kept is None:
        # The decision was about a text that is no longer alike; about this one nobody has decided.
        report.duplicate_decision = DuplicateDecision.UNDECIDED
    report.similar_to = best.other if best else None
    report.similarity = round(best.similarity, 3) if best else None


def _renew_later(report: Report, matter: Matter) -> None:
    """Later reports keep their word on this one true when it is read again."""
    for row in report.reused_by.select_related("report"):
        likeness = _likeness(_matter(row.report.text), report, matter)
        if likeness is None:
            row.delete()
        else:
            renewed = _row(row.report, likeness)
            renewed.pk = row.pk
            renewed.save(force_update=True)


def _row(report: Report, likeness: Likeness) -> TextReuse:
    return TextReuse(
        report=report, other=likeness.other, kind=likeness.kind, share=round(likeness.share, 3),
        other_share=round(likeness.other_share, 3), paragraphs=[list(row) for row in likeness.paragraphs],
    )


# Each report is sampled first and compared a moment later.
@lru_cache(maxsize=2)
def _matter(text: str) -> Matter:
    return Matter(text, rulebook().rules(FormulaRules.from_tables))


def _holders(values: Sequence[int]) -> dict[int, list[int]]:
    """Value -> reports that have it; no more than ``COMMON`` each, since no more are kept."""
    holders: dict[int, list[int]] = {value: [] for value in values}
    for at in range(0, len(values), ASKED):
        asked = TextSample.objects.filter(value__in=values[at : at + ASKED])
        for value, report in asked.values_list("value", "report"):
            holders[value].append(report)
    return holders


def _likenesses(
    matter: Matter, values: Sequence[int], holders: dict[int, list[int]], before: int | None
) -> list[Likeness]:
    shared, is_common = _shared(values, holders, before)
    picked = _picked(shared, len(values))
    others = Report.objects.only("pk", "title", "text", "status", "duplicate_decision").in_bulk(picked)
    least = COPY if is_common else ALIKE
    found = []
    for pk in picked:
        theirs = _matter(others[pk].text)
        likeness = _likeness(matter, others[pk], theirs, least)
        if likeness is not None and shared[pk] < OWN * likeness.share * len(values):
            likeness = None
        found.append(likeness)
    return sorted(filter(None, found), key=_nearest_first)


def _nearest_first(likeness: Likeness) -> tuple[float, float, int]:
    return -likeness.similarity, -(likeness.share + likeness.other_share), likeness.other.pk


def _shared(
    values: Sequence[int], holders: dict[int, list[int]], before: int | None
) -> tuple[Counter[int], bool]:
    """How many telling samples each report shares. True where most of the text is in so many reports that little of it
    tells: then all samples count, for it may be a copy of a text that is copied a lot."""
    telling = [value for value in values if len(holders[value]) < COMMON]
    is_common = 2 * len(telling) < len(values)
    if is_common:
        telling = list(values)
    shared = Counter(pk for value in telling for pk in holders[value] if before is None or pk < before)
    enough = min(SHARED, len(telling))
    return Counter({pk: count for pk, count in shared.items() if count >= enough}), is_common


def _picked(shared: Counter[int], size: int) -> list[int]:
    """The reports worth reading, of those that share samples with a text of ``size`` samples."""
    most = sorted(shared, key=lambda pk: (-shared[pk], pk))[: 2 * COMPARED]
    if not most:
        return []
    counts = TextSample.objects.filter(report__in=most).values_list("report").annotate(Count("pk")).order_by()
    sizes = dict(counts)
    near = [pk for pk in most if shared[pk] >= HALF * min(size, sizes[pk])][:COMPARED]
    others = [pk for pk in most if pk not in near and shared[pk] >= PASSAGE][:PASSAGES]
    return near + others


def _likeness(matter: Matter, other: Report, theirs: Matter, least: float = ALIKE) -> Likeness | None:
    """None where the two share neither half of the shorter nor a paragraph."""
    if matter.words == theirs.words:
        return Likeness(other, Kind.SAME, 1.0, 1.0, _paragraphs(matter, theirs))
    share, other_share = matter.share_in(theirs), theirs.share_in(matter)
    of_shorter = share if matter.size <= theirs.size else other_share
    paragraphs = _paragraphs(matter, theirs)
    if of_shorter >= least and min(matter.size, theirs.size) >= LEAST:
        return Likeness(other, _kind(share, other_share), share, other_share, paragraphs)
    return Likeness(other, Kind.PASSAGES, share, other_share, paragraphs) if paragraphs else None


def _paragraphs(matter: Matter, theirs: Matter) -> tuple[tuple[int, int, float], ...]:
    return tuple((p.number, p.other, p.share) for p in shared_paragraphs(matter, theirs))


def _kind(share: float, other_share: float) -> TextReuse.Kind:
    if abs(share - other_share) <= EVEN:
        return Kind.ALIKE
    return Kind.PART if share > other_share else Kind.WHOLE
