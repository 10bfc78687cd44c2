"""The request in words, and back from a tree to what a reader would type. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from search.fields import LABELS, NONE, NONE_LABEL
from search.grammar import And, Node, Not, Or, Word, YearRange
from search.request import GROUPS, SearchRequest
from search.tokens import OPERATORS

Label = Callable[[str, str], str]
_AMBIGUOUS = frozenset("\"＂“”「」『』()（）|｜:：*＊")


def sentence(request: SearchRequest, root: Node | None, label: Label, total: int) -> str:
    """湖北省、2003—2008年、含“党员”的报告，共 12 篇. ``label(group, value)`` names a filter value."""
    parts = [filter_words(group, values, label) for group, values in _chosen(request)]
    if root is not None:
        parts.append(_told(root))
    if request.literal_only:
        parts.append("只算原句")
    return f"{'、'.join(parts)}的报告，共 {total} 篇" if parts else f"全部报告，共 {total} 篇"


def _chosen(request: SearchRequest) -> list[tuple[str, tuple[str, ...]]]:
    return [(group, request.filters[group]) for group in GROUPS if request.filters.get(group)]


def filter_words(group: str, values: Iterable[str], label: Label) -> str:
    """A filter as it stands in the sentence."""
    return "或".join(_filter_value(group, value, label) for value in values)


def _filter_value(group: str, value: str, label: Label) -> str:
    if value == NONE:
        return f"{LABELS[group]}{NONE_LABEL}"
    named = label(group, value)
    if group == "author":
        return f"作者为{named}"
    if group == "initiative":
        return f"举措为{named}"
    if group == "script":
        return f"来源为{named}"
    return f"年份{named}" if group == "year_evidence" else named


def year_label(value: str) -> str:
    """2003 → 2003年, 2003..2010 → 2003—2010年, open ends told."""
    first, dots, last = value.partition("..")
    if not dots or first == last:
        return f"{first}年"
    if not first:
        return f"{last}年以前"
    return f"{first}—{last}年" if last else f"{first}年以后"


def years_told(years: YearRange) -> str:
    if years.missing:
        return f"成文年{NONE_LABEL}"
    return year_label(f"{years.first or ''}..{years.last or ''}")


def _told(node: Node) -> str:
    """含“党员”和“社区”、不含“企业”."""
    if not isinstance(node, And):
        return _one_told(node)
    groups: dict[str, list[str]] = {}
    others: list[str] = []
    for part in node.parts:
        if isinstance(part, Word) or (isinstance(part, Not) and isinstance(part.part, Word)):
            verb, word = _verb(part)
            groups.setdefault(verb, []).append(word)
        else:
            others.append(_one_told(part))
    told = [f"{verb}{'和'.join(words) if not verb.endswith('不含') else '或'.join(words)}"
            for verb, words in groups.items()]
    return "、".join(told + others)


def _verb(node: Word | Not) -> tuple[str, str]:
    word = node.part if isinstance(node, Not) else node
    assert isinstance(word, Word)
    return f"{LABELS[word.field] if word.field else ''}{'不含' if isinstance(node, Not) else '含'}", f"“{word.shown}”"


def _one_told(node: Node) -> str:
    if isinstance(node, Or):
        if all(isinstance(part, Word) for part in node.parts):
            verbs = [_verb(part) for part in node.parts if isinstance(part, Word)]
            if len({verb for verb, _ in verbs}) == 1:
                return verbs[0][0] + "或".join(word for _, word in verbs)
        return "或".join(_one_told(part) for part in node.parts)
    if isinstance(node, And):
        return f"（{_told(node)}）"
    if isinstance(node, YearRange):
        return years_told(node)
    if isinstance(node.part if isinstance(node, Not) else node, Word):
        return "".join(_verb(node))
    return f"不是{years_told(node.part)}"


def typed(node: Node | None) -> str:
    """What a reader would type for this tree: parsed again it gives the same."""
    if node is None:
        return ""
    if isinstance(node, And):
        return " ".join(f"({typed(part)})" if isinstance(part, (And, Or)) else typed(part) for part in node.parts)
    if isinstance(node, Or):
        return " OR ".join(f"({typed(part)})" if isinstance(part, (And, Or)) else typed(part) for part in node.parts)
    if isinstance(node, Not):
        return f"-{typed(node.part)}"
    if isinstance(node, YearRange):
        return f"年份:{node.shown}"
    word = node.shown
    odd = not (node.prefix or word.isalnum()) and (_AMBIGUOUS & set(word) or any(c.isspace() for c in word))
    if node.exact or odd or unicodedata.normalize("NFKC", word) in OPERATORS or word[:1] in "-－−":
        word = f'"{"".join(c for c in word if c not in "＂“”" and c != chr(34))}"'
    return f"{LABELS[node.field]}:{word}" if node.field else word


def without(node: Node | None, leaf: Node) -> Node | None:
    """The tree without one of its leaves (the very object)."""
    if node is leaf:
        return None
    if isinstance(node, (And, Or)):
        kept = tuple(part for part in (without(part, leaf) for part in node.parts) if part is not None)
        return type(node)(kept) if len(kept) > 1 else kept[0] if kept else None
    return node


def all_leaves(node: Node | None) -> list[Node]:
    """Words and years, those under NOT with their NOT, in the order typed."""
    if isinstance(node, (And, Or)):
        return [leaf for part in node.parts for leaf in all_leaves(part)]
    return [] if node is None else [node]


def leaf_told(leaf: Node) -> str:
    """A leaf for a label: “党员”, 标题含“党员”, 不含“企业”, 2003年."""
    if isinstance(leaf, Word) and leaf.field is None:
        return f"“{leaf.shown}”"
    return _one_told(leaf)
