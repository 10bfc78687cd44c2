"""What speaks for and against a candidate, as named features, and the score they make.

The score is a logistic regression: ``confidence = 1 / (1 + exp(-(bias + sum of weight x feature)))`` with the weights
of ``initiative_weights.toml`` for the candidate's form. Features are 0 or 1 unless stated.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.reading.extraction.initiative_candidates import CLAUSE_OPENING, HONOUR, NAMED, Candidate
from archive.reading.extraction.initiative_introductions import ITEM, introductions
from archive.reading.extraction.initiative_names import folded_name, normal_form
from archive.reading.extraction.initiative_rhetoric import Rhetoric
from archive.reading.extraction.initiative_rules import HAN, InitiativeRules, national_keys
from archive.reading.extraction.sentences import Spans, clause_end, clause_start
from archive.reading.records import CampaignMention

NUMBER_SCHEME = re.compile(
    r"^(?:[一二两三四五六七八九十双百千万][\u4e00-\u9fff]{1,3}){2,4}$"
    r"|^[一二两三四五六七八九十双][\u4e00-\u9fff]{1,4}$"
    r"|^\d+(?:[+＋×✕xX*]\S{1,4})*[\u4e00-\u9fff]{0,6}$|[+＋×✕]"
)
PARTS = re.compile(r"[、，,;； ]")
SIGN = re.compile("的?(?:木牌|牌子|招牌|标牌|牌匾|铜牌|标识|标志|字样|展板)")
NUMBERED_NAME = re.compile("^[一二两三四五六七八九十双]")
SENTENCE_MARK = re.compile(r"[。！？!?…]")
CODE = re.compile(r"[0-9A-Za-z+＋×✕]")
VARIETY = re.compile(r"\d+号$")
SAYING = re.compile(r"(?:俗话说|常言道|老话|俗语|谚语|民谣|顺口溜|古人云|古人说|诗句|诗云)[^，,。；;]{0,4}[，,:：]?$")
AWARDED = re.compile(r"(?:获评|被评为|评为|荣获|获得|授予|被授予|荣膺|捧回)[^，,。；;]{0,10}$")
TURNED_BEFORE = re.compile(r"(?:把|将)$")
TURNED_AFTER = re.compile(r"(?:变成|变为|变|当成|当作|作为|视为|看成|看作|挂在|摆在|放在|落到)")
# “石头缝里种支部”，这个提法很新鲜: words that are talked about.
SPOKEN_AFTER = re.compile(
    r"[，,]?(?:这个|这一|这句|这种|的)(?:群众)?(?:提法|说法|口号|比喻|顺口溜|老话|俗话|大实话|感叹|疑问)"
)
# An honour or aim: “优秀基层党组织”, “让群众满意的机关”.
RANK = re.compile(
    r"(?:能手|标兵|状元|好婆婆|好媳妇|好儿媳|好公婆|好邻居|金牌工人|金牌职工)$|"
    r"(?:先进|优秀|文明|模范|满意)(?:的|型|好)?[\u4e00-\u9fff]{0,6}(?:党组织|党支部|机关|单位|共产党员|党员|个人|集体|家庭|党务工作者|公务员)$"
)
# 第四届银杏节: what comes round again has a name.
ORDINAL = re.compile(r"(?:第[一二三四五六七八九十\d]{1,3}|首)届$")
EXISTS = re.compile(r"(?:还有|又有|另有|设有|建有|办有|都有|内设|下设|另设|开有|辟有)(?:了|个|一个)?$")
SCOPE = re.compile(r"[”」\"]?[，,：:][^。；;\n]{0,24}(?:\d|每|各村|逐)")
AUTHORITY = re.compile(
    r"(?:报告|全会|大会|总书记|党中央|中央|省委|《决定》|十[五六七八九]大|二十大)[^，,。]{0,8}(?:提出|指出|强调|要求|明确|号召)(?:了|的|要)?$"
)
CALENDAR = re.compile(r"[\d一二三四五六七八九〇○]{1,4}[年月日]")
NUMBER_PAIRS = re.compile(r"^(?:[一二两三四五六七八九十双百千万\d][\u4e00-\u9fff]{1,2}){2,4}$")
ACTS = re.compile(
    rf"{HAN}{{0,1}}(?:走遍|覆盖|列出|办|晒|敲|跑|聚|架|解|连|惠|累计|共|已|引|暖|带|化|串|点亮|传|走进|进|开|评|让|把|使|\d)"
)
COUNT_NOUN = re.compile(
    r"^[一二两三四五六七八九十]个(?:一|好|有|到位|不|零|抓手)$|^[一二两三四五六七八九十]+(?:大|项|个|种|支|类|方面|块)[\u4e00-\u9fff]{2,3}$"
)
PREPOSITION = re.compile(r"(?:为|按照|围绕|根据|用|对|就|以|向|凭|因|与|和)$")
THEME_AFTER = re.compile(
    r"为(?:主题|龙头|目标|根本|主线|原则|核心|宗旨|导向|重点|统领|指导|标准|己任|荣|主要内容|中心|内容)"
)
VEHICLE_AFTER = re.compile(r"(?:活动|工程)?为(?:载体|抓手|总抓手|平台|契机|牵引|依托|纽带)")
ENUMERATED = re.compile(
    r"(?:第[一二三四五六七八九十](?:条|项|个|件|招)?|[一二三四五六七八九十]|其[一二三四五]|另?一(?:条|个|件|项|招|是))(?:是|叫|就是)$"
)
TRANSITION_BEFORE = re.compile(r"(?:从|由|变|不是|而是)$")
TRANSITION_AFTER = re.compile(r"(?:到|向|变|转|为|成)")
DEFINED_AFTER = re.compile(r"[，,]?(?:就是|即|是指|指的是|主要内容|具体|包括|是我们|是[^，。]{1,20}(?:举措|活动|做法))")
METAPHOR_BEFORE = re.compile(r"(?:的|这(?:个|条|种|一|些)|那(?:个|种)|个|种|些|条|句|块|道|堵|股|批|群)$")
METAPHOR_VERB = re.compile(
    r"(?:成为|变成|变为|当成|当作|做好|当好|发挥|筑牢|打通|破解|解决|防止|克服|杜绝|扮演|争当|补齐|拧紧|守好|确保|做到|实现|形成|达到)[^，,。]{0,14}$"
)
AFTER_RESULT = re.compile(rf"(?:{HAN}{{0,3}})?(?:已|共|累计|覆盖|走遍|进|入|开|列出|被|办|建|让|为|每|\d|挂|成了)")
FIGURE_NEAR = re.compile(r"\d|[一二两三四五六七八九十百千]{2}")
FOR_PLAIN = (
    "counted_text",
    "local_text",
    "dense",
    "fault_section",
    "lesson_section",
    "fault_before",
    "denied",
    "heading",
    "run_in_heading",
    "unit_of",
    "unit_subject",
    "told",
    "name_ending",
    "negation",
)
"""What of the rhetoric tells of names without quotation marks too."""
OWN_BEFORE = re.compile(rf"{HAN}(?=[“「\"])")
FAULT_SHAPE = re.compile(
    "重[^轻]{1,4}[、，]?轻|一手.{1,2}[、，]?一手.{1,2}$|热.{0,3}[、，]?.{0,2}冷|只[^不]{1,4}[、，]?不|不.{1,3}[、，]不|说.{1,4}[、，]做.{1,4}|"
    "^(?:谈|议|决|学|评).?而不|[^不]而不[^不]|(?:[^不]不)[^不]{1,2}[、，][^不]{1,2}不"
)
# 靠的是“…”; 想出一个办法——“…”.
INTRODUCED = re.compile(
    r"(?:靠的是|得益于|归功于|秘诀是|法宝是|(?:办法|做法|举措|载体|招数|新招|实招|妙招|法子|点子|品牌|平台|模式|机制|制度)[^。，,；;]{0,6}?(?:——|—|：|:|就是|是)|"
    r"(?:这|那)(?:便|就)?是[^，。；;“]{0,10}(?:叫得响|推行|推出|创造|实行|开展|兴起|摸索出来|闻名|出名)[^，。；;“]{0,2}的|(?:这|该|此)项)$"
)
# 轰轰烈烈; “我是党员我先上”.
TWICE = re.compile(r"^(.)\1(.)\2$")
PLEDGE = re.compile(
    "(?:我是(?:共产)?党员|共产党员|党员)?[，、 ]?(?:向我看齐|我先上|让我来|跟我[上来]|看我的|请跟我来|我来[上守])$"
)
TYPES = re.compile(rf"^(?:{HAN}{{1,4}}型[、，,]?){{2,6}}$")
COVERED = 0.6
GENERIC = 0.15
OWN_WORDS = 0.45
"""The share of a name without its head that no everyday word covers, from which on it is coined."""
LONGEST_CAMPAIGN = 40
"""A campaign's quote longer than this is a sentence, not its name."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the features need beyond the candidate: the text, title, names counted over the whole report."""

    text: str
    title_key: str
    mentions: Mapping[str, int]
    campaign_keys: frozenset[str]
    campaign_spans: Spans
    rhetoric: Rhetoric

    @classmethod
    def of(
        cls,
        text: str,
        title: str,
        candidates: Sequence[Candidate],
        campaigns: Sequence[CampaignMention],
        rules: InitiativeRules,
    ) -> Surroundings:
        counts = Counter(normal_form(text[item.core_start : item.core_end]) for item in candidates)
        return cls(
            text,
            normal_form(title),
            counts,
            national_keys(item.name for item in campaigns),
            Spans.of(
                (at.start, at.end)
                for at in (item.evidence for item in campaigns)
                if not at.in_metadata and at.end - at.start <= LONGEST_CAMPAIGN
            ),
            Rhetoric.of(
                text, tuple(item.start for item in candidates if item.form == "quoted"), rules.patterns["name_ending"]
            ),
        )


