"""What the reader typed -> tokens: words, operators, brackets, field names (SEARCH.md, section 2). Pure.

Operators that have nothing to work on, brackets and quotation marks without a partner are turned into text here, each
with a notice, so that the grammar only ever reads well-formed rows of tokens. One pass, linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from search.fields import BY_READERS_NAME
from search.notice import Notice

Kind = Literal["word", "and", "or", "not", "open", "close", "field"]
MAX_DEPTH = 10
_OPEN, _CLOSE = "(（", ")）"
_BARS = "|｜"
_MINUS = "-－﹣−"
# A quotation mark typed with an input method is often turned the wrong way: either may open, either may close.
_QUOTES = dict.fromkeys('“”"＂', '“”"＂') | {"「": "」", "『": "』"}
OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_FIELD = re.compile(r"(\w{1,12})[ \u3000]?[:：][ \u3000]*")
_STOPS_TEXT_BRACKET = re.compile(r"[\s|｜\"＂“”「」『』:：]")


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` as typed, of a field its name folded; ``exact``: a word wholly in quotation marks."""

    kind: Kind
    text: str
    exact: bool = False


def tokens(text: str) -> tuple[list[Token], list[Notice]]:
    """Tokens that follow the grammar, and notices on those that had to be read as text."""
    scanner = _Scanner(text)
    found = scanner.run()
    found = _without_loose_brackets(found, scanner.notices)
    return _without_lone_operators(found, scanner.notices), scanner.notices


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.notices: list[Notice] = []
        self.found: list[Token] = []

    def run(self) -> list[Token]:
        text = self.text
        while self.at < len(text):
            c = text[self.at]
            if c.isspace():
                self.at += 1
            elif c in _BARS:
                self._put("or", c)
            elif c in _OPEN and not self._text_bracket_end():
                self._put("open", c)
            elif c in _CLOSE:
                self._put("close", c)
            elif c in _MINUS and self.at + 1 < len(text) and not text[self.at + 1].isspace():
                self._put("not", c)
            elif not self._field():
                self._word()
        return self.found

    def _put(self, kind: Kind, text: str) -> None:
        self.found.append(Token(kind, text))
        self.at += len(text)

    def _field(self) -> bool:
        match = _FIELD.match(self.text, self.at)
        if not match:
            return False
        name = unicodedata.normalize("NFKC", match[1]).lower()
        if name not in BY_READERS_NAME:
            if match.end() < len(self.text):
                self.notices.append(Notice("“%(name)s”不是可以检索的字段，冒号已按标点理解。", name=match[1]))
            return False
        self.found.append(Token("field", name))
        self.at = match.end()
        return True

    def _text_bracket_end(self, *, in_word: bool = False) -> int:
        """End of a bracket that is part of a word, 工业（开发）区, or 0: no space inside, a letter beside."""
        text, start = self.text, self.at
        ends = [end for end in (text.find(c, start) for c in _CLOSE) if end > 0]
        if not ends:
            return 0
        end = min(ends)
        inside = text[start + 1 : end]
        if not inside or any(c in inside for c in _OPEN) or _STOPS_TEXT_BRACKET.search(inside):
            return 0
        before, after = text[start - 1 : start], text[end + 1 : end + 2]
        after_word = bool(before and before.isalnum()) and bool(self.found) and self.found[-1].kind == "word"
        return end + 1 if in_word or after_word or (after and after.isalnum()) else 0

    def _word(self) -> None:
        """Up to white space, an operator or a bracket; quoted stretches inside belong to it whole."""
        text, start = self.text, self.at
        parts: list[str] = []
        quoted = bare = 0
        while self.at < len(text):
            c = text[self.at]
            if c.isspace() or c in _BARS or c in _CLOSE:
                break
            if c in _OPEN:
                is_operator = unicodedata.normalize("NFKC", text[start : self.at]) in OPERATORS
                end = 0 if is_operator else self._text_bracket_end(in_word=self.at > start)
                if not end:
                    break
                parts.append(text[self.at : end])
                bare += 1
                self.at = end
                continue
            end = self._quote_end(c) if c in _QUOTES else 0
            if end:
                parts.append(text[self.at + 1 : end])
                quoted += 1
                self.at = end + 1
                continue
            if c in _QUOTES:
                self.notices.append(Notice("引号没有配对，已按普通文字理解。"))
            else:
                parts.append(c)
                bare += 1
            self.at += 1
        self._put_word("".join(parts), quoted == 1 and not bare, quoted > 0)

    def _quote_end(self, opening: str) -> int:
        ends = [end for end in (self.text.find(c, self.at + 1) for c in _QUOTES[opening]) if end > 0]
        return min(ends, default=0)

    def _put_word(self, word: str, exact: bool, quoted: bool) -> None:
        operator = None if quoted else OPERATORS.get(unicodedata.normalize("NFKC", word))
        if operator:
            self.found.append(Token(operator, word))
        elif word.strip():
            self.found.append(Token("word", word, exact))
        elif quoted:
            self.notices.append(Notice("引号里没有文字，已忽略。"))


def _without_loose_brackets(found: list[Token], notices: list[Notice]) -> list[Token]:
    """Brackets without a partner, nested too deep or empty leave no trace, as in any text."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for i, token in enumerate(found):
        if token.kind == "open":
            opened.append(i)
        elif token.kind == "close" and opened:
            start = opened.pop()
            if len(opened) < MAX_DEPTH:
                partner[start], partner[i] = i, start
    kept: list[Token] = []
    for i, token in enumerate(found):
        if token.kind in ("open", "close") and i not in partner:
            notices.append(Notice("括号没有配对，已按普通文字理解。"))
        else:
            kept.append(token)
    return _without_empty_brackets(kept, notices)


def _without_empty_brackets(found: list[Token], notices: list[Notice]) -> list[Token]:
    kept: list[Token] = []
    for token in found:
        if token.kind == "close" and kept and kept[-1].kind == "open":
            kept.pop()
            notices.append(Notice("空括号已忽略。"))
        else:
            kept.append(token)
    return kept


def _without_lone_operators(found: list[Token], notices: list[Notice]) -> list[Token]:
    """An operator or field name with nothing to work on is a word."""
    kept: list[Token] = []
    following = _followers(found)
    for token, has_operand in zip(found, following, strict=True):
        binary = token.kind in ("and", "or")
        has_left = bool(kept) and kept[-1].kind in ("word", "close")
        if token.kind in ("and", "or", "not", "field") and (not has_operand or (binary and not has_left)):
            if token.kind == "field" or token.text[:1].isalpha():
                notices.append(Notice("“%(text)s”前后缺少检索词，已按普通文字理解。", text=token.text))
            else:
                notices.append(Notice("“%(text)s”前后缺少检索词，已忽略。", text=token.text))
                continue
            token = Token("word", token.text)
        kept.append(token)
    return kept


def _followers(found: list[Token]) -> list[bool]:
    """For each token, whether an operand begins right after it."""
    result: list[bool] = []
    begins = False
    for token in reversed(found):
        result.append(begins)
        if token.kind in ("word", "open"):
            begins = True
        elif token.kind in ("and", "or", "close"):
            begins = False
    return result[::-1]
