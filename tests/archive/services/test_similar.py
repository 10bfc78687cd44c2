"""Copies are announced, whatever their characters and furniture; other reports are not."""

import pytest

from archive.models import Report
from archive.services.receive import receive_file
from archive.services.similar import KEPT, samples_of

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


def text(body: str, title: str) -> bytes:
    return f"{title}\n{body}\n".encode()


def test_a_copy_with_another_title_and_an_addition_points_to_the_first():
    first = receive_file(text(BODY, "议事亭的账"), "一.txt").reports[0]
    received = receive_file(text(BODY + "以上情况供参考。", "关于村级议事亭的汇报"), "二.txt")
    second = received.reports[0]
    assert second.similar_to == first
    assert second.similarity > 0.8
    assert any("议事亭的账" in words and "%" in words for words in received.notices)
    assert Report.objects.get(pk=first.pk).similar_to is None


def test_a_copy_in_other_characters_is_seen():
    receive_file(text(BODY, "议事亭的账"), "一.txt")
    table = str.maketrans("县处书记织个写办党员条对类纠纷两", "縣處書記織個寫辦黨員條對類糾紛兩")
    second = receive_file(text(BODY.translate(table), "议事亭的账"), "二.txt").reports[0]
    assert second.similar_to is not None


def test_another_report_is_not_like_it():
    receive_file(text(BODY, "议事亭的账"), "一.txt")
    received = receive_file(text(OTHER, "实验室里的组织生活"), "二.txt")
    assert received.reports[0].similar_to is None
    assert received.notices == ()


def test_samples_are_the_same_everywhere_and_bounded():
    assert samples_of("一二三四五六") == [-8782397396529806461]
    assert len(samples_of(BODY * 3)) == KEPT
    assert samples_of("") == []