def confidence(features: Mapping[str, float], form: str, rules: InitiativeRules) -> float:
    """The logistic of the weighted features, 0..1."""
    weights = rules.weights.get(form, {})
    total = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def is_excluded(candidate: Candidate, around: Surroundings, rules: InitiativeRules) -> bool:
    """True for what is certainly none: set abbreviations, proverbs, national campaigns, dates, bare marks."""
    core = around.text[candidate.core_start : candidate.core_end]
    key, whole = normal_form(core), normal_form(around.text[candidate.start : candidate.end])
    if not key or rules.patterns["proverb"].search(core) or (core in rules.shorthand and not candidate.head):
        return True
    if (TWICE.match(core) or PLEDGE.match(core)) and not candidate.head:
        return True
    if TYPES.match(core) and not candidate.head:
        return True
    if core[-1] in "。…" or (core[-1] in "！？!?" and not candidate.head):
        return True
    if VARIETY.search(core) or _is_set_against(candidate, around.text, rules):
        return True
    if candidate.form == "plain" and candidate.head in ("试点", "试验"):
        # A pilot of a national practice in one place is that place's own.
        return False
    own = candidate.verb and candidate.gap > 1 and OWN_BEFORE.match(around.text, max(0, candidate.start - 1))
    if core in rules.words["bare_national"] and not own:
        return True
    if {key, whole, folded_name(core)} & (rules.national | around.campaign_keys):
        return True
    return _in_campaign(candidate, around)


