"""The engine behind Haystack's setting.

``HAYSTACK_CONNECTIONS`` chooses the engine by dotted name; the search itself goes through ``search.service.find``,
which opens a generation with ``open_generation``. What third-party code does through Haystack is answered by the same
``find``, so it sees published reports only; what it writes is handed to the indexer, which alone writes an index.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery
from haystack.models import SearchResult

from archive.models import Report
from search import indexer
from search.engines.whoosh_jieba.engine import WhooshEngine
from search.fields import BY_NAME
from search.request import SearchRequest
from search.service import PageOutOfRange, find

LONGEST_SLICE = 1000


class WhooshJiebaBackend(BaseSearchBackend):
    """Haystack's verbs in terms of ours."""

    def update(self, index: Any, iterable: Iterable[Report], commit: bool = True) -> None:
        """Note that these reports changed. The indexer decides by their rows whether they are in or out."""
        indexer.mark_dirty([report.pk for report in iterable])

    def remove(self, obj_or_string: Report | str, commit: bool = True) -> None:
        """Note the report; it stays in the index as long as it is published."""
        pk = obj_or_string.rpartition(".")[2] if isinstance(obj_or_string, str) else obj_or_string.pk
        indexer.mark_dirty([int(pk)])

    def clear(self, models: Iterable[type] = (), commit: bool = True) -> None:
        """A live index is never emptied: a new one is made beside it and swapped in."""
        indexer.rebuild()

    def search(self, query_string: str, **kwargs: Any) -> dict[str, Any]:
        """``query_string`` in the reader's grammar. ``start_offset`` and ``end_offset`` slice the result."""
        start = kwargs.get("start_offset") or 0
        end = min(kwargs.get("end_offset") or start + LONGEST_SLICE, start + LONGEST_SLICE)
        words = "" if query_string == "*:*" else query_string
        # Haystack slices anywhere, pages lie side by side: the page that ends with the slice holds all of it.
        try:
            page = find(SearchRequest(words=words, page=1, page_size=max(end, 1)), every_value=True)
        except PageOutOfRange:
            return {"results": [], "hits": 0}
        result_class = kwargs.get("result_class") or SearchResult
        held = page.hits[start:end]
        rows = Report.objects.published().in_bulk([hit.report_id for hit in held])
        results = [
            result_class("archive", "report", hit.report_id, hit.score, title=rows[hit.report_id].title)
            for hit in held
            if hit.report_id in rows
        ]
        facets = {"fields": {g.name: [(v.value, v.count) for v in g.values] for g in page.facets}}
        return {"results": results, "hits": page.total, "facets": facets}


class WhooshJiebaQuery(BaseSearchQuery):
    """Builds the reader's grammar from Haystack's filters."""

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        """``content`` is a bare word; other fields by our names, those we do not know as a bare word too."""
        words = value.query_string if hasattr(value, "query_string") else str(value)
        quoted = words if filter_type == "content" and field == "content" else f'"{self.clean(words)}"'
        known = BY_NAME.get(field)
        return f"{known.names[0]}:{quoted}" if known and known.names else quoted

    def clean(self, query_fragment: str) -> str:
        """Without quotation marks, which would end the word."""
        return "".join(c for c in query_fragment if c not in "\"＂“”")

    def build_alt_parser_query(self, *_: Any, **__: Any) -> str:
        raise NotImplementedError("only the reader's grammar is understood")


class WhooshJiebaEngine(BaseEngine):
    backend = WhooshJiebaBackend
    query = WhooshJiebaQuery

    @staticmethod
    def open_generation(path: Path) -> WhooshEngine:
        """How ``search.service`` opens the index in this folder. Raises IndexDamaged."""
        return WhooshEngine(path)
