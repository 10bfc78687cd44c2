"""People's words on cleaning are kept, carried out, told and taken back; no decision lands in another report."""

import pytest
from django.contrib.auth import get_user_model

from archive.models import CleaningDecision, Finding, Report, Upload
from archive.reading.records import Kept
from archive.services import revise
from archive.services.cleaning_decisions import decisions_for
from archive.services.decide import DecisionRefused, accept, edit_report
from archive.services.originals import bytes_of
from archive.services.publish import NotPublishable, decide_duplicate, publish
from archive.services.receive import read_again, receive_file
from archive.services.revise import (
    NeedsConfirmation,
    clear_borders,
    keep_changes,
    keep_words,
    set_borders,
    undo,
)
from archive.signals import reports_changed

pytestmark = pytest.mark.django_db
FIRST = (
    "在石桥镇的账目上\n罗田县委在石桥镇开展“灯下算账”活动，二十三个村党支部参加，每月初五把收支写在木牌上。\n"
    "村民可以旁听，也可以发言，老党员逐条查对，办成一件划去一件，年底在祠堂前再念一遍。\n"
)
SECOND = (
    "白水渡的夜校\n蕲春县委在白水渡推行“船头夜校”制度，渔民收网以后上课，讲的是怎样开会、怎样记账、怎样提意见。\n"
    "去年上了三百一十二课，有四十六名船员写了入党申请，码头上的积水问题也在课上议定了办法。\n"
)
ADVERT = "更多精彩范文请访问：www.example-fanwen.com\n"


def file(*parts: str) -> bytes:
    number = ("一", "二", "三", "四", "五")
    return "".join(f"第{number[i]}篇：{part}" for i, part in enumerate(parts)).encode()


@pytest.fixture
def clerk():
    return get_user_model().objects.create_user("shenhe", is_staff=True)


@pytest.fixture
def two() -> Upload:
    received = receive_file(file(FIRST, SECOND), "两篇.txt")
    assert [report.part for report in received.reports] == [1, 2]
    return received.upload


@pytest.fixture
def told():
    heard: list[list[int]] = []

    def hear(report_ids, **_):
        heard.append(list(report_ids))

    reports_changed.connect(hear)
    yield heard
    reports_changed.disconnect(hear)


def parts(upload: Upload) -> list[Report]:
    return list(upload.reports.order_by("part"))


def removed(report: Report, words: str) -> Kept:
    raw = report.upload.raw_text
    return next(Kept(a, b, rule) for a, b, new, rule in report.trail if not new and words in raw[a:b])


def test_words_taken_out_come_back_stay_and_go_again(clerk, told):
    upload = receive_file((FIRST + ADVERT).encode(), "一篇.txt").upload
    (report,) = parts(upload)
    assert "www" not in report.text
    publish(report, clerk)
    report.refresh_from_db()
    version, told[:] = report.version, []
    cut = removed(report, "www")
    revised = keep_words(upload, cut.start, cut.end, cut.rule, clerk, "是正文")
    report.refresh_from_db()
    assert "www.example-fanwen.com" in report.text
    assert report.is_published and report.version > version and told == [[report.pk]]
    assert any("多出" in words for words in revised.words)
    row = upload.cleaning_decisions.get()
    assert (row.decided_by, row.reason, row.history.get().history_user) == (clerk, "是正文", clerk)
    read_again(upload, bytes_of(upload))
    report.refresh_from_db()
    assert "www" in report.text, "a second reading forgot what a person decided"
    undo(row, clerk)
    report.refresh_from_db()
    assert "www" not in report.text
    assert not upload.cleaning_decisions.exists()
    assert list(CleaningDecision.history.values_list("history_type", flat=True)) == ["-", "+"]


def test_only_changes_that_were_made_can_be_taken_back(two, clerk):
    for start, end, rule in ((0, 3, "rule-of-tomorrow"), (5, 9, "metadata")):
        with pytest.raises(DecisionRefused):
            keep_words(two, start, end, rule, clerk)
    with pytest.raises(DecisionRefused):
        keep_changes(two, [], clerk)
    assert not two.cleaning_decisions.exists()


