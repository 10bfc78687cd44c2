"""``python -m tests.bench.ours FOLDER``: our engine over the index of that archive, in a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from search.analysis.segment import segmenter
from search.engines.whoosh_jieba.engine import WhooshEngine
from search.grammar import parse
from search.request import EngineAnswer, SearchRequest
from tests.bench.measure import Clock, best_of, by_kind, keep, p, private_mb

ROUNDS = 5


def request_of(query: dict) -> SearchRequest:
    filters = {}
    if "place" in query:
        filters = {"place": (query["place"],), "year": ("{}..{}".format(*query["years"]),)}
    return SearchRequest(words=query["typed"], filters=filters)


def main(folder: Path) -> None:
    results, queries = folder / "results.json", json.loads((folder / "queries.json").read_text())
    index = folder / "index" / str(json.loads(results.read_text())["generation"])
    segmenter()
    before = private_mb()
    with Clock() as opening:
        engine = WhooshEngine(index)
        engine.answer(parse("党员"), SearchRequest(words="党员"))

    def ask(query: dict) -> EngineAnswer:
        request = request_of(query)
        answer = engine.answer(parse(request.words), request)
        # What has no count above zero is left out when a group is read: that belongs to the answer.
        for counts in answer.facets.values():
            len(counts)
        return answer

    cold = best_of(ask, queries["cold"], 1)
    first = best_of(ask, queries["words"], 1)
    warm = best_of(ask, queries["words"], ROUNDS)
    first_literals = best_of(ask, queries["literals"], 1)
    literals = best_of(ask, queries["literals"], ROUNDS)
    with Clock() as vocabulary:
        engine.vocabulary()
    keep(
        results,
        ours={
            "open_cpu_ms": opening.cpu * 1e3, "open_wall_ms": opening.wall * 1e3, "cold": p(cold), "first": p(first),
            "words": p(warm), "kinds": by_kind(queries["words"], warm),
            "literals": by_kind(queries["literals"], literals),
            "first_literals": by_kind(queries["literals"], first_literals),
            "private_mb": private_mb(), "private_engine_mb": private_mb() - before,
            "vocabulary_ms": vocabulary.cpu * 1e3,
            "totals": [ask(query).total for query in queries["words"] + queries["literals"]],
        },
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
