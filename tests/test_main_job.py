"""The main job on real input: the five seed documents through the commands an operator types."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.shared

FLOORS = {
    "seeds": ("gold/seeds.json", "seeds", "splits=1 script=1 text_kept=.95 furniture_gone=.9 title=.7 year=.75 "
              "year_not_web_date=1 primary_place=.75 initiatives=.7 offsets_exact=1"),
    "devset": ("devset/gold.json", "devset/files", "splits=.9 title=.7 year=.6 year_not_web_date=1 primary_place=.7 "
               "initiatives=.55 offsets_exact=1"),
}


@pytest.fixture(scope="module")
def manage(tmp_path_factory: pytest.TempPathFactory):
    """Run manage.py on a data folder of its own; returns what it printed."""
    env = {**os.environ, "ARCHIVE_DATA_DIR": str(tmp_path_factory.mktemp("job"))}
    env.pop("DATABASE_URL", None)

    def run(*args: str) -> str:
        done = subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT, env=env, capture_output=True, text=True,
                              timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def imported(manage, shared: Path) -> list[dict]:
    """The seeds, imported and published, with an index that has followed."""
    manage("migrate", "--verbosity", "0")
    manage("index_rebuild")
    answer = json.loads(manage("import", str(shared / "seeds"), "--publish", "--json"))
    manage("index_work", "--once")
    return answer


def found(manage, *args: str) -> dict:
    return json.loads(manage("find", *args, "--json"))


def test_five_files_give_nine_reports(imported: list[dict]):
    assert [entry["state"] for entry in imported] == ["new"] * 5
    assert not any(entry["error"] for entry in imported)
    reports = [report for entry in imported for report in entry["reports"]]
    assert len(reports) == 9 and {report["status"] for report in reports} == {"published"}


@pytest.mark.parametrize("engine", [(), ("--engine", "plain")], ids=["whoosh", "plain"])
def test_both_scripts_find_the_same(imported, manage, engine):
    hans, hant = found(manage, "创新", *engine), found(manage, "創新", *engine)
    assert hans["total"] == hant["total"] > 0
    assert [hit["id"] for hit in hans["hits"]] == [hit["id"] for hit in hant["hits"]]


def test_a_named_initiative_finds_its_place_first(imported, manage):
    first = found(manage, "支部四进")["hits"][0]
    assert "环翠区" in first["place"]
    assert any("«支部四进»" in snippet for snippet in first["snippets"])


def test_one_character_finds_every_report_that_has_it(imported, manage):
    everything = found(manage, "党")
    reports = [report["id"] for entry in imported for report in entry["reports"]]
    assert everything["total"] == 9 and sorted(hit["id"] for hit in everything["hits"]) == sorted(reports)


def test_the_index_is_the_database(imported, manage):
    answer = json.loads(manage("index_verify", "--json"))
    assert answer["ok"] and answer["reports"] == answer["indexed"] == 9
    assert json.loads(manage("index_status", "--json"))["pending"] == 0


@pytest.mark.parametrize("name", FLOORS)
def test_reading_reaches_its_floors(manage, shared: Path, tmp_path: Path, name: str):
    gold, files, floors = FLOORS[name]
    reading = tmp_path / "reading.json"
    reading.write_text(manage("read", "--json", *sorted(map(str, (shared / files).iterdir()))), encoding="utf-8")
    score = subprocess.run(
        [sys.executable, str(shared / "score/score_reading.py"), str(shared / gold), str(reading), "--min",
         *floors.split()], capture_output=True, text=True,
    )
    assert score.returncode == 0, score.stdout
