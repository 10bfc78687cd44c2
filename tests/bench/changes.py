"""``python -m tests.bench.changes FOLDER``: how long a published change takes to be found, while ``index_work`` runs as
it does beside the web server; and 20 snippets of a page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402

from archive.models import Report  # noqa: E402
from archive.signals import reports_changed  # noqa: E402
from search import indexer  # noqa: E402
from search.engines.whoosh_jieba.engine import WhooshEngine  # noqa: E402
from search.grammar import parse  # noqa: E402
from search.request import SearchRequest  # noqa: E402
from search.search_indexes import documents  # noqa: E402
from search.snippets import snippets_of  # noqa: E402
from tests.bench.measure import best_of, keep, p, percentile  # noqa: E402
from tests.bench.ours import request_of  # noqa: E402

CHANGES, WARMING = 30, 3
LONGEST_S = 60
ROOT = Path(__file__).parents[2]


def main(folder: Path) -> None:
    live = indexer.live_generation()
    engine = WhooshEngine(indexer.folder(live.pk))
    keep(folder / "results.json", snippets=snippets(engine, folder), change_cpu_ms=by_itself())
    worker = subprocess.Popen([sys.executable, "manage.py", "index_work"], cwd=ROOT, env=os.environ)
    try:
        waited = [published_to_found(engine, number) * 1e3 for number in range(CHANGES + WARMING)][WARMING:]
    finally:
        worker.terminate()
        worker.wait()
    keep(folder / "results.json", change_wall_ms=p(waited))


def published_to_found(engine: WhooshEngine, number: int) -> float:
    """Seconds from the commit of a change to the first answer that holds it."""
    word = f"bench{time.time_ns()}"
    query, request = parse(word), SearchRequest(words=word)
    report = Report.objects.published().order_by("pk")[number * 7 % 500]
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(title=f"{report.title} {word}", version=F("version") + 1)
        reports_changed.send(sender=Report, report_ids=[report.pk])
    began = time.perf_counter()
    while not engine.answer(query, request).total:
        if time.perf_counter() - began > LONGEST_S:
            raise TimeoutError(f"a change was not found within {LONGEST_S} s")
        time.sleep(0.002)
    return time.perf_counter() - began


def by_itself() -> dict[str, float]:
    """Processor time that the indexer spends on one change, in ms."""
    taken = []
    for number in range(CHANGES // 2):
        indexer.mark_dirty([Report.objects.published().order_by("pk").values_list("pk", flat=True)[number]])
        began = time.process_time()
        indexer.work_once()
        taken.append((time.process_time() - began) * 1e3)
    return p(taken[WARMING:])


def snippets(engine: WhooshEngine, folder: Path) -> dict[str, float]:
    """Of the hits of one page, their texts at hand, in ms."""
    pages = []
    for query in json.loads((folder / "queries.json").read_text())["words"][:60]:
        request = request_of(query)
        parsed = parse(request.words)
        ids = [hit.report_id for hit in engine.answer(parsed, request).hits]
        if len(ids) == request.page_size:
            pages.append((parsed, list(documents(ids))))
    taken = best_of(lambda page: snippets_of(*page), pages, 3)
    return {"p50": percentile(taken, 0.5), "p95": percentile(taken, 0.95)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
