"""Page furniture, preambles and adverts out of a report, each removal an edit with its rule.

Rules are data: ``furniture.tsv`` (kind, pattern, an example that must match, one that must not) and
``advert_names.tsv`` (names of sites that sell model texts, and of gamblers who buy space in them).
Patterns see half-width forms; see archive.reading.lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.edits import Draft, Edit
from archive.reading.lines import Line, half_width, lines, without_line
from archive.reading.records import MetaLine
from archive.reading.rulebook import Rulebook, Tables, tsv_rows
from archive.reading.split import SplitRules, same_title

KINDS = ("line", "edge", "tail", "preamble", "farm-word", "inline", "address")
_HEAD, _EDGE = 8, 12
# What may stand in a list of related links: short lines without a full stop.
_MAX_LINK = 46
# The longest list at the end of a page: more lines than this are a text of short lines.
_MAX_TAIL = 400
_SITE = re.compile(r"\s{0,2}[_|]\s{0,2}[^_|]{2,16}$|\s{0,2}-\s{0,2}[^-]{0,10}网$")
_TITLE_AGAIN, _MAX_TITLE = 12, 80
_MAX_FURNITURE = 200
_MAX_PREAMBLE = 240
# An advert inside an advert shows after the inner one is gone.
_ADVERT_PASSES = 5
_TLD = "com|cn|net|org|cc|info|vip|top|xyz|me|tv|la|co|biz"
_URL = (
    rf"(?:https?:/{{1,2}}(?:[A-Za-z0-9./?=&_%~:#+-]{{1,120}})?|www\.(?:[A-Za-z0-9./?=&_%~:#+-]{{1,120}})?|"
    rf"(?<![A-Za-z0-9@.-])[A-Za-z0-9][A-Za-z0-9-]{{1,30}}(?:\.[A-Za-z0-9-]{{2,20}}){{0,2}}\.(?:{_TLD})(?:\.cn)?"
    r"(?![A-Za-z0-9.]))"
)
# An address that the text itself gives: a government page, or one that the sentence introduces.
_OWN_ADDRESS = re.compile(r"\.(?:gov|edu|mil)(?:\.cn)?\b|12371\.cn|people\.com\.cn", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"(?:网址|域名|邮箱|信箱|登录|登陆|访问|开通|网站|主页|链接|邮件|E-?mail)[^。;\n]{0,12}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    id: str
    kind: str
    pattern: re.Pattern[str]
    example: str
    counterexample: str


@dataclass(frozen=True)
class FurnitureRules:
    """``of[kind]`` are the rules of a kind, in the order of the table."""

    of: dict[str, tuple[FurnitureRule, ...]]

    @classmethod
    def from_tables(cls, tables: Tables) -> FurnitureRules:
        names = tsv_rows(tables["advert_names.tsv"])
        every = _any_of(row["name"] for row in names)
        strong = _any_of(row["name"] for row in names if row["strength"] == "strong")
        rules = []
        for row in tsv_rows(tables["furniture.tsv"]):
            words = row["pattern"].replace("{NAME}", every).replace("{STRONG}", strong).replace("{URL}", _URL)
            pattern = re.compile(words, re.IGNORECASE)
            rules.append(FurnitureRule(row["id"], row["kind"], pattern, row["example"], row["counterexample"]))
        return cls({kind: tuple(rule for rule in rules if rule.kind == kind) for kind in KINDS})


def _any_of(names: Iterator[str]) -> str:
    return "(?:" + "|".join(re.escape(half_width(name)) for name in sorted(names, key=len, reverse=True)) + ")"


def cut_chrome(draft: Draft, spans: tuple[tuple[int, int], ...]) -> Draft:
    """The raw text without the lines that their place in the page makes furniture."""
    edits: list[Edit] = []
    for start, end in spans:
        first, last = without_line(draft.text, Line(start, end, ""))
        first = max(first, edits[-1].end) if edits else first
        edits.append(Edit(first, last, "", "page-navigation"))
    return draft.edited(edits)


def cut_tail(draft: Draft, rulebook: Rulebook) -> Draft:
    """Lists of related links and what follows them to the end, where nothing there is running text."""
    rules = rulebook.rules(FurnitureRules.from_tables)
    every = lines(draft.text)
    # Walk backwards: as long as lines are short and unpunctuated they may belong to a list.
    cut: tuple[int, str] | None = None
    for line in every[: -_MAX_TAIL - 1 : -1]:
        rule = next((r for r in rules.of["tail"] if r.pattern.fullmatch(line.form)), None)
        if rule and line is not every[0]:
            cut = (line.start, rule.id)
        elif len(line.form) > _MAX_LINK or "。" in line.form:
            break
    if cut is None:
        return draft
    start = cut[0] - 1 if cut[0] else 0
    return draft.edited([Edit(start, len(draft.text), "", cut[1])])


def cut_preamble(draft: Draft, rulebook: Rulebook) -> tuple[Draft, list[MetaLine]]:
    """Preambles of model-text sites at the head of a text; the title they name is kept as a metadata line."""
    rules = rulebook.rules(FurnitureRules.from_tables)
    found: list[MetaLine] = []
    edits: list[Edit] = []
    every = lines(draft.text)
    for line in every[:_HEAD]:
        for rule in rules.of["preamble"]:
            match = rule.pattern.match(line.form)
            if not match:
                continue
            edit = _preamble_edit(draft.text, line, rules.of["farm-word"], rule.id)
            if draft.keeps(edit):
                break
            edits.append(edit)
            title = (match.groupdict().get("title") or "").strip(" “”\"《》,:")
            if title:
                words = draft.text[line.start : line.end].strip()
                found.append(MetaLine("web_title", title, words, *draft.trail.raw_span(line.start, line.end), rule.id))
            break
    return draft.edited(_without_overlap(edits)), found


def _preamble_edit(text: str, line: Line, words: tuple[FurnitureRule, ...], rule: str) -> Edit:
    """The whole line; of a long one, where the body runs on after the preamble, its sentences that speak as a farm."""
    if len(line.form) <= _MAX_PREAMBLE:
        return Edit(*without_line(text, line), "", rule)
    end = 0
    for sentence in re.finditer(r"[^。!]{1,400}[。!]?", line.form):
        if end and not any(word.pattern.search(sentence.group()) for word in words):
            break
        end = sentence.end()
    raw = text[line.start : line.end]
    return Edit(line.start, line.start + len(raw) - len(raw.lstrip()) + end, "", rule)


def cut_lines(draft: Draft, rulebook: Rulebook) -> Draft:
    """Whole lines that are furniture wherever they stand, and at either end of a text those that are so only there."""
    rules = rulebook.rules(FurnitureRules.from_tables)
    edits = []
    every = lines(draft.text)
    known: dict[tuple[str, bool], FurnitureRule | None] = {}
    for index, line in enumerate(every):
        if len(line.form) > _MAX_FURNITURE:
            continue
        # The first line is the title, whatever it looks like.
        edge = 0 < index < _HEAD or index >= max(1, len(every) - _EDGE)
        key = line.form, edge
        if key not in known:
            kinds = (*rules.of["line"], *rules.of["edge"]) if edge else rules.of["line"]
            known[key] = next((rule for rule in kinds if rule.pattern.fullmatch(line.form)), None)
        if rule := known[key]:
            edits.append(Edit(*without_line(draft.text, line), "", rule.id))
    return draft.edited(_without_overlap(edits))


def cut_adverts(draft: Draft, rulebook: Rulebook) -> Draft:
    """Adverts inside sentences and inside words."""
    rules = rulebook.rules(FurnitureRules.from_tables)
    for _ in range(_ADVERT_PASSES):
        before = draft
        for kind in ("inline", "address"):
            draft = draft.edited(_without_overlap(_adverts(draft.text, rules.of[kind])))
        if draft is before:
            break
    return draft


def cut_adverts_at_headings(draft: Draft, rulebook: Rulebook) -> Draft:
    """Adverts out of lines that are a report's heading without them; all others wait until the text is parted."""
    rules, headings = rulebook.rules(FurnitureRules.from_tables), rulebook.rules(SplitRules.from_tables)
    edits: list[Edit] = []
    for line in lines(draft.text):
        if len(line.form) > _MAX_FURNITURE or not headings.may_be_heading(line.form) or headings.matches(line.form):
            continue
        words = draft.text[line.start : line.end]
        found = _without_overlap([e for kind in ("inline", "address") for e in _adverts(words, rules.of[kind])])
        if found and headings.matches(half_width(Draft.of(words).edited(found).text).strip()):
            edits += [Edit(line.start + e.start, line.start + e.end, "", e.rule) for e in found]
    return draft.edited(edits)


