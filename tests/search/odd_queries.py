"""Query strings that nobody would type: pieces of the grammar put together at random, and sound requests mutated."""

import random

SEEDS = (
    "党员 社区", "党员 OR 社区", "-企业 党", '"加强基层党组织建设"', "ISO*", "(党员 OR 群众) 社区",
    "标题:创新 地区:宜城 作者:王清", "年份:2003..2010 党", "年份:不详", "举措:支部四进", "加强基层党组织建设",
    "NOT (a OR b) AND c", "湖北 | 山东 -北京",
)  # fmt: skip
PARTS = (
    "党", "党员", "創新", "ISO", "2008", "7+16", "的", "AND", "OR", "NOT", "|", "｜", "-", "－", "(", ")", "（", "）",
    '"', "“", "”", "「", "」", "*", "＊", ":", "：", "标题:", "年份:", "地区：", "2003..", "..", "不详", " ", "\u3000",
    "\t", "\n", "，", "。", "…", "%", "&", "#", "+", "\x00", "\x1e", "\x1f", "\x7f", "\u200b", "\u202e", "\ufeff",
    "\ud800", "𠀀", "😀", "é", "ﬁ", "①", "Ⅲ", "㎡", "<b>", "'", "\\", "/", "{{x}}", "${x}", "%s", "%(x)s",
    "\u0301" * 5, "' OR 1=1--", "null", "../..",
)  # fmt: skip
LONG = (
    lambda rng: "党" * 100_000,
    lambda rng: "党员 " * 33_000,
    lambda rng: "(" * 1000 + "党" + ")" * 1000,
    lambda rng: "(" * 100,
    lambda rng: ")" * 199,
    lambda rng: "NOT " * 49,
    lambda rng: "-" * 199 + "党",
    lambda rng: '"' * 199,
    lambda rng: "“" * 100 + "”" * 99,
    lambda rng: "标题:" * 60,
    lambda rng: "(党 OR " * 30,
    lambda rng: "党*" * 99,
    lambda rng: "".join(chr(rng.randrange(0x20, 0x3000)) for _ in range(200)),
    lambda rng: "".join(chr(rng.randrange(0x4E00, 0x9FFF)) for _ in range(200)),
    lambda rng: "".join(chr(rng.randrange(0x110000)) for _ in range(180)),
    lambda rng: " ".join("ab"[rng.randrange(2)] * rng.randrange(1, 9) + "*" for _ in range(20)),
)


def odd_query(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.04:
        return rng.choice(LONG)(rng)
    if kind < 0.55:
        return "".join(rng.choice(PARTS) for _ in range(rng.randint(1, 25)))
    text = list(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(text) + 1)
        change = rng.random()
        if change < 0.5:
            text.insert(at, rng.choice(PARTS))
        elif change < 0.8 and text:
            del text[at % len(text)]
        else:
            start = rng.randrange(len(text) + 1)
            text[at:at] = text[start : start + rng.randint(1, 6)]
    return "".join(text)
