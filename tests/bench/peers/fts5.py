"""SQLite FTS5, contentless, beside a table of facets: words and units as tokens, or its trigram tokenizer over the raw
text (which finds nothing shorter than three characters)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.bench.peers.base import SHOWN_VALUES, TOP, reports

_TABLES = """
create table report(id integer primary key, place text, year int, genre text, author text, text text);
create table scheme(report int, name text);
"""
_INDEXES = """
create index scheme_report on scheme(report, name);
create index report_facets on report(id, place, year, genre, author);
create index report_place on report(place, year);
analyze;
"""


class Fts5:
    literals = True
    fields = "words, units"
    tokenizer = "unicode61 remove_diacritics 0"

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path / "fts.sqlite3", isolation_level=None)
        for pragma in ("journal_mode=wal", "synchronous=normal", "cache_size=-200000", "mmap_size=4000000000"):
            connection.execute(f"pragma {pragma}")
        connection.execute("pragma temp_store=memory")
        return connection

    @classmethod
    def build(cls, lines: Path, path: Path) -> None:
        path.mkdir(parents=True)
        held = cls._open(path)
        held.execute(f"create virtual table fts using fts5({cls.fields}, content='', tokenize='{cls.tokenizer}')")
        held.executescript(_TABLES)
        held.execute("begin")
        for report in reports(lines):
            values = cls._values(report)
            marks = ", ".join("?" * len(values))
            held.execute(f"insert into fts(rowid, {cls.fields}) values(?, {marks})", (report["id"], *values))
            row = [report[name] for name in ("id", "place", "year", "genre", "author", "text")]
            held.execute("insert into report values(?, ?, ?, ?, ?, ?)", row)
            names = [(report["id"], name) for name in report["initiative"]]
            held.executemany("insert into scheme values(?, ?)", names)
        held.execute("commit")
        held.execute("insert into fts(fts) values('optimize')")
        held.executescript(_INDEXES)
        held.close()

    @staticmethod
    def _values(report: dict) -> tuple[str, ...]:
        return report["words"], report["units"]

    def __init__(self, path: Path) -> None:
        self._held = self._open(path)
        self._held.execute("create temp table found(id integer primary key)")

    def ask(self, query: dict) -> int:
        held, match = self._held, self._match(query)
        where, values = "from fts where fts match ?", [match]
        if "place" in query:
            where += " and rowid in (select id from report where place = ? and year between ? and ?)"
            values += [query["place"], *query["years"]]
        held.execute(f"select rowid, rank {where} order by rank limit {TOP}", values).fetchall()
        held.execute("delete from found")
        held.execute(f"insert into found select rowid {where}", values)
        for facet in ("place", "year", "genre", "author"):
            held.execute(
                f"select {facet}, count(*) n from found cross join report using (id) group by 1 order by n desc "
                f"limit {SHOWN_VALUES}"
            ).fetchall()
        held.execute(
            "select name, count(*) n from found cross join scheme on scheme.report = found.id group by 1 "
            f"order by n desc limit {SHOWN_VALUES}"
        ).fetchall()
        return held.execute("select count(*) from found").fetchone()[0]

    def _match(self, query: dict) -> str:
        field = "units" if query["mode"] == "literal" else "words"
        quoted = ['"' + token.replace('"', '""') + '"' for token in query["tokens"]]
        if query["mode"] in ("phrase", "literal"):
            return f'{field} : "{" ".join(query["tokens"])}"'
        if query["mode"] == "prefix":
            return f"{field} : {quoted[0]} *"
        return f"{field} : ({(' AND ' if query['mode'] == 'all' else ' OR ').join(quoted)})"


class Trigram(Fts5):
    fields = "text"
    tokenizer = "trigram"

    @staticmethod
    def _values(report: dict) -> tuple[str, ...]:
        return (report["title"] + "\n" + report["text"],)

    def _match(self, query: dict) -> str:
        """What the tokenizer cannot find is asked all the same: the time counts, the total is 0."""
        if query["mode"] in ("phrase", "literal"):
            return f'"{"".join(query["tokens"])}"'
        return (" OR " if query["mode"] == "any" else " AND ").join(f'"{token}"' for token in query["tokens"])
