"""What is asked: 300 requests of twelve kinds, and literals of 1, 2 and 3 to 20 units, drawn from the archive itself.

A query is a dict, because the peers read it in other processes and languages: ``kind``; ``typed``, what a reader of
ours types; ``mode`` (all, any, phrase, prefix) and ``tokens`` for the peers; ``place`` and ``years`` where filtered.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path

from search.analysis.segment import segmenter

SEED = 7
EACH = 25
LITERALS = 40
LONGEST_LITERAL = 20
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_LATIN = re.compile("[0-9a-z]{3,}")

Query = dict


def make(lines: Path, path: Path) -> None:
    """Write ``{"words": [...], "literals": [...], "cold": [...]}``."""
    rng = random.Random(SEED)
    log = _Log(lines, rng)
    cold = rng.sample(log.mid + log.rare, min(200, len(log.mid + log.rare)))
    held = {
        "words": [query for _ in range(EACH) for query in log.of_each_kind()],
        "literals": log.literals(),
        "cold": [_words("cold", "all", [word], word) for word in cold],
    }
    path.write_text(json.dumps(held, ensure_ascii=False))


def _words(kind: str, mode: str, tokens: list[str], typed: str, **more: object) -> Query:
    return {"kind": kind, "mode": mode, "tokens": tokens, "typed": typed, **more}


class _Log:
    def __init__(self, lines: Path, rng: random.Random) -> None:
        self.rng = rng
        held: Counter[str] = Counter()
        self.samples: list[dict] = []
        count = 0
        with open(lines, encoding="utf-8") as handle:
            for line in handle:
                report = json.loads(line)
                held.update(set(report["words"].split()))
                count += 1
                if rng.random() < 0.1 or len(self.samples) < 50:
                    self.samples.append(report)
        words = sorted(word for word in held if _HAN.fullmatch(word))
        self.common = [word for word in words if held[word] > 0.5 * count]
        self.mid = [word for word in words if 0.02 * count < held[word] < 0.2 * count]
        self.rare = [word for word in words if 2 <= held[word] <= max(5, 0.0005 * count)]
        lone = (word for word in held if len(word) == 1 and "\u4e00" <= word <= "\u9fff")
        self.characters = sorted(lone, key=lambda word: (-held[word], word))[:60]
        self.latin = sorted(word for word in held if _LATIN.fullmatch(word) and held[word] > 1)

    def of_each_kind(self) -> list[Query]:
        pick, rng = self.rng.choice, self.rng
        common, mid, rare, one = pick(self.common), pick(self.mid), pick(self.rare), pick(self.characters)
        two, three = [pick(self.common), pick(self.mid)], [*rng.sample(self.common, 2), pick(self.mid)]
        some = [pick(self.common), pick(self.mid), pick(self.mid)]
        where, first = pick(self.samples)["place"], rng.randrange(1998, 2018)
        begins = pick(self.latin)[:2]
        filtered = pick(self.mid + self.common)
        return [
            _words("common", "all", [common], common),
            _words("mid", "all", [mid], mid),
            _words("rare", "all", [rare], rare),
            _words("and of 2", "all", two, " ".join(two)),
            _words("and of 3", "all", three, " ".join(three)),
            _words("or", "any", some, " OR ".join(some)),
            self._phrase("phrase of 2", 2),
            self._phrase("phrase of 3", 3),
            _words("one character", "all", [one], one),
            _words("word, place, years", "all", [filtered], filtered, place=where, years=[first, first + 8]),
            _words("prefix", "prefix", [begins], f"{begins}*"),
            self._initiative(),
        ]

    def _phrase(self, kind: str, length: int) -> Query:
        while True:
            words = self.rng.choice(self.samples)["words"].split()
            start = self.rng.randrange(len(words) - length)
            chosen = words[start : start + length]
            if all(map(_HAN.fullmatch, chosen)) and "".join(chosen) in self._sample_text(chosen):
                return _words(kind, "phrase", chosen, f'"{"".join(chosen)}"')

    def _sample_text(self, words: list[str]) -> str:
        """The text that holds them side by side, without a mark between; empty where none does."""
        run = "".join(words)
        return next((report["text"] for report in self.samples if run in report["text"]), "")

    def _initiative(self) -> Query:
        while True:
            names = self.rng.choice(self.samples)["initiative"]
            if names and _HAN.fullmatch(names[0]):
                return _words("initiative", "phrase", segmenter().cut(names[0]), f'"{names[0]}"')

    def literals(self) -> list[Query]:
        lengths = [("literal of 1", (1, 1)), ("literal of 2", (2, 2)), ("literal of 3-20", (3, LONGEST_LITERAL))]
        return [self._literal(kind, self.rng.randint(*bounds)) for kind, bounds in lengths for _ in range(LITERALS)]

    def _literal(self, kind: str, length: int) -> Query:
        while True:
            units = self.rng.choice(self.samples)["units"].split()
            start = self.rng.randrange(len(units) - length)
            chosen = units[start : start + length]
            if all("\u4e00" <= unit[0] <= "\u9fff" for unit in chosen):
                return _words(kind, "literal", chosen, f'"{"".join(chosen)}"')
