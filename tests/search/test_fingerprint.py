"""The fingerprint changes with whatever makes an index answer otherwise."""

import shutil

import pytest

from search import fingerprint as room

MADE_BY = [
    "analysis/fold.py",
    "analysis/segment.py",
    "engines/base.py",
    "engines/whoosh_jieba/schema.py",
    "lexicon.txt",
    "search_indexes.py",
]


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """The room beside the real one, free to be written to."""
    shutil.copytree(room.ROOM, tmp_path / "search", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(room, "ROOM", tmp_path / "search")
    return tmp_path / "search"


@pytest.mark.parametrize("name", MADE_BY)
def test_a_change_in_what_makes_a_document_changes_it(copy, name):
    before = room.fingerprint.__wrapped__()
    with (copy / name).open("a") as file:
        file.write("\nCHANGED = True\n")
    assert room.fingerprint.__wrapped__() != before


def test_a_change_in_how_pages_look_does_not(copy):
    before = room.fingerprint.__wrapped__()
    with (copy / "pages.py").open("a") as file:
        file.write("\nCHANGED = True\n")
    assert room.fingerprint.__wrapped__() == before


def test_a_source_that_is_gone_would_be_noticed():
    assert all((room.ROOM / source).exists() for source in room.SOURCES)
