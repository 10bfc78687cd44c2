"""What the styles and lists of a Word document (.docx) do to its paragraphs: hide them, number them.

Source: ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from lxml import etree

from archive.reading.formats.numbering import MAX_LEVELS, Counter, Level

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Styles stand on styles; more than this is a circle.
_MAX_BASES = 20
_MAX_LISTS = 5_000


@dataclass(slots=True)
class StyleSheet:
    """``hidden``: ids of styles whose text is not shown. ``numbered``: (list, depth) by style id. ``lists``: the
    counter that a list id uses. ``restarts``: (list id, depth) to the number at which its first paragraph begins."""

    hidden: frozenset[str] = frozenset()
    numbered: dict[str, tuple[str, int]] = field(default_factory=dict)
    lists: dict[str, Counter] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)

    def hides(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """True where a run is hidden by its own word, else by its style, else by its paragraph's."""
        own = run.find(f"{_W}rPr/{_W}vanish")
        if own is not None:
            return _is_on(own)
        return _value(run, "rPr/rStyle") in self.hidden or _value(paragraph, "pPr/pStyle") in self.hidden

    def label(self, paragraph: etree._Element) -> str:
        """The number that Word writes before this paragraph. To be asked once of each, in order."""
        place = self._place(paragraph)
        counter = self.lists.get(place[0]) if place else None
        if place is None or counter is None:
            return ""
        begin = self.restarts.pop(place, None)
        if begin is not None:
            counter.at[place[1]] = begin - 1
        return counter.label(place[1])

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        by_style = self.numbered.get(_value(paragraph, "pPr/pStyle"))
        list_id, depth = _value(paragraph, "pPr/numPr/numId"), _value(paragraph, "pPr/numPr/ilvl")
        if not list_id and by_style is None:
            return None
        inherited = by_style or ("", 0)
        return list_id or inherited[0], min(_number(depth, inherited[1]), MAX_LEVELS - 1)


def style_sheet(document: Document) -> StyleSheet:
    """Raises lxml's and python-docx's errors where parts are damaged."""
    styles = _part(document, RELATIONSHIP_TYPE.STYLES)
    numbering = _part(document, RELATIONSHIP_TYPE.NUMBERING)
    by_id = {} if styles is None else {style.get(_W + "styleId", ""): style for style in styles.iter(_W + "style")}
    sheet = StyleSheet(frozenset(name for name in by_id if _hides(name, by_id)))
    for name in by_id:
        chain = _chain(name, by_id)
        list_id = next((found for style in chain if (found := _value(style, "pPr/numPr/numId"))), "")
        depth = next((found for style in chain if (found := _value(style, "pPr/numPr/ilvl"))), "0")
        if list_id:
            sheet.numbered[name] = (list_id, min(_number(depth, 0), MAX_LEVELS - 1))
    if numbering is not None:
        _read_lists(numbering, sheet)
    return sheet


def _part(document: Document, kind: str) -> etree._Element | None:
    try:
        return parse_xml(document.part.part_related_by(kind).blob)
    except KeyError:
        return None


def _chain(name: str, by_id: dict[str, etree._Element]) -> list[etree._Element]:
    """A style and those it stands on."""
    found: list[etree._Element] = []
    while name in by_id and len(found) < _MAX_BASES:
        found.append(by_id[name])
        name = _value(by_id[name], "basedOn")
    return found


def _hides(name: str, by_id: dict[str, etree._Element]) -> bool:
    for style in _chain(name, by_id):
        vanish = style.find(f"{_W}rPr/{_W}vanish")
        if vanish is not None:
            return _is_on(vanish)
    return False


def _read_lists(numbering: etree._Element, sheet: StyleSheet) -> None:
    """Lists that stand on one definition count on together, but for those that say where they begin again."""
    kinds = {kind.get(_W + "abstractNumId", ""): kind for kind in numbering.iter(_W + "abstractNum")}
    counters: dict[str, Counter] = {}
    for entry in list(numbering.iter(_W + "num"))[:_MAX_LISTS]:
        list_id, kind_id = entry.get(_W + "numId", ""), _value(entry, "abstractNumId")
        kind = kinds.get(kind_id)
        if kind is None:
            continue
        counter = counters.setdefault(kind_id, Counter(_levels(kind)))
        for override in entry.findall(_W + "lvlOverride"):
            depth = _number(override.get(_W + "ilvl"), 0)
            begin = _value(override, "startOverride")
            if begin:
                sheet.restarts[list_id, depth] = _number(begin, 1)
            if override.find(_W + "lvl") is not None:
                counter = Counter(counter.levels | _levels(override))
        sheet.lists[list_id] = counter
        for level in kind.findall(_W + "lvl"):
            if style := _value(level, "pStyle"):
                own = sheet.numbered.get(style)
                if own is not None and own[0] == list_id:
                    sheet.numbered[style] = (list_id, min(_number(level.get(_W + "ilvl"), 0), MAX_LEVELS - 1))


def _levels(element: etree._Element) -> dict[int, Level]:
    found = {}
    for level in element.findall(_W + "lvl"):
        found[_number(level.get(_W + "ilvl"), 0)] = Level(
            _value(level, "numFmt") or "decimal", _value(level, "lvlText")[:40], _number(_value(level, "start"), 1)
        )
    return found


def _value(element: etree._Element, path: str) -> str:
    """The w:val of the element at ``path`` (names without prefix, parted by /), "" where there is none."""
    found = element.find("/".join(_W + name for name in path.split("/")))
    return "" if found is None else found.get(_W + "val", "")


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and len(value) < 6 and value.isdecimal() else otherwise


def _is_on(element: etree._Element) -> bool:
    return element.get(_W + "val", "1") not in ("0", "false", "off")
