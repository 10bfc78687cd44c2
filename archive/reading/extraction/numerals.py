"""Chinese and Arabic numerals as numbers.

Arabic digits may be full-width and may carry thousands separators; Chinese numerals may be positional
(二十八, 一百零三, 三万五) or plain digits (一九九八, 二〇〇三). Units of ten may follow digits: 3千, 1.2万.
"""

from __future__ import annotations

import re

HAN_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}

ARABIC = r"(?:\d{1,3}(?:[,，]\d{3}){1,4}|\d{1,12})(?:[.．]\d{1,4})?"
HAN = r"[零〇○一二两三四五六七八九十百千万亿]{1,14}"
_ARABIC = re.compile(ARABIC)


def parse_numeral(text: str) -> float | None:
    """The value of a whole numeral, or None where ``text`` is none. ``1.2万`` is 12000, ``三万五`` is 35000."""
    if not text:
        return None
    arabic = _ARABIC.match(text)
    if arabic is None:
        return _parse_han(text)
    digits = re.sub("[,，]", "", arabic.group()).replace("．", ".")
    value = float(digits)
    for character in text[arabic.end() :]:
        step = TENS.get(character) or MYRIADS.get(character)
        if step is None:
            return None
        value *= step
    return round(value, 4)


def _parse_han(text: str) -> float | None:
    if all(character in HAN_DIGITS for character in text):
        return float("".join(str(HAN_DIGITS[character]) for character in text))
    total = section = 0
    digit: int | None = None
    last_step = 10
    for character in text:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
            if digit == 0:
                last_step = 10
        elif character in TENS:
            last_step = TENS[character]
            section += (1 if digit is None else digit) * last_step
            digit = None
        elif character in MYRIADS:
            last_step = MYRIADS[character]
            section += digit or 0
            total = (total + (section or 1)) * last_step if last_step > 10_000 else total + (section or 1) * last_step
            section, digit = 0, None
        else:
            return None
    if digit is not None:
        # A last digit without its unit stands one step below the unit before it: 三万五 is 35000, 一百零五 is 105.
        section += digit * (last_step // 10)
    return float(total + section)
