"""What cleaning changed, on the review page: listed, taken back, borders moved, flaws told, copies decided on."""

import re

import pytest
from django.urls import reverse

from archive.desk.borders import Borders
from archive.desk.changes import change_groups
from archive.desk.duplicates import RUN, shared_characters
from archive.desk.flags import flags_of, label_of_defect
from archive.desk.problems import PROBLEMS, problems_of
from archive.models import Report, ReportStatus
from archive.services.publish import publish
from archive.services.receive import receive_file
from tests.archive.factories import make_report, make_upload
from tests.archive.services.test_revise import ADVERT, FIRST, SECOND, file

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> list[Report]:
    return list(receive_file(file(FIRST + ADVERT, SECOND), "两篇.txt").reports)


def page_of(client, report, **query) -> str:
    return client.get(reverse("desk:review", args=[report.pk]), query).content.decode()


def move(client, report, **data):
    address = reverse("desk:borders", args=[report.upload_id])
    return client.post(address, {"report": report.pk, **data}, follow=True).content.decode()


def test_each_change_is_listed_with_its_words_and_taken_back(reviewer, two):
    first = two[0]
    page = page_of(reviewer, first)
    names = re.findall(r'name="change" value="([^"]+)"', page)
    assert names and "更多精彩范文请访问" in page
    group = next(group for group in change_groups(first) if any("www" in change.old for change in group.changes))
    change = next(change for change in group.changes if "www" in change.old)
    assert f'id="{change.jump}"' in page, "the link to its place leads nowhere"
    restore = reverse("desk:restore", args=[first.pk])
    page = reviewer.post(restore, {"change": change.name, "reason": "是正文"}, follow=True).content.decode()
    assert "第 1 篇多出" in page and "已恢复的原文" in page and "是正文" in page
    first.refresh_from_db()
    assert "www.example-fanwen.com" in first.text
    assert "已经不在了" in reviewer.post(restore, {"change": change.name}, follow=True).content.decode()
    row = first.upload.cleaning_decisions.get()
    undone = reviewer.post(reverse("desk:cleaning_undo", args=[row.pk]), {"report": first.pk}, follow=True)
    assert "第 1 篇少了" in undone.content.decode() and "撤销保留原文" in undone.content.decode()
    first.refresh_from_db()
    assert "www" not in first.text


def test_all_changes_of_one_kind_are_taken_back_together(reviewer, two):
    first = two[0]
    group = next(group for group in change_groups(first) if any("www" in change.old for change in group.changes))
    reviewer.post(reverse("desk:restore", args=[first.pk]), {"group": group.key})
    first.refresh_from_db()
    assert "www" in first.text
    assert group.key not in {group.key for group in change_groups(first)}


def test_conversion_of_characters_is_counted_not_listed(reviewer):
    report = make_report("党员掌灯", raw="黨員掌燈", trail=[(0, 2, "党员", "script"), (3, 4, "灯", "script")])
    (group,) = change_groups(report)
    assert (group.count, group.changes, group.can_go_back) == (3, (), False)
    assert "3 字" in page_of(reviewer, report)
    answer = reviewer.post(reverse("desk:restore", args=[report.pk]), {"group": "script"}, follow=True)
    assert "已经不在了" in answer.content.decode()


def test_borders_move_by_paragraphs_split_and_merge(reviewer, two):
    _, second = two
    page = page_of(reviewer, second)
    assert "第 2 篇从这里起" in page and "移到下一段" in page
    assert "在此分开" not in page and "在此分开" in page_of(reviewer, second, split="1")
    at = second.raw_start
    raw = second.upload.raw_text
    told = move(reviewer, second, do="down", at=at)
    assert "第 1 篇多出" in told and "第 2 篇少了" in told and "分界由人定" in told
    second.refresh_from_db()
    assert second.raw_start == raw.index("蕲春县委在白水渡")
    move(reviewer, second, do="up", at=second.raw_start)
    second.refresh_from_db()
    assert second.raw_start == at
    assert "分出第 3 篇" in move(reviewer, second, do="split", at=raw.index("去年上了"))
    third = second.upload.reports.get(part=3)
    assert "并入别篇" in move(reviewer, third, do="merge", at=third.raw_start)
    assert second.upload.reports.count() == 2


@pytest.mark.parametrize("data", [
    {"do": "up", "at": "7"}, {"do": "split", "at": "3"}, {"do": "explode", "at": "1"}, {"do": "merge"},
    {"do": "merge", "at": "9" * 30}, {"do": "split", "at": "²"},
])
def test_borders_that_are_not_there_change_nothing(reviewer, two, data):
    assert "没有改动" in move(reviewer, two[0], **data)
    assert two[0].upload.reports.count() == 2


