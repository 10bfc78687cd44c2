"""The whole hostile set, as its manifest says; and the harness itself on files made here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hostile import world
from tests.hostile.run import multipart, result_words


def harness(*args: str, timeout: int = 900) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "ARCHIVE_DATA_DIR"}
    return subprocess.run([sys.executable, "-m", "tests.hostile", *args], cwd=ROOT, env=env, capture_output=True,
                          text=True, timeout=timeout)


# Of the set the suite runs these kinds; the whole, which takes longer than all other tests together, with BENCH=1.
QUICK_KINDS = ("encoding", "filename", "duplicate")


@pytest.mark.shared
def test_every_file_of_the_hostile_set_ends_as_its_manifest_says(shared: Path):
    if not (shared / "hostile" / "make_hostile.py").is_file():
        pytest.skip("../shared/hostile is absent: the hostile set is left out")
    whole = "BENCH" in os.environ
    done = harness("--json", *() if whole else [word for kind in QUICK_KINDS for word in ("--kind", kind)],
                   timeout=7200 if whole else 600)  # fmt: skip
    assert done.stdout, done.stderr[-3000:]
    result = json.loads(done.stdout)
    differ = [f"{file['name']}: {problem}" for file in result["files"] for problem in file["problems"]]
    assert len(result["files"]) == (319 if whole else 67)
    assert not differ + result["problems"]
    assert done.returncode == 0


def a_set(folder: Path, *entries: dict) -> Path:
    """A set of our own; every entry has name, data and what differs from a plain accepted text."""
    plain = {"kind": "text", "expected": "accepted", "marker": None, "must_contain": [], "must_not_contain": [],
             "must_not_render": [], "max_seconds": 60, "max_rss_mb": 2000, "documents": None, "why": "ours"}
    rows = []
    for entry in entries:
        data = entry.pop("data")
        (folder / entry["name"]).write_bytes(data)
        rows.append(plain | {"upload_name": entry["name"]} | entry)
    limits = {"max_upload_bytes": 20 * 1024 * 1024}
    (folder / "manifest.json").write_text(json.dumps({"limits": limits, "files": rows}), encoding="ascii")
    return folder


TEXT = "关于开展夜访工作的报告\n全乡三十名干部轮流夜访，收集意见二百条。\n"


def test_the_harness_finds_what_differs(tmp_path: Path):
    """A harness that could not fail would prove nothing: each kind of difference is provoked once."""
    folder = a_set(
        tmp_path,
        {"name": "fine.txt", "data": (TEXT + "独有词甲乙丙\n").encode("gb18030"), "marker": "独有词甲乙丙",
         "must_contain": ["夜访"]},
        {"name": "lacks.txt", "data": (TEXT + "又一篇\n").encode(), "must_contain": ["没有的词"]},
        {"name": "holds.txt", "data": (TEXT + "再一篇\n").encode(), "must_not_contain": ["再一篇"]},
        {"name": "taken.txt", "data": (TEXT + "第四篇\n").encode(), "expected": "rejected"},
        {"name": "empty.txt", "data": b""},
        {"name": "words.txt", "data": b"", "expected": "rejected", "must_contain": ["没有的词"]},
        {"name": "lost.txt", "data": (TEXT + "另有词\n").encode(), "marker": "独有词甲乙丙"},
        {"name": "slow.txt", "data": (TEXT + "第五篇\n").encode(), "max_seconds": 0.0001},
    )
    done = harness(str(folder), "--json")
    files = {file["name"]: file["problems"] for file in json.loads(done.stdout)["files"]}
    assert done.returncode == 1
    assert files["fine.txt"] == []
    assert any("lacks '没有的词'" in problem for problem in files["lacks.txt"])
    assert any("the stored text" in problem for problem in files["holds.txt"])
    assert any("/text holds" in problem for problem in files["holds.txt"])
    assert any(problem.startswith("accepted") for problem in files["taken.txt"])
    assert any(problem.startswith("refused") for problem in files["empty.txt"])
    assert any("the message lacks" in problem for problem in files["words.txt"])
    assert any("search for" in problem for problem in files["lost.txt"])
    assert any("of processor" in problem for problem in files["slow.txt"])


def test_without_a_set_the_harness_says_so(tmp_path: Path):
    done = harness(str(tmp_path))
    assert done.returncode == 2 and "没有有害文件" in done.stderr


GUARDED = """
import os, pathlib, socket, subprocess, sys
root = pathlib.Path(os.environ["HOSTILE_GUARD_ROOT"])
(root / "inside.txt").write_text("x")
pathlib.Path(sys.argv[1]).write_text("x")
try:
    socket.create_connection(("127.0.0.1", 9), timeout=1).close()
except OSError:
    pass
subprocess.run([sys.executable, "-c", "print()"], stdout=subprocess.DEVNULL)
"""


def test_the_guard_writes_down_files_outside_connections_and_processes(tmp_path: Path):
    root, outside, log = tmp_path / "scratch", tmp_path / "outside.txt", tmp_path / "scratch" / "guard.log"
    root.mkdir()
    env = os.environ | {
        "PYTHONPATH": str(ROOT / "tests" / "hostile" / "guard"), "HOSTILE_GUARD_LOG": str(log),
        "HOSTILE_GUARD_ROOT": str(root), "PYTHONDONTWRITEBYTECODE": "1",
    }
    subprocess.run([sys.executable, "-c", GUARDED, str(outside)], env=env, check=True)
    seen = world.happenings(log)
    assert any(row.startswith("open") and "outside.txt" in row for row in seen)
    assert not any("inside.txt" in row for row in seen)
    assert any(row.startswith("socket.connect") for row in seen)
    assert any(row.startswith("subprocess.Popen") for row in seen)


def test_names_go_as_a_client_sends_them():
    body = multipart('a"\r\nb.txt', b"x")
    assert b'filename="a%22%0D%0Ab.txt"' in body and b"filename*=UTF-8''a%22%0D%0Ab.txt" in body
    assert b"filename*" not in multipart("报告.txt", b"x")
    assert "a\ufffdb.txt".encode() in multipart("a\ud800b.txt", b"x")


def test_escaped_files_are_seen(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "hostile_escape.txt").write_text("x")
    assert world.escaped(str(tmp_path)) == [str(tmp_path / "a" / "hostile_escape.txt")]


class Answer:
    streaming, content = False, "<ul data-results><li><b>没有读入：</b>&lt;空&gt;</li></ul></section>".encode()


def test_the_words_of_a_result_are_read_without_tags():
    assert result_words(Answer()) == "没有读入： <空>"
