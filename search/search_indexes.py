"""Rows to documents: what an index knows of a report. The same for every engine, published reports only."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, Q
from haystack import indexes

from archive.models import Authorship, Finding, InitiativeMention, Locality, LocalityName, Report
from search.request import SearchDocument

BATCH = 500

VISIBLE_MENTION = (
    Q(finding__isnull=True)
    | Q(finding__state__in=[Finding.State.ACCEPTED, Finding.State.CORRECTED])
    | Q(finding__state=Finding.State.PROPOSED, finding__shown=True)
)


def documents(report_ids: Iterable[int] | None = None) -> Iterator[SearchDocument]:
    """The documents of these reports, or of all, in the order of their ids. Reports that are not published (any
    more) are left out without a word: the caller takes a missing one out of the index.

    Read in batches of ``BATCH``, five queries each, whatever the number of authors, places and initiatives.
    """
    for reports in _batches(report_ids):
        places = _Places(reports)
        for report in reports:
            yield _document(report, places)


def _batches(report_ids: Iterable[int] | None) -> Iterator[list[Report]]:
    """By id upwards, not by offset: a report published meanwhile shifts nothing."""
    published = Report.objects.published().defer("trail", "headings", "defects").order_by("pk").prefetch_related(
        Prefetch("authorships", Authorship.objects.select_related("author").order_by("pk")),
        Prefetch(
            "initiative_mentions",
            InitiativeMention.objects.filter(VISIBLE_MENTION).select_related("initiative").order_by("start", "pk"),
        ),
    )
    if report_ids is not None:
        ids = sorted(set(report_ids))
        for at in range(0, len(ids), BATCH):
            if reports := list(published.filter(pk__in=ids[at : at + BATCH])):
                yield reports
        return
    last = 0
    while reports := list(published.filter(pk__gt=last)[:BATCH]):
        yield reports
        last = reports[-1].pk


class _Places:
    """Names and codes of the places of a batch of reports: two queries."""

    def __init__(self, reports: list[Report]) -> None:
        codes = {report.locality_id for report in reports if report.locality_id}
        held = Locality.objects.filter(pk__in=codes).select_related("parent__parent__parent")
        self.chains = {locality.pk: _chain(locality) for locality in held}
        self.names: dict[str, list[LocalityName]] = {}
        all_codes = {locality.pk for chain in self.chains.values() for locality in chain}
        for name in LocalityName.objects.filter(locality_id__in=all_codes).order_by("from_year", "pk"):
            self.names.setdefault(name.locality_id, []).append(name)

    def codes(self, report: Report) -> tuple[str, ...]:
        return tuple(locality.pk for locality in self.chains.get(report.locality_id, ()))

    def of(self, report: Report) -> tuple[str, ...]:
        """Names of the place and of all above it: as of the report's year first, then today's, each once."""
        names: dict[str, None] = {}
        for locality in self.chains.get(report.locality_id, ()):
            for name in self.names.get(locality.pk, []):
                if report.year is not None and _held_in(name, report.year):
                    names[name.parent_name] = None
                    names[name.name] = None
            names[locality.name] = None
        names.pop("", None)
        return tuple(names)


def _chain(locality: Locality) -> tuple[Locality, ...]:
    """The place and all above it, province first."""
    chain = [locality]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return tuple(reversed(chain))


def _held_in(name: LocalityName, year: int) -> bool:
    return name.from_year <= year and (name.to_year is None or year < name.to_year)


def _document(report: Report, places: _Places) -> SearchDocument:
    authors = [authorship.author for authorship in report.authorships.all()]
    mentions = list(report.initiative_mentions.all())
    initiatives = dict.fromkeys(name for mention in mentions for name in (mention.initiative.name, mention.name))
    return SearchDocument(
        report_id=report.pk,
        version=report.version,
        title=report.title,
        text=report.text,
        authors=tuple(dict.fromkeys(author.name for author in authors)),
        places=places.of(report),
        journal=report.journal,
        initiatives=tuple(initiatives),
        place_codes=places.codes(report),
        year=report.year,
        year_evidence=report.year_kind,
        genre=report.genre,
        author_ids=tuple(dict.fromkeys(author.pk for author in authors)),
        initiative_ids=tuple(dict.fromkeys(mention.initiative_id for mention in mentions)),
        script=report.script,
        added=(report.released_at or report.added_at).isoformat(),
    )


class ReportIndex(indexes.SearchIndex, indexes.Indexable):
    """Tells Haystack which model is searched. The documents themselves come from ``documents()``."""

    text = indexes.CharField(document=True, model_attr="text")
    title = indexes.CharField(model_attr="title")

    def get_model(self) -> type[Report]:
        return Report

    def index_queryset(self, using: str | None = None):
        return Report.objects.published()
