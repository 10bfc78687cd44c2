"""Numbers that a word processor writes by itself before the paragraphs of a list.

Names of the kinds are those of ECMA-376 part 1, 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

from dataclasses import dataclass, field

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# Kinds that differ only beyond what a list counts, or by country, share a spelling.
_COUNTING = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting",
})
_LEGAL_KINDS = frozenset({"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"})
# First character of a run of twenty or ten in Unicode.
_RUNS = {
    "decimalEnclosedCircle": (0x2460, 20), "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20), "decimalEnclosedFullstop": (0x2488, 20),
    "ideographEnclosedCircle": (0x3220, 10),
}
# Bullets of the fonts Symbol and Wingdings, which have no place in Unicode.
_BULLETS = str.maketrans({
    0xF0B7: "•", 0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF0D8: "▶", 0xF0FC: "√", 0xF0A7: "■", 0xF0B2: "□", 0xF071: "□",
})
MAX_LEVELS = 9
_MOST = 9999


@dataclass(frozen=True, slots=True)
class Level:
    """``text`` holds %1 … %9 for the numbers of the levels, %1 the outermost; of a bullet, the sign itself."""

    kind: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Counter:
    """The numbers of one list as its paragraphs come."""

    levels: dict[int, Level]
    at: dict[int, int] = field(default_factory=dict)

    def label(self, depth: int) -> str:
        """The label of the next paragraph, at a depth 0 to 8; deeper levels begin again."""
        level = self.levels.get(depth)
        if level is None:
            return ""
        self.at[depth] = self.at.get(depth, level.start - 1) + 1
        for deeper in [other for other in self.at if other > depth]:
            del self.at[deeper]
        if level.kind == "bullet":
            signs = level.text.translate(_BULLETS)
            return "".join("•" if "\ue000" <= sign <= "\uf8ff" else sign for sign in signs)
        if level.kind == "none":
            return ""
        label = level.text
        for other in range(depth + 1):
            if f"%{other + 1}" in label:
                own = self.levels.get(other, Level())
                label = label.replace(f"%{other + 1}", spelled(own.kind, self.at.get(other, own.start)))
        return label


def labelled(label: str, words: str) -> str:
    """A paragraph after its label; a space keeps 2. and 2008 apart."""
    if not label:
        return words
    words = words.lstrip(" \t\u3000")
    apart = label[-1].isascii() and words[:1].isascii() and words
    return f"{label} {words}" if apart else label + words


def spelled(kind: str, number: int) -> str:
    """A number 0 to 9999 as lists of this kind write it; others, and unknown kinds, in Arabic digits."""
    if not 0 < number <= _MOST or kind in ("none", "bullet"):
        return "" if kind in ("none", "bullet") else str(number)
    if kind in _COUNTING:
        return _counted(number, _DIGITS, "十百千")
    if kind in _LEGAL_KINDS:
        return _counted(number, _LEGAL, "拾佰仟", ten="壹拾")
    if kind in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    if kind in ("lowerRoman", "upperRoman"):
        return _roman(number) if kind == "lowerRoman" else _roman(number).upper()
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a" if kind == "lowerLetter" else "A") + (number - 1) % 26)
        return letter * min(1 + (number - 1) // 26, 20)
    if kind == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if kind == "decimalZero":
        return f"{number:02d}"
    if kind in _RUNS and number <= _RUNS[kind][1]:
        return chr(_RUNS[kind][0] + number - 1)
    if kind in ("ideographTraditional", "ideographZodiac"):
        signs = _STEMS if kind == "ideographTraditional" else _BRANCHES
        return signs[(number - 1) % len(signs)]
    return str(number)


def _counted(number: int, digits: str, units: str, ten: str = "") -> str:
    """21 as 二十一, 101 as 一百零一."""
    out, gap = "", False
    text = str(number)
    for at, digit in enumerate(text):
        unit = len(text) - at - 1
        if digit == "0":
            gap = bool(out)
            continue
        out += (digits[0] if gap else "") + digits[int(digit)] + (units[unit - 1] if unit else "")
        gap = False
    begin = digits[1] + units[0]
    return out if ten or not (10 <= number < 20) else out.removeprefix(begin[0])


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out
