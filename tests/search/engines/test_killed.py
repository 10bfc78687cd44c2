"""The process that writes an index is killed (SIGKILL) in the midst of commits and merges: what is found then is a
whole commit, the last one told of or the one after it, and writing goes on from there. BENCH=1 kills 200 times."""

import os
import random
import signal
import time
from pathlib import Path

from search.engines.whoosh_jieba.engine import WhooshEngine
from search.engines.whoosh_jieba.index import WhooshIndex
from search.grammar import parse
from search.request import SearchRequest
from tests.search.engines.corpus import generated_document

KILLS = 200 if os.environ.get("BENCH") else 12
REPORTS = 40
LONGEST_S = 0.5

State = dict[int, int]


def batch(number: int) -> tuple[list[int], list[int]]:
    """Ids to write and ids to take out of the batch of this number; its number is the version written."""
    rng = random.Random(number)
    ids = rng.sample(range(1, REPORTS + 1), 5)
    return ids[:4], ids[4:]


def after(number: int, state: State) -> State:
    written, gone = batch(number)
    return {i: version for i, version in {**state, **dict.fromkeys(written, number)}.items() if i not in gone}


def keep_writing(path: Path, number: int, told: int) -> None:
    """Batch after batch from this number on; the number of each is told when its commit has returned."""
    index = WhooshIndex.open(path)
    while True:
        written, gone = batch(number)
        index.apply([document(i, number) for i in written], gone)
        os.write(told, b"%d\n" % number)
        index.merge()
        number += 1


def document(report_id: int, version: int):
    return generated_document(random.Random(report_id * 1_000 + version), report_id, version)


def killed_while_writing(path: Path, number: int, after_s: float) -> int:
    """The last number that was told."""
    listen, told = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(listen)
            keep_writing(path, number, told)
        finally:
            os._exit(1)
    os.close(told)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(listen) as lines:
        return int(([str(number - 1), *lines.read().split()])[-1])


def test_every_kill_leaves_a_whole_commit(tmp_path):
    rng = random.Random(5)
    WhooshIndex.create(tmp_path).close()
    parse("党员")  # the dictionary is loaded before the first child needs it
    number, state = 1, {}
    for _ in range(KILLS):
        last = killed_while_writing(tmp_path, number, rng.uniform(0.0, LONGEST_S))
        for written in range(number, last + 1):
            state = after(written, state)
        index = WhooshIndex.open(tmp_path)
        entries = index.entries()
        assert len(entries) == len({entry.report_id for entry in entries})
        held = {entry.report_id: entry.version for entry in entries}
        if held != state:
            last, state = last + 1, after(last + 1, state)
        assert held == state
        digests = {entry.report_id: entry.digest for entry in entries}
        assert digests == {i: index.document_digest(document(i, version)) for i, version in state.items()}
        assert WhooshEngine(tmp_path).answer(parse(""), SearchRequest()).total == len(state)
        assert not index.damaged_arrays()
        number = last + 1
    assert number > KILLS, "each child got somewhere"