def _adverts(text: str, rules: tuple[FurnitureRule, ...]) -> list[Edit]:
    form = half_width(text)
    return [
        Edit(*match.span(), "", rule.id)
        for rule in rules
        for match in rule.pattern.finditer(form)
        if match.end() > match.start() and not _own_address(form, match)
    ]


def _own_address(form: str, match: re.Match[str]) -> bool:
    if _OWN_ADDRESS.search(match.group()):
        return True
    return match.re.groups == 0 and bool(_INTRODUCED.search(form[max(0, match.start() - 24) : match.start()])) and (
        "." in match.group() and match.group()[0].isascii()
    )


def _without_overlap(edits: list[Edit]) -> list[Edit]:
    """In order; of two that overlap the one that begins first (the longer of two that begin together)."""
    out: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if out and edit.start < out[-1].end:
            if edit.end > out[-1].end:
                out.append(Edit(out[-1].end, edit.end, edit.new, edit.rule))
            continue
        out.append(edit)
    return out


def _title_again(first: str, line: str) -> bool:
    """The same title, also where a page adds the name of its site."""
    return same_title(first, line) or same_title(_SITE.sub("", first), line)


def cut_repeated_title(draft: Draft) -> tuple[Draft, list[MetaLine]]:
    """A page's title above the text's own: the first goes, as metadata; the last before the body stays."""
    found: list[MetaLine] = []
    edits: list[Edit] = []
    first, *rest = lines(draft.text)[:_TITLE_AGAIN] or (None,)
    body = next((i for i, line in enumerate(rest) if "。" in line.form), len(rest))
    again = [line for line in rest[:body] if first and _title_again(first.form, line.form)]
    if first and again and len(first.form) <= _MAX_TITLE and "。" not in first.form:
        edits = [Edit(*without_line(draft.text, line), "", "title-repeated") for line in [first, *again[:-1]]]
        if draft.keeps(edits[0]):
            return draft, []
        start, end = draft.trail.raw_span(first.start, first.end)
        words = draft.text[first.start : first.end].strip()
        found.append(MetaLine("web_title", words, words, start, end, "title-repeated"))
    return draft.edited(_without_overlap(edits)), found
