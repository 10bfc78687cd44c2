"""Invented whole reports, each fact at once; speed and hostile text for all fact extractors together."""

from __future__ import annotations

import time

import pytest

from archive.reading.extraction.campaigns import find_campaigns
from archive.reading.extraction.documents import find_documents
from archive.reading.extraction.genre import find_genre
from archive.reading.extraction.people import find_people
from archive.reading.extraction.places import find_places
from archive.reading.extraction.year import find_year
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import TODAY, report_of, rows

# Processor time; measured 25 ms on prose, 65 ms on the sentence below two hundred times.
SECONDS_FOR_10_000 = 0.25
SECONDS_FOR_HOSTILE = 3.0


def read_all(text: str, title: str = ""):
    report, rules = report_of(text), rulebook()
    year = find_year(report, title, None, rules, TODAY)
    people = find_people(report, title, rules)
    places = find_places(report, title, people.authors, year, rules)
    genre, _ = find_genre(report, title, rules)
    find_campaigns(report, rules)
    find_documents(report, rules)
    return year, people, places, genre


@pytest.mark.parametrize(("text", "expected"), rows("whole_reports.tsv"))
def test_facts_of_whole_reports(text, expected):
    wanted = dict(part.split("=", 1) for part in expected.split(" "))
    year, people, places, genre = read_all(text, text.split("\n", 1)[0])
    assert str(year.year or "") in (wanted["year"].split("|") if wanted["year"] else [""])
    assert (places.primary.code if places.primary else "") == wanted["place"]
    assert {a.name for a in people.authors} == set(filter(None, wanted["authors"].split(",")))
    if wanted["genre"]:
        assert genre in wanted["genre"].split("|")


def test_ten_thousand_characters_are_read_in_time():
    body = "近年来，清溪县委抓班子、带队伍，2011年全县建成场所86处。书记林大山说，要学《党章》，迎接党的十八大。\n"
    text = body * (10_000 // len(body))
    read_all(text)
    begun = time.process_time()
    read_all(text)
    assert time.process_time() - begun < SECONDS_FOR_10_000


PIECES = (
    *(
        "（",
        "“",
        "《",
        "2011年",
        "记者·",
        "书记王",
        "中共",
        "一",
        "市县区",
        "第一个",
        "同志们：",
        "访书记王、",
        "1",
        "1,",
    ),
    *(
        "：",
        "作者：",
        "截至",
        "某",
        "阿",
        "\n",
        " ",
        "记者 ",
        "姜 ",
        "建党",
        "今年",
        "十八大",
        "宜城市",
        "澜沧",
        "云南省澜沧",
    ),
    *("发〔2011〕3号，", "2011-2012年", "第一批主题教育", "全国组织工作会议", "\t"),
)


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_repetition_stays_linear(piece):
    text = piece * (40_000 // len(piece))
    begun = time.process_time()
    read_all(text, text[:40])
    assert time.process_time() - begun < SECONDS_FOR_HOSTILE
