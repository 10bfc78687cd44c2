"""Whether a report tells a scheme as done or as planned, by the words of time around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from archive.reading.extraction.initiative_candidates import Candidate
from archive.reading.extraction.initiative_rules import InitiativeRules
from archive.reading.extraction.sentences import clause_end, clause_start

Status = Literal["已实施", "拟实施", "不明"]
SURE = 0.05
DONE_VERB = re.compile(r"(?:了|过|起|出了|成了)(?:一|首|第)?")
# Results told soon after the name: 一年下来，收到意见3200条.
RESULT = re.compile(
    r"(?:[一二两三四五六七八九十半几]年(?:下来|来|多来)|以来|今年(?:已|共)|目前|现有|共有|累计|先后|已(?:经)?)[^。；;\n]{0,24}\d"
)
COUNTED_AFTER = re.compile(r"\d{1,5}(?:多|余)?(?:家|个|处|支|间|座|所|块|面|期|场|条|台|辆)")
# What a text that is no plan counts behind a name: 解决实际问题1840个.
ACHIEVED = re.compile(
    r"(?:解决|走访|接待|化解|培训|举办|办理|帮助|收集|收到|发放|办成|做好事|服务|慰问|受理|评出|吸引|节省|增收|增长|下降|上升|提高|升至|增加|减少|降低|授信|立项|开讲|参加|惠及|受益|覆盖)[^，,。；;\n]{0,12}\d"
)
DUTY = re.compile("要|应|必须|务必")
DUTY_SHARE = 0.5
# 借鉴某县“…”的做法, 总结推广“…”经验: it exists already.
EXISTING = re.compile(r"(?:学习借鉴|借鉴|总结推广|总结提升|复制推广)[^。；;]{0,24}$")
PAST_SPAN = re.compile(r"近?[一二两三四五六七八九十几](?:年多?|个多?月)来|自?\d{4}年以来|去年以来|今年以来")
UNDER_WAY = re.compile(
    r"(?:正在|已|已经)(?:试行|推行|实行|实施|运行|开展|推广|探索)[^，,。；;]{0,8}的?[^，,。；;]{0,4}$"
)
PLAN = -0.6
PLAN_BEFORE = re.compile(r"明年|下一步|下一阶段|今后|打算|接下来")
RESULT_REACH = 120
HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、，,.．]|[（(][一二三四五六七八九十]{1,3}[）)])")


@dataclass(frozen=True, slots=True)
class Tense:
    """The tenses of one report. ``masked`` is the text with words like 主要 and 通过 blotted out, same length;
    ``sections`` holds (position, leaning) of each heading, ``leaning`` that of title and whole text."""

    masked: str
    leaning: float
    sections: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, text: str, title: str, rules: InitiativeRules) -> Tense:
        patterns = rules.patterns
        masked = patterns["no_tense"].sub(lambda match: "〓" * len(match.group()), text)
        done = len(patterns["done"].findall(masked))
        planned: float = len(patterns["planned"].findall(masked))
        # 要 and 应 also stand in what was learnt from work done.
        planned -= DUTY_SHARE * len(DUTY.findall(masked))
        leaning = 0.5 if done > 1.5 * planned else -0.5 if planned > done else 0.1
        # 2001年工作总结和2002年打算 leans neither way.
        leaning -= 1.0 * bool(patterns["planned_title"].search(title))
        leaning += 1.0 * bool(patterns["done_title"].search(title))
        sections: list[tuple[int, float]] = []
        position, upper = 0, 0.0
        for line in text.split("\n"):
            if HEADING.match(line) and len(line) <= 40:
                planned_here = bool(patterns["planned_heading"].search(line))
                done_here = bool(patterns["done_heading"].search(line))
                own = 1.5 * (done_here - planned_here)
                if line[0] in "（(":
                    # A heading of the lower level that says nothing of time is part of the section above it.
                    own = own or upper
                else:
                    upper = own
                sections.append((position, own))
            position += len(line) + 1
        return cls(masked, leaning, tuple(sections))


def status_of(candidate: Candidate, sentence: tuple[int, int], tense: Tense, rules: InitiativeRules) -> Status:
    """Words of the own clause weigh most, those before it in the sentence next, then heading, title and whole text."""
    start, end = sentence
    text = tense.masked
    left, right = clause_start(text, candidate.left), clause_end(text, candidate.after)
    left = max(left, start)
    # The name itself says nothing of time: a 计划 may be carried out.
    score = 3.0 * _either(text, ((left, candidate.start), (candidate.end, right)), rules)
    score += 2.0 * _balance(text, start, left, rules, 1.2)
    score += 1.0 * _balance(text, right, end, rules, 0.6)
    if candidate.gap <= 2 and DONE_VERB.search(text, max(left, candidate.left - 3), candidate.left):
        score += 3.0
    elif text[max(left, candidate.left - 1) : candidate.left] == "的" and candidate.gap <= 2:
        # 推行的“…”: what has been carried out by someone.
        score += 2.0
    if EXISTING.search(text, start, candidate.start) or PAST_SPAN.search(text, start, candidate.start):
        score += 2.5
    if UNDER_WAY.search(text, left, candidate.left):
        # 正在试行的“…”, 已运行两年的“…”.
        score += 4.0
    if candidate.verb in rules.words["existing_verbs"]:
        score += 1.5
    paragraph_end = text.find("\n", end)
    reach = min(len(text) if paragraph_end < 0 else paragraph_end, end + RESULT_REACH)
    if PLAN_BEFORE.search(text, start, max(start, candidate.start)):
        score -= 1.5
    if not (_planned(text, start, candidate.start, rules) or _planned(text, candidate.end, right, rules)):
        score += 2.0 * bool(RESULT.search(text, candidate.end, reach))
        # “红色驿站”46个: what can be counted is there.
        score += 1.5 * bool(COUNTED_AFTER.match(text, candidate.end))
        if tense.leaning > PLAN:
            score += 1.5 * bool(ACHIEVED.search(text, candidate.end, max(candidate.end, end)))
    paragraph = text.rfind("\n", 0, start) + 1
    score += 1.2 * _balance(text, paragraph, min(start, paragraph + 60), rules, 1.0)
    score += next((lean for position, lean in reversed(tense.sections) if position <= start), 0.0)
    score += tense.leaning
    if score > SURE:
        return "已实施"
    return "拟实施" if score < -SURE else "不明"


def _planned(text: str, start: int, end: int, rules: InitiativeRules) -> bool:
    return rules.patterns["planned"].search(text, start, max(start, end)) is not None


def _either(text: str, spans: tuple[tuple[int, int], ...], rules: InitiativeRules) -> float:
    done = any(rules.patterns["done"].search(text, start, max(start, end)) for start, end in spans)
    return float(done) - float(any(_planned(text, start, end, rules) for start, end in spans))


def _balance(text: str, start: int, end: int, rules: InitiativeRules, planned_weight: float) -> float:
    """+1 where words of things done stand there, minus ``planned_weight`` where words of plans do."""
    done = rules.patterns["done"].search(text, start, max(start, end)) is not None
    planned = rules.patterns["planned"].search(text, start, max(start, end)) is not None
    return float(done) - planned_weight * float(planned)
