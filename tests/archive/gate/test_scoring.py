"""The scorer: each measure right and wrong once, and the same figures as the scorer that came with the annotations."""

import copy
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from archive.gate.facts import FactFigures, fact_figures
from archive.gate.scoring import best_match, name_key, names_match, numbers, place_is_known, score, year_is_right
from archive.gate.sets import SETS, gold_of, read_files
from archive.services.rules import rulebook

TEXT = "今年开展“灯下议事”活动，建成议事点12个。"
REPORT = {
    "id": "x-1", "title": "关于灯下议事的汇报", "title_also": ["灯下议事"], "genre": "工作汇报",
    "genre_also": ["经验材料"],
    "authors": [{"name": "李 平"}], "year": 2009, "year_acceptable": [2009, 2010], "web_posted": "2021-03-04",
    "localities": [
        {"code": "340521", "path": "安徽省/马鞍山市/当涂县", "role": "primary", "required": True},
        {"code": "420684", "path": "湖北省/襄阳市/宜城市", "role": "furniture", "required": True},
    ],
    "initiatives": [
        {"name": "“灯下议事”活动", "normalised": "灯下议事", "grade": "core", "status": "已实施",
         "status_also": ["不明"], "figures": {"议事点": 12, "户": "30至40"}},
        {"name": "民情日记", "normalised": "民情日记", "grade": "minor", "status": "不明"},
    ],
    "national_campaigns": [{"name": "三讲教育"}],
    "non_initiatives": [{"string": "以人为本", "why": "slogan"}],
}
GOLD = {"files": [{
    "file": "x.txt", "script": "hans", "reports": [REPORT],
    "clean_text_checks": {"must_contain": ["灯下 议事"], "must_not_contain": ["责任编辑"]},
}]}
READ = {"files": [{"file": "x.txt", "script": "hans", "reports": [{
    "title": "灯下议事", "genre": "经验材料", "authors": [{"name": "李平"}], "year": 2010, "year_confidence": "high",
    "year_evidence": [{"quote": "今年"}], "posted_on": "2021-03-04", "text": TEXT,
    "locality": {"code": "340521"}, "places": [{"code": "340521"}, {"code": "340521100"}],
    "initiatives": [{"name": "灯下议事", "status": "不明", "quote": TEXT, "start": 0, "end": len(TEXT),
                     "figures": {"议事点": 12}}],
}]}]}


def changed(**values: object) -> dict:
    read = copy.deepcopy(READ)
    read["files"][0]["reports"][0] |= values
    return read


def initiative(**values: object) -> dict:
    return changed(initiatives=[READ["files"][0]["reports"][0]["initiatives"][0] | values])


def test_a_perfect_reading_scores_one_everywhere():
    result = score(GOLD, READ)
    assert set(result.figures.values()) == {1.0}
    assert len(result.figures) == 22 and (result.files, result.reports) == (1, 1)
    assert result.tallies["initiative_figures"].total == 1


@pytest.mark.parametrize(
    ("measure", "reading", "figure"),
    [
        ("files_read", {"files": []}, 0.0),
        ("script", {"files": [READ["files"][0] | {"script": "hant"}]}, 0.0),
        ("splits", {"files": [READ["files"][0] | {"reports": []}]}, 0.0),
        ("text_kept", changed(text="没有"), 0.0),
        ("furniture_gone", changed(text=TEXT + "责任\u3000编辑"), 0.0),
        ("title", changed(title="灯下"), 0.0),
        ("genre", changed(genre="访谈"), 0.0),
        ("authors", changed(authors=[]), 0.0),
        ("year", changed(year=2011), 0.0),
        ("year_not_web_date", changed(year=2021), 0.0),
        ("year_has_quote", changed(year_evidence=[]), 0.0),
        ("posted_on", changed(posted_on=None), 0.0),
        ("primary_place", changed(locality=None), 0.0),
        ("places_found", changed(locality=None, places=[]), 0.0),
        ("places_right", changed(places=[{"code": "420684"}]), 0.5),
        ("initiatives_precision", initiative(name="以人为本"), 0.0),
        ("initiatives_recall", changed(initiatives=[]), 0.0),
        ("initiatives", changed(initiatives=[]), 0.0),
        ("initiative_status", initiative(status="拟实施"), 0.0),
        ("initiative_figures", initiative(figures={"议事点": 21}), 0.0),
        ("quotes_in_text", initiative(quote="别处的话"), 0.0),
        ("offsets_exact", initiative(start=1), 0.0),
    ],
)
def test_each_measure_falls_by_its_own_fault(measure: str, reading: dict, figure: float):
    assert score(GOLD, reading).figures[measure] == figure


def test_minor_initiatives_are_neither_rewarded_nor_punished():
    both = READ["files"][0]["reports"][0]["initiatives"] + [{"name": "民情日记", "quote": TEXT, "start": 0, "end": 99}]
    tallies = score(GOLD, changed(initiatives=both)).tallies
    assert tallies["initiatives_precision"].total == 1 and tallies["quotes_in_text"].total == 2


