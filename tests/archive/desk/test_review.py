"""A report on the desk: findings decided, record edited, published, taken back."""

import re

import pytest
from django.urls import reverse

from archive.desk.panes import clean_pane, original_pane
from archive.models import Authorship, Finding
from archive.services.publish import publish
from tests.archive.services.readings import CLEAN, RAW

pytestmark = pytest.mark.django_db


def decide(client, finding, **data):
    return client.post(reverse("desk:finding_decide", args=[finding.pk]), data)


def save(client, report, **data):
    return client.post(reverse("desk:review_save", args=[report.pk]), data)


def one(report, kind) -> Finding:
    return report.findings.get(kind=kind)


def test_the_page_shows_original_clean_and_findings(reviewer, draft):
    page = reviewer.get(reverse("desk:review", args=[draft.pk])).content.decode()
    assert "<del" in page
    assert "时间:2019-05-06</del>" in page or ">时间:2019-05-06<" in page
    for finding in draft.findings.exclude(start=None).exclude(kind__in=["campaign", "document", "figure"]):
        assert f'id="find-{finding.pk}"' in page
    jumps = set(re.findall(r'href="#(at\d+)"', page))
    assert jumps
    assert jumps <= set(re.findall(r'id="(at\d+)"', page))


def test_panes_lose_no_character(draft):
    findings = list(draft.findings.all())
    shown = ["".join(run.text for run in p.runs) for p in original_pane(draft, findings).paragraphs]
    assert shown == [line for line in RAW.split("\n") if line.strip()]
    shown = ["".join(run.text for run in p.runs) for p in clean_pane(draft, findings).paragraphs]
    assert shown == CLEAN.split("\n")


def test_accept_leads_to_the_next_open_finding(reviewer, draft):
    title = one(draft, "title")
    response = decide(reviewer, title, do="accept")
    title.refresh_from_db()
    assert title.state == "accepted"
    assert title.decided_by.username == "shenhe"
    following = int(response["Location"].rsplit("-", 1)[1])
    assert following != title.pk
    assert Finding.objects.get(pk=following).state == "proposed"


def test_edit_shows_a_field_and_correct_keeps_what_was_read(reviewer, draft):
    year = one(draft, "year")
    response = decide(reviewer, year, do="edit")
    page = reviewer.get(response["Location"].split("#")[0]).content.decode()
    assert f'id="v{year.pk}"' in page
    decide(reviewer, year, do="correct", value="2004", reason="查县志")
    year.refresh_from_db()
    draft.refresh_from_db()
    assert (year.state, year.value, year.data["read"]["value"], draft.year) == ("corrected", "2004", "2006", 2004)
    page = reviewer.get(reverse("desk:review", args=[draft.pk])).content.decode()
    assert "改自“2006”" in page


def test_a_wrong_value_is_refused_in_words_and_changes_nothing(reviewer, draft):
    year = one(draft, "year")
    address = reverse("desk:finding_decide", args=[year.pk])
    page = reviewer.post(address, {"do": "correct", "value": "今年"}, follow=True)
    assert "年份要写成四位数字" in page.content.decode()
    year.refresh_from_db()
    assert year.state == "proposed"


def test_persons_are_corrected_with_their_post(reviewer, draft):
    decide(reviewer, one(draft, "person"), do="correct", value="白秋石", role="部长", affiliation="当涂县委")
    row = Authorship.objects.get(report=draft)
    assert (row.author.name, row.role, row.affiliation) == ("白秋石", "部长", "当涂县委")


def test_unknown_wish(reviewer, draft):
    decide(reviewer, one(draft, "year"), do="explode")
    assert one(draft, "year").state == "proposed"


def test_record_is_saved_and_unchanged_fields_decide_nothing(reviewer, draft):
    shown = "当涂县（340521）"
    save(reviewer, draft, title="改题", year="", locality=shown, genre="领导讲话", posted_on="2019-05-06")
    draft.refresh_from_db()
    assert draft.title == "改题"
    assert draft.locality_id == "340521"
    assert set(draft.findings.exclude(state="proposed").values_list("kind", flat=True)) == {"title"}