def test_what_a_moved_border_would_cost_is_asked_first_without_javascript(reviewer, two):
    first, second = two
    for report in two:
        reviewer.post(reverse("desk:review_save", args=[report.pk]), {"title": f"定名{report.part}"})
    page = move(reviewer, second, do="merge", at=second.raw_start)
    assert "请确认" in page and "将并入别篇" in page
    assert first.upload.reports.filter(status=ReportStatus.DRAFT).count() == 2
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields.pop("csrfmiddlewaretoken")
    page = reviewer.post(reverse("desk:borders", args=[first.upload_id]), {**fields, "confirmed": "1"}, follow=True)
    assert "并入别篇" in page.content.decode()
    assert first.upload.reports.filter(status=ReportStatus.DRAFT).count() == 1
    row = first.upload.cleaning_decisions.get()
    reviewer.post(reverse("desk:cleaning_undo", args=[row.pk]), {"report": first.pk, "from": "split"})
    assert set(first.upload.reports.values_list("title", "status")) == {("定名1", "draft"), ("定名2", "draft")}


def test_border_arithmetic():
    raw = "甲\n\n乙\n  \n丙\n丁"
    borders = Borders(raw, [3])
    assert borders.starts == [0, 3, 8, 10]
    assert borders.moved(3, 1) == [8] and borders.moved(3, -1) is None and borders.moved(4, 1) is None
    assert Borders(raw, [3, 8]).moved(3, 1) is None, "a report without words"
    assert Borders(raw, [2]).moved(2, 1) == [8], "a border in the white space before a paragraph is its start"
    assert borders.split(10) == [3, 10] and borders.split(3) is None and borders.split(0) is None
    assert borders.merged(3) == [] and borders.merged(8) is None
    assert borders.border(3, seen_from_below=True).beyond == "甲"
    assert borders.border(3, seen_from_below=False).beyond == "乙"


def test_bytes_that_could_not_be_read_are_shown_at_their_place_in_hex(reviewer):
    whole, broken = "老党员逐条".encode("gb18030"), b"\xff" + "老党员".encode("gb18030")
    data = (FIRST + SECOND).encode("gb18030").replace(whole, broken)
    (report,) = receive_file(data, "坏字节.txt").reports
    page = page_of(reviewer, report)
    assert "有字节无法解码" in page
    anchor = re.search(r'href="#(raw\d+)"><code>FF</code>', page)
    assert anchor and f'id="{anchor[1]}"' in page and '<code class="odd">FF</code>' in page
    assert "字节无法解码" in problems_of(Report.objects.get(pk=report.pk))


def test_characters_that_no_font_shows_are_told_with_their_number(reviewer):
    report = make_report("党员\u200b掌灯\ue5c5")
    page = page_of(reviewer, report)
    assert "U+200B" in page and "U+E5C5" in page


def test_flaws_have_words_and_a_shifted_stretch_its_proposal():
    report = make_report("甲", defects=[{"id": "shifted_bytes", "count": 1, "example": "吃卑寻→党员把"},
                                       {"id": "of_tomorrow", "count": 2, "example": "甲"}])
    shifted, unknown = flags_of(report)
    assert (shifted.label, shifted.example, shifted.proposal) == ("疑似错位的乱码", "吃卑寻", "党员把")
    assert "of_tomorrow" in unknown.label
    assert label_of_defect("lost_plus") == "疑似丢失的加号"


def test_a_flaw_leads_to_its_words(reviewer):
    lost = {"id": "lost_plus", "count": 1, "example": "“支部 农户”"}
    report = make_report("缘起\n“支部 农户”结对三年。", defects=[lost])
    page = page_of(reviewer, report)
    anchor = re.search(r'href="#(flaw\d+)">“支部 农户”</a>', page)
    assert anchor and page.count(f'id="{anchor[1]}"') == 1


def test_a_copy_is_decided_on_before_it_is_published(reviewer):
    other = make_report(FIRST, title="石桥镇的账")
    copy = make_report(FIRST, title="又一份", status=ReportStatus.DRAFT, similar_to=other, similarity=0.874)
    page = page_of(reviewer, copy)
    assert "与《石桥镇的账》相近 87%" in page and reverse("desk:compare", args=[copy.pk]) in page
    refused = reviewer.post(reverse("desk:publish", args=[copy.pk]), follow=True).content.decode()
    assert "请先对照，定下是不是重复" in refused
    refused = reviewer.post(reverse("desk:queue"), {"report": [copy.pk], "do": "publish"}, follow=True).content.decode()
    assert "1 篇没有发布" in refused and "请先对照" in refused
    decide = reverse("desk:duplicate", args=[copy.pk])
    assert "没有听懂" in reviewer.post(decide, {"do": "perhaps"}, follow=True).content.decode()
    reviewer.post(decide, {"do": "same", "reason": "逐字相同"})
    assert "已定为重复" in reviewer.post(reverse("desk:publish", args=[copy.pk]), follow=True).content.decode()
    assert "查重：是重复，不再发布（逐字相同）" in page_of(reviewer, copy)
    reviewer.post(decide, {"do": "undo"})
    reviewer.post(decide, {"do": "distinct"})
    reviewer.post(reverse("desk:publish", args=[copy.pk]))
    copy.refresh_from_db()
    assert copy.is_published and copy.duplicate_decision == "distinct"
    reviewer.post(decide, {"do": "undo"})
    reviewer.post(decide, {"do": "same"})
    copy.refresh_from_db()
    assert copy.status == ReportStatus.WITHDRAWN


