"""The commands of the search: shapes of their JSON, exit codes, words."""

import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.models import ReportStatus
from search import indexer
from search.models import DirtyReport
from tests.search.factories import change, make_archive, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_dir")]

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*args: str) -> tuple[int, str, str]:
    """(exit code, what was printed, what was complained)."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*args, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_find_prints_the_agreed_shape():
    report = make_report(title="支部夜校", text="开头。\n我们请党员讲课。", place="420684", year=2003, genre="访谈",
                         initiatives=("“灯下议事”活动",), authors=("林之远",))
    make_report(title="另一篇", text="别的。", place=None, year=None)
    indexer.rebuild()
    code, out, _err = run("find", "党员", "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) == {"total", "literal_total", "sentence", "hits", "facets", "notices", "suggestions"}
    assert (found["total"], found["literal_total"]) == (1, 1)
    (hit,) = found["hits"]
    assert set(hit) == {"id", "title", "year", "place", "tier", "score", "matched", "snippets"}
    assert (hit["id"], hit["title"], hit["year"], hit["tier"]) == (report.pk, "支部夜校", 2003, "literal")
    assert hit["place"].startswith("湖北省") and hit["place"].endswith("宜城市")
    assert hit["matched"] == [{"word": "党员", "field": "text", "count": 1}]
    assert hit["snippets"] == ["我们请«党员»讲课。"]
    assert {"value": "访谈", "label": "访谈", "count": 1} in found["facets"]["genre"]
    assert set(found["facets"]) == {"place", "year", "genre", "author", "initiative", "script", "year_evidence"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["place=420000"], 1),
        (["place=370000"], 0),
        (["year=2003"], 1),
        (["year=2000..2002"], 0),
        (["year=none"], 1),
        (["year=none", "year=2003"], 2),
        (["genre=访谈"], 1),
        (["script=hant"], 1),
        (["year_evidence=stated"], 1),
        (["place=420000", "year=none"], 0),
    ],
)
def test_find_takes_filters(filters: list[str], expected: int):
    make_report(text="党员。", place="420684", year=2003, genre="访谈", script="hant")
    make_report(text="党员。", place=None, year=None, genre="其他")
    indexer.rebuild()
    args = [part for pair in filters for part in ("--filter", pair)]
    assert json.loads(run("find", "党员", *args, "--json")[1])["total"] == expected


def test_find_by_ids_of_author_and_initiative():
    report = make_report(authors=("林之远",), initiatives=("“灯下议事”活动",))
    make_report()
    indexer.rebuild()
    author, initiative = report.authorships.get().author_id, report.initiative_mentions.get().initiative_id
    for pair in (f"author={author}", f"initiative={initiative}"):
        assert [hit["id"] for hit in json.loads(run("find", "--filter", pair, "--json")[1])["hits"]] == [report.pk]


def test_both_engines_are_asked_by_name():
    make_archive(12)
    indexer.rebuild()
    plain, fast = (json.loads(run("find", "党员", "--engine", e, "--json")[1]) for e in ("plain", "whoosh_jieba"))
    assert plain == fast
    assert plain["total"] > 0


def test_find_speaks_when_it_cannot_answer():
    with pytest.raises(CommandError, match="index_rebuild"):
        run("find", "党员")
    indexer.rebuild()
    with pytest.raises(CommandError, match="没有这一页"):
        run("find", "党员", "--page", "9")
    with pytest.raises(CommandError, match="plain"):
        run("find", "党员", "--engine", "grep")
    for pair in ("colour=red", "place", "genre="):
        with pytest.raises(CommandError, match="读不懂"):
            run("find", "党员", "--filter", pair)


def test_find_for_the_eye():
    make_report(title="支部夜校", text="我们请党员讲课。")
    indexer.rebuild()
    _code, out, _err = run("find", "党员")
    assert "支部夜校" in out and "«党员»" in out and "共 1 篇" in out


def test_sorts():
    early, late = make_report(year=1999), make_report(year=2020)
    indexer.rebuild()
    for sort, first in (("year_asc", early), ("year_desc", late)):
        assert json.loads(run("find", "--sort", sort, "--json")[1])["hits"][0]["id"] == first.pk


def test_rebuild_work_verify_and_status_in_turn():
    first = make_report()
    assert "index_rebuild" in run("index_status")[1]
    assert json.loads(run("index_status", "--json")[1]) == {
        "generation": None, "pending": 0, "oldest_pending_s": 0.0, "failed": 0
    }
    code, _out, err = run("index_work", "--once")
    assert (code, "index_rebuild" in err) == (1, True)
    assert run("index_verify")[0] == 1
    code, out, _err = run("index_rebuild")
    assert (code, "1 篇" in out) == (0, True)
    change(first, title="改了")
    found = json.loads(run("index_status", "--json")[1])
    assert (found["pending"], found["failed"]) == (1, 0)
    code, out, _err = run("index_verify", "--json")
    assert (code, json.loads(out)["stale"]) == (1, 1)
    assert "index_work --once" in run("index_verify")[1]
    code, out, _err = run("index_work", "--once")
    assert (code, "1" in out) == (0, True)
    code, out, _err = run("index_verify", "--json")
    assert code == 0
    assert json.loads(out) == {
        "ok": True, "generation": indexer.live_generation().pk, "reports": 1, "indexed": 1,
        "missing": 0, "ghost": 0, "stale": 0, "duplicate": 0, "damaged": 0,
    }


def test_verify_repairs():
    report = make_report()
    indexer.rebuild()
    type(report).objects.update(version=7)
    assert run("index_verify")[0] == 1
    assert run("index_verify", "--repair")[0] == 0
    assert run("index_verify")[0] == 0


def test_a_failed_report_is_told_with_its_reason():
    make_report()
    generation = indexer.rebuild()
    DirtyReport.objects.create(generation=generation, report_id=5, attempts=3, error="ValueError: 太长")
    assert "太长" in run("index_status")[1]
    assert json.loads(run("index_status", "--json")[1])["failed"] == 1


def test_haystacks_commands_do_the_safe_thing():
    report = make_report(title="甲")
    assert run("rebuild_index", "--noinput")[0] == 0
    assert indexer.verify().ok
    draft = make_report(status=ReportStatus.DRAFT)
    change(report, title="乙")
    indexer.mark_dirty([draft.pk])
    assert run("update_index", "--remove")[0] == 0
    assert indexer.verify().ok
    code, out, _err = run("clear_index", "--noinput")
    assert (code, "没有动" in out) == (0, True)
    assert indexer.verify().ok
    assert json.loads(run("find", "--json")[1])["total"] == 1


def test_index_work_ends_cleanly_when_asked(tmp_path: Path):
    env = {**os.environ, "ARCHIVE_DATA_DIR": str(tmp_path), "SAMPLE_ARCHIVE": "0"}
    env.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True, timeout=120)
    for sign in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "index_work"], cwd=ROOT, env=env, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        assert process.stdout and "已启动" in process.stdout.readline()
        assert process.stderr and "index_rebuild" in process.stderr.readline()
        assert process.poll() is None, "it must wait for an index, not end"
        process.send_signal(sign)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 0, err
        assert "已停止" in out and "Traceback" not in err
