"""Named schemes: which are found, and what is told of each."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.extraction.figures import find_figures
from archive.reading.extraction.initiatives import find_initiatives, normal_form
from archive.reading.extraction.places import Places
from archive.reading.records import CampaignMention, Evidence, PlaceMention
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import report_of, rows


def read(text, title="", places=None, campaigns=()):
    rules = rulebook()
    report = report_of(text)
    return find_initiatives(report, title, places or Places(), campaigns, (), find_figures(report, rules), rules)


def shown(text, **others):
    return [item for item in read(text, **others) if item.shown]


def place(text, name, code, path, role="mentioned"):
    start = text.index(name)
    return PlaceMention(code, path, role, Evidence(start, start + len(name), name, "place-name"), 0.9)


@pytest.mark.parametrize(("text", "expected"), rows("initiatives.tsv"))
def test_names(text, expected):
    assert [item.name for item in shown(text)] == (expected.split("|") if expected else [])


@pytest.mark.parametrize(("name", "expected"), rows("normal_form.tsv"))
def test_normal_form(name, expected):
    assert normal_form(name) == expected


@given(st.text(alphabet="“”‘’红色驿站三会一评3×x+、，()（）活动工程制度 ", max_size=40))
def test_normal_form_is_stable(name):
    once = normal_form(name)
    assert not set(once) & set("“”‘’ ")
    assert normal_form(f"“{once}”") == normal_form(once)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("去年，全县开展了“河畔夜访”活动，走访农户900户。", "已实施"),
        ("下一步，我们将开展“河畔夜访”活动。", "拟实施"),
        ("明年计划实施“千塘清淤”工程。", "拟实施"),
        ("街道推行的“首问三清”制度受到群众欢迎。", "已实施"),
        ("“银杏夜校”已办了12期。", "已实施"),
        ("各支部要认真开展“岗位四问”活动。", "拟实施"),
    ],
)
def test_status(text, status):
    assert [item.status for item in read(text)] == [status]


def test_a_section_of_plans_plans():
    text = "一、主要成绩\n推行“首问三清”制度。\n二、下一步打算\n推行“河畔夜访”制度。"
    assert [item.status for item in shown(text)] == ["已实施", "拟实施"]


def test_figures_go_to_the_scheme_they_stand_by():
    text = "开展“河畔夜访”活动，走访农户900户，实施“千塘清淤”工程，清淤35公里。"
    told = {item.normalised: [figure.value for figure in item.figures] for item in shown(text)}
    assert told == {"河畔夜访": [900.0], "千塘清淤": [35.0]}


def test_figures_of_the_sentences_that_follow_and_of_other_mentions():
    text = "推行“首问三清”制度。一年来，受理事项480件。\n群众赞成“首问三清”，满意率达到98%。"
    (item,) = shown(text)
    assert [(figure.value, figure.unit) for figure in item.figures] == [(480.0, "件"), (98.0, "%")]


def test_ages_and_spans_of_time_are_no_results():
    (item,) = shown("开展“河畔夜访”活动三年来，慰问70岁以上老人25名。")
    assert [(figure.value, figure.unit) for figure in item.figures] == [(25.0, "名")]


@pytest.mark.parametrize(
    ("text", "components"),
    [
        ("推行“两单一会”（需求清单、服务清单、会商会）制度。", ("需求清单", "服务清单", "会商会")),
        ("建立了住院必访、困难必访、变故必访的“三必访”制度。", ("住院必访", "困难必访", "变故必访")),
        ("推行“首问三清”，即问清来意、讲清政策、办清事项。", ("问清来意", "讲清政策", "办清事项")),
        ("开展“河畔夜访”活动，走访农户、企业。", ()),
        ("开展“双修双亮”活动（修堤岸、修水渠、亮身份、亮承诺）。", ("修堤岸", "修水渠", "亮身份", "亮承诺")),
        ("开展以学法规、学农技为主要内容的“双学双用”活动。", ("学法规", "学农技")),
        ("开展“三比”竞赛，比进度快，比质量好，比花费省。", ("比进度快", "比质量好", "比花费省")),
    ],
)  # fmt: skip
def test_components(text, components):
    (item,) = [item for item in shown(text) if item.name.startswith("“")]
    assert item.components == components


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("开展“河畔夜访”活动。", "活动"),
        ("实施“千塘清淤”工程。", "工程"),
        ("推行“首问三清”制度。", "制度"),
        ("建立“三级联调”机制。", "机制"),
        ("总结出“田埂工作法”。", "工作法"),
        ("设立“银杏驿站”。", "平台"),
        ("打造“渔火先锋”党建品牌。", "品牌"),
        ("设立了山茶花关爱基金。", "基金"),
        ("探索“支部+农场”模式。", "模式"),
        ("推行村账联审试点。", "试点"),
    ],
)
def test_category(text, category):
    assert [item.category for item in read(text)] == [category]


def test_the_place_named_with_it_owns_it():
    text = "全市推行“首问三清”制度。乙县开展了“河畔夜访”活动。我们参照乙县的做法，实施“千塘清淤”工程。"
    own = PlaceMention("320500", "江苏省/甲市", "primary", Evidence(0, 2, "全市", "self"), 0.9)
    places = Places(own, (own, place(text, "乙县", "320581", "江苏省/甲市/乙县")))
    assert {item.normalised: item.locality for item in shown(text, places=places)} == {
        "首问三清": "320500",
        "河畔夜访": "320581",
        "千塘清淤": "320500",
    }


def test_no_place_where_the_own_one_is_masked():
    assert [item.locality for item in shown("××区开展了“河畔夜访”活动。")] == [None]


def test_a_campaign_is_no_scheme_of_the_place():
    text = "全县开展“清源正本”集中教育活动。"
    assert shown(text)
    campaign = CampaignMention("“清源正本”集中教育活动", Evidence(4, 16, text[4:16], "campaign"))
    assert shown(text, campaigns=(campaign,)) == []


def test_half_width_marks_change_nothing():
    full = "今年以来，开展“河畔夜访”活动；推行“两单一会”（需求清单、服务清单、会商会）制度，受理480件。"
    half = full.translate(str.maketrans("，；（）", ",;()"))
    key = [(i.normalised, i.category, i.status, i.components, [f.value for f in i.figures]) for i in read(full)]
    assert key == [(i.normalised, i.category, i.status, i.components, [f.value for f in i.figures]) for i in read(half)]


def test_mentions_meet_in_one_record():
    text = "“3必谈”是党委的新办法。\n全县推行“三必谈”制度，谈话600人次。"
    (item,) = shown(text)
    assert item.name == "“三必谈”制度"
    assert text[item.name_start : item.name_end] == item.name


def test_a_component_found_by_itself_is_a_proposal():
    text = "举办“橘乡红”系列活动，包括“橘乡歌会”“橘乡书会”“橘乡球会”三项。"
    assert [item.normalised for item in shown(text)] == ["橘乡红"]
    assert {item.normalised for item in read(text) if not item.shown} == {"橘乡歌会", "橘乡书会", "橘乡球会"}


@given(st.text(alphabet='“”"‘’《》（）开展实施推行设立活动工程制度驿站红色三会一评和、，。；：的了5×+\n', max_size=120))
def test_each_statement_is_where_it_says(text):
    for item in read(text):
        at = item.evidence
        assert text[at.start : at.end] == at.quote
        assert at.start <= item.name_start < item.name_end <= at.end
        assert text[item.name_start : item.name_end] == item.name
        assert 0.0 <= item.confidence <= 1.0
        for figure in item.figures:
            assert text[figure.evidence.start : figure.evidence.end] == figure.evidence.quote


@pytest.mark.parametrize(
    "text",
    [
        "“" * 30_000,
        "“红”、" * 10_000,
        "开展" * 20_000,
        "开展“红色驿站”活动" * 3_000,
        "、和" * 20_000,
        "（" * 30_000,
        "三会一评" * 10_000,
        "1,234,567万名" * 4_000,
        "西城镇的" * 8_000,
        "管它叫夜校" * 6_000,
        "有的“甲乙丙丁”，" * 4_000,
        "（一）“甲站”上\n" * 4_000,
        "靠的是“" * 10_000,
        "推行甲乙制、" * 5_000,
        "即甲和乙" * 8_000,
        "对子.对象." * 5_000,
    ],
)
def test_hostile_text_takes_linear_time(text):
    """Twice the text takes about twice the time: far below the four times of a quadratic pattern."""

    def seconds(part):
        started = time.process_time()
        read(part)
        return time.process_time() - started

    seconds(text[:1000])
    half, whole = seconds(text[: len(text) // 2]), seconds(text)
    assert whole < 3.2 * half + 0.3


@pytest.mark.shared
def test_real_names_are_found(shared):
    """Names seen on public pages, each in a plain sentence."""
    names: set[str] = set()
    for line in (shared / "corpus" / "pages-dev-gold.jsonl").read_text(encoding="utf-8").splitlines():
        names.update(json.loads(line)["initiatives"])
    missed = []
    for name in sorted(names):
        found = shown(f"今年以来，全县开展了{name}，效果很好。")
        if not any(normal_form(name) in item.normalised or item.normalised in normal_form(name) for item in found):
            missed.append(name)
    assert len(missed) <= 0.1 * len(names), missed


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("镇里设立“渔火驿站”46个。", "已实施"),
        ("镇里推行“方桌议事”。一年下来，收到意见3200条。", "已实施"),
        ("村里组织“橘海合伙人”计划，农户出地、企业出技术，半年订单90万元，走访农户80户。", "已实施"),
        ("下一步，设立“渔火驿站”46个。", "拟实施"),
    ],
)
def test_what_is_counted_has_been_done(text, status):
    assert [item.status for item in shown(text)] == [status]
