"""Haystack's own Whoosh backend through SearchQuerySet, in a small project of its own (``stock_project``). Small sizes
only: every batch of an update merges what was there, so that a rebuild is quadratic."""

from __future__ import annotations

import os
from pathlib import Path

from tests.bench.peers.base import FACETS, TOP, reports

BATCH = 100


class Stock:
    literals = False

    @classmethod
    def build(cls, lines: Path, path: Path) -> None:
        path.mkdir(parents=True)
        _set_up(path)
        from django.db import connection

        from tests.bench.peers.stock_project.models import Report

        with connection.schema_editor() as editor:
            editor.create_model(Report)
        columns = ("id", "title", "text", *FACETS[:4])
        Report.objects.bulk_create(
            [
                Report(schemes="|".join(report["initiative"]), **{name: report[name] for name in columns})
                for report in reports(lines)
            ]
        )
        from django.core.management import call_command

        call_command("rebuild_index", interactive=False, verbosity=0, batchsize=BATCH)

    def __init__(self, path: Path) -> None:
        from haystack import connections
        from haystack.query import SearchQuerySet

        self._all = SearchQuerySet
        connections["default"].get_backend().setup()

    def ask(self, query: dict) -> int:
        asked = self._words(query)
        if "place" in query:
            asked = asked.narrow(f'place_exact:"{query["place"]}"').narrow("year:[{} TO {}]".format(*query["years"]))
        for facet in FACETS:
            asked = asked.facet(facet)
        for hit in asked[:TOP]:
            hit.pk  # noqa: B018
        asked.facet_counts()
        return asked.count()

    def _words(self, query: dict):
        from haystack.inputs import AutoQuery

        held, tokens = self._all(), query["tokens"]
        if query["mode"] == "phrase":
            return held.filter(content=AutoQuery(f'"{"".join(tokens)}"'))
        if query["mode"] == "prefix":
            return held.filter(content__startswith=tokens[0])
        for token in tokens:
            held = held.filter_or(content=token) if query["mode"] == "any" else held.filter(content=token)
        return held


def _set_up(path: Path) -> None:
    os.environ["STOCK_FOLDER"] = str(path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.peers.stock_project.settings"
    import django

    django.setup()
