"""Copies are announced, whatever their characters and furniture; other reports are not."""

from collections import Counter

import pytest
from django.db import connection

from archive.models import DuplicateDecision, Report, TextReuse, TextSample, Upload
from archive.reading.text_reuse import FEWEST
from archive.services.receive import read_again, receive_file
from archive.services.similar import COMMON, likenesses, note_similar, samples_of
from tests.archive.services.reuse_pairs import archive, measure, take_in

pytestmark = pytest.mark.django_db
BODY = (
    "全县去年新建村级议事亭二十三处，每月初五由支部书记主持，村民可以旁听也可以发言。"
    "议定的事写在亭边木牌上，办成一件划去一件，年底由老党员逐条查对。"
    "水渠、路灯、晒场三类事情占了七成，其余多是邻里纠纷。有两处因为天冷停了三个月，开春后恢复。"
)
OTHER = (
    "学院党委今年把组织生活放到实验室，教师支部与学生支部结对，轮流讲一项正在做的研究。"
    "参加的学生从四十人增加到一百六十人，有五个课题因此找到了企业伙伴。"
)
FORMULAS = (
    "坚持以邓小平理论和“三个代表”重要思想为指导，深入贯彻落实科学发展观，在县委的正确领导下，围绕中心、服务大局，"
    "充分发挥党员的先锋模范作用，为经济社会发展提供坚强的组织保证，取得了显著成效。"
)


def text(body: str, title: str) -> bytes:
    return f"{title}\n{body}\n".encode()


def stored(body: str, title: str) -> Report:
    return receive_file(text(body, title), f"{title}.txt").reports[0]


def kind(report: Report) -> str:
    return report.reuses.get().kind


def test_a_copy_with_another_title_and_an_addition_points_to_the_first():
    first = stored(BODY, "议事亭的账")
    received = receive_file(text(BODY + "以上情况供参考。", "关于村级议事亭的汇报"), "二.txt")
    second = received.reports[0]
    assert second.similar_to == first
    assert second.similarity > 0.8
    assert kind(second) == "alike"
    assert any("议事亭的账" in words and "%" in words for words in received.notices)
    assert Report.objects.get(pk=first.pk).similar_to is None


def test_a_copy_in_other_characters_and_with_other_marks_is_the_same_text():
    stored(BODY, "议事亭的账")
    table = str.maketrans("县处书记织个写办党员条对类纠纷两。，", "縣處書記織個寫辦黨員條對類糾紛兩.,")
    second = stored(BODY.translate(table), "议事亭的账")
    assert (kind(second), second.similarity) == ("same", 1.0)


def test_part_and_whole_are_told_apart():
    long = stored(f"{BODY}\n{OTHER}\n{_scrambled(OTHER, -1)}", "几件事")
    whole = stored(f"{_scrambled(BODY, -1)}\n{BODY}\n{_scrambled(BODY + OTHER, 2)}", "另外几件事")
    assert (whole.similar_to, kind(whole)) == (None, "passages")
    assert whole.reuses.get().paragraphs == [[3, 2, 1.0]]
    part = stored(BODY, "一件事")
    assert (part.similar_to, {row.kind for row in part.reuses.all()}) == (long, {"part"})
    grown = stored(f"{long.text}\n{_scrambled(BODY + OTHER, 3)}\n{_scrambled(BODY * 2, 5)}", "加长的几件事")
    assert grown.similar_to == long
    assert grown.reuses.get(other=part).kind == "whole"


def _scrambled(body: str, step: int) -> str:
    """A paragraph of the same letters that says something else."""
    return body[::step].strip("，。") + "。"


def test_other_reports_and_set_phrases_are_not_like_it():
    stored(f"{BODY}\n{FORMULAS}", "议事亭的账")
    received = receive_file(text(f"{OTHER}\n{FORMULAS}", "实验室里的组织生活"), "二.txt")
    assert received.reports[0].similar_to is None
    assert received.notices == ()
    assert not TextReuse.objects.exists()


def test_a_text_of_set_phrases_only_is_found_when_it_is_the_same():
    first = stored(FORMULAS, "套话")
    assert stored(FORMULAS.replace("，", ","), "套话").similar_to == first
    assert stored(FORMULAS * 2, "套话").similar_to is None


def test_what_many_reports_say_tells_nothing_but_copies_of_it_are_still_found():
    say = [f"{BODY}\n{OTHER[n:] + OTHER[:n] + chr(0x5000 + n) * 3}{OTHER[::-1][n:]}" for n in range(COMMON + 5)]
    reports = [stored(body, f"第{n}号来件") for n, body in enumerate(say)]
    assert Counter(TextSample.objects.values_list("value", flat=True)).most_common(1)[0][1] == COMMON
    again = stored(say[-1].replace("，", ","), f"第{COMMON + 4}号来件")
    assert again.similar_to is not None
    assert again.similarity >= 0.9
    assert reports[0].similar_to is None
    fresh = stored(BODY + "".join(chr(0x6000 + 7 * n) for n in range(200)), "新事")
    assert fresh.similar_to is None


