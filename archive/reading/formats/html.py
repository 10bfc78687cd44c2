"""Web pages: blocks to lines, scripts and hidden parts left out, links told apart.

A line's place in the page says what no words can: that it stands in a navigation bar or is one of a list of links.
Such lines stay in the raw text and are named in ``RawText.chrome`` for the furniture step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from itertools import islice

from lxml import etree, html

from archive.reading.errors import DamagedFile, EmptyFile
from archive.reading.records import DecodedText, RawText

_LOOKS = re.compile(
    r"\s{0,200}(?:<!--|<!doctype\s+html|<html|<head|<body|<meta|<title|<div|<p[\s>]|<table|<article|<center|<b>|<font)",
    re.IGNORECASE,
)
_XML_HEAD = re.compile(r"\s{0,200}<\?xml[^>]{0,200}\?>", re.IGNORECASE)
_TAG = re.compile(
    r"</(?:p|div|body|html|td|a|font|title|head|span)\s{0,9}>|<(?:br|p|td|div|html|body)[\s/>]", re.IGNORECASE
)
# The parser compares every attribute of an element with every other.
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})\s[^<>]{20000,}>")
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul", "caption", "title",
})
_LEFT_OUT = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "audio", "video",
    "select", "option", "button", "input", "textarea", "head", "map", "applet",
})
# Left out even where a page has no other text.
_NEVER = frozenset({"script", "style", "head", "textarea", "title"})
_CHROME_TAGS = frozenset({"nav", "footer", "aside"})
_CHROME_WORDS = frozenset({
    "nav", "navbar", "navigation", "menu", "submenu", "sidebar", "side", "foot", "footer", "share", "bdshare",
    "breadcrumb", "breadcrumbs", "crumb", "crumbs", "related", "relate", "recommend", "copyright", "toolbar", "pager",
    "pagination", "comment", "comments", "hot", "links", "friendlink", "ad", "ads", "banner", "login", "search",
    "qrcode", "prev", "next", "prevnext",
})
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE
)
_TOKENS = re.compile(r"[A-Za-z]+")
_SEPARATORS = re.compile(r"[\s|>»›·/<\-_,、:：\[\]【】()（）]+")
_DATE = re.compile(r"((?:19|20)\d\d)[-/年.](\d{1,2})[-/月.](\d{1,2})")
_DATE_META = frozenset({
    "pubdate", "publishdate", "publish_date", "publishtime", "article:published_time", "datepublished", "dc.date",
    "dcterms.created", "releasedate", "weibo:article:create_at",
})
# Non-link text of an element that its class calls furniture: more than this is an article that a page put there.
_CHROME_TEXT = 150
_LINK_SHARE = 0.8
# A cell's one paragraph of more characters than this is running text.
_CELL_LENGTH = 200
_CELL_PIECES = 50
# What stands at the edges of the pages in a file of LibreOffice, and what points from note to text and back in its
# files and Word's.
_EDGES_OF_PAGES = frozenset({"header", "footer"})
_NOTE_CLASSES = frozenset({"sdfootnoteanc", "sdfootnotesym", "sdendnoteanc", "sdendnotesym"})
_NOTE_NAME = re.compile(r"_(?:ftn|edn)(?:ref)?\d{1,5}")
_WRITER = re.compile(r"(?:LibreOffice|OpenOffice|StarOffice)")
# Tabs that indent the source show nothing.
_SOURCE_INDENT = re.compile(r"(?<=\n)[\t ]+")


def looks_like_html(text: str) -> bool:
    """True where a text begins like a page or a piece of one, and has the tags of one."""
    head = text.lstrip("\ufeff")[:2000]
    head = head[match.end() :] if (match := _XML_HEAD.match(head)) else head
    return bool(_LOOKS.match(head)) and bool(_TAG.search(text, 0, 200_000))


def read_html(decoded: DecodedText) -> RawText:
    """Raises DamagedFile, EmptyFile."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    source = _LONG_TAG.sub(r"<\1>", _XML_HEAD.sub("", decoded.text, count=1))
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFile("网页损坏得读不出来。请在浏览器里打开，把正文复制到文本文件再上传。") from error
    title = _title(root)
    spaced = _breaks_at_spaces(root)
    text, chrome = _Page(root, title or "", _LEFT_OUT, spaced).lines()
    if not text.strip():
        # An element left open swallows the page: read what it holds, and last what stands between the tags.
        text, chrome = _Page(root, title or "", _NEVER, spaced).lines()
    if not text.strip():
        text, chrome = _between_tags(source), ()
    if not text.strip():
        raise EmptyFile("网页里没有正文文字（可能由脚本生成）。请在浏览器里打开，把正文复制到文本文件再上传。")
    return RawText(
        text, "html", decoded.encoding, decoded.confidence, decoded.undecodable,
        title=title, posted_on=_posted_on(root), chrome=chrome,
    )


