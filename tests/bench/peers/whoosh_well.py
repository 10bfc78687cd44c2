"""Whoosh 2.7.4 used well: words cut beforehand, facets as sortable columns, one search with ``groupedby``. It holds no
units: single units with positions cost it five times the space and time of the words (SEARCH.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from whoosh import query as q
from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.sorting import Count, FieldFacet

from tests.bench.peers.base import FACETS, TOP, reports


class Blanks(Tokenizer):
    """Text that is cut already, by blanks."""

    def __call__(self, value: str, positions: bool = False, mode: str = "", **_: object) -> Iterator[Token]:
        token = Token(positions, mode=mode)
        token.boost, token.stopped = 1.0, False
        for number, word in enumerate(value.split(" ")):
            token.original = token.text = word
            token.pos = number
            yield token


class WhooshWell:
    literals = False

    @classmethod
    def build(cls, lines: Path, path: Path) -> None:
        path.mkdir(parents=True)
        schema = Schema(
            id=ID(stored=True, unique=True), words=TEXT(analyzer=Blanks(), phrase=True), place=ID(sortable=True),
            genre=ID(sortable=True), author=ID(sortable=True), year=NUMERIC(int, sortable=True),
            initiative=KEYWORD(commas=True, stored=True), text=STORED(),
        )
        writer = create_in(str(path), schema).writer(limitmb=512)
        for report in reports(lines):
            values = {name: report[name] for name in ("words", "place", "genre", "author", "year", "text")}
            writer.add_document(id=str(report["id"]), initiative=",".join(report["initiative"]), **values)
        writer.commit()

    def __init__(self, path: Path) -> None:
        self._searcher = open_dir(str(path)).searcher()

    def ask(self, query: dict) -> int:
        facets = {name: FieldFacet(name, allow_overlap=name == "initiative", maptype=Count) for name in FACETS}
        found = self._searcher.search(self._words(query), limit=TOP, filter=self._filter(query), groupedby=facets)
        for name in FACETS:
            found.groups(name)
        for hit in found:
            hit["id"]
        return len(found)

    @staticmethod
    def _filter(query: dict) -> q.Query | None:
        if "place" not in query:
            return None
        return q.And([q.Term("place", query["place"]), q.NumericRange("year", *query["years"])])

    @staticmethod
    def _words(query: dict) -> q.Query:
        terms = [q.Term("words", token) for token in query["tokens"]]
        if query["mode"] == "phrase":
            return q.Phrase("words", query["tokens"])
        if query["mode"] == "prefix":
            return q.Prefix("words", query["tokens"][0])
        return q.And(terms) if query["mode"] == "all" else q.Or(terms)