def test_two_reports_side_by_side(entry):
    other = make_report("甲乙丙丁戊己庚辛壬癸。\n别的话", title="先有的")
    copy = make_report("另起一行\n甲乙丙丁戊己庚辛壬癸！", title="后来的", similar_to=other, similarity=0.9)
    page = entry.get(reverse("desk:compare", args=[copy.pk])).content.decode()
    assert page.count('<span class="ev">甲乙丙丁戊己庚辛壬癸</span>') == 2
    assert "是重复，不再发布" not in page, "a clerk decides nothing"
    assert entry.get(reverse("desk:compare", args=[other.pk])).status_code == 404


def test_shared_characters_are_runs_that_both_have():
    text = "一" * 3 + "abcdefghij" + "二" * 3
    marks = shared_characters(text, "xabcdefghijx")
    assert [bool(mark) for mark in marks] == [False] * 3 + [True] * 10 + [False] * 3
    assert not any(shared_characters("abcdefg"[: RUN - 1], "abcdefg"))


def test_counts_in_the_queue_are_what_a_click_shows(reviewer):
    upload = make_upload("甲", defects=[{"id": "multi_report", "count": 2}])
    rows = [("shifted_bytes", "undecodable"), ("private_use",), ("lost_plus", "missing_title"), ("numbering_gap",), ()]
    for number, names in enumerate(rows, 1):
        make_report(f"第{number}", upload=upload, part=number, status=ReportStatus.DRAFT,
                    defects=[{"id": name, "count": 1} for name in names])
    make_report("别处", status=ReportStatus.DRAFT, similar_to=Report.objects.first(), duplicate_decision="distinct")
    make_report("已发布", defects=[{"id": "lost_plus", "count": 1}])
    queue = reverse("desk:queue")
    page = reviewer.get(queue).content.decode()
    shown = dict(re.findall(r'href="\?problem=(\w+)">[^<]*<span class="n">(\d+)</span>', page))
    assert set(shown) == {problem.key for problem in PROBLEMS}
    for key, count in shown.items():
        found = reviewer.get(queue, {"problem": key}).content.decode()
        assert f"共 {count} 篇" in found, key
    assert [shown[key] for key in ("shifted", "bytes", "odd", "many", "similar")] == ["1", "1", "1", "5", "0"]
    labels = {str(problem.label): problem.key for problem in PROBLEMS}
    drafts = Report.objects.filter(status=ReportStatus.DRAFT)
    told = [labels[label] for report in drafts for label in problems_of(report)]
    assert {key: str(told.count(key)) for key in shown} == shown


def test_the_sure_findings_of_many_reports_are_accepted_at_once(reviewer, draft):
    queue = reverse("desk:queue")
    sure = draft.findings.filter(shown=True, confidence__gte=0.8).count()
    waiting = draft.findings.count() - sure
    page = reviewer.post(queue, {"report": [draft.pk], "do": "accept"}, follow=True).content.decode()
    assert f"已采纳 {sure} 条发现，分属 1 篇" in page and f"还有 {waiting} 条把握不足" in page
    assert draft.findings.filter(state="accepted").count() == sure > 0 < waiting
    assert {row.decided_by.username for row in draft.findings.filter(state="accepted")} == {"shenhe"}
    draft.refresh_from_db()
    version = draft.version
    again = reviewer.post(queue, {"report": [draft.pk], "do": "accept"}, follow=True).content.decode()
    assert "没有可以成批采纳的发现" in again
    draft.refresh_from_db()
    assert draft.version == version


def test_publishing_in_batches_says_what_was_not_done(reviewer, draft):
    public = make_report("早已发布")
    publish(draft)
    empty = make_report("", title="空的", status=ReportStatus.DRAFT)
    page = reviewer.post(reverse("desk:queue"), {"report": [public.pk, empty.pk]}, follow=True).content.decode()
    assert "1 篇已不在待审之列" in page and "1 篇没有发布" in page and "《空的》：整理稿是空的" in page
