"""import: thousands of files, again after an interruption, with a summary of what they are like."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.management.import_summary import ImportSummary, cause
from archive.management.progress import CLEAR, Progress, duration
from archive.models import Report, Upload
from archive.services.publish import withdraw
from archive.services.receive import receive_file
from archive.services.received import Received

COMMAND = "archive.management.commands.import"


def texts(folder: Path, number: int, start: int = 0) -> Path:
    folder.mkdir(exist_ok=True)
    for n in range(start, start + number):
        words = "".join(chr(0x4E00 + (n * 977 + step * 613) % 20000) for step in range(60))
        (folder / f"{n:03}.txt").write_text(f"第{n}号村夜校汇报\n到课{n + 3}人。{words}。\n", encoding="utf-8")
    return folder


def imported(*args: object) -> tuple[str, str, int]:
    """(standard output, standard error, exit code)"""
    out, error = io.StringIO(), io.StringIO()
    try:
        call_command("import", *map(str, args), stdout=out, stderr=error)
    except CommandError as failure:
        return out.getvalue(), error.getvalue() + str(failure), 1
    except SystemExit as end:
        return out.getvalue(), error.getvalue(), int(end.code or 0)
    return out.getvalue(), error.getvalue(), 0


@pytest.mark.django_db
def test_a_second_run_reads_only_what_is_new(tmp_path, monkeypatch):
    folder = texts(tmp_path / "in", 3)
    out, _, code = imported(folder)
    assert code == 0 and "读入 3，失败 0" in out
    texts(folder, 2, start=3)
    out, _, code = imported(folder)
    assert code == 0 and "读入 2" in out and "已在库中、没有重读：3" in out
    assert Upload.objects.count() == 5


@pytest.mark.django_db
def test_the_same_bytes_twice_in_one_run_are_told_apart_from_those_here_before(tmp_path):
    folder = texts(tmp_path / "in", 1)
    (folder / "又.txt").write_bytes((folder / "000.txt").read_bytes())
    out, _, _ = imported(folder)
    assert "与本次另一文件逐字节相同：1" in out and "已在库中" not in out


@pytest.mark.django_db
def test_an_interruption_ends_with_a_summary_and_the_next_run_goes_on(tmp_path, monkeypatch):
    folder, seen = texts(tmp_path / "in", 4), []

    def two_then_stop(data: bytes, name: str) -> Received:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(name)
        return receive_file(data, name)

    monkeypatch.setattr(f"{COMMAND}.receive_file", two_then_stop)
    out, error, code = imported(folder, "--json")
    assert code == 130 and [row["state"] for row in json.loads(out)] == ["new", "new"]
    assert "还有 2 个文件没有读入" in error and "再运行一次" in error and "读入 2" in error
    monkeypatch.undo()
    out, error, code = imported(folder, "--json")
    assert code == 0 and [row["state"] for row in json.loads(out)] == ["duplicate"] * 2 + ["new"] * 2
    assert "已在库中、没有重读：2" in error


@pytest.mark.django_db
def test_a_report_left_unpublished_by_an_interruption_is_published_by_the_next_run(tmp_path):
    folder = texts(tmp_path / "in", 2)
    imported(folder / "000.txt")
    assert Report.objects.published().count() == 0
    out, _, _ = imported(folder, "--publish")
    assert Report.objects.published().count() == 2
    assert "已发布 2 篇" in out and "index_work --once" in out


@pytest.mark.django_db
def test_what_a_person_withdrew_is_not_published_again(tmp_path):
    folder = texts(tmp_path / "in", 1)
    imported(folder, "--publish")
    withdraw(Report.objects.get())
    imported(folder, "--publish")
    assert Report.objects.published().count() == 0


@pytest.mark.django_db
def test_a_near_duplicate_stays_a_draft_and_is_told_with_its_likeness(tmp_path):
    folder = texts(tmp_path / "in", 1)
    long = "\n".join(f"第{n}条，村里{chr(0x4E10 + 37 * n)}{chr(0x5210 + 91 * n)}办了{n + 3}件实事，群众点头。"
                     for n in range(40))
    (folder / "甲.txt").write_text("关于民情日记的报告\n" + long, encoding="utf-8")
    (folder / "乙.txt").write_text("关于民情日记的报告\n" + long + "\n另加一句结尾。", encoding="utf-8")
    out, _, code = imported(folder, "--publish")
    assert code == 0 and "没有发布" in out and "疑似重复 1" in out
    assert Report.objects.filter(status="draft").count() == 1


@pytest.mark.django_db
def test_the_summary_groups_flaws_and_causes(tmp_path):
    folder = texts(tmp_path / "in", 2)
    (folder / "空.txt").write_bytes(b"")
    (folder / "又空.txt").write_bytes(b"")
    (folder / "残.txt").write_text("關於創(chuàng)新工作的報告\n以改革推進黨的建設。\n", encoding="utf-8")
    out, error, code = imported(folder)
    assert code == 1 and "5 个文件中有 2 个没有读入" in error
    assert "失败 2 个：文件是空的" in out
    assert "拼音残留 1" in out and "无地名 3" in out


@pytest.mark.django_db
def test_flaws_are_counted_in_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.management.import_summary.BATCH", 2)
    summary = ImportSummary(0)
    for path in sorted(texts(tmp_path / "in", 5).iterdir()):
        summary.add(receive_file(path.read_bytes(), path.name))
    assert any("无作者 5" in row for row in summary.lines())
    assert not summary._waiting


def test_causes_lose_what_is_peculiar_to_a_file():
    one = cause("文件有 61.2 MB，超过每个文件 20 MB 的上限，没有保存。请拆分后再传。")
    assert one == cause("文件有 30.0 MB，超过每个文件 20 MB 的上限，没有保存。请拆分后再传。")
    assert cause("与“甲.txt”相同。") == cause("与“乙.txt”相同。")
    assert cause("") == "原因不明"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_on_a_terminal_a_bar_is_drawn_with_rate_and_time_left():
    drawn: list[str] = []
    clock = Clock()
    progress = Progress(drawn.append, 100, is_terminal=True, clock=clock)
    for _ in range(25):
        clock.now += 0.5
        progress.advance()
    assert drawn[-1].startswith(CLEAR + "[######.") and "\n" not in "".join(drawn)
    assert "25/100（25%），每秒 2.0 个，还需约 38 秒" in drawn[-1]
    progress.clear()
    assert drawn[-1] == CLEAR


def test_elsewhere_a_plain_line_comes_now_and_then():
    drawn: list[str] = []
    clock = Clock()
    progress = Progress(drawn.append, 100, is_terminal=False, clock=clock)
    for _ in range(50):
        clock.now += 0.5
        progress.advance()
    progress.clear()
    assert len(drawn) == 2 and all(row.endswith("\n") and "\r" not in row for row in drawn)


def test_the_rate_forgets_files_that_were_skipped_long_ago():
    clock = Clock()
    progress = Progress([].append, 2000, is_terminal=False, clock=clock)
    for _ in range(1000):
        clock.now += 0.001
        progress.advance()
    for _ in range(100):
        clock.now += 1
        progress.advance()
    assert 0.9 < progress.rate < 1.1


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 秒"), (59.4, "59 秒"), (200, "3 分 20 秒"), (7500, "2 小时 5 分")]
)
def test_durations_are_read_at_a_glance(seconds, words):
    assert duration(seconds) == words
