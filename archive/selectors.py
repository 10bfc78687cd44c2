"""Reads over several tables, for the reader's pages. What a visitor may see starts from ``published()`` everywhere.

Every figure here counts published reports, and equals the number of reports behind the link that shows it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from archive.models import InitiativeMention, Report, ReportStatus


@dataclass(frozen=True)
class Corpus:
    """How much the archive holds. ``localities`` counts the places reports belong to, ``samples`` invented reports."""

    reports: int
    localities: int
    initiatives: int
    samples: int
    first_year: int | None
    last_year: int | None
    updated_at: datetime | None


def corpus() -> Corpus:
    """Two queries."""
    figures = Report.objects.published().aggregate(
        reports=Count("pk"),
        localities=Count("locality", distinct=True),
        samples=Count("pk", filter=Q(upload__is_sample=True)),
        first_year=Min("year"),
        last_year=Max("year"),
        updated_at=Max("released_at"),
    )
    initiatives = InitiativeMention.objects.filter(report__status=ReportStatus.PUBLISHED).aggregate(
        n=Count("initiative", distinct=True)
    )["n"]
    return Corpus(initiatives=initiatives, **figures)
