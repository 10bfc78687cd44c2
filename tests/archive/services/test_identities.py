"""What people decide about who is one outlives readings, is undone at a click, and tells the index exactly enough."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model

from archive.models import Author, IdentityDecision, Initiative, Report, Upload
from archive.reading.records import PersonMention
from archive.services import decide
from archive.services.decide import DecisionRefused
from archive.services.identities import (
    AUTHORS,
    INITIATIVES,
    keep_apart,
    merge,
    rename_author,
    rename_initiative,
    split,
    survivor,
    undo,
)
from archive.services.publish import decide_duplicate, publish
from archive.services.store import store_reading
from archive.signals import reports_changed
from tests.archive.services.readings import CLEAN, a_reading, a_report, ev

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """Ids of reports of which the index was told."""
    ids: list[int] = []

    def hear(report_ids, **_):
        ids.extend(report_ids)

    reports_changed.connect(hear)
    yield ids
    reports_changed.disconnect(hear)


@pytest.fixture
def user():
    return get_user_model().objects.create_user("shenhe")


def a_part(*names: str, affiliation: str = "当涂县委组织部"):
    """A report that tells of initiatives by these names; its words are the same, so that evidence is right."""
    part = a_report(author=PersonMention("白秋实", "person", "author", "", affiliation, ev(CLEAN, "总结"), 0.9))
    (mention,) = part.initiatives
    return replace(part, initiatives=tuple(replace(mention, name=name, normalised=name) for name in names))


def stored(*names: str, public: bool = True, **values: str) -> Report:
    number = Upload.objects.count()
    upload = Upload.objects.create(sha256=f"{number:064}", name=f"{number}.txt", size=9)
    (report,) = store_reading(upload, a_reading(a_part(*names, **values)))
    if report.similar_to:
        decide_duplicate(report, "distinct")
    return publish(report) if public else report


def read_again(report: Report, *names: str, **values: str) -> None:
    store_reading(report.upload, a_reading(a_part(*names, **values), digest="d2"))


def names_in(report: Report) -> list[str]:
    return sorted(mention.initiative.name for mention in report.initiative_mentions.all())


def initiative(name: str) -> Initiative:
    return Initiative.objects.get(name=name)


def test_a_merge_outlives_readings_and_tells_of_the_reports_it_touches_alone(heard, user):
    lamp, lantern, both, draft, other = (
        stored("灯下议事"), stored("灯下议事会"), stored("灯下议事", "灯下议事会"), stored("灯下议事会", public=False),
        stored("石桥夜校"),
    )
    versions = dict(Report.objects.values_list("pk", "version"))
    heard.clear()
    done = merge(INITIATIVES, initiative("灯下议事"), [initiative("灯下议事会")], user, "同一项")
    assert (done.before, done.after, done.decided_by, done.reason) == ("灯下议事会", "灯下议事", user, "同一项")
    assert [names_in(report) for report in (lamp, lantern, both, draft)] == [["灯下议事"]] * 4
    assert sorted(heard) == [lantern.pk, both.pk]
    moved = {pk for pk, version in Report.objects.values_list("pk", "version") if version != versions[pk]}
    assert moved == {lantern.pk, both.pk, draft.pk}
    assert "并入" in lantern.history.first().history_change_reason
    assert lantern.history.first().history_user == user

    read_again(lantern, "灯下议事会")
    assert names_in(lantern) == ["灯下议事"]
    assert names_in(other) == ["石桥夜校"]

    heard.clear()
    undo(done, user)
    assert names_in(lantern) == ["灯下议事会"]
    assert names_in(both) == ["灯下议事", "灯下议事会"]
    assert names_in(lamp) == ["灯下议事"]
    assert sorted(heard) == [lantern.pk, both.pk]
    with pytest.raises(DecisionRefused):
        undo(done, user)


def test_figures_of_both_names_stay_with_the_one_that_is_left():
    report = stored("灯下议事", "灯下议事会")
    figures = {figure.value for figure in report.figures.filter(mention__isnull=False)}
    merge(INITIATIVES, initiative("灯下议事"), [initiative("灯下议事会")], None)
    (mention,) = report.initiative_mentions.all()
    assert [figure.value for figure in mention.figures.all()] == sorted(figures)


def test_merges_lead_on_and_are_undone_in_any_order():
    first, second, third = stored("甲课"), stored("乙课"), stored("丙课")
    one = merge(INITIATIVES, initiative("乙课"), [initiative("甲课")], None)
    merge(INITIATIVES, initiative("丙课"), [initiative("乙课")], None)
    assert [names_in(report) for report in (first, second, third)] == [["丙课"]] * 3
    with pytest.raises(DecisionRefused):
        merge(INITIATIVES, initiative("甲课"), [initiative("丙课")], None)
    undo(one, None)
    assert [names_in(report) for report in (first, second, third)] == [["甲课"], ["丙课"], ["丙课"]]
    merge(INITIATIVES, initiative("甲课"), [initiative("丙课")], None)
    assert [names_in(report) for report in (first, second, third)] == [["甲课"]] * 3


def test_one_report_split_out_stays_out_whatever_is_read_or_merged_later(heard):
    here, there = stored("先锋日"), stored("先锋日")
    heard.clear()
    done = split(INITIATIVES, [there.initiative_mentions.get()], None, "两县各办各的", name="河西先锋日")
    assert (names_in(here), names_in(there), heard) == (["先锋日"], ["河西先锋日"], [there.pk])
    read_again(there, "先锋日")
    merge(INITIATIVES, Initiative.objects.create(name="党员先锋日", key="党员先锋日"), [initiative("先锋日")], None)
    assert (names_in(here), names_in(there)) == (["党员先锋日"], ["河西先锋日"])
    undo(done, None)
    assert names_in(there) == ["党员先锋日"]


def test_the_same_name_may_be_split_in_two():
    here, there = stored("先锋日"), stored("先锋日")
    split(INITIATIVES, [there.initiative_mentions.get()], None)
    assert names_in(here) == names_in(there) == ["先锋日"]
    assert here.initiative_mentions.get().initiative != there.initiative_mentions.get().initiative


def test_a_split_of_everything_or_of_nothing_is_refused():
    report = stored("先锋日")
    for chosen in (list(report.initiative_mentions.all()), []):
        with pytest.raises(DecisionRefused):
            split(INITIATIVES, chosen, None, name="河西先锋日")
    assert not IdentityDecision.objects.exists()


def test_a_new_name_reaches_the_public_reports_and_is_taken_back(heard):
    report, _draft = stored("先锋日"), stored("先锋日", public=False)
    heard.clear()
    held = rename_initiative(initiative("先锋日"), "“先锋日”", "制度", None, "照原文")
    assert (names_in(report), heard) == (["“先锋日”"], [report.pk])
    read_again(report, "先锋日")
    assert names_in(report) == ["“先锋日”"]
    first = IdentityDecision.objects.get()
    rename_initiative(held, "党员先锋日", "制度", None)
    with pytest.raises(DecisionRefused):
        undo(first, None)
    undo(IdentityDecision.objects.latest("pk"), None)
    undo(first, None)
    held.refresh_from_db()
    assert (held.name, held.category, IdentityDecision.objects.count()) == ("先锋日", "制度", 2)
    rename_initiative(held, "先锋日", "制度", None)
    assert IdentityDecision.objects.count() == 2


def test_authors_of_one_name_are_merged_though_the_next_reading_tells_them_otherwise(heard):
    one, other = stored("甲课", affiliation="当涂县委组织部"), stored("甲课", affiliation="当涂县委党校")
    mine, his = one.authorships.get().author, other.authorships.get().author
    assert mine != his
    heard.clear()
    done = merge(AUTHORS, mine, [his], None, "同一人，先后任职")
    assert other.authorships.get().author == mine
    assert heard == [other.pk]
    read_again(other, "甲课", affiliation="当涂县档案馆")
    assert other.authorships.get().author == mine
    undo(done, None)
    read_again(other, "甲课", affiliation="当涂县委党校")
    assert other.authorships.get().author == his


def test_an_author_split_out_needs_what_tells_him_apart():
    one, other = stored("甲课"), stored("乙课")
    author = one.authorships.get().author
    assert other.authorships.get().author == author
    done = split(AUTHORS, [other.authorships.get()], None, distinction="河西乡")
    assert (one.authorships.get().author, other.authorships.get().author.distinction) == (author, "河西乡")
    read_again(other, "乙课")
    assert other.authorships.get().author.distinction == "河西乡"
    undo(done, None)
    assert other.authorships.get().author == author
    with pytest.raises(DecisionRefused):
        split(AUTHORS, [other.authorships.get()], None, distinction=author.distinction)


def test_an_author_renamed_is_found_by_later_readings_under_the_new_name():
    report = stored("甲课")
    author = report.authorships.get().author
    renamed = rename_author(author, "白秋石", author.distinction, None, "校样误")
    read_again(report, "甲课")
    assert report.authorships.get().author == renamed
    assert survivor(AUTHORS, author) == renamed
    with pytest.raises(DecisionRefused):
        rename_author(renamed, "白秋实", author.distinction, None)
    undo(IdentityDecision.objects.get(), None)
    assert report.authorships.get().author == author


def test_a_person_and_a_body_are_never_one():
    report = stored("甲课")
    body = Author.objects.create(name="当涂县委组织部", kind="corporate")
    with pytest.raises(DecisionRefused):
        merge(AUTHORS, body, [report.authorships.get().author], None)


def test_kept_apart_changes_nothing_a_reader_sees(heard):
    one, other = stored("甲课"), stored("乙课")
    heard.clear()
    keep_apart(INITIATIVES, [initiative("甲课"), initiative("乙课")], None, "两回事")
    read_again(one, "甲课")
    assert (names_in(one), names_in(other)) == (["甲课"], ["乙课"])
    with pytest.raises(DecisionRefused):
        keep_apart(INITIATIVES, [initiative("甲课")], None)


def test_a_decision_on_the_finding_and_one_on_the_name_go_together(user):
    report = stored("灯下议事会")
    merge(INITIATIVES, Initiative.objects.create(name="灯下议事", key="灯下议事"), [initiative("灯下议事会")], user)
    finding = report.findings.get(kind="initiative")
    decide.accept(finding, user)
    assert names_in(report) == ["灯下议事"]
    decide.reject(finding, user)
    assert names_in(report) == []
    decide.undo(finding, user)
    assert names_in(report) == ["灯下议事"]
