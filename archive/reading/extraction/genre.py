"""Which of the eleven genres a report belongs to."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from archive.reading.extraction.bylines import byline_authors, metadata_people
from archive.reading.extraction.person_names import NameRules
from archive.reading.records import Evidence, ReportSlice
from archive.reading.rulebook import Rulebook, Tables, tsv_rows

UNKNOWN = "其他"
# A single weak sign is enough: what has no sign at all is of no genre.
_ENOUGH = 1.0
_FRAME_END = re.compile(r"[(（][^()（）]{0,12}[)）]$|[。.!！]$")
_TURN = re.compile(
    r"^[ \u3000]*[【\[]?(?:记者|主持人|问|本刊记者|本报记者|网友|编者)[】\]]?(?:[:：]|(?<=[】\]]))", re.M
)
_GREETING = re.compile(
    r"^[ \u3000]*(?:同志们|各位领导|各位同志|各位代表|同志们、?朋友们|各位(?:常委|委员))[^\n]{0,12}[:：,，!！]", re.M
)
_SUPERIOR_GREETING = re.compile(
    r"^[ \u3000]*(?:各位领导|[省市县区州地]委(?:组织部)?|尊敬的[一-龥]{0,8}(?:领导|主任|书记))[:：]", re.M
)
_NEWS_HEAD = re.compile(
    r"本报讯|本网讯|本刊讯|新华社|讯[ \u3000]*[(（]记者|本报[一-龥]{2,6}\d{1,2}月\d{1,2}日电|本报记者|[(（]记者|"
    r"记者[ \u3000]+[一-龥]{2,4}"
)
_NEWS_BODY = re.compile(
    r"(?:主任|书记|部长|局长|负责人)[一-龥]{0,3}(?:介绍|告诉|表示)|记者(?:来到|了解到|在|看到|走进|采访|获悉|从)|(?:告诉|对)记者|"
    r"日前[,，]|据了解|据悉|(?:高兴|自豪|感慨|激动)地说|笑着说|采访中"
)
# A person of the text speaks: 老周笑着说, 支书王有福说：“…; 有人说 and 俗话说 are an essay's words.
_SAYER = (
    r"(?:书记|支书|部长|镇长|乡长|队长|主任|站长|局长|负责人|党员|村民|居民|大妈|大爷|老人|战士|老板|农民|工人|"
    r"[老小][一-龥]|[一-龥]{2,3})"
)
_SPOKEN = re.compile(
    rf"(?<!有人)(?<!有的)(?<!俗话)(?<!常言)(?<!话)(?<!同志)(?<!们){_SAYER}"
    r"(?:笑着|高兴地|感慨地|激动地)?(?:说|坦言|感慨|感叹|告诉大家)[,，:：]“|"
    rf"”[ \u3000]*(?!有人|有的|群众|大家|这)[^。！？\n“”]{{0,12}}?{_SAYER}[^。！？\n“”]{{0,6}}?(?:说|介绍|坦言|感慨)"
)
_SCENE = re.compile(
    r"(?:^|[。\n\u3000])(?:清晨|傍晚|凌晨|昨日|昨天|日前|近日|连日来|春节前|节前|[一二三四五六七八九十]{1,2}月的|"
    r"入冬以来|入夏以来|开春|走进|清早|夜里|"
    r"[^。\n]{2,14}(?:前夕|之际|的日子里))"
)
_PLACE_COLON = re.compile(r"^[一-龥]{2,12}[:：]\S")
_TALK_SUBTITLE = re.compile(r"(?:^|[—\-－]{1,2})[ \u3000]*(?:访|专访|对话|访谈)(?!问|贫|户|民)[一-龥]{4,40}")
_OWN_NUMBER = re.compile(r"^[ \u3000]*[一-龥]{1,8}[〔\[【(（](?:19|20)\d\d[〕\]】)）](?:第)?\d{1,4}号[ \u3000]*$", re.M)
_ALL_BELOW = re.compile(r"^[ \u3000]*(?:各|区属|县属|市属|全县各|全市各)[^。\n]{2,60}[:：][ \u3000]*$", re.M)
_PHOTO_CREDIT = re.compile(r"文[/／]图|图[/／]文|摄影[:：]")
_LATELY = re.compile(r"^[ \u3000]*(?:近日|日前|连日来|[0-9]{1,2}月[0-9]{1,2}日)[,，]", re.M)
_ACCOUNT_END = re.compile(
    r"特此(?:汇报|报告)|汇报完毕|以上报告[,，]|以上总结[,，]|请予?审阅|以上汇报|请[一-龥]{0,4}批评指正|请领导指正|现将[^。\n]{2,40}(?:汇报|总结|报告)如下"
)
# The head of a journal's essay.
_ABSTRACT = re.compile(r"^[\[【 \u3000]{0,4}(?:摘[ \u3000]{0,4}要|内容提要)[ \u3000]?[\]】]?[:： ]", re.M)
_SURVEY = re.compile(
    r"形成(?:本报告|如下调研报告|调研报告|了?此报告)|发放(?:调查)?问卷|作了?(?:一次|问卷)?(?:专题)?调查|组成[^。\n]{0,10}调研组|进行了(?:专题|深入)?(?:调研|调查)|调研组|"
    r"课题组[^。\n]{0,30}(?:走访|采取|对)|(?:我们|笔者)[^。\n]{0,16}(?:走访|走了|跑了)[^。\n]{0,20}个(?:乡|村|镇|县|后进村|支部)|问卷[^。\n]{0,10}(?:显示|结果)"
)
_ORDER = re.compile(
    r"现提出如下(?:实施)?意见|制定本(?:方案|办法|意见|细则)|现将[^。\n]{2,40}印发给|请[^。\n]{0,12}(?:遵照|认真贯彻)执行|本(?:办法|细则|规定)自[^。\n]{0,20}(?:施行|执行)|特制[定订]本"
)
_REFLECTION = re.compile(
    r"(?:我|自己)?(?:深受教育|受益匪浅|感触(?:很|颇)深|深有体会|深刻(?:认识到|体会到))|体会有[一二三四五]点|收获很多|通过学习[,，]?我|我通读了|参加了[^。\n]{0,40}(?:读书班|培训班)|(?:我的|几点|一点|些许|学习|学后)心得|心得体会"
)
_PLAN_WORDS = re.compile(
    r"今后|下一步|我们(?:将|要)|(?:今年|年内)(?:要|将|再)|要(?:进一步|着力|坚持|按照|搞好|抓好|突出|强化|建立|完善|探索|推行|用好|引导)|将(?:进一步|着力|继续)|新的一年|"
    r"明年(?:起|要|将|再)|(?:我们|我)?(?:打算|准备|设想)|还要"
)
_OWN_WORDS = re.compile(
    r"我[省市县区州盟旗镇乡村局校院]|我们(?=[一-龥]{2,4}[市县区委])|全[省市县区州盟旗镇乡](?!面)|[市县区旗州]委(?!书记)|社区党[总支委]|公司党委|旗委|(?:街道)?党?工委|党总支"
)
_DONE_FIGURES = re.compile(
    r"(?<![\d.,])\d[\d.,]{0,12}(?:万|余|多|亿)?(?:名|个|人次|件|户|元|场|次|项|万元|%|家|起|期|亩|平方米|支|座)"
)
_HAN_FIGURES = re.compile(
    r"[一二三四五六七八九两]?[十百千万][一二三四五六七八九十百千万]{0,8}(?:多|余)?(?:名|个|人|件|户|元|场|次|家|期|亩|条|天|封|面|岁|里|公里|万元|眼|口|顶|匹|堂|座|棵|盏)"
)
_PLACED = re.compile(r"[一-龥]{2}(?:镇|乡|街道|苏木|社区|村)(?:的|党|有|里|支)")
# Words of one who argues from the own work: questions, what must be.
_ARGUES = re.compile(
    r"有人(?:说|问)|有同志说|有的同志|怎么办|怎么当|怎样(?!改)|干什么|靠什么|从哪里来|凭什么|要有“|应当|不能(?!动)|必须|关键在|才能|说到底|归根到底|可以不|贵在|难在|[？?][^”]"
)
_SOMEWHERE = re.compile(r"[一-龥]{2}(?:县|市|区|旗|镇|乡|苏木|街道|连队|团场)(?![级域场委])")
_SPEAKS_FOR_SELF = re.compile(r"我[省市县区州盟旗镇乡村局校院厂]|我们(?!说|的孩)|我的体会|笔者")
_WE = re.compile(r"我们(?![党国])")
_QUOTED = re.compile(r"“[^“”\n]{0,200}”")
# So many times 我们 make an own account.
_OWN_ACCOUNT = 4
_FIRST_PERSON = re.compile(r"(?<![自忘无])我(?![国党军省市县区州盟旗镇乡村局校院])")
_THEORY = re.compile(
    r"具有重要意义|必然要求|内在要求|本质(?:上|特征)|逻辑|辩证|规律|理论|马克思主义|课题|阶段性成果|参考文献|摘要|关键词|视角|路径|困境|病根|意义在于|从[一-龥]{1,8}来看|首先|其次|再次"
)


@dataclass(frozen=True)
class GenreRules:
    """Words of titles: (word, genre, where, weight), longest first."""

    words: tuple[tuple[str, str, str, int], ...]

    @classmethod
    def from_tables(cls, tables: Tables) -> GenreRules:
        """Parse ``genre_words.tsv``."""
        rows = tsv_rows(tables["genre_words.tsv"])
        words = ((r["word"], r["genre"], r["where"], int(r["weight"])) for r in rows)
        return cls(tuple(sorted(words, key=lambda w: -len(w[0]))))


def find_genre(report: ReportSlice, title: str, rulebook: Rulebook) -> tuple[str, Evidence | None]:
    """A value of ``archive.models.Genre`` and the words it rests on; 其他 where nothing tells."""
    text = report.text
    scores: dict[str, float] = defaultdict(float)
    quotes: dict[str, Evidence] = {}

    def vote(genre: str, weight: float, start: int = -1, end: int = -1, rule: str = "genre") -> None:
        scores[genre] += weight
        if start >= 0 and genre not in quotes:
            quotes[genre] = Evidence(start, end, text[start:end], rule, genre)

    _title_votes(text, title, rulebook.rules(GenreRules.from_tables), vote)
    _form_votes(text, vote)
    _signature_votes(report, title, rulebook.rules(NameRules.from_tables), vote)
    _substance_votes(text, vote)
    genre = max(scores, key=lambda g: scores[g], default=UNKNOWN)
    if scores[genre] < _ENOUGH:
        return UNKNOWN, None
    return genre, quotes.get(genre) or _opening(text, title, genre)


def _opening(text: str, title: str, genre: str) -> Evidence | None:
    """The title, or the first line, as evidence of a genre that the whole text shows and no word alone."""
    at = text.find(title) if title else -1
    line = re.search(r"[^\s][^\n]{0,59}", text)
    span = (at, at + len(title)) if at >= 0 else line.span() if line else None
    return Evidence(*span, text[slice(*span)], "whole-text", genre) if span else None


def _title_votes(text: str, title: str, rules: GenreRules, vote) -> None:
    """The title itself and the subtitle lines under it."""
    at = text.find(title) if title else -1
    head_end = at + len(title) if at >= 0 else 0
    subtitle = re.compile(r"[^\n]{0,60}").match(text, head_end + 1) if at >= 0 else None
    pieces = [(title, at, 1.0)] if title else []
    talk = _TALK_SUBTITLE.search(title) or (subtitle and _TALK_SUBTITLE.search(subtitle.group().strip()))
    if talk:
        start = text.find(talk.group())
        vote("访谈", 8, start, start + len(talk.group()), "talk-with")
    if title and _PLACE_COLON.match(title):
        vote("新闻报道", 2.5, at, at + len(title) if at >= 0 else -1, "place-and-colon")
        vote("经验材料", 1.5, at, at + len(title) if at >= 0 else -1, "place-and-colon")
    if subtitle and subtitle.group().lstrip().startswith(("—", "-", "(", "（")):
        pieces.append((subtitle.group().strip(), text.find(subtitle.group().strip(), head_end), 0.9))
    for piece, start, factor in pieces:
        bare = _FRAME_END.sub("", piece).rstrip()
        known: set[str] = set()
        taken: list[tuple[int, int]] = []
        for word, genre, where, weight in rules.words:
            found = {
                "end": len(bare) - len(word) if bare.endswith(word) else -1,
                "start": 0 if bare.startswith(word) else -1,
                "any": bare.rfind(word),
            }[where]
            # 记 is no word of its own in 札记.
            if found < 0 or genre in known or any(a <= found and found + len(word) <= b for a, b in taken):
                continue
            known.add(genre)
            taken.append((found, found + len(word)))
            span = (start + found, start + found + len(word)) if start >= 0 else (-1, -1)
            vote(genre, weight * factor, *span, "title-word")
        if {"工作汇报", "工作思路"} <= known:
            # 2011年工作总结和2012年工作打算: an account with its plans.
            vote("工作汇报", 5, rule="title-word")


def _form_votes(text: str, vote) -> None:
    """Greetings, turns of a talk, datelines, closing formulas."""
    head, tail = text[:600], text[-300:]
    turns = list(_TURN.finditer(text))
    if len(turns) >= 3:
        vote("访谈", 12, *turns[0].span(), "turns")
    elif len(turns) == 2:
        vote("访谈", 5, *turns[0].span(), "turns")
    greeting = _GREETING.search(head)
    superior = _SUPERIOR_GREETING.search(head)
    if superior:
        vote("工作汇报", 4, *superior.span(), "greeting")
    elif greeting:
        vote("领导讲话", 7, *greeting.span(), "greeting")
    news = _NEWS_HEAD.search(head[:260])
    if news:
        vote("新闻报道", 9, *news.span(), "dateline")
    abstract = _ABSTRACT.search(text[:1500])
    if abstract:
        vote("理论文章", 4, *abstract.span(), "abstract-and-keywords")
    number, below = _OWN_NUMBER.search(head[:300]), _ALL_BELOW.search(head[:400])
    if number and below:
        vote("规范性文件", 7, *number.span(), "document-number")
    elif below:
        vote("规范性文件", 3, *below.span(), "addressees")
    scene, spoken = _SCENE.search(text[:200]), list(_SPOKEN.finditer(text))
    # Who tells in the own name (我们 outside quotations, no reporter) reports no news, however lively.
    lately = _LATELY.search(text[:200])
    if "记者" not in text and len(_WE.findall(_QUOTED.sub("", text))) >= _OWN_ACCOUNT:
        scene, spoken, lately = None, [], None
    if scene and len(turns) < 2:
        vote("新闻报道", 1.5, *scene.span(), "scene")
    if spoken and len(turns) < 2:
        scale = 1000 / max(500, len(text))
        vote("新闻报道", min(4.0, 1.4 * len(spoken) * scale), *spoken[0].span(), "spoken-words")
    credit = _PHOTO_CREDIT.search(head)
    if credit:
        vote("新闻报道", 3, *credit.span(), "photo-credit")
    if lately:
        vote("新闻报道", 3, *lately.span(), "press-words")
    reported = list(_NEWS_BODY.finditer(text))
    if reported and len(turns) < 3:
        vote("新闻报道", min(6.0, 1.0 + 1.2 * len(reported)), *reported[0].span(), "press-words")
    for pattern, genre, weight, where in (
        (_ACCOUNT_END, "工作汇报", 6, head + tail),
        (_ORDER, "规范性文件", 5, head + tail),
        (_SURVEY, "调研报告", 4, head),
        (_REFLECTION, "学习体会", 4, text),
    ):
        match = pattern.search(where)
        if match:
            at = text.find(match.group())
            vote(genre, weight, at, at + len(match.group()), "formula")


def _signature_votes(report: ReportSlice, title: str, rules: NameRules, vote) -> None:
    """An official who signs thinks about the own work; a scholar argues; a body tells its experience; a reporter
    reports."""
    text = report.text
    nameless = _post_without_name(text, rules)
    if nameless:
        vote("工作思路", 4, *nameless, "post-without-name")
    signed = list(byline_authors(text, title, rules))
    for author in signed or [p for p in metadata_people(report, rules) if p.part == "author"]:
        span = (-1, -1) if author.evidence.in_metadata else (author.evidence.start, author.evidence.end)
        role, body = author.role or "", author.affiliation or ""
        if "记者" in role:
            vote("新闻报道", 5, *span, "signature")
            continue
        if role == "通讯员":
            continue
        if author.kind == "corporate":
            theory, survey = "中心组" in author.name, re.search("课题组|调研组|调查组", author.name)
            genre = "理论文章" if theory else "调研报告" if survey else "经验材料"
            vote(genre, 4 if theory or survey else 3, *span, "signature")
        elif re.search(r"教授|讲师|研究员|博士|学院|大学|党校", role + body):
            vote("理论文章", 4, *span, "signature")
        elif re.search(r"委|书记|部长|局长|主任", role):
            # Who signs with a post and says 我 speaks of the own work.
            vote("工作思路", 5.5 if _FIRST_PERSON.search(text) else 4, *span, "signature")
        elif body:
            vote("学习体会", 1.0, *span, "signature")


def _post_without_name(text: str, rules: NameRules) -> tuple[int, int] | None:
    """A byline whose name was taken out: 中共××区某街道工作委员会书记."""
    at = 0
    for order, line in enumerate(text.split("\n")[:4]):
        bare = line.strip()
        if order and 6 <= len(bare) <= 40 and "委" in bare and rules.post_tail.search(bare):
            return at, at + len(line)
        at += len(line) + 1
    return None


def _substance_votes(text: str, vote) -> None:
    """How much of the text plans, tells results, argues. Counts are for 1,000 characters."""
    scale = 1000 / max(600, len(text))
    plans = len(_PLAN_WORDS.findall(text)) * scale
    own = len(_OWN_WORDS.findall(text)) * scale
    figures = len(_DONE_FIGURES.findall(text)) * scale
    theory = len(_THEORY.findall(text)) * scale
    scenes = len(_PLACED.findall(text)) + len(_HAN_FIGURES.findall(text)) + len(_DONE_FIGURES.findall(text))
    argued = list(_ARGUES.finditer(text))
    if len(argued) >= 2 and not theory:
        vote("工作思路", 1.5, *argued[0].span(), "argument")
    elif scenes >= 3 and not _SPEAKS_FOR_SELF.search(text) and not theory:
        # Told from outside, with places and numbers, nothing argued.
        vote("新闻报道", 2.0)
    elif not theory and len(_SOMEWHERE.findall(text)) >= 2 and not _SPEAKS_FOR_SELF.search(text):
        vote("新闻报道", 1.2)
    if own >= 1:
        vote("经验材料", 1.0 + min(4.0, figures / 4))
        if figures < 14:
            vote("工作思路", min(4.0, plans / 1.5))
    elif figures >= 2:
        vote("经验材料", 1.5 + min(3.0, figures / 4))
    if figures < 8 and (theory or not (_SPOKEN.search(text) or scenes >= 3)):
        told = figures >= 2 or bool(_SPOKEN.search(text))
        vote("理论文章", min(4.0, (0.5 if told else 1.0) + theory / 2) if own < 1.5 else min(2.0, theory / 4))
