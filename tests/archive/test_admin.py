"""The admin shows every table and never passes the services by."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import Finding, IdentityDecision, Initiative, Report, Upload
from archive.signals import reports_changed
from tests.archive.desk.conftest import decision, draft, entry, manager, reviewer  # noqa: F401

pytestmark = pytest.mark.django_db
TABLES = [model for model in apps.get_app_config("archive").get_models() if not model.__name__.startswith("Historical")]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_table_is_listed_searched_and_shown(model, manager, draft):  # noqa: F811
    assert admin.site.is_registered(model)
    name = f"admin:archive_{model._meta.model_name}"
    assert manager.get(reverse(f"{name}_changelist"), {"q": "当涂"}).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert manager.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


def test_upload_takes_several_files_through_the_service(manager):  # noqa: F811
    assert manager.get(reverse("admin:archive_upload_add")).status_code == 200
    files = [SimpleUploadedFile("甲.txt", "甲村夜校\n三十人。".encode()), SimpleUploadedFile("空.txt", b""),
             SimpleUploadedFile("同.txt", "甲村夜校\n三十人。".encode())]
    page = manager.post(reverse("admin:archive_upload_add"), {"files": files}, follow=True).content.decode()
    assert "读出 1 篇报告" in page
    assert "文件 空.txt：没有读入" in page
    assert "逐字节相同" in page
    upload = Upload.objects.get()
    assert upload.uploaded_by.username == "guanli"
    assert upload.reports.count() == 1


def test_upload_without_a_file_is_told(manager):  # noqa: F811
    page = manager.post(reverse("admin:archive_upload_add"), {}, follow=True).content.decode()
    assert "没有选择文件" in page


def test_publication_only_by_action(manager, draft):  # noqa: F811
    change = reverse("admin:archive_report_change", args=[draft.pk])
    page = manager.get(change).content.decode()
    assert 'name="status"' not in page
    assert 'name="title"' not in page
    manager.post(change, {"status": "published", "title": "偷改"})
    draft.refresh_from_db()
    assert (draft.status, draft.title) == ("draft", "在城北试点会上的总结")
    heard = []

    def hear(report_ids, **_):
        heard.extend(report_ids)

    reports_changed.connect(hear)
    listing = reverse("admin:archive_report_changelist")
    manager.post(listing, {"action": "publish_reports", "_selected_action": [draft.pk]})
    draft.refresh_from_db()
    assert draft.is_published
    manager.post(listing, {"action": "withdraw_reports", "_selected_action": [draft.pk]})
    reports_changed.disconnect(hear)
    assert heard == [draft.pk] * 2


def test_findings_are_decided_by_action(manager, draft):  # noqa: F811
    finding = draft.findings.get(kind="initiative")
    manager.post(reverse("admin:archive_finding_changelist"),
                 {"action": "accept_findings", "_selected_action": [finding.pk]})
    assert Finding.objects.get(pk=finding.pk).state == "accepted"
    assert draft.initiative_mentions.exists()


def test_history_is_shown_but_not_rolled_back_past_the_services(manager, draft):  # noqa: F811
    assert manager.get(reverse("admin:archive_report_history", args=[draft.pk])).status_code == 200
    version = draft.history.first().pk
    address = reverse("admin:archive_report_simple_history", args=[draft.pk, version])
    assert manager.post(address, {"status": "published"}).status_code == 403
    assert Report.objects.get().status == "draft"


def test_a_renamed_initiative_makes_a_new_version_of_its_reports(manager, draft):  # noqa: F811
    manager.post(reverse("admin:archive_finding_changelist"),
                 {"action": "accept_findings", "_selected_action": [draft.findings.get(kind="initiative").pk]})
    before = Report.objects.get().version
    initiative = Initiative.objects.get()
    manager.post(reverse("admin:archive_initiative_change", args=[initiative.pk]), {
        "name": "灯下议事会", "category": "制度",
        "mentions-TOTAL_FORMS": "0", "mentions-INITIAL_FORMS": "0",
    })
    initiative.refresh_from_db()
    assert (initiative.name, initiative.key) == ("灯下议事会", "灯下议事")
    assert Report.objects.get().version == before + 1


def test_a_clerk_may_upload_but_not_publish(entry, draft):  # noqa: F811
    assert entry.get(reverse("admin:archive_upload_add")).status_code == 200
    entry.post(reverse("admin:archive_report_changelist"),
               {"action": "publish_reports", "_selected_action": [draft.pk]})
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_table_is_taken_away_without_its_large_columns(model, manager, draft):  # noqa: F811
    address = reverse(f"admin:archive_{model._meta.model_name}_export")
    form = manager.get(address)
    assert form.status_code == 200
    columns = form.context["form"].fields.items()
    fields = {name: "on" for name, field in columns if getattr(field, "is_selectable_field", False)}
    answer = manager.post(address, {"format": "0", "resource": "0", **fields})
    assert answer.status_code == 200
    table = answer.content.decode()
    if model.objects.exists():
        assert table.count("\n") >= 2
    assert "轮流值守" not in table
    assert "raw_text" not in table.split("\n")[0].split(",")


def test_a_table_of_corrected_names_goes_through_the_service(manager, draft, decision):  # noqa: F811
    lamp = Initiative.objects.get(key="灯下议事会")
    mention = draft.initiative_mentions.get()
    assert mention.initiative == lamp
    version = Report.objects.get().version

    def confirmed(table: str) -> str:
        file = SimpleUploadedFile("改名.csv", table.encode(), "text/csv")
        page = manager.post(reverse("admin:archive_initiative_import"), {"format": "0", "import_file": file})
        assert IdentityDecision.objects.filter(kind="rename").count() == 0, "only looked at so far"
        form = page.context.get("confirm_form")
        if form is None:
            return page.content.decode()
        done = manager.post(reverse("admin:archive_initiative_process_import"), form.initial, follow=True)
        return done.content.decode()

    refused = confirmed(f"id,name,key,category\n{lamp.pk},灯下议事会,灯下议事会,活动\n99999,凭空,凭空,活动\n")
    assert "没有这个编号" in refused
    confirmed(f"id,name,key,category\n{lamp.pk},“灯下议事会”,别的键,制度\n")
    lamp.refresh_from_db()
    assert (lamp.name, lamp.key, lamp.category) == ("“灯下议事会”", "灯下议事会", "制度")
    assert IdentityDecision.objects.get(kind="rename").decided_by.username == "guanli"
    assert Report.objects.get().version == version + 1


def test_a_clerk_brings_no_table_in(entry, draft):  # noqa: F811
    assert entry.get(reverse("admin:archive_initiative_import")).status_code == 403
    assert entry.post(reverse("admin:archive_initiative_process_import"), {}).status_code == 403
