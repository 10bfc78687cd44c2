"""What the styles and lists of an OpenDocument text do to its paragraphs: hide them, number them.

Source: OASIS OpenDocument 1.3, part 3, 5.3 (lists), 16.30 (list styles), 19.380 and 20.402 (what is not displayed).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from archive.reading.formats.numbering import MAX_LEVELS, Counter, Level

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_MAX_BASES = 20
# style:num-format as office programs write it.
_KINDS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none",
    "一, 二, 三, ...": "chineseCounting", "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "壹, 貳, 參, ...": "chineseLegalSimplified", "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac", "①, ②, ③, ...": "decimalEnclosedCircle",
    "１, ２, ３, ...": "decimalFullWidth", "01, 02, 03, ...": "decimalZero",
}  # fmt: skip
_Levels = dict[int, Level]


@dataclass(slots=True)
class StyleSheet:
    """``hidden``: names of styles whose text is not displayed; ``lists``: levels by name of a list style;
    ``outline``: levels of headings. The rest is where the reader stands among the lists."""

    hidden: frozenset[str]
    lists: dict[str, _Levels]
    outline: Counter
    open: list[Counter] = field(default_factory=list)
    last: dict[str, Counter] = field(default_factory=dict)
    named: dict[str, Counter] = field(default_factory=dict)

    def hides(self, element: etree._Element) -> bool:
        """True of paragraphs, spans and sections that are not displayed."""
        return element.get(_TEXT + "style-name", "") in self.hidden or element.get(_TEXT + "display") == "none"

    def heading_label(self, heading: etree._Element) -> str:
        """The number of a heading, by its level in the outline. To be asked once of each, in order."""
        if heading.get(_TEXT + "is-list-header") == "true":
            return ""
        return self.outline.label(_number(heading.get(_TEXT + "outline-level"), 1) - 1)

    def enter_list(self, element: etree._Element) -> None:
        """A list inside a list counts on the next level; others begin again, but for those that say they go on."""
        name = element.get(_TEXT + "style-name", "")
        if self.open:
            counter = self.open[-1]
            if name and self.lists.get(name, counter.levels) != counter.levels:
                counter = Counter(self.lists[name])
        elif element.get(_TEXT + "continue-list", "") in self.named:
            counter = self.named[element.get(_TEXT + "continue-list", "")]
        elif element.get(_TEXT + "continue-numbering") == "true" and name in self.last:
            counter = self.last[name]
        else:
            counter = Counter(self.lists.get(name, {}))
        self.open.append(counter)
        self.last[name] = counter
        if key := element.get(_XML_ID):
            self.named[key] = counter

    def leave_list(self) -> None:
        self.open.pop()

    def item_label(self, item: etree._Element) -> str:
        """The label of the next item of the innermost open list."""
        depth = min(len(self.open), MAX_LEVELS) - 1
        begin = item.get(_TEXT + "start-value")
        if begin is not None:
            self.open[-1].at[depth] = _number(begin, 1) - 1
        return self.open[-1].label(depth)


def style_sheet(parts: list[etree._Element]) -> StyleSheet:
    """From the roots of styles.xml and content.xml."""
    by_name = {style.get(_STYLE + "name", ""): style for part in parts for style in part.iter(_STYLE + "style")}
    list_styles = [found for part in parts for found in part.iter(_TEXT + "list-style")]
    lists = {found.get(_STYLE + "name", ""): _levels(found) for found in list_styles}
    outlines = [_levels(found) for part in parts for found in part.iter(_TEXT + "outline-style")]
    hidden = frozenset(name for name in by_name if _hides(name, by_name))
    return StyleSheet(hidden, lists, Counter(outlines[0] if outlines else {}))


def _hides(name: str, by_name: dict[str, etree._Element]) -> bool:
    for _ in range(_MAX_BASES):
        style = by_name.get(name)
        if style is None:
            return False
        for properties in style.iter(_STYLE + "text-properties"):
            if (display := properties.get(_TEXT + "display")) is not None:
                return display == "none"
        name = style.get(_STYLE + "parent-style-name", "")
    return False


def _levels(style: etree._Element) -> _Levels:
    found: _Levels = {}
    for level in style:
        depth = _number(level.get(_TEXT + "level"), 0) - 1
        if not 0 <= depth < MAX_LEVELS:
            continue
        if level.tag == _TEXT + "list-level-style-bullet":
            found[depth] = Level("bullet", level.get(_TEXT + "bullet-char", "•")[:4])
        elif level.tag in (_TEXT + "list-level-style-number", _TEXT + "outline-level-style"):
            kind = _KINDS.get(level.get(_STYLE + "num-format", ""), "decimal")
            shown = min(_number(level.get(_TEXT + "display-levels"), 1), depth + 1)
            numbers = ".".join(f"%{other + 1}" for other in range(depth + 1 - shown, depth + 1))
            before, after = level.get(_STYLE + "num-prefix", "")[:20], level.get(_STYLE + "num-suffix", "")[:20]
            text = f"{before}{numbers}{after}" if kind != "none" else ""
            found[depth] = Level(kind, text, _number(level.get(_TEXT + "start-value"), 1))
    return found


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and len(value) < 6 and value.isdecimal() else otherwise
