"""Who may do what: every address that takes an unsafe request, by everybody's role. A new one without a row fails."""

import re

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from archive.models import Author, CleaningDecision, Finding, IdentityDecision, Initiative, Report
from archive.services.accounts import ADMIN, ENTRY, REVIEW
from archive.services.decide import undo
from tests.archive.desk.conftest import logged_in
from tests.archive.factories import add_author, make_report

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "member", ENTRY, REVIEW, ADMIN)
# What each role gets: 200 a page, 302 done (or, of the admin, sent to the login), 403 refused.
REVIEWERS = (403, 403, 403, 302, 302)
# Address → what is sent, and what anonymous, a reader without a role, 录入员, 审核员, 管理员 get.
DESK: dict[str, tuple[dict[str, str], tuple[int, int, int, int, int]]] = {
    "desk:login": ({"username": "x", "password": "y"}, (200, 200, 200, 200, 200)),
    "desk:logout": ({}, (302, 302, 302, 302, 302)),
    "desk:upload": ({}, (403, 403, 200, 200, 200)),
    "desk:queue": ({"report": "1"}, REVIEWERS),
    "desk:upload_reread": ({}, REVIEWERS),
    "desk:review_save": ({"title": "改题"}, REVIEWERS),
    "desk:publish": ({}, REVIEWERS),
    "desk:withdraw": ({}, REVIEWERS),
    "desk:finding_decide": ({"do": "accept"}, REVIEWERS),
    "desk:restore": ({"group": "furniture"}, REVIEWERS),
    "desk:duplicate": ({"do": "distinct"}, REVIEWERS),
    "desk:borders": ({"do": "merge", "at": "1"}, REVIEWERS),
    "desk:cleaning_undo": ({}, REVIEWERS),
    "desk:initiative_merge": ({"do": "merge"}, REVIEWERS),
    "desk:initiative_split": ({"occurrence": "1", "name": "别名"}, REVIEWERS),
    "desk:initiative_rename": ({"name": "别名"}, REVIEWERS),
    "desk:author_merge": ({"do": "apart"}, REVIEWERS),
    "desk:author_split": ({"occurrence": "1", "name": "别名"}, REVIEWERS),
    "desk:author_rename": ({"name": "别名"}, REVIEWERS),
    "desk:identity_undo": ({}, REVIEWERS),
    "desk:finding_revert": ({}, REVIEWERS),
}
OPEN = {"desk:login", "desk:logout"}
# Reads, whatever it is asked by.
READS = {"public:feed"}


@pytest.fixture
def report(draft, decision) -> Report:
    add_author(draft, "竺可行")
    undo(draft.findings.first(), None, "看错了")
    draft.refresh_from_db()
    draft.similar_to = make_report("另一篇")
    draft.save()
    CleaningDecision.objects.create(upload=draft.upload, kind="borders", borders=[])
    return draft


@pytest.fixture
def clients() -> dict[str, Client]:
    made = {role: logged_in(f"user{number}", role) for number, role in enumerate((ENTRY, REVIEW, ADMIN))}
    return {"anonymous": Client(), "member": logged_in("duzhe", None, is_staff=False), **made}


def patterns(resolver: URLResolver, space: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            name = item.namespace or ""
            found += patterns(item, f"{space}{name}:" if name else space)
        else:
            found.append((f"{space}{item.name}", item))
    return found


def address(name: str, pattern: URLPattern, report: Report) -> str:
    """With ids of rows that are there."""
    pk = {
        "desk:finding_decide": report.findings.first().pk,
        "desk:cleaning_undo": report.upload.cleaning_decisions.get().pk,
        "desk:finding_revert": Finding.history.latest("history_id").pk,
        "desk:identity_undo": IdentityDecision.objects.get().pk,
        **dict.fromkeys(("desk:initiative_page", "desk:initiative_split", "desk:initiative_rename"),
                        Initiative.objects.latest("pk").pk),
        **dict.fromkeys(("desk:author_page", "desk:author_split", "desk:author_rename"),
                        Author.objects.latest("pk").pk),
    }.get(name, report.upload_id if re.search("upload|borders", name) else report.pk)
    values = {"pk": pk, "code": "420684", "year": 2008, "format": "ris", "form": "csv"}
    return reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})


OURS = [(name, pattern) for name, pattern in patterns(get_resolver()) if not name.startswith("admin:")]


def test_every_address_that_takes_a_form_has_its_row(report, clients):
    """Asked by the one who may most: whatever answers anything but “no such method”. Forms come by POST only."""
    places = {name: address(name, pattern, report) for name, pattern in OURS if name not in (*DESK, *READS)}
    takes = {
        (name, method)
        for name, place in places.items()
        for method in ("post", "put", "patch", "delete")
        if getattr(clients[ADMIN], method)(place).status_code != 405
    }
    assert len(places) > 20
    assert not takes, "these take an unsafe request and have no row in the table"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", DESK)
def test_the_desk(name, role, report, clients):
    data, expected = DESK[name]
    pattern = dict(OURS)[name]
    before = Report.objects.filter(pk=report.pk).values().get()
    answer = clients[role].post(address(name, pattern, report), data)
    assert answer.status_code == expected[ROLES.index(role)]
    if answer.status_code == 403:
        assert Report.objects.filter(pk=report.pk).values().get() == before
        assert report.upload.cleaning_decisions.count() == 1
        assert IdentityDecision.objects.filter(undone_at=None).count() == 1
        assert not Initiative.objects.filter(name="别名") and not Author.objects.filter(name="别名")
        assert not report.findings.exclude(state="proposed").exists()


# Of the admin: who is let in at all. Every other page of it refuses everybody, for the services write its rows. What
# a page that lets one in then takes, tests/archive/test_admin.py holds.
ADMIN_MAY: dict[tuple[str, str], tuple[str, ...]] = {
    ("archive.upload", "add"): (ENTRY, REVIEW, ADMIN),
    ("archive.report", "change"): (REVIEW, ADMIN),
    ("archive.finding", "change"): (REVIEW, ADMIN),
    ("archive.initiative", "change"): (REVIEW, ADMIN),
    ("auth.user", "add"): (ADMIN,),
    ("auth.user", "change"): (ADMIN,),
}


def test_the_admin(report, clients):
    let_in: dict[tuple[str, str], tuple[str, ...]] = {}
    for model in admin.site._registry:
        label, name = model._meta.label_lower, f"{model._meta.app_label}_{model._meta.model_name}"
        for action in ("add", "change", "delete"):
            place = reverse(f"admin:{name}_{action}", args=[] if action == "add" else [1])
            answers = {role: clients[role].post(place, {}) for role in ROLES}
            roles = tuple(role for role, answer in answers.items() if not is_refused(answer))
            if roles:
                let_in[label, action] = roles
    assert let_in == ADMIN_MAY


def is_refused(answer: HttpResponse) -> bool:
    return answer.status_code == 403 or (
        answer.status_code == 302 and answer["Location"].startswith(reverse("admin:login"))
    )