def test_misses_say_why_a_name_is_none():
    misses = score(GOLD, changed(initiatives=[{"name": name} for name in ("三讲教育", "以人为本", "无名之名")])).tallies
    assert [miss.rsplit("(", 1)[1] for miss in misses["initiatives_precision"].misses] == [
        "national campaign)", "slogan)", "unknown)",
    ]


def test_names():
    assert name_key("“一站三卡”工程") == "一站三卡" and name_key("大活动") == "大活动"
    assert names_match("“灯下议事”", "灯下议事活动") and names_match("党员灯下议事", "灯下议事")
    assert not names_match("议事", "灯下议事") and not names_match("", "")
    both = [{"name": "大灯下议事", "normalised": "大灯下议事"}, {"name": "灯下议事", "normalised": "灯下议事"}]
    assert best_match("灯下议事", both) == 1 and best_match("灯下议", both) == 0 and best_match("“”", both) is None


def test_years_without_an_annotated_year():
    none = {"year": None, "year_acceptable": [2009]}
    assert year_is_right(none, {"year": None})
    assert year_is_right(none, {"year": 2009, "year_confidence": "low"})
    assert not year_is_right(none, {"year": 2009, "year_confidence": "high"})
    assert not year_is_right({"year": None}, {"year": 2009, "year_confidence": "low"})


def test_places_within_and_around_are_known():
    gold = {"localities": [{"code": "340521", "role": "primary"}, {"code": None, "role": "mentioned"}]}
    assert all(place_is_known(gold, code) for code in ("340521", "340521100", "340000"))
    assert not place_is_known(gold, "340522")


def test_ranges_are_no_numbers():
    assert numbers({"a": 3, "b": "3至5", "c": 2.5}) == {3.0, 2.5} and numbers(None) == set()


def test_precision_and_recall_by_fact():
    by_fact = {row.fact: row for row in fact_figures(GOLD, READ, score(GOLD, READ))}
    assert by_fact["places"] == FactFigures("places", 2, 2, 1, 1)
    assert by_fact["initiatives"] == FactFigures("initiatives", 1, 1, 1, 1)
    silent = changed(year=None, authors=[{"name": "王五"}, {"name": "李平"}], locality=None, places=[])
    by_fact = {row.fact: row for row in fact_figures(GOLD, silent, score(GOLD, silent))}
    assert by_fact["year"] == FactFigures("year", 0, 0, 0, 1) and by_fact["year"].precision is None
    assert by_fact["authors"] == FactFigures("authors", 1, 2, 1, 1) and by_fact["authors"].precision == 0.5
    assert by_fact["places"].recall == 0.0
    lost = fact_figures(GOLD, {"files": []}, score(GOLD, {"files": []}))
    assert all((row.given, row.found) == (0, 0) for row in lost)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["seeds", "devset"])
def test_the_figures_are_those_of_the_scorer_that_came_with_the_annotations(shared: Path, tmp_path: Path, name: str):
    chosen = next(chosen for chosen in SETS if chosen.name == name)
    gold = gold_of(chosen)
    reading = read_files(chosen, gold, rulebook(), date(2026, 1, 1))
    # A reading with faults of every kind tells the two scorers apart better than a good one.
    for place, entry in enumerate(reading["files"]):
        for report in entry["reports"][place % 3 :]:
            report["initiatives"] = report["initiatives"][place % 4 :: 2]
            report["places"] = report["places"][: 3 * place]
            report["year"] = report["year"] and report["year"] + place % 2
    broken, theirs = tmp_path / "reading.json", tmp_path / "gold.json"
    broken.write_text(json.dumps(reading), encoding="utf-8")
    theirs.write_text(json.dumps(gold), encoding="utf-8")
    done = subprocess.run([sys.executable, str(shared / "score/score_reading.py"), str(theirs), str(broken)],
                          capture_output=True, text=True, check=True)
    want = {row.split()[0]: (row.split()[1], row.split()[2]) for row in done.stdout.splitlines()}
    ours = score(gold, reading)
    counts = {name: f"{tally.right}/{tally.total}" for name, tally in ours.tallies.items()} | {"initiatives": "F1"}
    got = {name: (f"{figure:.3f}", counts[name]) for name, figure in ours.figures.items()}
    assert got == want


@pytest.mark.shared
def test_our_copy_of_the_devset_is_the_devset(shared: Path):
    ours = next(chosen for chosen in SETS if chosen.name == "devset")
    assert gold_of(ours) == json.loads((shared / "devset/gold.json").read_text(encoding="utf-8"))
    for path in (shared / "devset/files").iterdir():
        assert (ours.files / path.name).read_bytes() == path.read_bytes()
