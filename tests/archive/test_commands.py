"""import, sample, setup, reread, serve: what they print and leave."""

import io
import json
import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, get_commands

from archive.management.commands import serve
from archive.models import Author, Finding, Initiative, Report, Upload
from archive.services import accounts, originals, sample
from archive.services.publish import publish, withdraw
from archive.services.receive import receive_file
from archive.services.store import store_reading
from archive.signals import reports_changed
from tests.archive.services.readings import a_reading

TEXTS = {
    "a/甲.txt": "甲村夜校汇报\n到课三十人。\n",
    "a/b/乙.txt": "乙村夜校汇报\n到课四十人。\n",
    "a/.hidden": "不读",
    "丙.txt": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "in"


def run(*args: str) -> tuple[str, str]:
    out, error = io.StringIO(), io.StringIO()
    try:
        call_command(*args, stdout=out, stderr=error)
    except CommandError as failure:
        return out.getvalue(), str(failure)
    return out.getvalue(), ""


def test_our_commands_win_over_those_of_libraries():
    owners = get_commands()
    assert {owners[name] for name in ("import", "sample", "setup", "serve", "reread")} == {"archive"}


@pytest.mark.django_db
def test_import_takes_folders_sorted_and_goes_on_after_a_failure(folder):
    out, error = run("import", str(folder), "--publish", "--json")
    rows = json.loads(out)
    assert [Path(row["file"]).name for row in rows] == ["乙.txt", "甲.txt", "丙.txt"]
    assert [row["state"] for row in rows] == ["new", "new", "failed"]
    assert set(rows[0]) == {"file", "sha256", "state", "error", "upload", "reports"}
    assert set(rows[0]["reports"][0]) == {"id", "part", "title", "status"}
    assert rows[0]["reports"][0]["status"] == "published"
    assert rows[2]["upload"] is None
    assert "1 个没有读入" in error
    assert Report.objects.published().count() == 2


@pytest.mark.django_db
def test_import_says_one_line_a_file_and_what_next(folder):
    out, _ = run("import", str(folder / "a" / "甲.txt"))
    assert out.count("\n") == 1
    assert f"/desk/uploads/{Upload.objects.get().pk}/" in out
    out, _ = run("import", str(folder / "a" / "甲.txt"))
    assert out.startswith("重复")
    out, error = run("import", str(folder / "没有.txt"))
    assert "打不开" in out
    assert error


@pytest.fixture
def samples(folder, monkeypatch) -> Path:
    (folder / "丙.txt").unlink()
    monkeypatch.setattr(sample, "SAMPLES", folder)
    return folder


@pytest.mark.django_db(transaction=True)
def test_samples_come_in_and_go_out_whole(samples):
    mine = receive_file("我馆的报告\n自己的文字。".encode(), "mine.txt")
    run("sample")
    assert Report.objects.published().count() == 2
    assert all(report.is_sample for report in Report.objects.published())
    invented = Upload.objects.filter(is_sample=True).first()
    (report,) = store_reading(invented, a_reading())
    withdraw(report)
    run("sample")
    assert Report.objects.published().count() == 1, "a sample that was withdrawn is not published again"
    heard = []

    def hear(report_ids, **_):
        heard.extend(report_ids)

    reports_changed.connect(hear)
    out, _ = run("sample", "--remove")
    reports_changed.disconnect(hear)
    assert "2 个文件，2 篇报告，1 项举措，1 位作者" in out
    assert len(heard) == 2
    assert list(Upload.objects.all()) == [mine.upload]
    assert not Initiative.objects.exists()
    assert not Author.objects.exists()
    assert not Report.history.exclude(id__in=[r.pk for r in mine.reports]).exists()
    assert not Finding.objects.exclude(report__in=mine.reports).exists()
    assert not originals.path_of(invented.sha256).exists()
    assert originals.path_of(mine.upload.sha256).is_file()


@pytest.mark.django_db
def test_what_a_sample_shares_with_a_report_stays(samples):
    other = Upload.objects.create(sha256="e" * 64, name="x", size=1)
    store_reading(other, a_reading())
    run("sample")
    store_reading(Upload.objects.filter(is_sample=True).first(), a_reading())
    run("sample", "--remove")
    assert Initiative.objects.count() == 1
    assert Author.objects.count() == 1


@pytest.mark.django_db
def test_setup_fills_an_empty_archive_once_and_prints_the_login_once(samples, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("archive.management.commands.setup.Command.has_index", lambda self: True)
    out, _ = run("setup")
    assert Report.objects.published().count() == 2
    login = tmp_path / "demo_login.txt"
    assert stat.S_IMODE(login.stat().st_mode) == 0o600
    password = login.read_text().split("密码：")[1].strip()
    assert password in out
    user = get_user_model().objects.get()
    assert user.check_password(password)
    assert user.is_staff
    assert user.has_perm("archive.change_report")
    assert not user.is_superuser
    again, _ = run("setup")
    assert password not in again
    assert str(login) in again
    assert Report.objects.count() == 2


@pytest.mark.django_db
def test_setup_leaves_an_empty_archive_empty_when_told(samples, settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.SAMPLE_ARCHIVE = tmp_path, False
    monkeypatch.setattr("archive.management.commands.setup.Command.has_index", lambda self: True)
    run("setup")
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_setup_rebuilds_an_index_of_other_rules_and_only_that(settings, tmp_path):
    settings.DATA_DIR, settings.SEARCH_DIR, settings.SAMPLE_ARCHIVE = tmp_path, tmp_path / "index", False
    assert "正在建立索引" in run("setup")[0]
    generations = apps.get_model("search", "IndexGeneration").objects
    assert "正在" not in run("setup")[0]
    generations.filter(state="live").update(fingerprint="other")
    assert "正在重建" in run("setup")[0]
    assert "正在" not in run("setup")[0]


@pytest.mark.django_db
def test_setup_stops_at_what_is_seriously_wrong(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.DATA_DIR = tmp_path / "file" / "below"
    assert "不能写入" in run("setup")[1]


@pytest.mark.django_db
def test_an_operator_who_removed_the_demo_account_does_not_get_it_back(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    get_user_model().objects.create_user("own")
    assert accounts.ensure_demo_users() is None
    assert get_user_model().objects.count() == 1


@pytest.mark.django_db
def test_reread_keeps_ids_and_says_what_is_lost():
    received = receive_file("丁村夜校汇报\n到课五十人。".encode(), "丁.txt")
    publish(received.reports[0])
    out, error = run("reread", "--apply")
    assert out.startswith("重读 1 个文件，没有变化") and not error
    out, _ = run("reread", "--stale", "--apply")
    assert out.startswith("重读 0 个文件")
    report = Report.objects.get()
    assert (report.pk, report.is_published, report.version) == (received.reports[0].pk, True, 3)
    originals.discard(received.upload.sha256)
    out, error = run("reread", "--apply", "--report", str(report.pk))
    assert "没有读出" in error


def test_a_taken_port_is_said_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"127.0.0.1:{port}") as told:
            serve.refuse_taken_port("127.0.0.1", port)
    assert "\n" not in str(told.value)
    serve.refuse_taken_port("127.0.0.1", port)


SLEEPER = [sys.executable, "-c", "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', "
           "'import time; time.sleep(60)']); print('up', flush=True); time.sleep(60)"]


def group_is_alive(number: int) -> bool:
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_stop_leaves_no_child_and_no_grandchild():
    process = serve.start(SLEEPER)
    time.sleep(1)
    serve.stop([process])
    deadline = time.monotonic() + 5
    while group_is_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not group_is_alive(process.pid)


def test_a_fallen_indexer_is_started_again_after_a_pause(monkeypatch):
    monkeypatch.setattr(serve, "RESTART_FIRST", 0.05)
    kept = serve.Kept([sys.executable, "-c", "raise SystemExit(3)"])
    first = kept.process
    assert first is not None
    first.wait()
    assert kept.look() == 3
    assert kept.running() == []
    assert kept.look() is None
    time.sleep(kept.pause + 0.05)
    kept.look()
    assert kept.process is not None
    assert kept.process.pid != first.pid
    serve.stop(kept.running())


def test_the_supervisor_watches_the_web_server(monkeypatch):
    command = serve.Command()
    command.stopping = serve.threading.Event()
    web = subprocess.Popen([sys.executable, "-c", "raise SystemExit(4)"])
    sleeping = serve.Kept(SLEEPER)
    try:
        assert command.watch(web, sleeping) == 4
        command.stopping.set()
        assert command.watch(web, sleeping) == 0
    finally:
        serve.stop(sleeping.running())
