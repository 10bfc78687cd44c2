"""A report found, as it is shown: where it comes from, its words, and why it was found."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from archive import selectors
from archive.models import Authorship, InitiativeMention, Report
from archive.public.display import shown
from archive.public.pages.shared import ReportRow, report_row
from search.analysis.fold import RUN, fold, fold_with_positions, strip_breaks
from search.fields import LABELS
from search.gazetteer import with_names
from search.request import Hit, SearchRequest, Snippet

COUNTED_FIELDS = ("title", "text")
MOST_INITIATIVES = 3

Parts = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class SnippetRow:
    """A stretch of the text, (words, is a match), with the address of its paragraph."""

    url: str
    paragraph: int
    parts: Parts


@dataclass(frozen=True)
class NamedLink:
    name: str
    url: str


@dataclass(frozen=True)
class HitRow:
    """A report found. ``why``: where the words were found, each reason in words."""

    report: ReportRow
    url: str
    title: Parts
    snippets: tuple[SnippetRow, ...]
    why: tuple[str, ...]
    initiatives: tuple[NamedLink, ...]


def reports_of(hits: Iterable[Hit]) -> dict[int, Report]:
    """The published reports of some hits with all that a hit shows of them, by id. A report withdrawn since the index
    was written is left out."""
    mentions = Prefetch("initiative_mentions", InitiativeMention.objects.select_related("initiative").order_by("start"))
    authorships = Prefetch("authorships", Authorship.objects.select_related("author").order_by("pk"))
    published = Report.objects.published().select_related("upload").defer(*selectors.LARGE)
    rows = published.filter(pk__in=[hit.report_id for hit in hits]).prefetch_related(mentions, authorships)
    reports = {report.pk: report for report in rows}
    localities = with_names({report.locality_id for report in reports.values() if report.locality_id})
    for report in reports.values():
        report.locality = localities.get(report.locality_id)
    return reports


def hit_row(hit: Hit, report: Report, request: SearchRequest, script: str, url: str) -> HitRow:
    """``url``: the report's address with the way back to this list."""
    row = report_row(report, script)
    return HitRow(
        report=row,
        url=url,
        title=in_script(_marked_title(hit, report.title), script),
        snippets=tuple(
            SnippetRow(f"{url}#p{snippet.paragraph}", snippet.paragraph, in_script(snippet.parts, script))
            for snippet in hit.snippets
            if snippet.paragraph and not _repeats(snippet, report.title)
        ),
        why=tuple(_reasons(hit, script)),
        initiatives=_initiatives(report, request, script),
    )


def _marked_title(hit: Hit, title: str) -> Parts:
    """The title with the words that were found in it."""
    if not any(found.field == "title" for found in hit.matched):
        return ((title, False),) if title else ()
    folded = fold_with_positions(title)
    marked = [False] * len(title)
    for found in hit.matched:
        if found.field == "title":
            # An open word, ISO*, is marked as far as it was typed.
            key = fold(found.word.rstrip("*＊"))
            for start, end in folded.spans(key.removesuffix(RUN) if found.word[-1:] in "*＊" else strip_breaks(key)):
                marked[start:end] = [True] * (end - start)
    pairs = zip(title, marked, strict=True)
    return tuple(("".join(c for c, _m in run), flag) for flag, run in groupby(pairs, key=lambda pair: pair[1]))


def _repeats(snippet: Snippet, title: str) -> bool:
    """Many texts begin with their title, which stands above already."""
    return "".join("".join(words for words, _marked in snippet.parts).split()) == "".join(title.split())


def in_script(parts: Parts, script: str) -> Parts:
    """A snippet in the reader's characters. Converted whole, because a character's form depends on its neighbours;
    ``shown`` keeps every length, so the cuts stay where they were."""
    text = shown("".join(words for words, _marked in parts), script)
    out, at = [], 0
    for words, marked in parts:
        out.append((text[at : at + len(words)], marked))
        at += len(words)
    return tuple(out)


def _reasons(hit: Hit, script: str) -> Iterable[str]:
    """How often in title and text; elsewhere (author, place, journal, initiative) which word."""
    counts: Counter[str] = Counter()
    for found in hit.matched:
        counts[found.field] += found.count
    for field in COUNTED_FIELDS:
        if counts[field]:
            yield _("%(field)s %(count)d 处") % {"field": _(LABELS[field]), "count": counts[field]}
    for field in counts:
        if field not in COUNTED_FIELDS:
            words = "、".join(dict.fromkeys(shown(f.word, script) for f in hit.matched if f.field == field))
            yield _("%(field)s“%(words)s”") % {"field": _(LABELS.get(field, field)), "words": words}


def _initiatives(report: Report, request: SearchRequest, script: str) -> tuple[NamedLink, ...]:
    """The report's initiatives, those asked for first."""
    chosen = request.filters.get("initiative", ())

    def rank(mention: InitiativeMention) -> tuple[bool, bool]:
        return str(mention.initiative_id) not in chosen, mention.initiative.name not in request.words

    mentions = sorted(report.initiative_mentions.all(), key=rank)[:MOST_INITIATIVES]
    return tuple(
        NamedLink(shown(mention.initiative.name, script), mention.initiative.get_absolute_url()) for mention in mentions
    )


def snippet_text(snippet: Snippet) -> str:
    """A snippet as plain text with its matches between «»."""
    return "".join(f"«{words}»" if marked else words for words, marked in snippet.parts)
