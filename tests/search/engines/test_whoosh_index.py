"""The index on disk: durable commits, replacing, listing, damage, other processes' commits."""

import os
import random
import shutil
import zlib
from pathlib import Path

import pytest

from search.engines.base import IndexDamaged
from search.engines.plain import PlainEngine
from search.engines.whoosh_jieba import storage
from search.engines.whoosh_jieba.engine import WhooshEngine
from search.engines.whoosh_jieba.index import WhooshIndex
from search.engines.whoosh_jieba.merging import Size, to_merge
from search.grammar import parse
from search.request import SearchDocument, SearchRequest
from tests.search.engines.corpus import QUERIES, generated_document


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
        if new.endswith(".toc"):
            assert any(name.endswith(".pst") for name in synced), "segment before table of contents"
        assert old in synced
        real_rename(old, new)

    monkeypatch.setattr(storage.os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    index.apply([document(1)])
    assert [name for name in renamed if name.endswith(".toc")]
    assert synced.index(str(path)) > synced.index(next(name for name in synced if name.endswith(".pst"))), "folder last"


# Whoosh leaves the file open when it fails half-way.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("what", ["no folder", "empty folder", "toc cut", "segment cut", "segment gone"])
def test_damage_is_told(path, what):
    if what != "no folder":
        path.mkdir(parents=True)
    if what not in ("no folder", "empty folder"):
        WhooshIndex.create(path).apply([document(i) for i in range(50)])
        suffix = ".toc" if what == "toc cut" else ".pst"
        [file] = [f for f in path.iterdir() if f.suffix == suffix]
        if what == "segment gone":
            for part in path.glob(f"{file.stem}*"):
                part.unlink()
        else:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    with pytest.raises(IndexDamaged):
        total(WhooshEngine(path), "党员")
    if what != "segment cut":
        with pytest.raises(IndexDamaged):
            WhooshIndex.open(path).entries()


def in_segments(path: Path, documents: list[SearchDocument], size: int) -> None:
    index = WhooshIndex.create(path)
    for start in range(0, len(documents), size):
        index.apply(documents[start : start + size])


def stop_after(monkeypatch, looks: int) -> None:
    """The two seconds are over at that look at the clock."""
    clock = iter([*[0.0] * looks, *[60.0] * 10_000])
    monkeypatch.setattr("search.engines.whoosh_jieba.engine.time.monotonic", lambda: next(clock))


def test_when_time_runs_out_the_answer_says_that_it_is_partial(path, monkeypatch):
    in_segments(path, [document(i) for i in range(600)], 100)
    engine = WhooshEngine(path)
    with monkeypatch.context() as patched:
        stop_after(patched, 4)
        answer = engine.answer(parse("党员"), SearchRequest("党员"))
        assert answer.partial
        assert answer.total == 300, "the first look is the start; three segments were read"
    whole = engine.answer(parse("党员"), SearchRequest("党员"))
    assert (whole.partial, whole.total) == (False, 600), "nothing partial was kept"


def test_a_partial_answer_counts_nothing_wrongly(path, monkeypatch):
    in_segments(path, [document(i, text="党员" if i % 2 else "群众") for i in range(600)], 100)
    stop_after(monkeypatch, 4)
    answer = WhooshEngine(path).answer(parse("-党员"), SearchRequest("-党员", page_size=100))
    assert answer.partial
    assert answer.total == 150
    assert all(hit.report_id % 2 == 0 for hit in answer.hits)
    assert sum(answer.facets["genre"].values()) == answer.total


def test_time_that_runs_out_inside_a_long_literal_leaves_its_segment_out(path, monkeypatch):
    in_segments(path, [document(i, text="党员干部代表") for i in range(40)], 10)
    stop_after(monkeypatch, 4)
    answer = WhooshEngine(path).answer(parse("党员干部代表"), SearchRequest("党员干部代表"))
    assert (answer.partial, answer.total) == (True, 0)


def test_damage_met_only_when_arrays_are_made_is_told_too(path, monkeypatch):
    WhooshIndex.create(path).apply([document(1)])
    shutil.rmtree(path / "arrays")

    def broken(*_):
        raise zlib.error("invalid stored block lengths")

    monkeypatch.setattr("search.engines.whoosh_jieba.segment.word_arrays", broken)
    with pytest.raises(IndexDamaged, match="invalid stored block"):
        total(WhooshEngine(path), "党员")


# -- arrays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["gone", "cut", "of another layout", "of another segment", "no arrays at all"])
def test_arrays_are_made_again_where_they_are_not_right(path, what):
    index = WhooshIndex.create(path)
    index.apply([document(i) for i in range(20)])
    [file] = (path / "arrays").iterdir()
    whole = file.read_bytes()
    if what == "gone":
        shutil.rmtree(path / "arrays")
    elif what == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif what == "of another layout":
        file.write_bytes(whole.replace(b'"layout": ', b'"layout":9', 1))
    elif what == "of another segment":
        index.apply([document(30, text="群众")])
        [other] = set((path / "arrays").iterdir()) - {file}
        file.write_bytes(other.read_bytes())
    else:
        file.write_bytes(b"")
    assert total(WhooshEngine(path), "党员") == 20
    assert file.stat().st_size == len(whole), "and lie there again"


def test_a_byte_that_changed_is_found_by_its_digest(path):
    index = WhooshIndex.create(path)
    index.apply([document(i) for i in range(20)])
    assert index.damaged_arrays() == []
    [file] = (path / "arrays").iterdir()
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)
    assert len(WhooshIndex.open(path).damaged_arrays()) == 1


