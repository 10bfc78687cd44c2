"""Both engines give the same answers: ids, totals, tiers, facets, order, scores. BENCH=1 asks 2,000 requests of 2,000
reports and walks 5,000 clicks."""

import os
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from whoosh import query as q
from whoosh.searching import Searcher

from search.engines.plain import PlainEngine
from search.engines.whoosh_jieba.engine import WhooshEngine
from search.engines.whoosh_jieba.index import WhooshIndex
from search.fields import SCORED_FIELDS
from search.grammar import parse
from search.request import GROUPS, SearchRequest
from tests.search.engines.corpus import WORDS, generated_document, generated_request

LONG = bool(os.environ.get("BENCH"))
REPORTS, REQUESTS, CLICKS = (2_000, 2_000, 5_000) if LONG else (400, 300, 500)
OF_WHOOSH = 300
BATCHES = 5


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    """After changes and deletions, in several segments."""
    rng = random.Random(3)
    path = tmp_path_factory.mktemp("index")
    index = WhooshIndex.create(path)
    held = {}
    whoosh = WhooshEngine(path)
    written = REPORTS + REPORTS // 8
    for start in range(1, written + 1, written // BATCHES):
        batch = [generated_document(rng, i) for i in range(start, min(start + written // BATCHES, written + 1))]
        index.apply(batch)
        held |= {d.report_id: d for d in batch}
        whoosh.vocabulary()  # a reader of this commit stays open while the next one is written
    changed = [generated_document(rng, i, version=2) for i in rng.sample(sorted(held), REPORTS // 6)]
    gone = rng.sample(sorted(set(held) - {d.report_id for d in changed}), REPORTS // 8)
    index.apply(changed, gone)
    held |= {d.report_id: d for d in changed}
    for i in gone:
        del held[i]
    return PlainEngine(list(held.values())), whoosh


def test_the_archive_is_what_the_test_says(engines):
    _, whoosh = engines
    snapshot = whoosh.snapshot()
    assert int(snapshot.live.sum()) == REPORTS < snapshot.documents
    assert len(snapshot.segments) > BATCHES, "several segments"


def test_generated_requests(engines):
    plain, whoosh = engines
    rng = random.Random(17)
    found = 0
    for _ in range(REQUESTS):
        asked = generated_request(rng)
        query = parse(asked.words, title_only=asked.title_only)
        expected, given = plain.answer(query, asked), whoosh.answer(query, asked)
        assert (given.total, given.literal_total) == (expected.total, expected.literal_total), asked
        assert [(h.report_id, h.tier) for h in given.hits] == [(h.report_id, h.tier) for h in expected.hits], asked
        assert [h.score for h in given.hits] == pytest.approx([h.score for h in expected.hits], abs=1e-9), asked
        assert [h.matched for h in given.hits] == [h.matched for h in expected.hits], asked
        assert given.facets == expected.facets, asked
        found += bool(given.total)
    assert found > REQUESTS / 2, "requests that find nothing prove little"


def test_vocabulary(engines):
    plain, whoosh = engines
    assert plain.vocabulary() == whoosh.vocabulary()


def test_a_walk_of_clicks_finds_what_each_count_said(engines):
    _, whoosh = engines
    rng = random.Random(23)
    asked, disagreements, clicked = SearchRequest(), [], 0
    while clicked < CLICKS:
        query = parse(asked.words, title_only=asked.title_only)
        facets = whoosh.answer(query, asked).facets
        shown = [(group, value, count) for group in GROUPS for value, count in facets[group].items()]
        for group, value, count in rng.sample(shown, min(len(shown), 10)):
            click = replace(asked, filters={**asked.filters, group: (value,)}, page=1)
            clicked += 1
            if whoosh.answer(query, click).total != count:
                disagreements.append((asked, group, value, count))
        if not shown or rng.random() < 0.4:
            asked = generated_request(rng)
        else:
            group, value, _count = rng.choice(shown)
            asked = replace(asked, filters={**asked.filters, group: (value,)}, page=1)
    assert not disagreements


# -- the index is an ordinary Whoosh index ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def searcher(engines) -> Iterator[Searcher]:
    _, whoosh = engines
    with closing(WhooshIndex.open(whoosh.path).reader()) as reader:
        yield Searcher(reader)


@pytest.fixture(scope="module")
def report_of(searcher) -> dict[int, int]:
    """Whoosh's document number -> report id, of live documents. The id is the only term of the field ``report``."""
    reader = searcher.reader()
    return {
        document: int(term)
        for term in reader.field_terms("report")
        for document in reader.postings("report", term).all_ids()
        if not reader.is_deleted(document)
    }


def word_query(rng: random.Random) -> tuple[q.Query, set[str]]:
    """Words of jieba, any of them or all, in title or text."""
    words = rng.sample(WORDS, rng.randint(1, 3))
    either = [q.Or([q.Term(field, word) for field, _ in SCORED_FIELDS]) for word in words]
    return (q.And(either), set(words)) if rng.random() < 0.5 else (q.Or(either), set(words))


def filter_query(filters) -> q.Query:
    parts = [q.Or([q.Term(group, value) for value in values]) for group, values in filters.items() if values]
    return q.And(parts) if parts else q.Every("report")


def test_whoosh_itself_finds_the_same_by_words_and_filters(engines, searcher, report_of):
    _, whoosh = engines
    rng = random.Random(29)
    snapshot = whoosh.snapshot()
    found = 0
    for number in range(OF_WHOOSH):
        filters = {
            group: tuple(value for value in values if ".." not in value)
            for group, values in generated_request(rng).filters.items()
        }
        expected = {h.report_id for h in all_hits(whoosh, SearchRequest(filters=filters))}
        query = filter_query(filters)
        if number % 2:
            words, asked = word_query(rng)
            is_all = isinstance(words, q.And)
            expected &= holding_words(snapshot, asked, is_all=is_all)
            query = q.And([query, words])
        assert {report_of[document] for document in searcher.docs_for_query(query)} == expected, query
        found += bool(expected)
    assert found > OF_WHOOSH / 2


def all_hits(whoosh, request: SearchRequest):
    return whoosh.answer(parse(request.words), replace(request, page_size=REPORTS + 1)).hits


def holding_words(snapshot, words, *, is_all: bool) -> set[int]:
    """Live reports by the word postings that our scores are worked out from."""
    held = []
    for word in words:
        documents = set()
        for field, _ in SCORED_FIELDS:
            documents |= set(snapshot.postings(field, word)[0].tolist())
        held.append({int(snapshot.report_ids[d]) for d in documents if snapshot.live[d]})
    return set.intersection(*held) if is_all else set.union(*held)
