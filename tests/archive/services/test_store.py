"""What a reading says stands in the tables, and what people decided stays there."""

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth import get_user_model

from archive.models import Author, Figure, Finding, Initiative, LocalityMention, Report, Upload, Withheld
from archive.reading.edits import Edit
from archive.reading.records import (
    PersonMention,
    RawText,
    Reading,
    ReportReading,
    ReportSlice,
    Trail,
    YearResult,
)
from archive.services.decide import DecisionRefused, accept, correct, edit_report, reject, undo
from archive.services.publish import decide_duplicate, publish, withdraw
from archive.services.store import store_reading
from archive.signals import reports_changed
from tests.archive.services.readings import CLEAN, RAW, a_reading, a_report, ev

pytestmark = pytest.mark.django_db
Kind = Finding.Kind


@pytest.fixture
def upload() -> Upload:
    return Upload.objects.create(sha256="a" * 64, name="试点.txt", size=10)


@pytest.fixture
def clerk():
    return get_user_model().objects.create_user("clerk", is_staff=True)


@pytest.fixture
def told():
    """Ids told by the one signal, call by call."""
    heard: list[list[int]] = []

    def hear(report_ids, **_):
        heard.append(list(report_ids))

    reports_changed.connect(hear)
    yield heard
    reports_changed.disconnect(hear)


def finding(report: Report, kind: str, key: str) -> Finding:
    return report.findings.get(kind=kind, key=key)


def test_every_statement_is_stored_with_its_words(upload):
    (report,) = store_reading(upload, a_reading())
    report.refresh_from_db()
    assert (report.title, report.year, report.genre) == ("在城北试点会上的总结", 2006, "领导讲话")
    assert report.locality_id == "340521"
    assert report.posted_on == date(2019, 5, 6)
    assert report.status == "draft"
    assert set(report.findings.values_list("kind", flat=True)) == {
        "title", "genre", "year", "posted_on", "place", "person", "initiative", "campaign", "document", "figure",
        "withheld",
    }
    for row in report.findings.exclude(start=None):
        assert report.text[row.start : row.end] == row.quote
        assert RAW[row.raw_start : row.raw_end] == row.quote
    posted = finding(report, Kind.POSTED_ON, "posted_on")
    assert posted.start is None
    assert RAW[posted.raw_start : posted.raw_end] == "时间:2019-05-06" == posted.quote
    assert report.text == CLEAN


def test_rows_of_other_tables_follow(upload):
    (report,) = store_reading(upload, a_reading())
    mention = report.initiative_mentions.get()
    assert (mention.initiative.key, mention.status, mention.locality_id) == ("灯下议事", "已实施", "340521")
    assert CLEAN[mention.name_start : mention.name_end] == "“灯下议事”制度"
    assert [(f.value, f.unit, f.mention_id) for f in Figure.objects.all()] == [(36.0, "场", mention.pk)]
    assert LocalityMention.objects.get().role == "primary"
    assert Withheld.objects.get().text == "××乡"
    assert report.authorships.get().author.distinction == "当涂县委组织部"
    assert report.headings == [[1, "总结", 0, 3]]
    assert report.trail[0] == [0, 14, "", "furniture"]


def test_a_web_date_after_the_year_is_a_defect(upload):
    (report,) = store_reading(upload, a_reading())
    assert {"id": "late_posting_date", "count": 1, "example": "2019-05-06"} in report.defects
    (report,) = store_reading(upload, a_reading(a_report(year=2019)))
    assert "late_posting_date" not in {defect["id"] for defect in report.defects}


def test_a_title_that_the_text_does_not_say_is_a_flaw_until_a_person_states_one(upload, clerk):
    (report,) = store_reading(upload, a_reading(replace(a_report(), title_evidence=None)))
    assert "missing_title" in {defect["id"] for defect in report.defects}
    report = edit_report(report, {"title": "试点会总结"}, clerk)
    assert "missing_title" not in {defect["id"] for defect in report.defects}


