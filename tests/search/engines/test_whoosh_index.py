"""The index on disk: durable commits, replacing, listing, damage, other processes' commits."""

import os
import zlib
from pathlib import Path

import pytest

from search.engines.base import IndexDamaged
from search.engines.whoosh_jieba import storage
from search.engines.whoosh_jieba.engine import WhooshEngine
from search.engines.whoosh_jieba.index import WhooshIndex
from search.grammar import parse
from search.request import SearchDocument, SearchRequest


def document(report_id: int, version: int = 1, text: str = "党员") -> SearchDocument:
    return SearchDocument(report_id=report_id, version=version, title="题", text=text)


def total(engine: WhooshEngine, words: str) -> int:
    return engine.answer(parse(words), SearchRequest(words=words)).total


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "7"


def test_documents_are_replaced_and_taken_out(path):
    index = WhooshIndex.create(path)
    index.apply([document(1), document(2)])
    index.apply([document(2, version=2, text="群众"), document(3)], [1, 99])
    assert index.report_ids() == {2: 2, 3: 1}
    assert total(WhooshEngine(path), "党员") == 1


def test_the_last_of_one_id_in_a_batch_counts(path):
    index = WhooshIndex.create(path)
    index.apply([document(1), document(1, version=2)])
    assert [(e.report_id, e.version) for e in index.entries()] == [(1, 2)]


def test_an_empty_batch_and_an_empty_index(path):
    index = WhooshIndex.create(path)
    index.apply([], [4])
    assert index.entries() == []
    assert total(WhooshEngine(path), "党员") == 0


def test_creating_again_empties(path):
    WhooshIndex.create(path).apply([document(1)])
    assert WhooshIndex.create(path).entries() == []


def test_digest_is_of_what_is_stored(path):
    index = WhooshIndex.create(path)
    index.apply([document(1)])
    [entry] = index.entries()
    assert entry.digest == WhooshIndex.document_digest(document(1))
    assert entry.digest != WhooshIndex.document_digest(document(1, text="党員们"))


def test_a_failed_batch_changes_nothing_and_frees_the_lock(path):
    index = WhooshIndex.create(path)
    index.apply([document(1)])

    def broken():
        yield document(2)
        raise RuntimeError("row unreadable")

    with pytest.raises(RuntimeError):
        index.apply(broken())
    assert index.report_ids() == {1: 1}
    with pytest.raises(AttributeError):
        index.apply([document(3, text=None)])
    index.apply([document(4)])
    assert index.report_ids() == {1: 1, 4: 1}


def test_another_handle_s_commit_is_seen_by_the_next_request(path):
    writer = WhooshIndex.create(path)
    engine = WhooshEngine(path)
    assert total(engine, "党员") == 0
    writer.apply([document(1)])
    assert total(engine, "党员") == 1
    writer.apply([], [1])
    assert total(engine, "党员") == 0


def test_every_file_is_synced_before_the_commit_counts(path, monkeypatch):
    synced: list[str] = []
    renamed: list[str] = []
    index = WhooshIndex.create(path)
    real_sync, real_rename = os.fsync, os.rename

    def fsync(fd):
        synced.append(os.readlink(f"/proc/self/fd/{fd}"))
        real_sync(fd)

    def rename(old, new):
        renamed.append(os.path.basename(new))
        assert any(name.endswith(".seg") for name in synced), "segment before table of contents"
        assert old in synced
        real_rename(old, new)

    monkeypatch.setattr(storage.os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    index.apply([document(1)])
    assert [name for name in renamed if name.endswith(".toc")]
    assert synced[-1] == str(path), "the folder last"


# Whoosh leaves the file open when it fails half-way.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("what", ["no folder", "empty folder", "toc cut", "segment cut", "segment gone"])
def test_damage_is_told(path, what):
    if what != "no folder":
        path.mkdir(parents=True)
    if what not in ("no folder", "empty folder"):
        WhooshIndex.create(path).apply([document(i) for i in range(50)])
        suffix = ".toc" if what == "toc cut" else ".seg"
        [file] = [f for f in path.iterdir() if f.suffix == suffix]
        if what == "segment gone":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    with pytest.raises(IndexDamaged):
        total(WhooshEngine(path), "党员")
    with pytest.raises(IndexDamaged):
        WhooshIndex.open(path).entries()


def test_when_time_runs_out_the_answer_says_that_it_is_partial(path, monkeypatch):
    WhooshIndex.create(path).apply([document(i) for i in range(600)])
    engine = WhooshEngine(path)
    clock = iter(range(10_000))
    with monkeypatch.context() as patched:
        # One second passes at every look: a literal over five fields has 0.4 s for each.
        patched.setattr("search.engines.whoosh_jieba.snapshot.time.monotonic", lambda: next(clock))
        answer = engine.answer(parse("党员"), SearchRequest("党员"))
        assert answer.partial
        assert answer.total < 600
    whole = engine.answer(parse("党员"), SearchRequest("党员"))
    assert (whole.partial, whole.total) == (False, 600), "nothing partial was kept"


def test_a_partial_answer_counts_nothing_wrongly(path, monkeypatch):
    WhooshIndex.create(path).apply([document(i, text="党员" if i % 2 else "群众") for i in range(600)])
    clock = iter(n * 0.15 for n in range(10_000))
    monkeypatch.setattr("search.engines.whoosh_jieba.snapshot.time.monotonic", lambda: next(clock))
    answer = WhooshEngine(path).answer(parse("-党员"), SearchRequest("-党员", page_size=100))
    assert answer.partial
    assert 0 < answer.total < 300
    assert all(hit.report_id % 2 == 0 for hit in answer.hits)
    assert sum(answer.facets["genre"].values()) == answer.total


def test_damage_met_only_when_a_word_is_looked_up_is_told_too(path, monkeypatch):
    WhooshIndex.create(path).apply([document(1)])
    engine = WhooshEngine(path)

    def broken(*_):
        raise zlib.error("invalid stored block lengths")

    monkeypatch.setattr(engine.snapshot()._reader, "postings", broken)
    with pytest.raises(IndexDamaged, match="invalid stored block"):
        total(engine, "党员")