def _is_set_against(candidate: Candidate, text: str, rules: InitiativeRules) -> bool:
    """Whether a quotation is what is given up (打破“…”传统模式), the theme of something else (以“…”为主题的…), or an
    idea, aim or fault by the noun behind it (“…”的理念), a word of the centre, an honour, or a set phrase."""
    if candidate.form != "quoted":
        return False
    before = text[clause_start(text, candidate.left, 24) : candidate.left]
    behind = candidate.core_end + 1
    if AUTHORITY.search(before) or (TURNED_BEFORE.search(before) and TURNED_AFTER.match(text, behind)):
        return True
    saying = SAYING.search(text, max(0, candidate.left - 10), candidate.left)
    core = text[candidate.core_start : candidate.core_end]
    if saying or (not candidate.head and (AWARDED.search(before) or COUNT_NOUN.match(core))):
        return True
    if SPOKEN_AFTER.match(text, behind) or (not candidate.head and RANK.search(core)):
        return True
    carried_out = candidate.verb and candidate.verb not in rules.words["weak_verbs"]
    if core in rules.words["manner"] and (not candidate.head or rules.categories.get(candidate.head) == "活动"):
        return True
    if core in rules.words["common"] and not (candidate.head or carried_out):
        return True
    abstract = None if candidate.head else rules.patterns["abstract_after"].match(text, candidate.after)
    if abstract and not rules.patterns["stop_inside"].search(abstract["mod"]) and not ACTS.match(text, candidate.after):
        return True
    theme = before.endswith("以") and THEME_AFTER.match(text, candidate.core_end + 1) is not None
    return theme or rules.patterns["refused_before"].search(before) is not None


def _in_campaign(candidate: Candidate, around: Surroundings) -> bool:
    """Whether the words of a campaign cover most of the name."""
    covered = around.campaign_spans.cover(candidate.core_start, candidate.core_end)
    return covered >= COVERED * (candidate.core_end - candidate.core_start)


