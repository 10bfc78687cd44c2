"""The words of ``initiatives.toml`` and the weights of ``initiative_weights.toml``, compiled once a rulebook."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from archive.reading.extraction.initiative_names import folded_name
from archive.reading.rulebook import tsv_rows

CAMPAIGN_WORDS = re.compile(
    r"(?:(?:集中|主题|专题|学习|教育|实践){1,4}(?:活动|教育)?|活动|教育|试点|重要思想|问题|常态化制度化)$"
)
BODIES = "队团站室社点岗坊台屋组"
"""The last characters of bodies and places that are named by two to four words before them (“松林夜鹰”三班队)."""
HAN = r"[\u4e00-\u9fff\u3400-\u4dbf]"


def alternatives(words: Iterable[str]) -> str:
    """The longest word first; a pattern that matches nothing where there are no words."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) or r"(?!)"


@dataclass(frozen=True, slots=True)
class InitiativeRules:
    """Everything the search for schemes knows of the language. ``words`` holds each list of [words] and [status]."""

    categories: Mapping[str, str]
    suffixes: tuple[tuple[str, str], ...]
    verb_categories: tuple[tuple[frozenset[str], str], ...]
    weak_heads: frozenset[str]
    words: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, re.Pattern[str]]
    shorthand: frozenset[str]
    national: frozenset[str]
    known: tuple[str, ...]
    weights: Mapping[str, Mapping[str, float]]
    thresholds: Mapping[str, float]

    @classmethod
    def from_tables(cls, tables: Mapping[str, str]) -> InitiativeRules:
        data: dict[str, Any] = tomllib.loads(tables.get("initiatives.toml", ""))
        fitted: dict[str, Any] = tomllib.loads(tables.get("initiative_weights.toml", ""))
        heads = {head: category for category, text in data.get("heads", {}).items() for head in text.split()}
        made = data.get("made_heads", {})
        heads |= {act + body: "平台" for act in made.get("of", "").split() for body in made.get("body", "").split()}
        behind_quotes = {
            head: category for category, text in data.get("quoted_heads", {}).items() for head in text.split()
        }
        words = {
            name: tuple(dict.fromkeys(text.split()))
            for section in ("words", "status", "not_initiatives")
            for name, text in data.get(section, {}).items()
        }
        national = set(data.get("national", {}).get("names", "").split())
        for row in tsv_rows(tables.get("events.tsv", "")):
            if row.get("kind") in ("campaign", "slogan"):
                national.update([row["name"], *row["aliases"].split("|")])
        return cls(
            categories=dict.fromkeys(BODIES, "平台") | heads | behind_quotes,
            suffixes=_suffixes(data.get("suffixes", {})),
            verb_categories=tuple(
                (frozenset(text.split()), category) for category, text in data.get("verb_categories", {}).items()
            ),
            weak_heads=frozenset(data.get("weak_heads", {}).get("plain", "").split()),
            words=words,
            patterns=_patterns(words, heads, behind_quotes),
            shorthand=frozenset(words.get("shorthand", ())),
            national=national_keys(national),
            known=tuple(data.get("known", {}).get("names", "").split()),
            weights={form: dict(values) for form, values in fitted.get("weights", {}).items()},
            thresholds=dict(data.get("thresholds", {})),
        )


def national_keys(names: Iterable[str]) -> frozenset[str]:
    """Folded names of national campaigns, with and without the words that say it is one."""
    folded = {folded_name(name) for name in names} - {""}
    bare = {CAMPAIGN_WORDS.sub("", name) for name in folded}
    return frozenset(folded | {name for name in bare if len(name) >= 4})


def _suffixes(tables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = [(suffix, category) for category, text in tables.items() for suffix in text.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _patterns(
    words: Mapping[str, tuple[str, ...]], heads: Mapping[str, str], behind_quotes: Mapping[str, str]
) -> dict[str, re.Pattern[str]]:
    def any_of(name: str) -> str:
        return alternatives(words.get(name, ()))

    long_heads = alternatives(head for head in heads if len(head) > 1)
    tail_heads = alternatives(head for head in (*heads, *behind_quotes) if len(head) > 1)
    short_heads = alternatives(head for head in heads if len(head) == 1)
    gloss = r"(?P<gloss>[（(][^（）()\n]{1,90}[)）])?"
    return {
        "verb": re.compile(any_of("verbs")),
        "naming": re.compile(rf"(?:{any_of('naming')})(?:了|为|是)?$"),
        "slogan_before": re.compile(rf"(?:{any_of('slogan_before')})(?:了|为|起|好|成)?$"),
        "abstract_head": re.compile(rf"(?:{any_of('abstract_after')})$"),
        "abstract_after": re.compile(rf"的?(?P<mod>{HAN}{{0,4}}?)(?:{any_of('abstract_after')})"),
        "rank_after": re.compile(rf"的?{HAN}{{0,4}}?(?:{any_of('rank_after')})"),
        "refused_before": re.compile(rf"(?:{any_of('refused_before')})[^，,。；;]{{0,10}}$"),
        "speech_before": re.compile(rf"(?:{any_of('speech_before')}|[说道讲答问称][，,:：]|说|[：:])[，,:：]?$"),
        "gloss": re.compile(gloss),
        "tail": re.compile(rf"的?(?P<mod>[\w·×+＋]{{0,16}}?)(?P<head>{tail_heads})(?!度)"),
        "more_head": re.compile(rf"{HAN}{{0,3}}?(?:{tail_heads})(?!度)"),
        "short_tail": re.compile(rf"(?:(?P<mod>{HAN}{{2,4}})(?P<team>[{BODIES}])|(?P<head>{short_heads}))(?!{HAN})"),
        "head_end": re.compile(rf"(?:{tail_heads}|{short_heads})$"),
        "long_head": re.compile(rf"(?:{long_heads})(?!度)"),
        "short_head": re.compile(short_heads),
        "stop_inside": re.compile(any_of("stop_inside")),
        "name_ending": re.compile(rf"(?:{any_of('name_ending')})$"),
        "stop_tail": re.compile(any_of("stop_tail")),
        "stop_in_name": re.compile(any_of("stop_in_name")),
        "generic": re.compile(any_of("generic")),
        "coined": re.compile(any_of("coined")),
        "vague": re.compile(rf"(?:{any_of('vague')})*$"),
        "lead_trim": re.compile(rf"(?:{any_of('lead_trim')})"),
        "proverb": re.compile(any_of("proverb")),
        "fault": re.compile(any_of("fault")),
        "no_tense": re.compile(any_of("no_tense")),
        "planned": re.compile(any_of("planned")),
        "done": re.compile(any_of("done")),
        "planned_heading": re.compile(any_of("planned_heading")),
        "done_heading": re.compile(any_of("done_heading")),
        "planned_title": re.compile(any_of("planned_title")),
        "done_title": re.compile(any_of("done_title")),
    }
