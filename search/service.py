"""The one way into the search: a request in, a page of results out."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from archive.models import Report
from search.completions import Completion, Known
from search.engines.base import Engine, IndexDamaged
from search.engines.plain import PlainEngine
from search.fields import NONE
from search.grammar import ParsedQuery, parse
from search.labels import Labels, facet_groups, known_filters, shown_counts
from search.lexicon import words_of
from search.models import IndexGeneration
from search.request import GROUPS, EngineAnswer, Hit, SearchDocument, SearchPage, SearchRequest
from search.search_indexes import documents
from search.sentence import sentence
from search.snippets import MOST, snippets_of
from search.suggestions import NAME_GROUPS, absent, relaxations, suggestions

# Names for ``find(engine=…)``: the one behind Haystack's setting, and the one that reads every published report.
ENGINES = ("whoosh_jieba", "plain")
# The longest list that is given out whole.
MOST_LISTED = 50_000


class SearchUnavailable(Exception):
    """There is no index, or it cannot be read: browsing goes on from the database, the page says so (503)."""


class PageOutOfRange(Exception):
    """The request has fewer pages (404)."""


def find(request: SearchRequest, *, engine: str | None = None, every_value: bool = False) -> SearchPage:
    """Answer a request. ``engine``: None for the one behind Haystack's setting, ``plain`` for the one that reads
    every published report. ``every_value``: with all values of all groups, not only those that a page shows. Raises
    SearchUnavailable, PageOutOfRange."""
    query = parse(request.words, title_only=request.title_only)
    if query.refusal:
        return SearchPage(request, 0, 0, (), (), query.refusal, notices=(query.refusal,), refused=True)
    filters, notices = known_filters(request)
    request = replace(request, filters=filters)
    engine_used, generation, folder = _engine(engine)
    with words_of(folder):
        page = _answered(request, engine_used, generation, every_value)
    return replace(page, notices=(*query.notices, *notices, *page.notices))


def _answered(request: SearchRequest, engine: Engine, generation: int | None, every_value: bool) -> SearchPage:
    """Inside the words of the index, by which the request is cut."""
    query = parse(request.words, title_only=request.title_only)
    try:
        answer = engine.answer(query, request)
        if request.page > max(1, -(-answer.total // request.page_size)):
            raise PageOutOfRange(f"只有 {answer.total} 篇，没有第 {request.page} 页。")
        page = _page(request, query, answer, generation, every_value)
        if not answer.total:
            page = _with_help(page, query, engine)
    except IndexDamaged as error:
        raise SearchUnavailable(_("索引已损坏，检索暂停。")) from error
    return page


def find_ids(request: SearchRequest) -> tuple[str, tuple[int, ...]]:
    """The whole list of a request, page and page size aside: the request in words and the ids in their order, all of
    one state of the index. Raises SearchUnavailable, also where the answer would be partial."""
    query = parse(request.words, title_only=request.title_only)
    if query.refusal:
        raise SearchUnavailable(str(query.refusal))
    filters, _notices = known_filters(request)
    request = replace(request, filters=filters, page=1, page_size=MOST_LISTED)
    try:
        query, answer = _answer(request)
    except IndexDamaged as error:
        raise SearchUnavailable(_("索引已损坏，检索暂停。")) from error
    if answer.partial or answer.total > MOST_LISTED:
        raise SearchUnavailable(_("清单太长，没有列全。请加上地区、年份等条件再导出。"))
    told = sentence(request, query.root, Labels(request.filters), answer.total)
    return told, tuple(hit.report_id for hit in answer.hits)


def _answer(request: SearchRequest) -> tuple[ParsedQuery, EngineAnswer]:
    """Of the live index, the request cut by its words. Raises SearchUnavailable, IndexDamaged."""
    engine, _generation, folder = _engine(None)
    with words_of(folder):
        query = parse(request.words, title_only=request.title_only)
        return query, engine.answer(query, request)


@dataclass(frozen=True)
class Neighbours:
    """Ids at one place of a list and beside it, None where there is none."""

    sentence: str
    total: int
    previous: int | None
    here: int | None
    following: int | None


def neighbours(request: SearchRequest, at: int) -> Neighbours:
    """What stands at this place of the list, counted from 1, before it and behind it. Raises SearchUnavailable."""
    filters, _notices = known_filters(request)
    first, last = max(at - 2, 0), at
    # Pages lie side by side: the smallest size whose page holds all three.
    size = next(size for size in count(3) if first // size == last // size)
    request = replace(request, filters=filters, page=first // size + 1, page_size=size)
    try:
        query, answer = _answer(request)
    except IndexDamaged as error:
        raise SearchUnavailable(_("索引已损坏，检索暂停。")) from error
    ids = [hit.report_id for hit in answer.hits]

    def place(number: int) -> int | None:
        index = number - 1 - (request.page - 1) * size
        return ids[index] if number >= 1 and 0 <= index < len(ids) else None

    told = sentence(request, query.root, Labels(request.filters), answer.total)
    return Neighbours(told, answer.total, place(at - 1), place(at), place(at + 1))


def newest(request: SearchRequest, most: int) -> SearchPage:
    """The reports of a request that were added last. Raises SearchUnavailable."""
    return find(replace(request, sort="added", page=1, page_size=most))


def complete(typed: str) -> tuple[Completion, ...]:
    """What a reader may be about to type. Raises SearchUnavailable."""
    engine, _generation, folder = _engine(None)

    def total_of(words: str) -> int:
        query = parse(words)
        return 0 if query.refusal else engine.answer(query, SearchRequest(page_size=1)).total

    try:
        with words_of(folder):
            return _known(engine).completions(typed, total_of)
    except IndexDamaged as error:
        raise SearchUnavailable(_("索引已损坏，检索暂停。")) from error


def _known(engine: Engine) -> Known:
    """Made anew when the index has other words, and so whenever it has other reports."""
    vocabulary = engine.vocabulary()
    known = _opened.known
    if known is None or known.vocabulary is not vocabulary:
        counts = engine.answer(ParsedQuery(), SearchRequest(page_size=1)).facets
        named = Labels({group: counts[group] for group in NAME_GROUPS})
        names = {
            group: [(named(group, value), count) for value, count in counts[group].items() if value != NONE]
            for group in NAME_GROUPS
        }
        known = _opened.known = Known(vocabulary, names)
    return known


def _page(
    request: SearchRequest, query: ParsedQuery, answer: EngineAnswer, generation: int | None, every_value: bool
) -> SearchPage:
    counts = shown_counts(answer.facets, request, every_value=every_value)
    wanted = {group: [value for value, _count in shown.values] for group, shown in counts.items()}
    labels = Labels({group: [*wanted.get(group, ()), *request.filters.get(group, ())] for group in GROUPS})
    return SearchPage(
        request=request,
        total=answer.total,
        literal_total=answer.literal_total,
        hits=_with_snippets(answer.hits, query),
        facets=facet_groups(counts, request, labels),
        sentence=sentence(request, query.root, labels, answer.total),
        pieces=tuple(piece.shown for piece in query.pieces),
        generation=generation,
        partial=answer.partial,
    )


def _with_snippets(hits: Iterable[Hit], query: ParsedQuery) -> tuple[Hit, ...]:
    """Snippets are cut from the rows of today. A report withdrawn since the index was written is left out: nothing
    of it may be shown."""
    hits = tuple(hits)
    texts = {
        pk: SearchDocument(pk, 0, title, text)
        for pk, title, text in Report.objects.published()
        .filter(pk__in=[hit.report_id for hit in hits])
        .values_list("pk", "title", "text")
    }
    held = [hit for hit in hits if hit.report_id in texts]
    shown = dict(zip(texts, snippets_of(query, list(texts.values())), strict=True))
    # Places, authors and the like are read of those reports alone whose text leaves room for them.
    if query.words and (sparse := [pk for pk, found in shown.items() if len(found) < MOST]):
        whole = list(documents(sparse))
        shown |= zip((document.report_id for document in whole), snippets_of(query, whole), strict=True)
    return tuple(replace(hit, snippets=shown[hit.report_id]) for hit in held)


def _with_help(page: SearchPage, query: ParsedQuery, engine: Engine) -> SearchPage:
    request = page.request

    def ask(other: SearchRequest) -> int:
        parsed = parse(other.words, title_only=other.title_only)
        return engine.answer(parsed, replace(other, page=1, page_size=1)).total

    everything = engine.answer(ParsedQuery(), SearchRequest(page_size=1))
    known = Labels({group: everything.facets[group] for group in NAME_GROUPS})
    names = {group: [known(group, value) for value in everything.facets[group]] for group in NAME_GROUPS}
    return replace(
        page,
        notices=absent(request, query, ask),
        relaxations=relaxations(request, query, Labels(request.filters), ask),
        suggestions=suggestions(request, query, engine.vocabulary(), names, ask),
    )


# -- engines ---------------------------------------------------------------------------------------------------------


class _Opened:
    """Engines this process has opened: the live generation's, and the plain one over the documents it last saw."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._live: Engine | None = None
        self._documents: tuple = ()
        self._plain: PlainEngine | None = None
        self.known: Known | None = None

    def live(self, path: Path) -> Engine:
        with self._lock:
            if self._live is None or self._path != path:
                opener = import_string(settings.HAYSTACK_CONNECTIONS["default"]["ENGINE"])
                self._live, self._path = opener.open_generation(path), path
            return self._live

    def forget(self) -> None:
        with self._lock:
            self._live = self._path = self._plain = self.known = None

    def plain(self, words_from: Path | None) -> PlainEngine:
        """Made again whenever a published row is not what it was, or other words cut it."""
        held = (words_from, *documents())
        with self._lock:
            if self._plain is None or self._documents != held:
                self._plain, self._documents = PlainEngine(held[1:]), held
            return self._plain


_opened = _Opened()


def forget_engines() -> None:
    """Let go of opened engines; the next request opens what it needs."""
    _opened.forget()


def _engine(name: str | None) -> tuple[Engine, int | None, Path | None]:
    """The engine, the number of its generation and the folder whose words cut a request: of the plain one, which has
    no index, those of the live index."""
    if name not in (None, *ENGINES):
        raise ValueError(f"no engine is called {name!r}")
    live = IndexGeneration.objects.filter(state=IndexGeneration.State.LIVE).first()
    folder = Path(settings.SEARCH_DIR) / str(live.pk) if live else None
    if name == "plain":
        return _opened.plain(folder), None, folder
    if live is None or folder is None:
        raise SearchUnavailable(_("还没有建立索引，检索暂停。"))
    try:
        return _opened.live(folder), live.pk, folder
    except IndexDamaged as error:
        raise SearchUnavailable(_("索引已损坏，检索暂停。")) from error
