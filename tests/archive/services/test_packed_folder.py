"""A packed folder comes in: each file in it by itself, what could not be read told with its path."""

from datetime import date

import pytest
from django.core.management import call_command

from archive.models import CleaningDecision, Report, Upload
from archive.reading.errors import TooCostly
from archive.reading.records import NO_DECISIONS, CleaningDecisions, Kept
from archive.services import originals, receive
from archive.services.accounts import ensure_groups
from archive.services.cleaning_decisions import decisions_for
from archive.services.describe import entries_of
from archive.services.packed_folder import told_members
from archive.services.receive import read_again, receive_file
from tests.archive.reading.formats.packing import packed, raw_packed

pytestmark = pytest.mark.django_db
TODAY = date(2024, 1, 1)
FIRST = "关于山村夜校的汇报\n三个村的支部合办夜校，党员轮流讲课，到课六十人。\n".encode()
SECOND = "渔港党员服务队总结\n码头支部组织十二名党员为出海渔民检修船机，全年出工二百次。\n".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(500)


def states(received):
    return [(member.path, member.state) for member in received.members]


def test_each_file_is_an_upload_of_its_own():
    received = receive_file(packed(("村/夜校.txt", FIRST), ("港/服务队.txt", SECOND)), "材料.zip")
    assert (received.state, received.error) == ("new", "")
    assert states(received) == [("村/夜校.txt", "new"), ("港/服务队.txt", "new")]
    folder = received.upload
    assert (folder.format, folder.state, folder.reports.count()) == ("zip", "read", 0)
    rows = list(folder.members.order_by("pk"))
    assert [(row.name, row.member_path, row.state) for row in rows] == [
        ("夜校.txt", "村/夜校.txt", "read"), ("服务队.txt", "港/服务队.txt", "read"),
    ]  # fmt: skip
    assert [originals.bytes_of(row) for row in rows] == [FIRST, SECOND]
    assert [report.upload for report in received.reports] == rows
    assert {report.status for report in received.reports} == {"draft"}
    assert "2 个文件：2 个读入" in received.notices[0]


def test_a_bad_file_spoils_no_other_and_is_told_with_its_path():
    data = packed(("村/图.txt", PICTURE), ("村/空.txt", b""), ("村/夜校.txt", FIRST), ("__MACOSX/._x", b"x"))
    received = receive_file(data, "材料.zip")
    assert received.state == "new"
    assert states(received) == [("村/图.txt", "failed"), ("村/空.txt", "failed"), ("村/夜校.txt", "new")]
    assert "图片" in received.members[0].error
    assert "空" in received.members[1].error
    assert "1 个系统文件" in received.notices[0]
    assert Upload.objects.count() == 2
    folder = Upload.objects.get(name="材料.zip")
    assert [(member.path, member.state) for member in told_members(folder)] == states(received)
    assert "图片" in told_members(folder)[0].error


def test_where_nothing_can_be_read_the_folder_fails_with_all_reasons():
    received = receive_file(packed(("图.png", PICTURE), ("密.zip", packed(("a.txt", FIRST)))), "材料.zip")
    assert received.state == "failed"
    assert received.upload.state == "failed"
    assert "“图.png”" in received.error
    assert "“密.zip”：压缩包里的压缩包不再解开" in received.error
    assert not Report.objects.exists()
    locked = receive_file(raw_packed({"name": b"a.txt", "data": FIRST, "flag": 1}), "密.zip")
    assert "密码" in locked.error


def test_a_folder_refused_whole_keeps_its_words():
    received = receive_file(packed((".DS_Store", b"x")), "空.zip")
    assert (received.state, received.members) == ("failed", ())
    assert "没有文件" in received.upload.error


def test_the_same_file_twice_and_files_that_are_here_already():
    first = receive_file(SECOND, "先来.txt")
    received = receive_file(packed(("a.txt", FIRST), ("b.txt", FIRST), ("c.txt", SECOND)), "材料.zip")
    assert states(received) == [("a.txt", "new"), ("b.txt", "duplicate"), ("c.txt", "duplicate")]
    assert "先来.txt" in received.members[2].notices[0]
    assert received.members[2].reports == first.reports
    assert len(received.reports) == 2
    first.upload.refresh_from_db()
    assert first.upload.container is None


def test_names_are_never_paths(settings):
    names = ["../../../hostile.txt", "/hostile.txt", "C:\\hostile.txt", "a/../../hostile.txt", "x" * 300 + ".txt"]
    received = receive_file(
        packed(*((name, FIRST + str(n).encode()) for n, name in enumerate(names))), "材料.zip"
    )
    assert {member.state for member in received.members} == {"new"}
    assert all("/" not in row.name and len(row.name) <= 255 for row in received.upload.members.all())
    assert not list(settings.DATA_DIR.rglob("*hostile*"))


