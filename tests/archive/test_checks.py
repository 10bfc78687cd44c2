"""Start-up checks say what is wrong and what to do."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest

from archive.config import checks
from tests.conftest import ROOT


def installed(*names):
    def version(name):
        if name not in names:
            raise PackageNotFoundError(name)
        return "1"

    return version


RIGHT = ("whoosh", "opencc-python-reimplemented")


@pytest.mark.parametrize(
    ("names", "ids", "words"),
    [
        (RIGHT, [], ""),
        ((*RIGHT, "whoosh-reloaded"), ["archive.E002"], "uninstall -y whoosh-reloaded"),
        ((*RIGHT, "whoosh3"), ["archive.E002"], "uninstall -y whoosh3"),
        (("whoosh3", "opencc-python-reimplemented"), ["archive.E002"], "uninstall -y whoosh3"),
        ((*RIGHT, "opencc"), ["archive.E002"], "uninstall -y opencc"),
        (("opencc-python-reimplemented",), ["archive.E001"], "requirements.txt"),
        ((), ["archive.E001", "archive.E001"], "requirements.txt"),
    ],
)
def test_exactly_one_of_each(monkeypatch, names, ids, words):
    monkeypatch.setattr(checks, "version", installed(*names))
    found = checks.one_of_each_rival(None)
    assert [message.id for message in found] == ids
    assert all(words in message.hint for message in found)


def test_this_installation_is_sound():
    assert checks.one_of_each_rival(None) == []
    assert checks.data_folder_is_writable(None) == []


def test_a_data_folder_that_cannot_be_written(settings, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    settings.DATA_DIR = in_the_way / "var"
    (message,) = checks.data_folder_is_writable(None)
    assert message.id == "archive.E003"
    assert "ARCHIVE_DATA_DIR" in message.hint


def test_the_check_leaves_nothing_behind(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "var"
    assert checks.data_folder_is_writable(None) == []
    assert list(settings.DATA_DIR.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "abc", "PORT=abc"),
        ("PORT", "70000", "65535"),
        ("UPLOAD_MAX_MB", "0", "UPLOAD_MAX_MB=0"),
        ("ARCHIVE_DATA_DIR", "/proc/nowhere", "ARCHIVE_DATA_DIR"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(name, value, words):
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env={**os.environ, name: value},
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert words in done.stderr and done.stderr.count("\n") == 1
