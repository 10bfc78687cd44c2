"""Time of the snippets of one page of results, printed: BENCH=1 runs it, on a quiet machine."""

import os
import random
import time
from collections.abc import Callable
from functools import partial

import pytest

from search.grammar import ParsedQuery, parse
from search.request import SearchDocument
from search.snippets import snippets_of
from tests.search import reference_snippets
from tests.search.factories import SENTENCES

pytestmark = pytest.mark.skipif(not os.environ.get("BENCH"), reason="a measurement: BENCH=1")

LENGTH, ROUNDS = 3700, 30
ASKED = (
    "党员", "党", "夜校 群众", "党员 社区 企业", "加强基层党组织建设", "ISO*",
    "工人大会上，老师傅们提了二十多条意见", "湖北", "从来没有", "",
)  # fmt: skip
PLACES = ("湖北省", "襄阳市", "宜城市")


def documents(seed: int = 3) -> list[SearchDocument]:
    rng = random.Random(seed)
    made = []
    for number in range(20):
        text = ""
        while len(text) < LENGTH:
            text += "".join(rng.choices(SENTENCES, k=rng.randint(2, 5))) + "\n"
        made.append(
            SearchDocument(number, 1, f"第{number}篇", text[:LENGTH], authors=("林之远",), places=PLACES)
        )
    return made


def test_twenty_snippets(capsys):
    held = documents()
    with capsys.disabled():
        print(f"\n20 reports of {LENGTH} characters, ms of processor time, best of {ROUNDS}: ours, the plain way")
        for words in ASKED:
            query = parse(words)
            ours = _best(partial(snippets_of, query, held))
            plain = _best(partial(_plainly, query, held), 3)
            print(f"{ours:7.2f} {plain:7.1f}  {words or '(no words)'}")
            assert ours < plain or not words


def _plainly(query: ParsedQuery, held: list[SearchDocument]) -> None:
    for document in held:
        reference_snippets.snippets(query, document)


def _best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times) * 1000
