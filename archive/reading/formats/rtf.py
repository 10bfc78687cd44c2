r"""Rich Text Format, read in one pass over its tokens (Microsoft, Rich Text Format Specification 1.9.1, 2008).

Chinese text comes as \'xx bytes in the code page of its font, as \uN with a stand-in to be skipped, or raw. Footnotes
follow at the end; running heads, pictures, hidden and deleted text are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from archive.reading.errors import DamagedFile, TooLarge
from archive.reading.formats.numbering import labelled
from archive.reading.records import RawText

MAX_DEPTH = 2_000
MAX_TOKENS = 10_000_000
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
# Groups that hold no running text, without the mark \* that says so.
_LEFT_OUT = frozenset({
    b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl",
    b"footerr", b"footerf", b"filetbl", b"listtable", b"listoverridetable", b"revtbl", b"rsidtbl", b"nonshppict",
    b"xe", b"tc", b"txe", b"rxe", b"fontemb", b"ftnsep", b"ftnsepc", b"ftncn", b"sp", b"objdata", b"objclass",
})
# A text box says "skip me if you do not know me", and holds text; so do the notes of some programs.
_KNOWN_STARRED = frozenset({b"shpinst", b"shptxt", b"footnote"})
# The number of a list, written out for programs that do not count themselves.
_LABELS = frozenset({b"listtext", b"pntext"})
_SIGNS = {
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"emspace": "　", b"enspace": " ", b"tab": " ", b"line": "\n", b"page": "\n", b"sect": "\n",
    b"column": "\n",
}
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_PAGES = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 10008: "gb18030", 20936: "gb18030", 54936: "gb18030"}
# Other code pages that hold ASCII in their lower half.
_PAGES |= {page: f"cp{page}" for page in (437, 850, 852, 866, 874, 932, 949, *range(1250, 1259))}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs"}
_HAN = re.compile("[\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _State:
    """What a group hands down to its inner groups."""

    skipped: bool = False
    hidden: bool = False
    fallback: int = 1
    font: int | None = None
    in_font_table: bool = False
    in_table: bool = False
    in_note: bool = False
    in_label: bool = False
    in_box: bool = False


@dataclass(slots=True)
class _Reader:
    state: _State = _State()
    stack: list[_State] = field(default_factory=list)
    codec: str = "gb18030"
    fonts: dict[int, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    starred: bool = False

    def read(self, data: bytes) -> str:
        at = tokens = 0
        while (match := _TOKEN.match(data, at)) is not None:
            at = match.end()
            tokens += 1
            if tokens > MAX_TOKENS:
                raise TooLarge("RTF 文件里的控制符太多，没有读入。请在 Word 里打开后另存为 .docx 再上传。")
            word, number, pair, symbol, brace, plain = match.groups()
            if word == b"bin" and number:
                at += max(0, int(number))
            elif word:
                self._word(word, int(number) if number else None)
            elif brace == b"{":
                self._open()
            elif brace:
                if not self.stack:
                    break
                self._flush()
                self.state = self.stack.pop()
                self.to_skip = 0
                if not self.stack:
                    break
            elif symbol == b"*":
                self.starred = True
            elif symbol is not None:
                self._symbol(symbol)
            elif pair or plain:
                self._bytes(bytes.fromhex(pair.decode("ascii")) if pair else plain)
        self._flush()
        self._put_boxes()
        notes = "\n".join(line.strip() for line in "".join(self.notes).split("\n"))
        return "".join(self.body) + notes

    def _open(self) -> None:
        self._flush()
        if len(self.stack) >= MAX_DEPTH:
            raise DamagedFile(f"RTF 文件里的分组套了 {MAX_DEPTH} 层以上，没有读入。请在 Word 里打开后另存一份再上传。")
        self.stack.append(self.state)
        self.to_skip = 0

    def _word(self, word: bytes, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if self.to_skip and word != b"u":
            self.to_skip -= 1
            return
        if word != b"u" or not self.waiting:
            self._flush()
        if word in _LEFT_OUT or (starred and word not in _KNOWN_STARRED):
            self.state = replace(self.state, skipped=True)
        elif word == b"u" and number is not None:
            self._flush()
            self._put(chr(number % 65536))
            self.to_skip = self.state.fallback
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in (b"par", b"cell", b"nestcell", b"row", b"nestrow"):
            self._end(word)
        else:
            self._property(word, number)

    def _property(self, word: bytes, number: int | None) -> None:
        on = number != 0
        if word == b"ansicpg" and number is not None:
            self.codec = _PAGES.get(number, self.codec)
        elif word == b"fonttbl":
            self.state = replace(self.state, in_font_table=True)
        elif word == b"f":
            self.state = replace(self.state, font=number)
        elif word == b"fcharset" and self.state.in_font_table and self.state.font is not None and number in _CHARSETS:
            self.fonts[self.state.font] = _CHARSETS[number]
        elif word == b"uc" and number is not None:
            self.state = replace(self.state, fallback=max(0, min(number, 16)))
        elif word in (b"v", b"deleted"):
            self.state = replace(self.state, hidden=on)
        elif word == b"plain":
            self.state = replace(self.state, hidden=False)
        elif word == b"pard":
            self.state = replace(self.state, in_table=False)
        elif word == b"intbl":
            self.state = replace(self.state, in_table=True)
        elif word == b"shptxt":
            self.state = replace(self.state, in_box=True)
            self.boxes.append("\n")
        elif word in _LABELS:
            self.state = replace(self.state, in_label=True)
            self.label.clear()
        elif word == b"footnote":
            self.state = replace(self.state, in_note=True)
            self._put("\n")

    def _end(self, word: bytes) -> None:
        """End of a paragraph, cell or row. A number before nothing is not shown."""
        if not self.state.in_label and not self.state.skipped and not self.state.hidden:
            self.label.clear()
        if word == b"par":
            self._put(" " if self.state.in_table else "\n")
            if self.boxes and not self.state.in_box and not self.state.in_table:
                self._put_boxes()
                self._put("\n")
        elif word == b"cell":
            self._put("\t")
        elif word == b"row":
            while self.body and self.body[-1] == "\t":
                self.body.pop()
            self._put("\n")
        else:
            self._put(" ")

    def _symbol(self, symbol: bytes) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif symbol in _SYMBOLS:
            self._flush()
            self._put(_SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self._flush()
            self._end(b"par")

    def _bytes(self, run: bytes) -> None:
        if self.to_skip:
            dropped = min(self.to_skip, len(run))
            self.to_skip -= dropped
            run = run[dropped:]
        if not self.state.skipped and not self.state.hidden and not self.state.in_font_table:
            self.waiting += run

    def _flush(self) -> None:
        if self.waiting:
            font = self.fonts.get(self.state.font) if self.state.font is not None else None
            self._put(_decoded(bytes(self.waiting), font or self.codec))
            self.waiting.clear()

    def _put_boxes(self) -> None:
        """Text boxes follow the paragraph in which they are anchored."""
        words = "".join(self.boxes).strip("\n")
        if words:
            self.body.append(words if self.body and self.body[-1].endswith("\n") else "\n" + words)
        self.boxes.clear()

    def _put(self, words: str) -> None:
        if self.state.skipped or self.state.hidden or self.state.in_font_table:
            return
        if self.state.in_label:
            self.label.append(words)
            return
        if self.label and words.strip():
            words = labelled("".join(self.label).strip(), words)
            self.label.clear()
        part = self.notes if self.state.in_note else self.boxes if self.state.in_box else self.body
        part.append(words)


def read_rtf(data: bytes) -> RawText:
    """Raises DamagedFile, TooLarge."""
    reader = _Reader()
    # Halves of characters beyond the first plane come as two \\u.
    text = reader.read(data).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text, undecodable = _placed(text)
    return RawText(text.strip("\n"), "rtf", reader.codec, 1.0, undecodable)


# Private-use stand-ins carry bytes that cannot be read through the joining of halves: U+10FF00 + byte.
_STAND_IN = 0x10FF00


def _decoded(run: bytes, codec: str) -> str:
    if codec == "cp1252" and max(run) > 127:
        # Word writes \\ansicpg1252 over Chinese text of programs that did not say otherwise.
        try:
            chinese = run.decode("gb18030")
        except UnicodeDecodeError:
            chinese = ""
        if len(_HAN.findall(chinese)) * 2 >= 0.9 * sum(1 for byte in run if byte > 127):
            return chinese
    text = run.decode(codec, "surrogateescape")
    return "".join(chr(_STAND_IN + ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in text)


def _placed(text: str) -> tuple[str, tuple[tuple[int, bytes], ...]]:
    """Bytes that could not be read as U+FFFD, and where they stand; other controls out."""
    out: list[str] = []
    unknown: list[tuple[int, bytes]] = []
    for char in text.lstrip("\n"):
        if _STAND_IN + 0x80 <= ord(char) <= _STAND_IN + 0xFF:
            unknown.append((len(out), bytes([ord(char) - _STAND_IN])))
            out.append("\ufffd")
        elif char >= " " or char in "\n\t":
            out.append(char)
    return "".join(out), tuple(unknown)