def test_a_report_goes_on_with_its_words_not_with_its_number_where_the_raw_text_is_another(upload, clerk):
    def part(number: int, text: str) -> ReportReading:
        read = a_report(number)
        slice_ = ReportSlice(number, None, text, Trail(0, len(text)), "hans")
        return replace(read, slice=slice_, title=text[:4], title_evidence=None, year=YearResult(), locality=None,
                       places=(), withheld=(), initiatives=(), campaigns=(), documents=(), figures=(), authors=(),
                       headings=(), posted_on=None)

    def reading(raw: str, *parts: ReportReading) -> Reading:
        return Reading(RawText(raw, "text", "utf-8", 1.0), "hans", parts)

    texts = ["渔村的夜谈从掌灯开始，老船长先说，众人后说，说完记在木牌上。",
             "山里的板凳会不设主席台，谁来得早谁坐前排，散会前把事定下来。"]
    first, second = store_reading(upload, reading("甲", part(1, texts[0]), part(2, texts[1])))
    edit_report(second, {"title": "板凳会"}, clerk)
    store_reading(upload, reading("乙", part(1, texts[1] + "以上。"), part(2, texts[0])))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.part, second.title, first.part) == (1, "板凳会", 2)
    other = "全是别的字句，没有一处与先前相同，只能照篇次接上。"
    store_reading(upload, reading("丙", part(1, other), part(2, texts[0])))
    second.refresh_from_db()
    assert (second.part, second.title) == (1, "板凳会")


def test_a_low_year_and_a_proposal_stay_on_the_desk(upload):
    (report,) = store_reading(upload, a_reading(a_report(confidence="low", shown=False)))
    assert report.year is None
    assert report.year_max == 2006
    assert not Initiative.objects.exists()
    assert finding(report, Kind.INITIATIVE, "灯下议事").state == "proposed"


def test_accepting_a_proposal_shows_it_and_undoing_takes_it_back(upload, clerk):
    (report,) = store_reading(upload, a_reading(a_report(confidence="low", shown=False)))
    accept(finding(report, Kind.INITIATIVE, "灯下议事"), clerk)
    accept(finding(report, Kind.YEAR, "year"), clerk)
    report.refresh_from_db()
    assert (report.year, report.year_confidence) == (2006, "high")
    assert report.initiative_mentions.count() == 1
    undo(finding(report, Kind.INITIATIVE, "灯下议事"), clerk)
    assert report.initiative_mentions.count() == 0


def test_decisions_survive_a_second_reading(upload, clerk):
    (report,) = store_reading(upload, a_reading())
    edit_report(report, {"year": "2005", "locality": "340503", "title": "试点会总结"}, clerk, "查对县志")
    reject(finding(report, Kind.INITIATIVE, "灯下议事"), clerk)
    accept(finding(report, Kind.GENRE, "genre"), clerk)
    again = a_report(year=2010, place=("340122", "安徽省/合肥市/肥东县"), title="另一题")
    (report,) = store_reading(upload, a_reading(again, digest="d2"))
    report.refresh_from_db()
    assert (report.title, report.year, report.locality_id) == ("试点会总结", 2005, "340503")
    assert not report.initiative_mentions.exists()
    year = finding(report, Kind.YEAR, "year")
    assert year.state == "corrected"
    assert [a["value"] for a in year.alternatives] == ["2010"]
    assert report.rules_digest == "d2"


def test_an_undecided_value_follows_the_second_reading_and_keeps_its_id(upload):
    (report,) = store_reading(upload, a_reading())
    before = finding(report, Kind.YEAR, "year").pk
    (again,) = store_reading(upload, a_reading(a_report(year=2010)))
    assert again.pk == report.pk
    assert again.year == 2010
    assert again.version == 2
    assert finding(report, Kind.YEAR, "year").pk == before


def test_undo_gives_back_what_was_read(upload, clerk):
    (report,) = store_reading(upload, a_reading())
    correct(finding(report, Kind.YEAR, "year"), "1999", clerk)
    correct(finding(report, Kind.YEAR, "year"), "1998", clerk)
    undo(finding(report, Kind.YEAR, "year"), clerk)
    row = finding(report, Kind.YEAR, "year")
    assert (row.value, row.state, row.data["kind"]) == ("2006", "proposed", "stated")
    report.refresh_from_db()
    assert report.year == 2006