def test_a_copy_is_announced_before_anything_is_saved():
    first = stored(BODY, "议事亭的账")
    held = (Report.objects.count(), TextSample.objects.count(), TextReuse.objects.count())
    (found,) = likenesses(f"议事亭\n{BODY}\n再版附记。")
    assert (found.other, found.kind, found.is_near_duplicate) == (first, TextReuse.Kind.ALIKE, True)
    assert 0.9 < found.similarity <= 1.0
    assert (2, 2, 1.0) in found.paragraphs
    assert held == (Report.objects.count(), TextSample.objects.count(), TextReuse.objects.count())
    assert likenesses(OTHER) == []


def reread(report: Report) -> Report:
    upload = Upload.objects.get(pk=report.upload_id)
    data = upload.raw_text.encode()
    assert read_again(upload, data).state == "new"
    return Report.objects.get(pk=report.pk)


def test_what_a_person_decided_survives_a_rereading():
    first = stored(BODY, "议事亭的账")
    second = stored(BODY + "以上情况供参考。", "关于村级议事亭的汇报")
    for decision in DuplicateDecision.DISTINCT, DuplicateDecision.SAME:
        Report.objects.filter(pk=second.pk).update(duplicate_decision=decision)
        again = reread(second)
        assert (again.similar_to, again.duplicate_decision) == (first, decision)


def test_a_decided_pair_stays_though_another_is_nearer_and_a_copy_put_aside_is_the_last_choice():
    first = stored(BODY, "议事亭的账")
    second = stored(BODY + "以上情况供参考。", "关于村级议事亭的汇报")
    third = stored(BODY + "以上情况,供参考!", "关于村级议事亭的汇报")
    assert third.similar_to == second
    Report.objects.filter(pk=second.pk).update(duplicate_decision=DuplicateDecision.SAME)
    assert reread(third).similar_to == first
    Report.objects.filter(pk=third.pk).update(similar_to=second, duplicate_decision=DuplicateDecision.DISTINCT)
    assert reread(third).similar_to == second


def test_a_decision_about_a_text_that_is_no_longer_alike_does_not_hide_another():
    stored(BODY, "议事亭的账")
    other = stored(OTHER, "实验室")
    third = stored(BODY + "以上情况供参考。", "关于村级议事亭的汇报")
    Report.objects.filter(pk=third.pk).update(similar_to=other, duplicate_decision=DuplicateDecision.DISTINCT)
    again = reread(third)
    assert (again.similar_to.title, again.duplicate_decision) == ("议事亭的账", "")


def test_later_reports_follow_when_the_earlier_one_is_read_again():
    first = stored(BODY, "议事亭的账")
    second = stored(f"{OTHER}\n{BODY}", "两件事")
    assert second.reuses.get().paragraphs == [[3, 2, 1.0]]
    first.text = f"议事亭的账\n另有一段在前。\n{BODY}"
    first.save()
    note_similar(first, samples_of(first.text))
    assert second.reuses.get().paragraphs == [[3, 3, 1.0]]
    first.text = OTHER[::-1]
    first.save()
    note_similar(first, samples_of(first.text))
    assert not second.reuses.exists()


def test_samples_are_the_same_everywhere_and_follow_the_length():
    few = samples_of("一二三四五六七八九十甲")
    assert few == sorted(few) == samples_of("一二三，四五六\n七八九十甲")
    assert len(few) == 7
    assert -6246568427283932293 in few
    assert FEWEST <= len(samples_of(BODY * 3)) < len(BODY)
    assert samples_of("") == samples_of("，。") == []


# -- measured ---------------------------------------------------------------------------------------------------------


def test_precision_and_recall_on_generated_pairs():
    written = archive(seed=20261124, families=200)
    reports, seconds = take_in(written)
    precision, recall, errors = measure(written, reports)
    print(f"\nnear-duplicates among {len(reports)} reports: precision {precision:.3f}, recall {recall:.3f}, "
          f"{seconds:.1f} s; {dict(errors)}")
    assert precision >= 0.98, errors
    assert recall >= 0.95, errors


def test_candidates_come_from_an_index():
    values = samples_of(BODY)
    asked = TextSample.objects.filter(value__in=values).values_list("value", "report")
    stored(BODY, "议事亭的账")
    if connection.vendor == "sqlite":
        assert "SEARCH archive_textsample USING COVERING INDEX text_sample_value" in asked.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            assert "text_sample_value" in asked.explain()