def _title(root: etree._Element) -> str | None:
    for element in root.iter("title"):
        words = " ".join("".join(element.itertext()).split())
        if words:
            return words[:300]
    return None


def _breaks_at_spaces(root: etree._Element) -> bool:
    """True of files of Writer, which breaks the lines of its source at spaces of the text and nowhere else."""
    return any(
        (meta.get("name") or "").lower() == "generator" and _WRITER.match(meta.get("content") or "")
        for meta in root.iter("meta")
    )


def _posted_on(root: etree._Element) -> str | None:
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        if name in _DATE_META and (match := _DATE.search(meta.get("content") or "")):
            year, month, day = map(int, match.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
    return None


@dataclass(slots=True)
class _Weight:
    """Characters of an element: all, those in links, sentences outside links."""

    text: int = 0
    link: int = 0
    stops: int = 0

    def add(self, words: str, in_link: bool) -> None:
        length = len(_SEPARATORS.sub("", words))
        self.text += length
        self.link += length if in_link else 0
        self.stops += 0 if in_link else words.count("。")

    def take(self, other: _Weight) -> None:
        self.text += other.text
        self.link += other.link
        self.stops += other.stops


@dataclass(slots=True)
class _Page:
    """A walk over the tree without recursion, however deep it nests."""

    root: etree._Element
    title: str
    left_out: frozenset[str]
    # Whether a line break of the source is a space also between two wide characters.
    spaced: bool = False
    _line: list[tuple[str, bool]] = field(default_factory=list)
    _out: list[tuple[str, bool]] = field(default_factory=list)

    def lines(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text, and the spans of the lines that are furniture by their place in the page."""
        self._walk(self._chrome_elements())
        parts, chrome, at = [], [], 0
        for words, is_chrome in self._out:
            parts.append(words)
            if is_chrome:
                chrome.append((at, at + len(words)))
            at += len(words) + 1
        return "\n".join(parts), tuple(chrome)

    def _chrome_elements(self) -> set[etree._Element]:
        """Elements that are navigation and the like by name, and whose text does not speak against it."""
        found: set[etree._Element] = set()
        stack: list[_Weight] = [_Weight()]
        links = 0
        skipping: etree._Element | None = None
        for event, element in etree.iterwalk(self.root, events=("start", "end")):
            if event == "start":
                stack.append(_Weight())
                if skipping is None and self._left_out(element):
                    skipping = element
                links += element.tag == "a"
                if skipping is None:
                    stack[-1].add(element.text or "", links > 0)
                continue
            weight = stack.pop()
            links -= element.tag == "a"
            if skipping is element:
                skipping = None
            elif skipping is None and element.tag not in ("html", "body") and _called_chrome(element):
                own = weight.text - weight.link
                if own <= _CHROME_TEXT and (weight.stops < 2 or element.tag in _CHROME_TAGS):
                    found.add(element)
            stack[-1].take(weight)
            if skipping is None:
                stack[-1].add(element.tail or "", links > 0)
        return found

    def _left_out(self, element: etree._Element) -> bool:
        if not isinstance(element.tag, str) or element.tag in self.left_out or element.get("hidden") is not None:
            return True
        if element.tag == "a" and _is_note_mark(element):
            return True
        style = element.get("style")
        return bool(style) and bool(_HIDDEN_STYLE.search(style[:500]))

    def _walk(self, chrome: set[etree._Element]) -> None:
        links = inside = 0
        skipping: etree._Element | None = None
        for event, element in etree.iterwalk(self.root, events=("start", "end")):
            if event == "start":
                if skipping is None and self._left_out(element):
                    skipping = element
                if skipping is not None:
                    continue
                self._border(element, inside > 0)
                links += element.tag == "a"
                inside += element in chrome
                self._say(element.text, links > 0)
                continue
            if skipping is not None and skipping is not element:
                continue
            if skipping is element:
                skipping = None
            else:
                if _is_block(element):
                    self._flush(inside > 0)
                links -= element.tag == "a"
                inside -= element in chrome
            self._say(element.tail, links > 0)
        self._flush(False)

    def _border(self, element: etree._Element, chrome: bool) -> None:
        if element.tag == "br" or _is_block(element):
            self._flush(chrome)
        elif element.tag in ("td", "th") and element.getprevious() is not None:
            self._line.append(("\t", False))

    def _say(self, words: str | None, in_link: bool) -> None:
        if words:
            self._line.append((_SOURCE_INDENT.sub("", words), in_link))

    def _flush(self, chrome: bool) -> None:
        words = _one_line("".join(part for part, _ in self._line), spaced=self.spaced)
        if words.strip():
            weight = _Weight()
            for part, in_link in self._line:
                weight.add(part, in_link)
            is_link = weight.text > 0 and weight.link >= _LINK_SHARE * weight.text and "。" not in words
            named = len(words.strip()) >= 6 and words.strip() in self.title
            self._out.append((words, (chrome or is_link) and not named))
        self._line.clear()


def _is_note_mark(link: etree._Element) -> bool:
    return link.get("class") in _NOTE_CLASSES or bool(_NOTE_NAME.fullmatch(link.get("name") or ""))


def _called_chrome(element: etree._Element) -> bool:
    if element.tag in _CHROME_TAGS or (element.tag == "div" and element.get("title") in _EDGES_OF_PAGES):
        return True
    words = f"{element.get('class') or ''} {element.get('id') or ''}"[:200].lower()
    return any(word in _CHROME_WORDS for word in _TOKENS.findall(words))


def _is_block(element: etree._Element) -> bool:
    """An element that begins and ends lines. A cell's one short paragraph, as office programs write it, does not."""
    parent = element.getparent()
    if element.tag == "p" and parent is not None and parent.tag in ("td", "th"):
        return _breaks_cell(parent)
    return element.tag in _BLOCKS or _breaks_cell(element)


def _breaks_cell(element: etree._Element) -> bool:
    """A cell that holds blocks or line breaks is layout, not a table of data."""
    if element.tag not in ("td", "th"):
        return False
    blocks = [child for child in element if child.tag in _BLOCKS or child.tag == "br"]
    if len(blocks) != 1 or blocks[0].tag != "p":
        return bool(blocks)
    length = 0
    for piece in islice(blocks[0].itertext(), _CELL_PIECES):
        length += len(piece)
    return length > _CELL_LENGTH or any(child.tag in _BLOCKS or child.tag == "br" for child in blocks[0])


_CODE = re.compile(r"<(script|style)\b.{0,200000}?</\1\s{0,9}>", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"<[^<>]{0,20000}>")


def _between_tags(source: str) -> str:
    words = unescape(_ANY_TAG.sub("\n", _CODE.sub("\n", source)))
    return "\n".join(line.strip() for line in words.split("\n") if line.strip())


_SPACE = re.compile(r"[ \r\n\f\v]+")
_WIDE = "\u2e80"


def _one_line(words: str, *, spaced: bool) -> str:
    """White space as a browser shows it; a line break of the source between two wide characters shows nothing, unless
    ``spaced``. Cells stand without white space around them."""
    out, at = [], 0
    for match in _SPACE.finditer(words):
        out.append(words[at : match.start()])
        before = words[match.start() - 1 : match.start()]
        after = words[match.end() : match.end() + 1]
        joined = not spaced and "\n" in match.group() and before >= _WIDE and after >= _WIDE
        out.append("" if joined else " ")
        at = match.end()
    out.append(words[at:])
    return "\t".join(cell.strip(" ") for cell in "".join(out).split("\t"))
