"""The request in words, in the active language, and back from a tree to what a reader would type."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.fields import LABELS, NONE
from search.grammar import And, Node, Not, Or, Word, YearRange
from search.request import GROUPS, SearchRequest
from search.tokens import OPERATORS

Label = Callable[[str, str], str]
_AMBIGUOUS = frozenset("\"＂“”「」『』()（）|｜:：*＊")


def sentence(request: SearchRequest, root: Node | None, label: Label, total: int) -> str:
    """湖北省、2003—2008年、含“党员”的报告，共 12 篇. ``label(group, value)`` names a filter value."""
    parts = [filter_words(group, values, label) for group, values in _chosen(request)]
    if root is not None:
        parts.append(told(root))
    if request.literal_only:
        parts.append(_("只算原句"))
    which = _("%(conditions)s的报告") % {"conditions": _("、").join(parts)} if parts else _("全部报告")
    return which + total_told(total)


def total_told(total: int) -> str:
    """The end of the sentence: ，共 12 篇."""
    return ngettext("，共 %(total)d 篇", "，共 %(total)d 篇", total) % {"total": total}


def _chosen(request: SearchRequest) -> list[tuple[str, tuple[str, ...]]]:
    return [(group, request.filters[group]) for group in GROUPS if request.filters.get(group)]


def filter_words(group: str, values: Iterable[str], label: Label) -> str:
    """A filter as it stands in the sentence."""
    return _("或").join(_filter_value(group, value, label) for value in values)


def _filter_value(group: str, value: str, label: Label) -> str:
    if value == NONE:
        return _unknown(group)
    named = {"value": label(group, value)}
    if group == "author":
        return _("作者为%(value)s") % named
    if group == "initiative":
        return _("举措为%(value)s") % named
    if group == "script":
        return _("来源为%(value)s") % named
    return _("年份%(value)s") % named if group == "year_evidence" else named["value"]


def _unknown(group: str) -> str:
    return _("%(group)s不详") % {"group": _(LABELS[group])}


def year_label(value: str) -> str:
    """2003 → 2003年, 2003..2010 → 2003—2010年, open ends told."""
    first, dots, last = value.partition("..")
    if not dots or first == last:
        return _("%(year)s年") % {"year": first}
    if not first:
        return _("%(year)s年以前") % {"year": last}
    return _("%(first)s—%(last)s年") % {"first": first, "last": last} if last else _("%(year)s年以后") % {"year": first}


def years_told(years: YearRange) -> str:
    if years.missing:
        return _unknown("year")
    return year_label(f"{years.first or ''}..{years.last or ''}")


def told(node: Node) -> str:
    """含“党员”和“社区”、不含“企业”."""
    if not isinstance(node, And):
        return _one_told(node)
    groups: dict[tuple[str | None, bool], list[Word]] = {}
    others: list[str] = []
    for part in node.parts:
        word = part.part if isinstance(part, Not) else part
        if isinstance(word, Word):
            groups.setdefault((word.field, isinstance(part, Not)), []).append(word)
        else:
            others.append(_one_told(part))
    held = [
        _held(field, is_negated, words, _("或") if is_negated else _("和"))
        for (field, is_negated), words in groups.items()
    ]
    return _("、").join(held + others)


def _held(field: str | None, is_negated: bool, words: Iterable[Word], joint: str) -> str:
    """含“党员”, 不含“企业”, 标题含“党员”和“社区”."""
    named = {"words": joint.join(f"“{word.shown}”" for word in words), "field": _(LABELS[field]) if field else ""}
    if field:
        return (_("%(field)s不含%(words)s") if is_negated else _("%(field)s含%(words)s")) % named
    return (_("不含%(words)s") if is_negated else _("含%(words)s")) % named


def _one_told(node: Node) -> str:
    if isinstance(node, Or):
        words = [part for part in node.parts if isinstance(part, Word)]
        if len(words) == len(node.parts) and len({word.field for word in words}) == 1:
            return _held(words[0].field, False, words, _("或"))
        return _("或").join(_one_told(part) for part in node.parts)
    if isinstance(node, And):
        return _("（%(conditions)s）") % {"conditions": told(node)}
    if isinstance(node, YearRange):
        return years_told(node)
    word = node.part if isinstance(node, Not) else node
    if isinstance(word, Word):
        return _held(word.field, isinstance(node, Not), [word], "")
    return _("不是%(years)s") % {"years": years_told(word)}


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
