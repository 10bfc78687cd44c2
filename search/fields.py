"""The one list of fields: what a reader may name, where a bare word is looked for, what can be counted and sorted by.

Pure: grammar, engines, service and pages all read it from here.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Field:
    """``names`` are what a reader may write before a colon, folded to lower case. ``kind``: words are matched as
    units, years as numbers, values only filtered by. ``boost`` weighs the field's BM25; 0 = not scored."""

    name: str
    label: str
    kind: Literal["words", "year", "value"]
    names: tuple[str, ...] = ()
    searched_by_default: bool = False
    facet: bool = False
    sortable: bool = False
    boost: int = 0


FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "words", ("标题", "標題", "题名", "title"), searched_by_default=True, boost=3),
    Field("text", "正文", "words", ("正文", "全文", "text"), searched_by_default=True, boost=1),
    Field("author", "作者", "words", ("作者", "author"), searched_by_default=True, facet=True),
    Field("place", "地区", "words", ("地区", "地區", "place"), searched_by_default=True, facet=True),
    Field("journal", "刊物", "words", searched_by_default=True),
    Field("initiative", "举措", "words", ("举措", "舉措", "initiative"), facet=True),
    Field("genre", "文种", "words", ("文种", "文種", "genre"), facet=True),
    Field("year", "成文年", "year", ("年份", "成文年", "year"), facet=True, sortable=True),
    Field("script", "来源字形", "value", facet=True),
    Field("year_evidence", "年份依据", "value", facet=True),
    Field("added", "收入时间", "value", sortable=True),
)
BY_NAME = {field.name: field for field in FIELDS}
BY_READERS_NAME = {name: field for field in FIELDS for name in field.names}
WORD_FIELDS = tuple(field.name for field in FIELDS if field.kind == "words")
DEFAULT_FIELDS = tuple(field.name for field in FIELDS if field.searched_by_default)
SCORED_FIELDS = tuple((field.name, field.boost) for field in FIELDS if field.boost)
LABELS = {field.name: field.label for field in FIELDS}

NONE = "none"
NONE_LABEL = "不详"
SCRIPT_LABELS = {"hans": "简体", "hant": "繁体"}
YEAR_EVIDENCE_LABELS = {"stated": "见于文内", "inferred": "由内容推断", NONE: NONE_LABEL}
