"""A small archive for the contract of engines, and a generator of larger ones. All sentences are our own."""

from __future__ import annotations

import random

from search.request import GROUPS, SearchDocument, SearchRequest

# Province > prefecture > county, as codes.
PLACES = {
    "420000": "湖北省",
    "420600": "襄阳市",
    "420684": "宜城市",
    "420683": "枣阳市",
    "370000": "山东省",
    "371000": "威海市",
    "371002": "环翠区",
    "330000": "浙江省",
}
CHAINS = {
    "420684": ("420000", "420600", "420684"),
    "420683": ("420000", "420600", "420683"),
    "371002": ("370000", "371000", "371002"),
    "330000": ("330000",),
}


def names(code: str) -> tuple[str, ...]:
    return tuple(PLACES[above] for above in CHAINS[code])


def document(report_id: int, title: str, text: str, **more) -> SearchDocument:
    code = more.pop("place", None)
    if code:
        more |= {"place_codes": CHAINS[code], "places": more.get("places", names(code))}
    return SearchDocument(report_id=report_id, version=1, title=title, text=text, **more)


DOCUMENTS = (
    document(
        1,
        "让党员走进社区",
        "全市党员干部走进社区。开展“支部四进”活动，群众欢迎。支委会通过了 ISO9001 标准。",
        place="420684",
        year=2003,
        year_evidence="stated",
        genre="工作汇报",
        authors=("王清",),
        author_ids=(1,),
        initiatives=("“支部四进”活动",),
        initiative_ids=(1,),
        added="2026-01-01T00:00:00+08:00",
    ),
    document(
        2,
        "工人大会侧记",
        "工人大会开了两天，企业代表发言。\n会后讨论了基层党组织建设，要加强。",
        place="420684",
        year=2008,
        year_evidence="inferred",
        genre="新闻报道",
        authors=("李文",),
        author_ids=(2,),
        places=("湖北省", "襄樊市", "襄阳市", "宜城市"),
        added="2026-01-05T00:00:00+08:00",
    ),
    document(
        3,
        "人大工作的思考",
        "县人大听取汇报。我们加强基层党组织建设，创新方法，为创新而创新。",
        place="371002",
        year=2008,
        year_evidence="stated",
        genre="理论文章",
        authors=("王清", "张岚"),
        author_ids=(1, 3),
        added="2026-01-03T00:00:00+08:00",
        script="hant",
    ),
    document(
        4,
        "企业里的支部",
        "企业，党员，干部，三方面坐在一起。7+16模式推广到12008户，投入100%。",
        place="330000",
        year=2010,
        year_evidence="stated",
        genre="经验材料",
        journal="支部生活",
        initiatives=("7+16模式", "支部生活会"),
        initiative_ids=(2, 3),
        added="2026-01-02T00:00:00+08:00",
    ),
    document(
        5,
        "无年份的一篇",
        "沿着老路走，著名的专著写道：党员 干部 不能离开群众。2008年的事。",
        year=None,
        genre="",
        authors=(),
        script="hans",
        added="2026-01-04T00:00:00+08:00",
    ),
    document(
        6,
        "访谈：书记谈心",
        "记者：支部怎么活动？书记：办法是e支部，人人上网。加强学习，建设家园；基层有党组织。",
        place="420683",
        year=2003,
        year_evidence="stated",
        genre="访谈",
        authors=("王清",),
        author_ids=(4,),
        initiative_ids=(1,),
        initiatives=("“支部四进”活动",),
        added="2026-01-06T00:00:00+08:00",
    ),
)

WORDS = (
    "党员",
    "干部",
    "社区",
    "企业",
    "群众",
    "支部",
    "活动",
    "建设",
    "组织",
    "学习",
    "创新",
    "服务",
    "村民",
    "书记",
    "讲话",
    "制度",
    "会议",
    "先锋",
    "e支部",
    "ISO9001",
)
MARKS = "，。；、：！ “”（）"
QUERIES = (
    "党员",
    "党",
    "创新",
    "創新",
    "党员 社区",
    "党员 OR 企业",
    "党员 | 群众 社区",
    "-企业",
    "党员 -社区",
    '"组织建设"',
    "组织建设学习制度",
    "加强基层党组织建设",
    "党员干部服务群众",
    "ISO*",
    "(党员 OR 群众) 社区",
    "标题:党员",
    "地区:湖北",
    "作者:王",
    "举措:支部",
    "文种:访谈",
    "年份:2003..2010",
    "年份:不详 党员",
    "-(党员 OR 企业)",
    "正文:学习",
    "",
    "湖北",
    "书记，讲话",
    "e支部",
    "不存在的词语在这里",
    "标题:(党员 -社区)",
    "(组织建设学习 OR 村民会议制度) -企业",
    "党员 党员",
)


def generated_document(rng: random.Random, report_id: int, version: int = 1) -> SearchDocument:
    code = rng.choice([*CHAINS, None])
    year = rng.choice([None, *range(1998, 2013)])
    authors = rng.sample(range(1, 9), rng.choice((0, 1, 1, 2)))
    schemes = rng.sample(range(1, 7), rng.choice((0, 0, 1, 2)))
    return SearchDocument(
        report_id=report_id,
        version=version,
        title="".join(rng.choices(WORDS, k=rng.randint(1, 4))),
        text="".join(
            rng.choice(WORDS) + rng.choice(["", "", rng.choice(MARKS), "\n"]) for _ in range(rng.randint(0, 60))
        ),
        authors=tuple(f"王{'甲乙丙丁戊己庚辛'[n - 1]}" for n in authors),
        author_ids=tuple(authors),
        places=names(code) if code else (),
        place_codes=CHAINS[code] if code else (),
        journal=rng.choice(["", "支部生活", "学习时刊"]),
        initiatives=tuple(f"支部{'一二三四五六'[n - 1]}进" for n in schemes),
        initiative_ids=tuple(schemes),
        year=year,
        year_evidence="none" if year is None else rng.choice(["stated", "inferred"]),
        genre=rng.choice(["访谈", "工作汇报", "领导讲话", "其他", ""]),
        script=rng.choice(["hans", "hant"]),
        added=f"2026-01-{rng.randint(1, 28):02d}T00:00:00+08:00",
    )


def generated_request(rng: random.Random) -> SearchRequest:
    filters: dict[str, tuple[str, ...]] = {}
    for group in rng.sample(GROUPS, rng.choice((0, 0, 1, 1, 2, 3))):
        pool = {
            "place": [*PLACES, "none"],
            "year": ["2003", "2008", "1998..2004", "2005..", "..2001", "none", "1950"],
            "genre": ["访谈", "工作汇报", "none"],
            "author": ["1", "2", "7", "none", "999"],
            "initiative": ["1", "4", "none"],
            "script": ["hans", "hant"],
            "year_evidence": ["stated", "inferred", "none"],
        }[group]
        filters[group] = tuple(rng.sample(pool, rng.choice((1, 1, 2))))
    return SearchRequest(
        words=rng.choice([*QUERIES, " ".join(rng.sample(WORDS, rng.randint(1, 3)))]),
        filters=filters,
        sort=rng.choice(("relevance", "relevance", "year_desc", "year_asc", "added")),
        page=rng.choice((1, 1, 1, 2, 3)),
        page_size=rng.choice((5, 20, 50)),
        literal_only=rng.random() < 0.15,
        title_only=rng.random() < 0.15,
    )
