"""Who may enter which page of the desk."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from archive.desk.urls import urlpatterns
from archive.models import Author, CleaningDecision, Finding, IdentityDecision, Initiative
from archive.services.decide import undo
from tests.archive.factories import add_author, make_report

pytestmark = pytest.mark.django_db
OPEN = {"login", "logout"}
READ = {"home", "queue", "upload", "uploads", "upload_detail", "review", "compare", "initiatives",
        "initiative_variants", "initiative_merge", "initiative_page", "authors", "author_variants", "author_merge",
        "author_page", "report_history"}
POST_ONLY = {"review_save", "publish", "withdraw", "finding_decide", "upload_reread", "restore", "duplicate", "borders",
             "cleaning_undo", "initiative_split", "initiative_rename", "author_split", "author_rename", "identity_undo",
             "finding_revert"}


@pytest.fixture
def draft(draft, decision):
    """One that has everything a page can be about: an earlier report like it, a decision on its cleaning."""
    add_author(draft, "竺可行")
    undo(draft.findings.first(), None, "看错了")
    draft.refresh_from_db()
    draft.similar_to = make_report("另一篇")
    draft.save()
    CleaningDecision.objects.create(upload=draft.upload, kind="borders", borders=[])
    return draft


def address(name: str, draft) -> str:
    of_upload = {"upload_detail", "upload_original", "upload_reread", "borders"}
    pk = draft.upload_id if name in of_upload else {
        "finding_decide": draft.findings.first().pk, "cleaning_undo": draft.upload.cleaning_decisions.get().pk,
        "finding_revert": Finding.history.latest("history_id").pk,
        "identity_undo": IdentityDecision.objects.get().pk,
        **dict.fromkeys(("initiative_page", "initiative_split", "initiative_rename"),
                        Initiative.objects.latest("pk").pk),
        **dict.fromkeys(("author_page", "author_split", "author_rename"), Author.objects.latest("pk").pk),
    }.get(name, draft.pk)
    takes_pk = get_resolver().namespace_dict["desk"][1].reverse_dict.getlist(name)[0][0][0][1]
    return reverse(f"desk:{name}", args=[pk] if takes_pk else [])


GUARDED = sorted(pattern.name for pattern in urlpatterns if pattern.name not in OPEN)


@pytest.mark.parametrize("name", GUARDED)
def test_visitors_are_sent_to_the_login(name, draft):
    response = Client().get(address(name, draft))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("desk:login"))


@pytest.mark.parametrize("name", GUARDED)
def test_a_form_sent_after_the_login_expired_does_nothing_and_says_so(name, draft):
    response = Client().post(address(name, draft))
    assert response.status_code == 403
    assert "登录已过期" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_what_was_typed_into_an_expired_form_is_given_back_but_no_password(draft):
    came_from = reverse("desk:review", args=[draft.pk])
    typed = {"title": "改好的<b>题名", "reason": "查对县志", "password": "shan-lu-43"}
    response = Client().post(reverse("desk:review_save", args=[draft.pk]), typed,
                             headers={"referer": f"http://testserver{came_from}?edit=3"})
    page = response.content.decode()
    assert "改好的&lt;b&gt;题名" in page and "查对县志" in page
    assert "shan-lu-43" not in page
    assert f"?next={came_from}%3Fedit%3D3" in page


def test_an_expired_form_leads_to_no_other_site(draft):
    page = Client().post(reverse("desk:publish", args=[draft.pk]), headers={"referer": "https://example.org/x"})
    assert "example.org" not in page.content.decode()
    assert f"?next={reverse('desk:home')}" in page.content.decode()


@pytest.mark.parametrize("name", GUARDED)
def test_people_who_are_no_staff_are_refused(name, member, draft):
    assert member.post(address(name, draft)).status_code == 403


@pytest.mark.parametrize("name", sorted(READ))
def test_a_clerk_sees_every_page(name, entry, draft):
    response = entry.get(address(name, draft))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_a_clerk_decides_nothing(name, entry, draft):
    assert entry.post(address(name, draft)).status_code == 403
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_changes_something_is_asked_by_post(name, reviewer, draft):
    assert reviewer.get(address(name, draft)).status_code == 405


def test_forms_need_their_token(reviewer, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = reviewer.cookies
    refused = strict.post(reverse("desk:publish", args=[draft.pk]), {"reason": "查对县志"})
    assert refused.status_code == 403
    assert "再提交一次" in refused.content.decode() and "查对县志" in refused.content.decode()


def test_login_says_what_is_wrong_and_goes_on_to_the_desk(django_user_model):
    django_user_model.objects.create_user("bianwu", password="shan-lu-43", is_staff=True)
    client = Client()
    wrong = client.post(reverse("desk:login"), {"username": "bianwu", "password": "x"})
    assert "用户名或密码不对" in wrong.content.decode()
    right = client.post(reverse("desk:login"), {"username": "bianwu", "password": "shan-lu-43"})
    assert right["Location"] == reverse("desk:home")
    assert client.get(reverse("desk:logout")).status_code == 405
    assert client.post(reverse("desk:logout")).status_code == 302
