"""Time on hostile texts: every pattern, and the whole reading, stay in step with the length of the text.

Time is processor time, the best of several runs, so that a busy machine does not fail a sound rule.
"""

import math
import re
from datetime import date
from time import process_time
from types import ModuleType

import pytest

from archive.reading import defects, flaws, furniture, lines, metadata, split
from archive.reading.furniture import FurnitureRules
from archive.reading.metadata import MetadataRules
from archive.reading.pipeline import read_upload
from archive.reading.repair import linebreaks, residue, script, shifted_bytes
from archive.reading.split import SplitRules
from archive.services.rules import rulebook

SIZE = 32_000
# One pattern, 32,000 characters; the whole reading of as many.
PATTERN_SECONDS, READING_SECONDS, EXPONENT = 0.1, 2.0, 1.4
# Below this the clock, not the text, decides the exponent.
MEASURABLE = 0.15
RUNS = 3
# What a hostile text is put behind, so that it is a text at all.
HEAD = "青石镇夜会小结\n今年以来，青石镇党委组织开展“亮灯议事”活动，三十二个支部轮流承办。\n"
TRIES = 4
PIECES = {
    "opening quotation marks": "“", "closed quotations": "“甲”", "digits": "1",
    "opening brackets": "(", "lenticular brackets": "【", "title marks": "《",
    "nested openings": "“《(【", "parts": "第一篇", "part lines": "第一篇\n", "titled parts": "第一篇:甲\n",
    "one phrase": "中国共产党", "addresses": "http://www.example-a.com/", "hosts": "www.a.com ",
    "blanks": " ", "wide blanks": "　", "tabs": "\t", "empty lines": "\n", "one line": "党员群众支部",
    "short lines": "党员\n", "unfinished lines": "支部党员群众在院坝里开会,\n", "label lines": "来源:\n",
    "labels": "来源:时间:", "dates": "2019年3月4日", "date lines": "时间:2019-03-04\n", "stars": "*",
    "crosses": "×", "masked places": "××区", "numbers": "12.5%", "dots": ".", "item lines": "一、党员\n",
    "items": "一是", "places": "青山县、白水镇、", "quoted schemes": "开展“灯火议事”活动",
    "traditional readings": "創(chuàng)", "mixed script": "黨员", "words": "ab ", "dashes": "—",
    "hyphens": "-", "crumbs": "首页 > ", "pager": "上一页 ", "documents": "《关于夜会的意见》",
    "adverts": "更多范文请登录", "empty quotations": "“”", "invisible characters": "\u200b",
    "private characters": "\ue000", "radicals": "⼈", "rare characters": "龘", "plus": "1 N",
}


def text_of(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def seconds(work, enough: float) -> float:
    """The best of several runs; no more of them than are needed to be below ``enough``."""
    best = math.inf
    for _ in range(RUNS):
        started = process_time()
        work()
        best = min(best, process_time() - started)
        if best < enough / 2:
            break
    return best


def patterns():
    for module in (defects, flaws, furniture, lines, metadata, split, linebreaks, residue, script, shifted_bytes):
        yield from patterns_of(module)
    yield "metadata labels", rulebook().rules(MetadataRules.from_tables).pattern
    for family, pattern in rulebook().rules(SplitRules.from_tables).families:
        yield f"heading {family}", pattern
    for kind, rules in rulebook().rules(FurnitureRules.from_tables).of.items():
        for rule in rules:
            yield f"{kind} {rule.id}", rule.pattern


def patterns_of(module: ModuleType):
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield f"{module.__name__.rsplit('.', 1)[-1]}.{name}", value


EVERY = dict(patterns())
# Rules of whole lines are matched at the head of a line only; all others are searched for.
WHOLE_LINES = ("line ", "edge ", "tail ", "preamble ", "heading ")


@pytest.mark.parametrize("name", EVERY)
def test_a_pattern_is_linear(name):
    pattern, anywhere = EVERY[name], not name.startswith(WHOLE_LINES)
    for piece, unit in PIECES.items():
        text = text_of(unit, SIZE)

        def work(text=text):
            pattern.match(text)
            pattern.fullmatch(text)
            if anywhere:
                sum(1 for _ in pattern.finditer(text))

        assert seconds(work, PATTERN_SECONDS) < PATTERN_SECONDS, piece


@pytest.fixture(scope="module", autouse=True)
def warm():
    read_upload("青石镇夜会小结\n".encode() * 20, "热身.txt", rulebook(), date(2026, 11, 24))


@pytest.mark.parametrize("piece", PIECES)
def test_a_whole_reading_is_in_step_with_the_length(piece):
    def reading(size: int) -> float:
        data = (HEAD + text_of(PIECES[piece], size)).encode()
        return seconds(lambda: read_upload(data, "敌意.txt", rulebook(), date(2026, 11, 24)), 2 * MEASURABLE)

    exponents = []
    # A neighbour on the machine can spoil one measurement; what grows too fast grows too fast each time.
    for _ in range(TRIES):
        long = reading(SIZE)
        assert long <= READING_SECONDS
        if long <= MEASURABLE:
            return
        exponents.append(math.log2(long / reading(SIZE // 2)))
        if exponents[-1] <= EXPONENT:
            return
    raise AssertionError(f"{piece}: the time of a reading grows by the powers {exponents} of its length")
