"""Finds the report that was here before with nearly the same text: in other characters, with other furniture."""

import hashlib
from heapq import nsmallest

from django.db.models import Count

from archive.models import Report, TextSample
from archive.reading.text_reuse import containment, shingles

# Hashes kept of a report, and how many of them two reports must share to be compared. Copies share nearly all, texts
# with three 6-grams in five in common about half, unrelated reports none or one.
KEPT, SHARED = 48, 6
# Share of the shorter text's 6-grams that stand in the longer one, from which on a person should compare the two.
ALIKE = 0.6
COMPARED = 5


def samples_of(text: str) -> list[int]:
    """The smallest hashes of the text's 6-grams, as signed 64-bit numbers; the same in every process."""
    return nsmallest(KEPT, (_hash(shingle) for shingle in shingles(text)))


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest(), "big", signed=True)


def note_similar(report: Report, samples: list[int]) -> None:
    """Keep the report's samples and set ``similar_to`` and ``similarity`` (unsaved). Only reports that came earlier
    count, so that of two copies the later one points to the first."""
    report.text_samples.all().delete()
    TextSample.objects.bulk_create(TextSample(report=report, value=value) for value in samples)
    report.similar_to, report.similarity = None, None
    if not samples:
        return
    mine = shingles(report.text)
    for other in _candidates(report, samples):
        theirs = shingles(other.text)
        small, large = sorted((mine, theirs), key=len)
        share = containment(small, large)
        if share >= ALIKE and share > (report.similarity or 0.0):
            report.similar_to, report.similarity = other, round(share, 3)


def _candidates(report: Report, samples: list[int]) -> list[Report]:
    enough = min(SHARED, len(samples))
    rows = (
        TextSample.objects.filter(value__in=samples, report__lt=report.pk)
        .values("report")
        .annotate(shared=Count("pk"))
        .filter(shared__gte=enough)
        .order_by("-shared", "report")[:COMPARED]
    )
    held = Report.objects.only("pk", "title", "text").in_bulk([row["report"] for row in rows])
    return [held[row["report"]] for row in rows]
