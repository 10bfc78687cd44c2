"""Staff of each role, and a draft with every kind of finding."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from archive.models import IdentityDecision, Initiative, Report, Upload
from archive.services.accounts import ADMIN, ENTRY, REVIEW, ensure_groups
from archive.services.identities import INITIATIVES, merge
from archive.services.settle import settle
from archive.services.store import store_reading
from tests.archive.services.readings import a_reading, a_report


def logged_in(name: str, role: str | None, *, is_staff: bool = True) -> Client:
    ensure_groups()
    user = get_user_model().objects.create_user(name, is_staff=is_staff)
    if role is not None:
        user.groups.add(Group.objects.get(name=role))
    client = Client(enforce_csrf_checks=False)
    client.force_login(user)
    return client


@pytest.fixture
def entry(db) -> Client:
    return logged_in("luru", ENTRY)


@pytest.fixture
def reviewer(db) -> Client:
    return logged_in("shenhe", REVIEW)


@pytest.fixture
def manager(db) -> Client:
    return logged_in("guanli", ADMIN)


@pytest.fixture
def member(db) -> Client:
    """Logged in, but no staff."""
    return logged_in("duzhe", None, is_staff=False)


@pytest.fixture
def draft(db) -> Report:
    upload = Upload.objects.create(sha256="b" * 64, name="试点.txt", size=10)
    (report,) = store_reading(upload, a_reading(a_report(confidence="low", shown=False)))
    return report


@pytest.fixture
def decision(draft) -> IdentityDecision:
    """One initiative of the draft merged into another."""
    draft.findings.filter(kind="initiative").update(shown=True)
    settle(draft)
    lantern, lamp = Initiative.objects.get(), Initiative.objects.create(name="灯下议事会", key="灯下议事会")
    return merge(INITIATIVES, lamp, [lantern], None)
