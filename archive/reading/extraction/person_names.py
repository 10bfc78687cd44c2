"""What a person's name looks like, and how posts and bodies stand beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.reading.extraction.gazetteer import stem_of
from archive.reading.rulebook import Tables, csv_rows, tsv_rows

HAN = "一-龥"
# Words of two to four characters that stand where names stand and begin with a surname.
_NOT_NAMES = frozenset(
    [
        "党员",
        "全体",
        "全县",
        "全市",
        "全区",
        "全省",
        "高度",
        "方面",
        "时候",
        "和谐",
        "文明",
        "文化",
        "安全",
        "平安",
        "成立",
        "成为",
        "成员",
        "同志",
        "向上",
        "于是",
        "任务",
        "任命",
        "温暖",
        "常委",
        "常务",
        "万名",
        "万元",
        "项目",
        "解决",
        "明确",
        "明显",
        "支部",
        "计划",
        "项工作",
        "应当",
        "应该",
        "相关",
        "相应",
        "来自",
        "强化",
        "国家",
        "国有",
        "利用",
        "路上",
        "石油",
        "金融",
        "江苏",
        "安徽",
        "江西",
        "宁夏",
        "云南",
        "海南",
        "河南",
        "湖南",
        "广西",
        "有关",
        "经验",
        "关于",
        "关键",
        "单位",
        "包括",
        "时间",
        "尚未",
        "连续",
        "司法",
        "公安",
        "公司",
        "农村",
        "农民",
        "农业",
        "牧民",
        "居民",
        "村民",
        "景区",
        "景点",
        "边境",
        "管理",
        "武装",
        "游客",
        "元素",
        "干部",
        "干警",
        "宣传",
        "信息",
        "信用",
        "修改",
        "和平",
        "平台",
        "平均",
        "平时",
        "花园",
        "路线",
        "党委",
        "党组",
        "党校",
        "党课",
        "党建",
        "白天",
        "黄金",
        "高级",
        "高校",
        "马上",
        "石头",
        "那么",
        "那里",
        "那些",
        "井然",
        "巴士",
        "华侨",
        "主要",
        "工作",
        "如何",
        "怎样",
        "怎么",
        "什么",
        "小组",
        "学校",
        "社区",
        "街道",
        "办公室",
        "课题组",
        "编辑部",
        "本报",
        "本刊",
        "本网",
        "研究室",
        "调研组",
        "记者",
        "通讯员",
        "作者",
        "责编",
    ]
)


@dataclass(frozen=True)
class NameRules:
    """Surnames and posts as patterns."""

    surname: re.Pattern[str]
    common_surname: re.Pattern[str]
    post_tail: re.Pattern[str]
    posts: tuple[str, ...]
    kinds: dict[str, str]
    places: frozenset[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> NameRules:
        """Parse ``surnames.txt`` (double, common, other) and ``posts.tsv``."""
        double, common, other = (line for line in tables["surnames.txt"].splitlines() if not line.startswith("#"))
        doubles = "|".join(double.split())
        kinds = {row["name"]: row["kind"] for row in tsv_rows(tables["posts.tsv"])}
        posts = tuple(sorted(kinds, key=lambda p: (-len(p), p)))
        return cls(
            re.compile(f"(?:{doubles}|[{common}{other}])"),
            re.compile(f"(?:{doubles}|[{common}])"),
            re.compile(f"(?:{'|'.join(posts)})$"),
            posts,
            kinds,
            frozenset(stem_of(r["名称"]) for r in csv_rows(tables["places.csv"]) if r["级别"] in ("省级", "地级")),
        )

    def is_name(self, text: str) -> bool:
        """Whether ``text`` (spaces inside allowed: 姜 荣) can be a Chinese person's name."""
        name = squeeze(text)
        if not re.fullmatch(f"[{HAN}]{{2,4}}", name) or name in _NOT_NAMES or name[:2] in _NOT_NAMES:
            return False
        match = self.surname.match(name)
        if not match or name in self.places or self.post_tail.search(name):
            return False
        given = len(name) - match.end()
        return 1 <= given <= 2

    def is_minority_name(self, text: str) -> bool:
        """才让多杰, 阿不都·热合曼: only behind a word that says a person follows."""
        return bool(re.fullmatch(f"[{HAN}]{{2,6}}(?:[·•・][{HAN}]{{1,8}}){{0,2}}", squeeze(text)))


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