def test_arrays_of_segments_that_are_gone_go_too(path):
    index = WhooshIndex.create(path)
    for i in range(12):
        index.apply([document(i)])
    assert len(list((path / "arrays").iterdir())) == 12
    assert index.merge()
    assert len(list((path / "arrays").iterdir())) == 1


# -- merging ---------------------------------------------------------------------------------------------------------


def test_merging_changes_no_answer(path):
    rng = random.Random(5)
    index = WhooshIndex.create(path)
    held = {}
    for start in range(1, 61, 5):
        batch = [generated_document(rng, i) for i in range(start, start + 5)]
        index.apply(batch)
        held |= {d.report_id: d for d in batch}
    index.apply([], [3, 4, 17])
    for i in (3, 4, 17):
        del held[i]
    reader = WhooshEngine(path)
    before = [answer_of(reader, words) for words in QUERIES]
    entries = sorted(index.entries(), key=lambda e: e.report_id)
    while index.merge():
        pass
    assert [answer_of(reader, words) for words in QUERIES] == before
    assert sorted(index.entries(), key=lambda e: e.report_id) == entries
    assert len(reader.snapshot().segments) < 4
    assert reader.snapshot().all_live, "what was deleted is gone for good"
    assert before == [answer_of(PlainEngine(list(held.values())), words) for words in QUERIES]


def answer_of(engine, words):
    answer = engine.answer(parse(words), SearchRequest(words, page_size=100))
    return answer.hits, answer.total, {group: dict(counts) for group, counts in answer.facets.items()}


MERGES = [
    ([], (), "nothing to merge"),
    ([("a", 1, 1)] * 9, (), "nine of a size may stay"),
    ([(f"s{i}", 1, 1) for i in range(10)], tuple(f"s{i}" for i in range(10)), "ten become one"),
    ([("a", 50, 0)], ("a",), "without live documents it vanishes"),
    ([("a", 500, 200)], ("a",), "mostly deleted: written anew"),
    ([("a", 500, 250)], (), "half is not most"),
    ([(f"b{i}", 9_000, 9_000) for i in range(12)], (), "full ones stay as they are"),
    ([(f"c{i}", 5_000, 5_000) for i in range(12)], (), "two of them would not fit into one"),
    ([(f"d{i}", 4_000, 4_000) for i in range(10)], ("d0", "d1"), "as many as fit"),
]


@pytest.mark.parametrize(("sizes", "expected", "why"), MERGES, ids=[case[2] for case in MERGES])
def test_plan(sizes, expected, why):
    assert to_merge([Size(*size) for size in sizes]) == expected, why
