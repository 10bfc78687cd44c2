"""Initiatives and authors on the desk, without JavaScript: compared, merged, kept apart, split, renamed, undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Author, IdentityDecision, Initiative, Report
from archive.services.decide import edit_report
from archive.services.publish import publish
from archive.services.receive import receive_file
from search import indexer, service
from search.request import SearchRequest
from search.service import find

pytestmark = pytest.mark.django_db
LAMP, LAMPS, OTHER = "河灯问政", "河灯问政会", "石桥夜读"
CLOSING = "中共宜城市{place}委员会\n2006年3月12日\n"


def text(place: str, name: str, more: str) -> bytes:
    return (
        f"{place}支部工作汇报\n今年以来，宜城市{place}党委开展“{name}”活动，{more}\n" + CLOSING.format(place=place)
    ).encode()


@pytest.fixture
def reports() -> tuple[Report, ...]:
    """Three public reports, each with an initiative of its own."""
    made = (
        text("河西乡", LAMP, "全年办理建议312条，由村民在码头当面提出，会上逐条念给大家听。"),
        text("河东镇", LAMPS, "冬天改在祠堂里开，夏天挪到晒谷场，老会计负责把回音写在门板上。"),
        text("石桥镇", OTHER, "每逢赶集的日子读一个钟头的账本，会写字的教不会写字的。"),
    )
    return tuple(publish(receive_file(data, f"{n}.txt").reports[0]) for n, data in enumerate(made))


@pytest.fixture
def searched(reports, settings, tmp_path: Path) -> Iterator[tuple[Report, ...]]:
    settings.SEARCH_DIR = tmp_path / "index"
    service.forget_engines()
    indexer.rebuild()
    yield reports
    service.forget_engines()


def named(name: str) -> Initiative:
    return Initiative.objects.get(name=name)


def ids_with(row: Initiative) -> list[int]:
    """Reports behind the facet's value; none where the facet has no such value."""
    (facet,) = [group for group in find(SearchRequest()).facets if group.name == "initiative"]
    if str(row.pk) not in [value.value for value in facet.values]:
        return []
    return sorted(hit.report_id for hit in find(SearchRequest(filters={"initiative": (str(row.pk),)})).hits)