def test_only_published_reports_are_told_of(upload, clerk, told):
    (report,) = store_reading(upload, a_reading())
    accept(finding(report, Kind.GENRE, "genre"), clerk)
    assert told == []
    publish(report, clerk)
    publish(report, clerk)
    reject(finding(report, Kind.YEAR, "year"), clerk)
    store_reading(upload, a_reading())
    edit_report(report, {"title": "新题"}, clerk)
    edit_report(report, {"title": "新题"}, clerk)
    withdraw(report, clerk, "误收")
    edit_report(report, {"title": "旧题"}, clerk)
    assert told == [[report.pk]] * 5
    report.refresh_from_db()
    assert report.version == 8
    reasons = list(report.history.values_list("history_change_reason", flat=True))
    assert "撤下：误收" in reasons
    assert report.history.filter(history_user=clerk).exists()


def test_two_persons_of_one_name_are_two_unless_body_and_place_agree(upload):
    def signed(affiliation: str | None) -> PersonMention:
        return PersonMention("白秋实", "person", "author", "书记", affiliation, ev(CLEAN, "总结"), 0.9)

    for number, body in enumerate(["当涂县委组织部", "当涂县委组织部", "肥东县委党校", None]):
        other = Upload.objects.create(sha256=f"{number:064}", name="x.txt", size=1)
        store_reading(other, a_reading(a_report(author=signed(body))))
    assert set(Author.objects.values_list("name", "distinction")) == {
        ("白秋实", "当涂县委组织部"), ("白秋实", "当涂县，肥东县委党校"), ("白秋实", "当涂县"),
    }


def test_a_body_named_only_by_its_rank_is_told_apart_by_place(upload):
    for number, name in enumerate(["县委组织部", "当涂县委组织部"]):
        other = Upload.objects.create(sha256=f"{number:064}", name="x.txt", size=1)
        body = PersonMention(name, "corporate", "author", None, None, ev(CLEAN, "总结"), 0.9)
        store_reading(other, a_reading(a_report(author=body)))
    assert set(Author.objects.values_list("name", "distinction")) == {("县委组织部", "当涂县"), ("当涂县委组织部", "")}


def test_what_no_database_takes_is_made_fit(upload):
    reading = a_reading(a_report(title="长" * 700 + "\0", year=30000))
    (report,) = store_reading(upload, reading)
    assert len(report.title) == 500
    assert report.title.endswith("…")
    assert report.year is None


def test_a_draft_part_that_is_gone_goes_but_published_and_decided_ones_stay(upload, clerk):
    _, second, third = store_reading(upload, a_reading(a_report(1), a_report(2), a_report(3)))
    publish(decide_duplicate(third, "distinct", clerk), clerk)
    store_reading(upload, a_reading(a_report(1)))
    assert set(upload.reports.values_list("part", flat=True)) == {1, 3}
    assert not Report.objects.filter(pk=second.pk).exists()


def test_a_decided_quote_that_stands_twice_stays_at_its_own_place(upload):
    """The words are followed by where they stand in the original, not to the first place that reads alike."""
    raw = "广告\n开办夜校。又到冬天，开办夜校。\n"
    at = raw.rindex("开办夜校")

    def reading(cut: int) -> Reading:
        text = raw[cut:-1]
        trail = Trail(0, len(raw), tuple(e for e in (Edit(0, cut, "", "line"), Edit(len(raw) - 1, len(raw), "", "edge"))
                                         if e.end > e.start))  # fmt: skip
        part = ReportReading(ReportSlice(1, None, text, trail, "hans"), "题", None, "其他", None, YearResult())
        return Reading(RawText(raw, "text", "utf-8", 1.0), "hans", (part,), (), "rules")

    (report,) = store_reading(upload, reading(0))
    Finding.objects.create(
        report=report, kind=Kind.INITIATIVE, key="k", value="夜校", start=at, end=at + 4, raw_start=at, raw_end=at + 4,
        quote="开办夜校", rule="by_hand", confidence=1, state=Finding.State.ACCEPTED,
    )
    (report,) = store_reading(upload, reading(3))
    kept = finding(report, Kind.INITIATIVE, "k")
    assert (kept.start, kept.raw_start) == (at - 3, at)
    assert report.text[kept.start : kept.end] == raw[kept.raw_start : kept.raw_end] == "开办夜校"


def test_a_decision_on_a_finding_that_a_reading_took_away_is_refused_in_words(upload, clerk):
    (report,) = store_reading(upload, a_reading())
    gone = finding(report, Kind.YEAR, "year")
    Finding.objects.filter(pk=gone.pk).delete()
    with pytest.raises(DecisionRefused, match="已经不在"):
        accept(gone, clerk)
