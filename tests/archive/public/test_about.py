"""How good the archive is, on the page: what `make gate` measured, and nothing else."""

from datetime import date

import pytest

from archive.gate.facts import FactFigures
from archive.gate.record import Measured, read_record
from archive.public.pages import about

ROW = Measured("seeds", date(2026, 3, 4), "abc123", 5, 9, (
    FactFigures("initiatives", 2000, 2001, 3, 4), FactFigures("year", 0, 0, 0, 8),
))  # fmt: skip


@pytest.mark.django_db
def test_the_page_shows_what_was_measured_with_date_set_and_number(client, monkeypatch):
    monkeypatch.setattr(about, "read_record", lambda: (ROW,))
    page = client.get("/about/").content.decode()
    assert "种子文件（实有）：5 个文件，9 篇报告，2026-03-04 测，规则 abc123" in page
    assert "99.9 %" in page and "2000/2001" in page and "75.0 %" in page and "3/4" in page
    assert "—" in page and "尚未公布" not in page


@pytest.mark.django_db
def test_where_nothing_was_measured_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(about, "read_record", lambda: ())
    page = client.get("/about/").content.decode()
    assert "尚未公布" in page and "<caption>" not in page


@pytest.mark.django_db
def test_every_set_and_fact_of_the_record_has_words(client):
    page = client.get("/about/").content.decode()
    assert page.count("<caption>") == len(read_record()) > 0
    assert all(str(about.FACT_WORDS[fact.fact]) in page for row in read_record() for fact in row.facts)