def test_a_moved_border_moves_words_and_their_decisions_and_no_others(two, clerk):
    first, second = parts(two)
    edit_report(first, {"title": "石桥镇的账"}, clerk)
    edit_report(second, {"title": "船头夜校"}, clerk)
    accept(second.findings.filter(kind=Finding.Kind.INITIATIVE).first(), clerk)
    revised = set_borders(two, [two.raw_text.index("去年上了")], clerk, "前一段属上篇")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.title, second.title) == ("石桥镇的账", "船头夜校")
    assert "渔民收网" in first.text and second.text.startswith("去年上了")
    moved = Finding.objects.get(kind=Finding.Kind.INITIATIVE, state="accepted")
    assert moved.report == first
    assert first.text[moved.start : moved.end] == moved.quote
    assert len(revised.words) == 2 and "多出" in revised.words[0] and "少了" in revised.words[1]
    clear_borders(two, clerk)
    second.refresh_from_db()
    assert "渔民收网" in second.text
    moved.refresh_from_db()
    assert moved.report == second and second.text[moved.start : moved.end] == moved.quote


def test_one_more_report_and_back(two, clerk):
    first, second = parts(two)
    revised = set_borders(two, [second.raw_start, two.raw_text.index("去年上了")], clerk)
    assert [report.part for report in parts(two)] == [1, 2, 3]
    assert any("分出第 3 篇" in words for words in revised.words)
    assert parts(two)[1] == second
    clear_borders(two, clerk)
    assert parts(two) == [first, second]


def test_a_report_in_front_pushes_the_numbers_on_but_not_the_decisions(two, clerk):
    _, second = parts(two)
    edit_report(second, {"title": "船头夜校"}, clerk)
    set_borders(two, [two.raw_text.index("村民可以"), second.raw_start], clerk)
    second.refresh_from_db()
    assert (second.part, second.title) == (3, "船头夜校")


def test_a_swallowed_draft_goes_unless_people_worked_on_it(two, clerk):
    set_borders(two, [], clerk)
    (whole,) = parts(two)
    assert whole.part == 1 and "船头夜校" in whole.text and "灯下算账" in whole.text


def test_a_swallowed_draft_with_decisions_is_asked_about_set_aside_and_comes_back(two, clerk):
    for report in parts(two):
        edit_report(report, {"title": f"改题{report.part}"}, clerk)
    with pytest.raises(NeedsConfirmation, match="将并入别篇"):
        set_borders(two, [], clerk)
    assert not two.cleaning_decisions.exists()
    set_borders(two, [], clerk, confirmed=True)
    whole, aside = parts(two)
    assert (whole.part, aside.part, aside.status) == (1, 2, "withdrawn")
    with pytest.raises(NotPublishable):
        publish(aside, clerk)
    clear_borders(two, clerk)
    assert [(report.title, report.status) for report in parts(two)] == [("改题1", "draft"), ("改题2", "draft")]


def test_a_public_report_is_never_swallowed(two, clerk, told):
    for report in parts(two):
        publish(report, clerk)
    told.clear()
    with pytest.raises(DecisionRefused, match="已经发布"):
        set_borders(two, [], clerk, confirmed=True)
    assert not two.cleaning_decisions.exists()
    assert told == []
    assert [report.status for report in parts(two)] == ["published"] * 2


def test_a_word_on_a_copy_survives_a_second_reading(clerk):
    receive_file(FIRST.encode(), "先.txt")
    upload = receive_file((FIRST + "以上供参考。\n").encode(), "后.txt").upload
    (copy,) = parts(upload)
    assert copy.similar_to is not None
    with pytest.raises(NotPublishable, match="相近"):
        publish(copy, clerk)
    decide_duplicate(copy, "distinct", clerk, "两县各一份")
    read_again(upload, bytes_of(upload))
    copy.refresh_from_db()
    assert copy.duplicate_decision == "distinct"
    assert "查重：不是重复（两县各一份）" in copy.history.values_list("history_change_reason", flat=True)
    assert publish(copy, clerk).is_published


@pytest.mark.parametrize("borders", [[0], [-1], [10**6], [40, 20], [40, 40]])
def test_borders_that_leave_a_report_without_words_are_refused(two, clerk, borders):
    with pytest.raises(DecisionRefused):
        set_borders(two, borders, clerk)
    assert len(parts(two)) == 2


def test_decisions_taken_at_the_same_time_do_not_overwrite_each_other(two, clerk, monkeypatch):
    def meanwhile(*args, **kwargs):
        CleaningDecision.objects.create(upload=two, kind="borders", borders=[])
        monkeypatch.undo()
        return revise_read(*args, **kwargs)

    revise_read = revise._read
    monkeypatch.setattr(revise, "_read", meanwhile)
    with pytest.raises(DecisionRefused, match="别人刚刚"):
        set_borders(two, [two.raw_text.index("去年上了")], clerk)
    assert decisions_for(two).borders == ()
