"""What a person's name looks like, and how posts and bodies stand beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.reading.extraction.gazetteer import stem_of
from archive.reading.rulebook import Tables, csv_rows, tsv_rows

HAN = "一-龥"


@dataclass(frozen=True)
class NameRules:
    """Surnames and posts as patterns."""

    surname: re.Pattern[str]
    common_surname: re.Pattern[str]
    post_tail: re.Pattern[str]
    posts: tuple[str, ...]
    kinds: dict[str, str]
    places: frozenset[str]
    familiar_surname: re.Pattern[str]
    not_names: frozenset[str]
    address: tuple[str, ...]
    minority: re.Pattern[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> NameRules:
        """Parse ``surnames.txt`` (double, common, familiar, other), ``posts.tsv``, ``not_names.txt`` and
        ``minority_names.txt``."""
        double, common, familiar, other = (
            line for line in tables["surnames.txt"].splitlines() if not line.startswith("#")
        )
        *words, address = (line for line in tables["not_names.txt"].splitlines() if not line.startswith("#"))
        doubles = "|".join(double.split())
        kinds = {row["name"]: row["kind"] for row in tsv_rows(tables["posts.tsv"])}
        posts = tuple(sorted(kinds, key=lambda p: (-len(p), p)))
        return cls(
            re.compile(f"(?:{doubles}|[{common}{familiar}{other}])"),
            re.compile(f"(?:{doubles}|[{common}])"),
            re.compile(f"(?:{'|'.join(posts)})$"),
            posts,
            kinds,
            frozenset(stem_of(r["名称"]) for r in csv_rows(tables["places.csv"]) if r["级别"] in ("省级", "地级")),
            re.compile(f"[{familiar}]"),
            frozenset(" ".join(words).split()),
            tuple(address.removeprefix("address:").split()),
            _minority(tables["minority_names.txt"]),
        )

    def is_name(self, text: str) -> bool:
        """Whether ``text`` (spaces inside allowed: 姜 荣) can be a Chinese person's name."""
        name = squeeze(text)
        if not re.fullmatch(f"[{HAN}]{{2,4}}", name) or name in self.not_names or name[:2] in self.not_names:
            return False
        if name[1:].startswith(self.address) or name[-1] in "某们":
            return False
        match = self.surname.match(name)
        if not match or name in self.places or self.post_tail.search(name):
            return False
        given = len(name) - match.end()
        return 1 <= given <= 2

    def is_byline_minority_name(self, text: str) -> bool:
        """扎西邓珠, 阿依古丽·买买提: where nothing but the line's place says that a person follows."""
        if self.post_tail.search(text) or re.search("[委部党组局厅办院校厂村镇乡县市区省的]", text):
            return False
        return bool(self.minority.fullmatch(text))

    def is_minority_name(self, text: str) -> bool:
        """才让多杰, 阿不都·热合曼: only behind a word that says a person follows."""
        return bool(re.fullmatch(f"[{HAN}]{{2,6}}(?:[·•・][{HAN}]{{1,8}}){{0,2}}", squeeze(text)))


def _minority(table: str) -> re.Pattern[str]:
    """A name of three to nine letters that begins or ends with one of the parts, or has a dot between its halves."""
    words = " ".join(line for line in table.splitlines() if not line.startswith("#")).split()
    parts = "|".join(sorted(words, key=lambda w: (-len(w), w)))
    return re.compile(
        rf"(?:{parts})[{HAN}]{{0,6}}|[{HAN}]{{1,6}}(?:{parts})|[{HAN}]{{1,7}}(?:[·•・][{HAN}]{{1,7}}){{1,2}}"
    )


def squeeze(text: str) -> str:
    """Without white space: 唐 小 林 → 唐小林."""
    return re.sub(r"\s+", "", text)


# 中共望城县委|常委、组织部部长: the committee is the affiliation and lends its level to the role.
_COMMITTEE_ROLE = re.compile(
    rf"(?P<body>[{HAN}]{{0,24}}?(?P<committee>(?:[省市县区州盟旗地乡镇]|街道|自治区党)委|党工委|党委|工委|纪委监委|纪委))"
    r"(?P<role>(?:常委|副书记|书记|委员|秘书长|副秘书长|主任).{0,40})"
)


def split_post(text: str, rules: NameRules) -> tuple[str | None, str | None]:
    """Role and affiliation in ``中共伊春市南岔区委书记`` → (区委书记, 中共伊春市南岔区委). Either may be None."""
    text = re.sub(r"\s+", "", text).strip("■▲●◆,，、;；:：()（）—-·")
    if not text:
        return None, None
    match = _COMMITTEE_ROLE.fullmatch(text)
    if match:
        committee = match["committee"]
        return committee + match["role"], match["body"] if match["body"] != committee else None
    post = rules.post_tail.search(text)
    if not post:
        return None, text
    body = text[: post.start()]
    return post.group(), body or None
