"""tantivy through its Python binding: words and units as whitespace-separated tokens with positions, facets from its
fast fields by aggregation."""

from __future__ import annotations

from pathlib import Path

import tantivy
from tantivy import Occur, Query

from tests.bench.peers.base import FACETS, SHOWN_VALUES, TOP, reports

HEAP = 512_000_000


class Tantivy:
    literals = True

    @staticmethod
    def _schema() -> tantivy.Schema:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for field in ("words", "units"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        for field in ("place", "genre", "author", "initiative"):
            builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("year", indexed=True, fast=True)
        builder.add_bytes_field("text", stored=True)
        return builder.build()

    @classmethod
    def build(cls, lines: Path, path: Path) -> None:
        path.mkdir(parents=True)
        index = tantivy.Index(cls._schema(), path=str(path))
        writer = index.writer(HEAP, 1)
        for report in reports(lines):
            writer.add_document(cls._document(report))
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def _document(report: dict) -> tantivy.Document:
        document = tantivy.Document(id=str(report["id"]), words=report["words"], units=report["units"])
        for field in ("place", "genre", "author"):
            document.add_text(field, report[field])
        for name in report["initiative"]:
            document.add_text("initiative", name)
        document.add_integer("year", report["year"])
        document.add_bytes("text", report["text"].encode())
        return document

    def __init__(self, path: Path) -> None:
        self._index = tantivy.Index.open(str(path))
        self._index.reload()
        self._searcher = self._index.searcher()
        self._schema_read = self._index.schema
        self._facets = {
            field: {"terms": {"field": field, "size": SHOWN_VALUES, "segment_size": 100_000}} for field in FACETS
        }

    def ask(self, query: dict) -> int:
        asked = self._query(query)
        found = self._searcher.search(asked, TOP)
        self._searcher.aggregate(asked, self._facets)
        for _score, address in found.hits:
            self._searcher.doc(address)["id"]
        return found.count

    def _query(self, query: dict) -> Query:
        asked = self._words(query)
        if "place" not in query:
            return asked
        place = Query.term_query(self._schema_read, "place", query["place"])
        years = Query.range_query(self._schema_read, "year", tantivy.FieldType.Integer, *query["years"])
        parts = [asked, Query.const_score_query(place, 0.0), Query.const_score_query(years, 0.0)]
        return Query.boolean_query([(Occur.Must, part) for part in parts])

    def _words(self, query: dict) -> Query:
        schema, tokens = self._schema_read, query["tokens"]
        field = "units" if query["mode"] == "literal" else "words"
        if query["mode"] == "prefix":
            return Query.regex_query(schema, field, tokens[0] + ".*")
        if len(tokens) == 1:
            return Query.term_query(schema, field, tokens[0])
        if query["mode"] in ("phrase", "literal"):
            return Query.phrase_query(schema, field, tokens)
        occur = Occur.Must if query["mode"] == "all" else Occur.Should
        return Query.boolean_query([(occur, Query.term_query(schema, field, token)) for token in tokens])
