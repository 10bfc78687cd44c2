"""Which other reports say the same as a report, how much, and in which paragraphs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive import selectors
from archive.models import Report
from archive.public.display import shown

# Reports and paragraphs of each that are listed.
MOST_REPORTS, MOST_PARAGRAPHS = 10, 12


@dataclass(frozen=True)
class SharedParagraphLink:
    """A paragraph here and the one there that says the same."""

    here: int
    there: int
    url: str
    percent: int


@dataclass(frozen=True)
class SharedTextRow:
    """A published report that shares words with this one. ``words`` say how much; ``facts`` are its place and year;
    ``more`` paragraphs are not listed."""

    title: str
    url: str
    facts: str
    words: str
    paragraphs: tuple[SharedParagraphLink, ...]
    more: int


def shared_rows(report: Report, script: str) -> tuple[SharedTextRow, ...]:
    """Most alike first."""
    return tuple(_row(shared, script) for shared in selectors.shared_texts(report)[:MOST_REPORTS])


def _row(shared: selectors.SharedText, script: str) -> SharedTextRow:
    other = shared.other
    url = other.get_absolute_url()
    place = other.locality.name_in(other.year) if other.locality else ""
    facts = [place, _("%(year)d 年") % {"year": other.year} if other.year else ""]
    links = [
        SharedParagraphLink(here, there, f"{url}#p{there}", _percent(share))
        for here, there, share in shared.paragraphs[:MOST_PARAGRAPHS]
    ]
    return SharedTextRow(
        title=shown(other.title, script),
        url=url,
        facts=" · ".join(filter(None, facts)),
        words=_words(shared),
        paragraphs=tuple(links),
        more=len(shared.paragraphs) - len(links),
    )


def _words(shared: selectors.SharedText) -> str:
    if shared.is_same:
        return _("文字相同")
    if shared.share >= shared.other_share:
        return _("本篇约 %(n)d%% 见于该篇") % {"n": _percent(shared.share)}
    return _("该篇约 %(n)d%% 见于本篇") % {"n": _percent(shared.other_share)}


def _percent(share: float) -> int:
    return max(1, round(100 * share))