def page_of(client: Client, name: str, *args: int, **query: object) -> str:
    answer = client.get(reverse(f"desk:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_two_alike_are_proposed_merged_found_as_one_and_taken_apart_again(searched, reviewer):
    lamp, lamps = named(LAMP), named(LAMPS)
    ours, theirs, _other = searched
    assert f"pk={lamp.pk}&amp;pk={lamps.pk}" in page_of(reviewer, "initiative_variants")
    compared = page_of(reviewer, "initiative_merge", pk=[lamp.pk, lamps.pk])
    assert "码头当面提出" in compared and "挪到晒谷场" in compared

    done = reviewer.post(reverse("desk:initiative_merge"), {
        "pk": [lamp.pk, lamps.pk], "into": lamp.pk, "do": "merge", "reason": "同一项的两种写法",
    }, follow=True).content.decode()
    assert "随时可以撤销" in done and "同一项的两种写法" in done and "shenhe" in done
    assert indexer.work_once() == 1
    assert ids_with(lamp) == [ours.pk, theirs.pk] and ids_with(lamps) == []
    visitor = Client()
    moved = visitor.get(lamps.get_absolute_url())
    assert (moved.status_code, moved["Location"], moved["Cache-Control"]) == (301, lamp.get_absolute_url(), "no-cache")
    assert "2 <small>篇" in visitor.get(lamp.get_absolute_url()).content.decode()
    assert lamps.get_absolute_url() not in visitor.get(reverse("public:sitemap")).content.decode()
    assert reviewer.get(reverse("desk:initiative_page", args=[lamps.pk]))["Location"].endswith(f"/{lamp.pk}/")
    assert f"pk={lamps.pk}" not in page_of(reviewer, "initiative_variants")

    reviewer.post(reverse("desk:identity_undo", args=[IdentityDecision.objects.get().pk]))
    indexer.work_once()
    assert (ids_with(lamp), ids_with(lamps)) == ([ours.pk], [theirs.pk])
    assert visitor.get(lamps.get_absolute_url()).status_code == 200
    assert "shenhe" in page_of(reviewer, "initiative_page", lamp.pk)


def test_what_is_kept_apart_is_not_proposed_again(reports, reviewer):
    pks = [named(LAMP).pk, named(LAMPS).pk]
    reviewer.post(reverse("desk:initiative_merge"), {"pk": pks, "do": "apart", "reason": "两镇各办各的"})
    assert f"pk={pks[0]}" not in page_of(reviewer, "initiative_variants")
    assert "两镇各办各的" in page_of(reviewer, "initiative_page", pks[0])
    reviewer.post(reverse("desk:identity_undo", args=[IdentityDecision.objects.get().pk]))
    assert f"pk={pks[0]}" in page_of(reviewer, "initiative_variants")


def test_chosen_mentions_go_to_a_new_one_or_to_one_there_is(searched, reviewer):
    lamp, other = named(LAMP), named(OTHER)
    reviewer.post(reverse("desk:initiative_merge"), {"pk": [lamp.pk, other.pk], "into": lamp.pk, "do": "merge"})
    mention = searched[2].initiative_mentions.get()
    split = reverse("desk:initiative_split", args=[lamp.pk])
    told = reviewer.post(split, {"occurrence": mention.pk, "name": "石桥账本课", "reason": "不是一回事"}, follow=True)
    assert "石桥账本课" in told.content.decode()
    indexer.work_once()
    assert ids_with(named("石桥账本课")) == [searched[2].pk]
    for wrong in ({"occurrence": mention.pk}, {"occurrence": "999999"}, {"into": "没有的名称"}, {"into": LAMP}):
        page = reviewer.post(split, wrong, follow=True).content.decode()
        assert 'class="note error' in page or 'class="note bad' in page
    assert "没有叫“没有的名称”的" in reviewer.post(split, {"into": "没有的名称"}, follow=True).content.decode()


def test_a_new_name_is_found_and_the_old_one_comes_back(searched, reviewer):
    lamp = named(LAMP)
    rename = reverse("desk:initiative_rename", args=[lamp.pk])
    reviewer.post(rename, {"name": "水上灯会问政", "category": "制度"})
    assert indexer.work_once() == 1
    assert [hit.report_id for hit in find(SearchRequest("举措:水上灯会问政")).hits] == [searched[0].pk]
    reviewer.post(reverse("desk:identity_undo", args=[IdentityDecision.objects.get().pk]))
    indexer.work_once()
    assert find(SearchRequest("举措:水上灯会问政")).total == 0
    lamp.refresh_from_db()
    assert lamp.name == LAMP
    page = reviewer.post(rename, {"name": "长" * 101}, follow=True).content.decode()
    assert "太长了" in page


def test_authors_of_one_name(reports, reviewer):
    first, second, _third = reports
    for report, place in ((first, "宜城市河西乡"), (second, "宜城市河东镇")):
        finding = {"author": "竺可行", "author_affiliation": f"{place}党委", "title": report.title}
        reviewer.post(reverse("desk:review_save", args=[report.pk]), finding)
    one, other = Author.objects.filter(name="竺可行")
    assert f"pk={one.pk}&amp;pk={other.pk}" in page_of(reviewer, "author_variants")
    reviewer.post(reverse("desk:author_merge"), {"pk": [one.pk, other.pk], "into": other.pk, "do": "merge"})
    assert {report.pk for report in Report.objects.filter(authorships__author=other)} == {first.pk, second.pk}
    assert Client().get(one.get_absolute_url())["Location"] == other.get_absolute_url()
    reviewer.post(reverse("desk:author_rename", args=[other.pk]), {"name": "竺可航", "distinction": "宜城市"})
    renamed = Author.objects.get(name="竺可航")
    assert Client().get(one.get_absolute_url())["Location"] == renamed.get_absolute_url()
    assert "竺可航（宜城市）" in page_of(reviewer, "author_page", renamed.pk)
    edit_report(first, {"genre": "经验材料"}, None)
    assert first.authorships.filter(author=renamed).exists()


def test_a_list_is_searched_and_filtered(reports, entry):
    page = page_of(entry, "initiatives", q="河灯")
    assert LAMP in page and OTHER not in page
    assert 'name="pk"' not in page
    assert LAMP in page_of(entry, "initiatives", q="河灯", group="活动")
    assert "清除筛选" in page_of(entry, "authors", q="查无此人\0")
    assert entry.get(reverse("desk:initiatives"), {"page": "99"}).status_code == 404


def test_nonsense_is_told_not_done(reports, reviewer):
    merge = reverse("desk:initiative_merge")
    for sent in ({}, {"pk": ["x", "-1", "9" * 30]}, {"pk": [named(LAMP).pk], "into": named(LAMP).pk},
                 {"pk": [named(LAMP).pk, named(OTHER).pk], "into": "99999"}, {"do": "apart"}):
        assert reviewer.post(merge, sent, follow=True).status_code == 200
    assert not IdentityDecision.objects.exists()
    assert "没有叫“没有的”的" in page_of(reviewer, "initiative_merge", pk=named(LAMP).pk, **{"with": "没有的"})
    assert OTHER in page_of(reviewer, "initiative_merge", pk=named(LAMP).pk, **{"with": OTHER})
    assert OTHER in page_of(reviewer, "initiative_merge", pk=named(LAMP).pk, **{"with": str(named(OTHER).pk)})


def test_an_initiative_of_drafts_alone_leads_nowhere(reviewer):
    (draft,) = receive_file(text("河西乡", LAMP, "夜里点灯开会，渔民把话说完才回船上去。"), "a.txt").reports
    held, other = draft.initiative_mentions.get().initiative, Initiative.objects.create(name=LAMPS, key=LAMPS)
    reviewer.post(reverse("desk:initiative_merge"), {"pk": [held.pk], "into": held.pk, "do": "merge"})
    for row in (held, other):
        assert Client().get(row.get_absolute_url()).status_code == 404