def features_of(candidate: Candidate, around: Surroundings, rules: InitiativeRules) -> dict[str, float]:
    """Evidence by name. Quoted and plain candidates have features of their own besides the shared ones."""
    text = around.text
    core = text[candidate.core_start : candidate.core_end]
    shared = _shared(candidate, core, around, rules)
    if candidate.form == "quoted":
        carried_out = bool(candidate.verb) and candidate.verb not in rules.words["weak_verbs"]
        around_it = around.rhetoric.features(
            candidate.core_start - 1, candidate.core_end + 1, candidate.left, candidate.after,
            named=bool(candidate.head) or carried_out,
        )  # fmt: skip
        return shared | around_it | _quoted(candidate, core, text, rules)
    around_it = around.rhetoric.features(
        candidate.core_start, candidate.core_end, candidate.left, candidate.after, named=True
    )
    return shared | {name: around_it[name] for name in FOR_PLAIN} | _plain(candidate, core, text, rules)


def _shared(candidate: Candidate, core: str, around: Surroundings, rules: InitiativeRules) -> dict[str, float]:
    key = normal_form(core)
    text = around.text
    weak = candidate.verb in rules.words["weak_verbs"]
    ending = clause_end(text, candidate.after, 30)
    return {
        "strong_verb": float(bool(candidate.verb) and not weak and candidate.gap <= 24),
        "weak_verb": float(weak),
        "verb_adjacent": float(bool(candidate.verb) and candidate.gap <= 1),
        "verb_far": float(candidate.gap > 12),
        "subject": float(candidate.subject),
        "repeated": float(around.mentions.get(key, 0) > 1),
        "in_title": float(len(key) >= 3 and key in around.title_key),
        "scheme_number": float(bool(NUMBER_SCHEME.search(core))),
        "coined_words": float(bool(rules.patterns["coined"].search(core))),
        "coined": _coined_share(core, rules),
        "all_generic": float(_coined_share(core, rules) < 0.15),
        "figure_after": float(bool(FIGURE_NEAR.search(text, candidate.after, ending))),
        "calendar": float(bool(CALENDAR.search(core))),
        "listed": float(candidate.listed),
    }


def _coined_share(core: str, rules: InitiativeRules) -> float:
    """The share of the name that everyday words of party building do not cover, 0..1."""
    letters = re.sub(r"\W", "", core)
    if not letters:
        return 0.0
    rest = rules.patterns["generic"].sub("", letters)
    return len(rest) / len(letters)


def _quoted(candidate: Candidate, core: str, text: str, rules: InitiativeRules) -> dict[str, float]:
    patterns = rules.patterns
    left = candidate.left
    before = text[clause_start(text, left, 24) : left]
    parts = [part for part in PARTS.split(core) if part]
    head = candidate.head
    rank = patterns["rank_after"].match(text, candidate.core_end + 1 if head else candidate.after)
    inside = not head and bool(patterns["head_end"].search(core))
    carried_out = bool(candidate.verb) and candidate.verb not in rules.words["weak_verbs"]
    ends_clause = not ("一" <= text[candidate.after : candidate.after + 1] <= "鿿")
    metaphor = bool(METAPHOR_BEFORE.search(before)) and not head and not inside
    return (
        _name_itself(core, parts, head, rules)
        | introductions(candidate, core, before, text, rules)
        | {
            "head_after": float(bool(head)),
            "head_strong": float(bool(head) and head not in rules.weak_heads),
            "of_system": float(candidate.of_head and rules.categories.get(head) == "机制"),
            "of_practice": float(candidate.of_head and rules.categories.get(head) != "机制"),
            "subject_acts": float(candidate.subject and not head and bool(ACTS.match(text, candidate.after))),
            "preposition": float(
                bool(PREPOSITION.search(before)) and not VEHICLE_AFTER.match(text, candidate.core_end + 1)
            ),
            "vehicle": float(bool(VEHICLE_AFTER.match(text, candidate.core_end + 1))),
            "enumerated": float(bool(ENUMERATED.search(text[max(0, left - 5) : left]))),
            "head_inside": float(inside),
            "naming": float(bool(patterns["naming"].search(before))),
            "speech": float(
                bool(SENTENCE_MARK.search(core))
                or (bool(patterns["speech_before"].search(text[max(0, left - 12) : left])) and len(core) > 4)
            ),
            "slogan_before": float(bool(patterns["slogan_before"].search(before))),
            "slogan_far": float(bool(METAPHOR_VERB.search(before))),
            "rank_after": float(bool(rank) and not head),
            "metaphor_before": float(metaphor),
            "transition": float(
                bool(TRANSITION_BEFORE.search(before))
                or (bool(TRANSITION_AFTER.match(text, candidate.core_end + 1)) and "从" in before)
            ),
            "defined": float(bool(DEFINED_AFTER.match(text, candidate.after))),
            "gloss": float(bool(candidate.gloss)),
            "opening": float(bool(CLAUSE_OPENING.search(text, max(0, left - 4), left)) and candidate.subject),
            "of_after": float(text[candidate.after : candidate.after + 1] == "的"),
            "result_after": float(not head and bool(AFTER_RESULT.match(text, candidate.after))),
            "ends_clause": float(ends_clause),
            "couplet": float([len(part) for part in parts] == [4, 4] and not (head or carried_out)),
            "sign": float(bool(SIGN.match(text, candidate.core_end + 1))),
            "named": float(bool(NAMED.search(text, max(0, left - 12), left))),
            "introduced": float(bool(INTRODUCED.search(text, max(0, left - 18), left))),
            "exists": float(ends_clause and not candidate.verb and bool(EXISTS.search(before))),
            "scope": float(candidate.verb == "提出" and bool(SCOPE.match(text, candidate.core_end))),
            "no_context": float(not candidate.verb and not head and not candidate.subject),
        }
    )