def test_the_same_folder_again_is_a_duplicate_with_its_files():
    data = packed(("a.txt", FIRST), ("b.txt", SECOND))
    first = receive_file(data, "材料.zip")
    again = receive_file(data, "另名.zip")
    assert again.state == "duplicate"
    assert states(again) == states(first)
    assert set(again.reports) == set(first.reports)
    assert "材料.zip" in again.notices[0]
    assert Upload.objects.count() == 3


def test_a_folder_half_read_is_tried_again(monkeypatch):
    data = packed(("a.txt", FIRST), ("b.txt", SECOND))
    real = receive.read_apart

    def too_slow(content, *more):
        if content == SECOND:
            raise TooCostly("读取超过 60 秒的上限，已停止。")
        return real(content, *more)

    monkeypatch.setattr(receive, "read_apart", too_slow)
    first = receive_file(data, "材料.zip")
    assert states(first) == [("a.txt", "new"), ("b.txt", "failed")]
    monkeypatch.undo()
    report = first.reports[0]
    again = receive_file(data, "材料.zip")
    assert states(again) == [("a.txt", "duplicate"), ("b.txt", "new")]
    assert again.upload == first.upload
    report.refresh_from_db()
    assert report.version == 1
    assert [member.state for member in told_members(again.upload)] == ["duplicate", "new"]
    assert receive_file(data, "材料.zip").state == "duplicate"


def test_reading_again_reads_the_files_it_brought():
    other = receive_file(SECOND, "先来.txt").reports[0]
    folder = receive_file(packed(("a.txt", FIRST), ("b.txt", FIRST), ("c.txt", SECOND), ("d.png", PICTURE)), "料.zip")
    again = read_again(folder.upload, originals.bytes_of(folder.upload))
    assert states(again) == [("a.txt", "new"), ("b.txt", "duplicate"), ("c.txt", "duplicate"), ("d.png", "failed")]
    report = Report.objects.get(upload__container=folder.upload)
    other.refresh_from_db()
    assert (report.version, other.version) == (2, 1)


def test_the_command_reads_every_file_once(capsys):
    receive_file(packed(("a.txt", FIRST), ("b.txt", SECOND)), "料.zip")
    call_command("reread", "--apply")
    assert {report.version for report in Report.objects.all()} == {2}
    assert "重读 1 个文件" in capsys.readouterr().out


def test_what_remains_when_unpacking_stops_half_way(monkeypatch):
    real = receive.batches_of

    def cut_short(data):
        yield next(real(data))
        raise TooCostly("读取超过 60 秒的上限，已停止。")

    monkeypatch.setattr(receive, "batches_of", cut_short)
    received = receive_file(packed(("a.txt", FIRST)), "料.zip")
    assert received.state == "new"
    assert states(received) == [("a.txt", "new"), ("（其余文件）", "failed")]
    assert "60 秒" in received.members[1].error


def test_who_brought_it_and_samples(django_user_model):
    ensure_groups()
    user = django_user_model.objects.create_user("luru")
    received = receive_file(packed(("a.txt", FIRST)), "料.zip", user=user, is_sample=True)
    row = received.upload.members.get()
    assert (row.uploaded_by, row.is_sample) == (user, True)


def test_entries_of_a_folder():
    entries = entries_of(packed(("村/夜校.txt", FIRST), ("图.txt", PICTURE)), "料.zip", TODAY)
    assert [entry["file"] for entry in entries] == ["料.zip/村/夜校.txt", "料.zip/图.txt"]
    assert entries[0]["reports"][0]["title"] == "关于山村夜校的汇报"
    assert "图片" in entries[1]["error"]
    (refused,) = entries_of(packed(), "空.zip", TODAY)
    assert "没有文件" in refused["error"]
    (one,) = entries_of(FIRST, "a.txt", TODAY)
    assert one["error"] is None


def test_decisions_are_read_with_the_file(monkeypatch):
    upload = receive_file(FIRST, "夜校.txt").upload
    assert decisions_for(upload) == NO_DECISIONS
    CleaningDecision.objects.create(upload=upload, kind="keep", start=9, end=12, rule="r", reason="是正文")
    CleaningDecision.objects.create(upload=upload, kind="keep", start=2, end=4, rule="s")
    CleaningDecision.objects.create(upload=upload, kind="borders", borders=[10])
    decided = CleaningDecisions((Kept(2, 4, "s"), Kept(9, 12, "r")), (10,))
    assert decisions_for(upload) == decided
    seen = []
    real = receive.read_apart
    monkeypatch.setattr(receive, "read_apart", lambda *args: seen.append(args[3]) or real(*args))
    read_again(upload, FIRST)
    assert seen == [decided]
