"""Places: names by year, false friends, masked places, the report's own place."""

from __future__ import annotations

import pytest

from archive.reading.extraction.gazetteer import Gazetteer, stem_of
from archive.reading.extraction.places import find_places
from archive.reading.extraction.withheld import censored_quotes, masked_places
from archive.reading.records import Evidence, MetaLine, PersonMention, YearResult
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import report_of, rows


def read(text: str, year: int | None, title: str = ""):
    return find_places(report_of(text), title, (), YearResult(year, year, year), rulebook())


@pytest.mark.parametrize(("text", "expected"), rows("places.tsv"))
def test_own_place_of_sentences(text, expected):
    # ``year:code`` the own place, ``year:`` no place at all, ``year:~code,code`` all places named.
    year, _, code = expected.partition(":")
    found = read(text, int(year))
    if code.startswith("~"):
        assert {m.code for m in found.mentions} == set(code[1:].split(","))
    elif code:
        assert code in {m.code for m in found.mentions if not m.evidence.in_metadata}
        assert (found.primary.code if found.primary else code) == code
        if len(text) < 25:
            # Beside it only its province and prefecture are named.
            assert all(code.startswith(m.code.rstrip("0")) or m.code[:2] != code[:2] for m in found.mentions)
    else:
        assert not found.mentions
    for mention in found.mentions:
        assert text[mention.evidence.start : mention.evidence.end] == mention.evidence.quote


@pytest.mark.parametrize(
    ("year", "path"), [(2008, "湖北省/襄樊市/宜城市"), (2015, "湖北省/襄阳市/宜城市"), (None, "湖北省/襄阳市/宜城市")]
)
def test_paths_are_those_of_the_year(year, path):
    assert read("我们宜城市委召开会议。", year).primary.path == path


def test_a_name_of_two_places_goes_by_the_year():
    assert read("中共吐鲁番地委组织部", 2014).mentions[0].code == "652100"
    assert read("思茅市委全会", 2006).primary.path == "云南省/思茅市"


def test_the_one_who_speaks_is_primary_not_the_one_named_most():
    text = "我们南漳县委组织部赴张家港市学习。张家港市的做法好，张家港市的经验新。张家港市值得学。"
    found = read(text, 2008)
    assert found.primary.code == "420624"
    assert {m.code: m.role for m in found.mentions}["320582"] != "primary"


def test_short_names_of_counties_need_their_prefecture():
    assert [m.code for m in read("思茅市辖十县，在澜沧、孟连两县先行。", 2006).mentions] == [
        "530800",
        "530828",
        "530827",
    ]
    assert not read("在澜沧、孟连先行。", 2006).mentions


@pytest.mark.parametrize(("text", "expected"), rows("masked_places.tsv"))
def test_masked_places(text, expected):
    assert ";".join(f"{w.text}:{w.level}" for w in masked_places(text)) == expected


def test_emptied_quotation_marks_are_kept_as_gaps():
    text = "开展“”、“主题党日”等活动"
    assert [(w.kind, w.start, w.end) for w in censored_quotes(text)] == [("censored_quote", 2, 4)]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("广东省", "广东"),
        ("澜沧拉祜族自治县", "澜沧"),
        ("延边朝鲜族自治州", "延边"),
        ("应县", "应县"),
        ("内蒙古自治区", "内蒙古"),
    ],
)
def test_stems(name, stem):
    assert stem_of(name) == stem


def test_every_code_of_the_table_is_known_and_parsed_once():
    first = rulebook().rules(Gazetteer.from_tables)
    assert first is rulebook().rules(Gazetteer.from_tables)
    assert len(first.by_code) > 3000


def test_the_letters_of_a_signature_are_no_place():
    text = "驻村日记\n驻清丰县石桥村第一书记 吴承德\n吴承德在村里住了两年，后来去了承德市。"
    author = PersonMention("吴承德", "person", "author", "第一书记", None, Evidence(18, 21, "吴承德", "byline"), 0.9)
    found = find_places(report_of(text), "驻村日记", [author], YearResult(2019), rulebook())
    assert [m.evidence.start for m in found.mentions if m.code == "130800"] == [text.index("承德市")]


def test_a_body_that_signs_in_metadata_gives_the_place():
    line = MetaLine("author", "中共绩溪县委组织部", "作者：中共绩溪县委组织部", 3, 15, "metadata")
    text = "让支部硬起来\n绩溪地少人多。我县有支部312个，去年整顿了26个。"
    found = find_places(report_of(text, (line,)), "让支部硬起来", [], YearResult(2009), rulebook())
    assert (found.primary.code, found.primary.evidence.in_metadata) == ("341824", False)
    text = "让支部硬起来\n我县有支部312个，去年整顿了26个。"
    found = find_places(report_of(text, (line,)), "让支部硬起来", [], YearResult(2009), rulebook())
    assert (found.primary.code, found.primary.evidence.in_metadata) == ("341824", True)


@pytest.mark.parametrize(
    ("text", "code", "role"),
    [
        ("中共南漳县委组织部。我县在广东、福建等地务工党员较多，建立了驻外支部。", "350000", "mentioned"),
        ("中共南漳县委组织部。我县与湖南省接壤，建立了联防制度。", "430000", "mentioned"),
        ("中共南漳县委组织部。张家港市推行积分制，成效明显。", "320582", "exemplar"),
    ],
)
def test_a_place_named_in_passing_shows_no_practice(text, code, role):
    assert {m.code: m.role for m in read(text, 2008).mentions}[code] == role
