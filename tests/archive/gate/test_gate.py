"""gate: figures against floors, and the record that /about shows."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.gate.facts import FACTS, FactFigures
from archive.gate.floors import fallen, floors
from archive.gate.record import RECORD, Measured, read_record, write_record
from archive.gate.sets import SETS, GoldSet, everything, gold_of
from archive.management.commands import gate
from tests.gold.initiative_sets import part_of

TEXT = "关于灯下议事的汇报\n今年是二〇〇九年。全乡开展“灯下议事”活动，建成议事点12个。\n"


@pytest.fixture
def one_set(tmp_path: Path, monkeypatch) -> Path:
    """A set of one file, with a floor for its title."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "x.txt").write_text(TEXT, encoding="utf-8")
    report = {"id": "x-1", "title": "关于灯下议事的汇报", "genre": "工作汇报", "year": 2009}
    gold = {"files": [{"file": "x.txt", "script": "hans", "reports": [report]}]}
    (tmp_path / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    monkeypatch.setattr(gate, "SETS", (GoldSet("samples", "示例库", tmp_path / "gold.json", tmp_path / "files"),))
    (tmp_path / "floors.toml").write_text("[samples]\ntitle = 1.0\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *args: str) -> tuple[str, str, str]:
    """(standard output, standard error, why it failed)"""
    out, error = io.StringIO(), io.StringIO()
    try:
        call_command("gate", *args, f"--floors={folder / 'floors.toml'}", f"--record={folder / 'measured.tsv'}",
                     stdout=out, stderr=error)
    except CommandError as failure:
        return out.getvalue(), error.getvalue(), str(failure)
    return out.getvalue(), error.getvalue(), ""


def test_a_set_within_its_floors_passes_and_is_recorded(one_set: Path):
    out, _, failure = run(one_set)
    assert not failure
    assert "title                     1.000        1/1  下限 1.000" in out and "无下限" in out
    (measured,) = read_record(one_set / "measured.tsv")
    assert (measured.set, measured.files, measured.reports) == ("samples", 1, 1)
    assert [row.fact for row in measured.facts] == ["title", "genre", "year"], "what the one report has"
    assert FactFigures("title", 1, 1, 1, 1) in measured.facts


def test_a_figure_that_falls_fails_by_name_and_is_recorded_all_the_same(one_set: Path):
    (one_set / "files" / "x.txt").write_text("别的题目在此\n" + TEXT.split("\n", 1)[1], encoding="utf-8")
    out, _, failure = run(one_set, "--misses")
    assert "samples title：0.000，低于下限 1.000" in failure and "- x-1: 别的题目在此" in out
    assert FactFigures("title", 0, 1, 0, 1) in read_record(one_set / "measured.tsv")[0].facts


def test_a_file_that_is_gone_counts_as_not_read(one_set: Path):
    (one_set / "files" / "x.txt").unlink()
    assert "samples title：没有这项数字" in run(one_set)[2]


def test_a_set_that_is_not_here_is_told_and_left_out(one_set: Path, monkeypatch):
    nowhere = GoldSet("seeds", "种子文件", one_set / "no.json", one_set)
    monkeypatch.setattr(gate, "SETS", (*gate.SETS, nowhere))
    _, error, failure = run(one_set)
    assert "seeds（种子文件）：没有" in error and not failure
    monkeypatch.setattr(gate, "SETS", (nowhere,))
    assert "没有一套标注可量" in run(one_set)[2]


def test_json_holds_the_figures(one_set: Path):
    assert json.loads(run(one_set, "--json")[0])["samples"]["title"] == 1.0


def test_figures_are_compared_as_printed():
    assert not fallen("x", {"a": 0.9375}, {"a": 0.938})
    assert fallen("x", {"a": 0.9374}, {"a": 0.938}) == ["x a：0.937，低于下限 0.938"]


def test_sets_not_measured_keep_what_was_measured_of_them_last(tmp_path: Path):
    path, facts = tmp_path / "m.tsv", (FactFigures("year", 1, 2, 3, 4),)
    write_record([Measured("seeds", date(2020, 1, 1), "aa", 5, 9, facts)], path)
    write_record([Measured("samples", date(2021, 1, 1), "bb", 1, 1, facts)], path)
    assert [(row.set, row.measured_on.year) for row in read_record(path)] == [("samples", 2021), ("seeds", 2020)]
    assert read_record(tmp_path / "none.tsv") == ()


def test_the_floors_and_the_record_of_the_project_are_whole():
    assert set(floors()) == {chosen.name for chosen in SETS}
    assert all(0.8 <= floor <= 1 for measures in floors().values() for floor in measures.values())
    assert {"samples", "devset"} <= {row.set for row in read_record(RECORD)}
    for row in read_record(RECORD):
        facts = [fact.fact for fact in row.facts]
        assert facts == [fact for fact in FACTS if fact in facts] and "initiatives" in facts


def test_a_set_that_is_held_back_is_a_part_and_says_what_it_leaves_out():
    (held,) = [chosen for chosen in SETS if chosen.is_held_back]
    every = gold_of(replace(held, counts=everything, leaves_out=()))
    kept = gold_of(held)
    assert 0 < len(kept["files"]) < len(every["files"]) / 2
    assert all("localities" not in report for file in kept["files"] for report in file["reports"])
    assert {file["file"][:-4] for file in kept["files"]} == {
        file["file"][:-4] for file in every["files"] if part_of(file["file"][:-4]) == "kept"
    }