def _name_itself(core: str, parts: Sequence[str], head: str, rules: InitiativeRules) -> dict[str, float]:
    """What a quoted string shows by itself; ``parts`` between its separators."""
    patterns = rules.patterns
    return {
        "number_pairs": float(bool(NUMBER_PAIRS.match(core))),
        "count_noun": float(bool(COUNT_NOUN.match(core))),
        "parallel": float(len(parts) > 1 and max(map(len, parts)) - min(map(len, parts)) <= 2),
        "parts": float(len(parts) > 1),
        "pronoun": float(bool(patterns["stop_in_name"].search(core))),
        "of_inside": float("的" in core),
        "fault": float(bool(patterns["fault"].search(core))),
        "shorthand": float(core in rules.shorthand),
        "one_or_two": float(len(core) <= 2),
        "three": float(len(core) == 3),
        "long": float(len(core) > 18),
        "code": float(bool(CODE.search(core))),
        "fault_shape": float(bool(FAULT_SHAPE.search(core))),
        "dotted": float("·" in core or "•" in core),
        "known_name": float(core in rules.known),
        "numbered_head": float(bool(head) and len(core) <= 3 and bool(NUMBERED_NAME.match(core))),
    }


def _plain(candidate: Candidate, core: str, text: str, rules: InitiativeRules) -> dict[str, float]:
    head = candidate.head
    body = core[: len(core) - len(head)] if head and core.endswith(head) else core
    after = text[candidate.end : candidate.end + 1]
    category = rules.categories.get(head)
    own_words = _coined_share(body, rules) >= OWN_WORDS and head not in rules.weak_heads
    return {
        "bare": float(not head and candidate.form == "plain" and not HONOUR.match(core)),
        "bare_coined": _coined_share(core, rules) * (not head and candidate.form == "plain"),
        "generic_place": float(category == "平台" and _coined_share(body, rules) < GENERIC),
        "item_name": float(own_words and ITEM.search(text, max(0, candidate.start - 5), candidate.start) is not None),
        "owned": float(own_words and not candidate.verb and not candidate.subject),
        "coined_place": float(own_words and category == "平台" and len(head) > 1),
        "coined_rule": float(own_words and category in ("制度", "机制", "工作法", "模式")),
        "coined_work": float(own_words and category in ("工程", "活动", "基金", "品牌", "试点", "项目")),
        "own_subject": float(own_words and candidate.subject and bool(ACTS.match(text, candidate.end))),
        "weak_head": float(head in rules.weak_heads),
        "short_head": float(len(head) == 1),
        "rule_short": float(head == "制"),
        "team_short": float(head in ("队", "团", "组", "社", "岗", "班")),
        "counted_short": float(len(head) == 1 and bool(FIGURE_NEAR.match(text, candidate.end + 1))),
        "action_head": float(rules.categories.get(head) in ("活动", "工程", "试点", "基金", "品牌")),
        "place_head": float(rules.categories.get(head) == "平台"),
        "vague": float(bool(rules.patterns["vague"].match(body))),
        "body_short": float(len(body) <= 2),
        "bare_activity": float(len(body) <= 2 and category == "活动"),
        "body_long": float(len(body) > 10),
        "many_parts": float(body.count("、") > 1),
        "body_parts": float("、" in body or "和" in body),
        "digit": float(any(character.isdigit() for character in body)),
        "modified": float(candidate.gap > 3),
        "done_mark": float(text[candidate.left - 1 : candidate.left] in tuple("了过起")),
        "ends_clause": float(not ("一" <= after <= "鿿")),
        "known": float(candidate.form == "known"),
        "ordinal": float(bool(ORDINAL.search(text, max(0, candidate.start - 6), candidate.start))),
        "known_alone": float(candidate.form == "known" and not candidate.verb),
    }
