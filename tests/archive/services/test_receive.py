"""A file comes in."""

import hashlib

import pytest
from django.db import connection

from archive.models import CleaningDecision, Report, Upload
from archive.reading.errors import DamagedFile
from archive.services import originals, receive
from archive.services.receive import clean_name, receive_file

pytestmark = pytest.mark.django_db
WORDS = "关于乡村夜校的汇报\n我们在三个村办起了夜校，党员轮流上课。\n".encode()


def test_bytes_are_kept_as_they_came_and_a_draft_is_made():
    received = receive_file(WORDS, "夜校.txt")
    assert received.state == "new", received.error
    upload = received.upload
    assert upload.state == "read"
    assert upload.sha256 == hashlib.sha256(WORDS).hexdigest()
    assert originals.bytes_of(upload) == WORDS
    assert originals.path_of(upload.sha256).parts[-3:-1] == (upload.sha256[:2], upload.sha256[2:4])
    assert [report.status for report in received.reports] == ["draft"]


def test_the_same_bytes_are_announced_not_stored_twice():
    first = receive_file(WORDS, "夜校.txt")
    second = receive_file(WORDS, "另名.txt")
    assert second.state == "duplicate"
    assert second.upload == first.upload
    assert second.reports == first.reports
    assert "夜校.txt" in second.notices[0]
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("data", [b"", b"x" * (1024 * 1024 + 1)], ids=["empty", "too large"])
def test_nothing_is_kept_of_an_empty_or_oversized_file(data, settings):
    settings.UPLOAD_MAX_MB = 1
    received = receive_file(data, "a.txt")
    assert received.state == "failed"
    assert received.upload is None
    assert received.error
    assert not Upload.objects.exists()


def test_a_file_that_cannot_be_read_is_kept_with_the_words_and_read_again_next_time(monkeypatch):
    def refuse(*_):
        raise DamagedFile("这个压缩包坏了\0，请重新打包。")

    monkeypatch.setattr(receive, "read_apart", refuse)
    received = receive_file(WORDS, "夜校.txt")
    assert (received.state, received.upload.state) == ("failed", "failed")
    assert received.error == received.upload.error == "这个压缩包坏了\ufffd，请重新打包。"
    monkeypatch.undo()
    again = receive_file(WORDS, "夜校.txt")
    assert again.state == "new"
    assert again.upload.pk == received.upload.pk
    assert again.upload.error == ""


def test_an_unexpected_error_is_logged_and_told(monkeypatch, caplog):
    def burst(*_):
        raise RecursionError("deep")

    monkeypatch.setattr(receive, "read_apart", burst)
    received = receive_file(WORDS, "夜校.txt")
    assert received.state == "failed"
    assert "RecursionError" in received.error
    assert "deep" in caplog.text
    assert not Report.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reading_holds_no_transaction(monkeypatch):
    seen = []
    original = receive.read_apart

    def watch(*args):
        seen.append((connection.in_atomic_block, originals.path_of(hashlib.sha256(WORDS).hexdigest()).is_file()))
        return original(*args)

    monkeypatch.setattr(receive, "read_apart", watch)
    receive_file(WORDS, "夜校.txt")
    assert seen == [(False, True)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\汇报.doc", "汇报.doc"),
        ("a\x00b\r\n.txt", "a\ufffdb.txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("   ", "未命名"),
        ("folder/", "未命名"),
        ("长" * 300 + ".docx", "长" * 249 + "….docx"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept
    assert len(clean_name(given)) <= 255


def test_a_decision_made_while_a_file_is_read_again_is_followed(monkeypatch):
    """Another person restores words between the reading and its storing: the reading is made once more."""
    data = "关于乡村夜校的汇报\n我们在三个村办起了夜校，党员轮流上课。\n责任编辑：林远\n".encode()
    upload = receive_file(data, "夜校.txt").upload
    assert "责任编辑" not in upload.reports.get().text
    line = upload.raw_text.index("责任编辑")
    real, readings = receive.read_apart, []

    def reads_and_meanwhile(*args):
        readings.append(real(*args))
        if len(readings) == 1:
            CleaningDecision.objects.create(
                upload=upload, kind=CleaningDecision.Kind.KEEP, start=line, end=line + 7, rule="metadata"
            )
        return readings[-1]

    monkeypatch.setattr(receive, "read_apart", reads_and_meanwhile)
    assert receive.read_again(upload, data).state == "new"
    assert len(readings) == 2
    assert "责任编辑：林远" in upload.reports.get().text