def test_place_by_name_or_code_and_never_by_guess(reviewer, draft):
    save(reviewer, draft, locality="肥东县")
    draft.refresh_from_db()
    assert draft.locality_id == "340122"
    page = save(reviewer, draft, locality="朝阳区", title="留着的题").content.decode()
    assert "不止一处" in page
    assert 'value="朝阳区"' in page
    assert 'value="留着的题"' in page
    save(reviewer, draft, locality="")
    draft.refresh_from_db()
    assert draft.locality_id is None


@pytest.mark.parametrize(("field", "typed", "kept"), [
    ("year", "２００６", "2006"), ("year", "2006年", "2006"),
    ("locality", "湖北省宜昌市夷陵区", "420506"), ("locality", "宜昌市夷陵区", "420506"),
    ("locality", "湖北夷陵区", "420506"), ("locality", "湖北省 宜昌市 夷陵区", "420506"),
    ("locality", "江苏省南京市鼓楼区", "320106"), ("locality", "福州市鼓楼区", "350102"),
    ("locality", "襄樊市南漳县", "420624"),
])
def test_what_people_type_is_understood(reviewer, draft, field, typed, kept):
    assert save(reviewer, draft, **{field: typed}).status_code == 302
    draft.refresh_from_db()
    assert str(draft.year if field == "year" else draft.locality_id) == kept


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("year", "20x6", "四位数字"), ("year", "1066", "四位数字"), ("genre", "散文", "没有“散文”"),
     ("title", "", "题名不能为空"), ("posted_on", "昨天", "日期要写成"), ("published_on", "八月", "刊载日期"),
     ("locality", "无此县", "地名表里没有"), ("locality", "江苏省夷陵区", "地名表里没有"),
     ("locality", "鼓楼区", "不止一处"), ("title", "长" * 501, "太长")],
)
def test_refusals_stand_beside_their_field(reviewer, draft, field, value, words):
    page = save(reviewer, draft, **{field: value}).content.decode()
    assert words in page
    assert not draft.findings.exclude(state="proposed").exists()


def test_an_author_is_added(reviewer, draft):
    save(reviewer, draft, author="中共当涂县委办公室", author_kind="corporate")
    assert draft.authorships.filter(author__name="中共当涂县委办公室", author__kind="corporate").exists()


def test_save_and_publish_then_withdraw(reviewer, draft):
    save(reviewer, draft, title="定稿", do="publish")
    draft.refresh_from_db()
    assert (draft.status, draft.title, draft.reviewed_by.username) == ("published", "定稿", "shenhe")
    page = reviewer.get(reverse("desk:review", args=[draft.pk])).content.decode()
    assert reverse("desk:withdraw", args=[draft.pk]) in page
    reviewer.post(reverse("desk:withdraw", args=[draft.pk]), {"reason": "误收"})
    draft.refresh_from_db()
    assert draft.status == "withdrawn"
    assert "撤下：误收" in reviewer.get(reverse("desk:review", args=[draft.pk])).content.decode()


def test_queue_filters_and_publishes_the_ticked(reviewer, draft):
    queue = reverse("desk:queue")
    assert draft.title in reviewer.get(queue).content.decode()
    assert draft.title in reviewer.get(queue, {"problem": "year"}).content.decode()
    assert draft.title not in reviewer.get(queue, {"problem": "residue"}).content.decode()
    draft.defects = [{"id": "pinyin_residue", "count": 3}]
    draft.save()
    assert draft.title in reviewer.get(queue, {"problem": "residue"}).content.decode()
    assert draft.title not in reviewer.get(queue, {"status": "published"}).content.decode()
    assert "没有选中" in reviewer.post(queue, {}, follow=True).content.decode()
    odd = {"report": ["abc", "9" * 30, "9" * 5000, "²"]}
    assert "没有选中" in reviewer.post(queue, odd, follow=True).content.decode()
    reviewer.post(queue, {"report": [draft.pk]})
    twice = reviewer.post(queue, {"report": [draft.pk]}, follow=True).content.decode()
    assert "已不在待审之列" in twice
    draft.refresh_from_db()
    assert draft.is_published


def test_lists_take_a_fixed_number_of_queries(reviewer, draft, django_assert_max_num_queries):
    publish(draft)
    with django_assert_max_num_queries(20):
        reviewer.get(reverse("desk:queue"), {"status": "all"})
