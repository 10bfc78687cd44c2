"""Synthetic archives for measurements: as many invented reports as wanted, the same seed always the same bytes.

Sentences come from a word model of order two over the texts of ``fixtures/clean`` (our own), sown with words of
jieba's dictionary in proportion to their flattened frequency, so that the words have the long tail of real ones;
places are the counties in use of ``archive/rules/places.csv``. Report ``i`` depends on the seed and on ``i`` alone.
"""

from __future__ import annotations

import csv
import random
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import jieba

from search.analysis.segment import segmenter

ROOT = Path(__file__).parents[2]
SEED = 20261124
# Lognormal lengths with this median come to a mean of about 3,700 characters.
MEDIAN, SPREAD, SHORTEST, LONGEST = 3_150, 0.42, 1_200, 9_000
GENRES = (
    *("工作汇报", "经验材料", "领导讲话", "调研报告", "新闻报道", "访谈"),
    *("工作思路", "理论文章", "学习体会", "规范性文件", "其他"),
)
SURNAMES = "王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋"
GIVEN = "一宁之远小满青禾文斌子衿秋实春和景明安澜知行守正立新永福广成光启若水云舒海晏清平长河如松若谷德润思齐"
HEADS = (
    *("红色", "先锋", "连心", "同心", "暖心", "网格", "田埂", "灯下"),
    *("炉边", "河畔", "楼道", "车间", "码头", "山乡", "渔家", "夜访"),
)
TAILS = ("工程", "行动", "计划", "工作法", "制度", "课堂", "驿站", "议事会", "服务站", "联盟", "台账", "茶座")
DIGITS = "一二三四五六七八九十百千"
VERBS = "联进站建评述访帮促定带讲创包问"
FRAMES = (
    "{place}党委把{a}和{b}放在一起谋划，全年办成{n}件实事，受益群众{m}人",
    "在{a}这件事上，{place}走得早，前后投入{n}万元，{m}名党员报了名",
    "“{scheme}”推开以后，{place}的{a}有了抓手，{n}个支部每月通报一次",
    "{year}年起，{place}选派{n}名干部驻点，{a}和{b}一并列入考核",
    "到{year}年底，参加“{scheme}”的已有{n}个单位，{a}的老问题解决了{m}个",
    "有人问{a}靠什么，{place}的回答是{b}，一共定了{n}条规矩",
)
TITLES = (
    "关于{place}{a}工作的汇报",
    "{place}：{a}的路子怎么走",
    "在{place}{a}会上的讲话",
    "{a}与{b}调查",
    "{place}{a}这{n}年",
)
_RUNS = re.compile(r"[\u4e00-\u9fff]+|[0-9A-Za-z.%]+|[^\u4e00-\u9fff0-9A-Za-z.%]")
_SENTENCES = re.compile(r"[。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Written:
    """One report. ``author`` and the schemes are numbers in the lists of their names."""

    title: str
    text: str
    year: int
    place: str
    genre: str
    author: int
    schemes: tuple[int, ...]


class Corpus:
    """``size`` decides how many authors and schemes there are to draw from."""

    def __init__(self, size: int, seed: int = SEED) -> None:
        self.size, self._seed = size, seed
        rng = random.Random(seed)
        self._counties = _counties()
        rng.shuffle(self._counties)
        self.authors = _names(rng, max(200, size // 8))
        self.schemes = _schemes(rng, max(800, size // 2))
        self._sentences = _own_sentences()
        self._following: dict[tuple[str, str], list[str]] = {}
        for words in self._sentences:
            for first, second, third in zip(words, words[1:], [*words[2:], ""], strict=False):
                self._following.setdefault((first, second), []).append(third)
        self._words, self._word_sums = _dictionary()
        self._replaceable = frozenset(self._words)
        self._county_sums = _zipf(len(self._counties), 0.55)
        self._author_sums = _zipf(len(self.authors), 0.8)
        self._scheme_sums = _zipf(len(self.schemes), 0.75)
        self._topic_sums = _zipf(60, 0.9)

    def __iter__(self) -> Iterator[Written]:
        return map(self.report, range(self.size))

    def report(self, number: int) -> Written:
        rng = random.Random(self._seed * 1_000_003 + number)
        code, county = self._counties[_drawn(rng, self._county_sums)]
        year = 2024 - min(int(rng.expovariate(1 / 9)), 27)
        topic = [self._word(rng) for _ in range(60)]
        schemes = dict.fromkeys(_drawn(rng, self._scheme_sums) for _ in range(min(10, int(rng.expovariate(1 / 2.5)))))
        filled = _Filled(rng, topic, self._topic_sums, county, year)
        length = int(min(LONGEST, max(SHORTEST, MEDIAN * rng.lognormvariate(0, SPREAD))))
        return Written(
            title=filled.frame(rng.choice(TITLES), ""),
            text=self._text(rng, filled, [self.schemes[n] for n in schemes], length),
            year=year,
            place=code,
            genre=GENRES[min(int(rng.expovariate(1 / 2.5)), len(GENRES) - 1)],
            author=_drawn(rng, self._author_sums),
            schemes=tuple(schemes),
        )

    def _text(self, rng: random.Random, filled: _Filled, schemes: list[str], length: int) -> str:
        paragraphs, written = [], 0
        while written < length:
            sentences = []
            for _ in range(rng.randint(2, 6)):
                if rng.random() < 0.18:
                    scheme = rng.choice(schemes) if schemes else filled.topic_word() + "先锋"
                    sentences.append(filled.frame(rng.choice(FRAMES), scheme))
                else:
                    sentences.append(self._sentence(rng, filled))
            paragraphs.append("。".join(sentences) + "。")
            written += len(paragraphs[-1])
        return "\n".join(paragraphs)

    def _sentence(self, rng: random.Random, filled: _Filled) -> str:
        words = self._walk(rng) if rng.random() < 0.7 else rng.choice(self._sentences)
        out = []
        for word in words:
            if word in self._replaceable:
                dice = rng.random()
                if dice < 0.14:
                    word = filled.topic_word()
                elif dice < 0.19:
                    word = self._word(rng)
            out.append(word)
        return "".join(out)

    def _walk(self, rng: random.Random) -> list[str]:
        start = rng.choice(self._sentences)
        words = start[:2]
        while len(words) < 90 and (following := rng.choice(self._following.get((words[-2], words[-1]), ("",)))):
            words = [*words, following]
        return words

    def _word(self, rng: random.Random) -> str:
        return self._words[_drawn(rng, self._word_sums)]


@dataclass(frozen=True, slots=True)
class _Filled:
    """Frames filled with the words of one report's topic."""

    rng: random.Random
    topic: Sequence[str]
    sums: Sequence[float]
    county: str
    year: int

    def topic_word(self) -> str:
        return self.topic[_drawn(self.rng, self.sums)]

    def frame(self, frame: str, scheme: str) -> str:
        return frame.format(
            place=self.county, a=self.topic_word(), b=self.topic_word(), scheme=scheme,
            n=self.rng.randrange(2, 900), m=self.rng.randrange(100, 60_000), year=self.year - self.rng.randrange(3),
        )


def _zipf(count: int, power: float) -> list[float]:
    return list(accumulate(1 / rank**power for rank in range(1, count + 1)))


def _drawn(rng: random.Random, sums: Sequence[float]) -> int:
    return min(bisect_left(sums, rng.random() * sums[-1]), len(sums) - 1)


def _counties() -> list[tuple[str, str]]:
    """Code and name of every county in use."""
    with open(ROOT / "archive/rules/places.csv", encoding="utf-8-sig", newline="") as handle:
        return sorted(
            (row["代码"], row["名称"])
            for row in csv.DictReader(handle)
            if row["状态"] == "在用" and row["级别"].startswith("县")
        )


def _own_sentences() -> list[list[str]]:
    """Every sentence of our sample texts as words and marks."""
    sentences = []
    for path in sorted((ROOT / "fixtures/clean").glob("*.txt")):
        for sentence in _SENTENCES.split(path.read_text(encoding="utf-8")):
            if 8 <= len(sentence.strip()) <= 220:
                words = _words_of(sentence.strip())
                if len(words) > 3:
                    sentences.append(words)
    return sentences


def _words_of(sentence: str) -> list[str]:
    words: list[str] = []
    for run in _RUNS.findall(sentence):
        words += segmenter().cut_han(run) if "\u4e00" <= run[0] <= "\u9fff" else [run]
    return words


def _dictionary() -> tuple[list[str], list[float]]:
    """Nouns and verbs of jieba's dictionary, the frequent ones first, with running sums of their flattened counts."""
    held = []
    with jieba.get_dict_file() as handle:
        for line in handle:
            word, count, kind = line.decode("utf-8").split(" ")
            if 2 <= len(word) <= 5 and kind[0] in "nvaij" and re.fullmatch("[\u4e00-\u9fff]+", word):
                held.append((-int(count), word))
    held.sort()
    return [word for _count, word in held], list(accumulate((1 - count) ** 0.8 for count, _word in held))


def _names(rng: random.Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 2))))] = None
    return list(names)


def _schemes(rng: random.Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        dice = rng.random()
        if dice < 0.4:
            name = "".join(rng.choice(DIGITS) + rng.choice(VERBS) for _ in range(rng.choice((2, 2, 3))))
        elif dice < 0.85:
            name = "".join(rng.sample(HEADS, 2)) + rng.choice(("", *DIGITS)) + rng.choice(TAILS)
        else:
            name = f"{rng.randrange(1, 99)}+{rng.randrange(1, 99)}{rng.choice(TAILS)}"
        names[name] = None
    return list(names)
