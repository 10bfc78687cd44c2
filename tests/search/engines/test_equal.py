"""Both engines give the same answers: ids, totals, tiers, facets, order, scores."""

import random

import pytest

from search.engines.plain import PlainEngine
from search.engines.whoosh_jieba.engine import WhooshEngine
from search.engines.whoosh_jieba.index import WhooshIndex
from search.grammar import parse
from tests.search.engines.corpus import generated_document, generated_request

REQUESTS = 200


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    """150 reports after changes and deletions, in several segments."""
    rng = random.Random(3)
    path = tmp_path_factory.mktemp("index")
    index = WhooshIndex.create(path)
    held = {}
    whoosh = WhooshEngine(path)
    for start in range(1, 171, 34):
        batch = [generated_document(rng, i) for i in range(start, min(start + 34, 171))]
        index.apply(batch)
        held |= {d.report_id: d for d in batch}
        whoosh.vocabulary()  # a reader of this commit stays open while the next one is written
    changed = [generated_document(rng, i, version=2) for i in rng.sample(sorted(held), 25)]
    gone = rng.sample(sorted(set(held) - {d.report_id for d in changed}), 20)
    index.apply(changed, gone)
    held |= {d.report_id: d for d in changed}
    for i in gone:
        del held[i]
    return PlainEngine(list(held.values())), whoosh


def test_the_archive_is_what_the_test_says(engines):
    _, whoosh = engines
    snapshot = whoosh.snapshot()
    assert int(snapshot.live.sum()) == 150 < snapshot.documents
    assert len(snapshot.segments) > 1, "several segments"


def test_200_generated_requests(engines):
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
