"""Bringing files in by the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import Report, Upload

pytestmark = pytest.mark.django_db
TEXT = "山村夜校工作汇报\n三个村的支部合办夜校，到课六十人。\n".encode()


def files(*pairs):
    return {"files": [SimpleUploadedFile(name, data) for name, data in pairs]}


def test_several_files_at_once_each_with_its_outcome(entry):
    response = entry.post(reverse("desk:upload"), files(("甲.txt", TEXT), ("乙.txt", TEXT), ("空.txt", b"")))
    page = response.content.decode()
    assert response.status_code == 200
    assert "3 个文件：1 个读入，1 个重复，1 个失败" in page
    report = Report.objects.get()
    assert page.count(reverse("desk:review", args=[report.pk])) == 2
    assert "文件是空的" in page
    assert Upload.objects.get().uploaded_by.username == "luru"


def test_a_file_over_the_limit_is_refused_in_words(entry, settings):
    settings.UPLOAD_MAX_MB = 1
    page = entry.post(reverse("desk:upload"), files(("大.txt", b"x" * 1_100_000))).content.decode()
    assert "超过每个文件 1 MB 的上限" in page
    assert not Upload.objects.exists()


def test_no_file_chosen(entry):
    assert "没有选择文件" in entry.post(reverse("desk:upload"), {}).content.decode()


def test_one_report_leads_straight_to_its_review_when_wanted(entry):
    response = entry.post(reverse("desk:upload"), {**files(("甲.txt", TEXT)), "straight": "1"})
    assert response["Location"] == reverse("desk:review", args=[Report.objects.get().pk])


def test_a_name_with_markup_is_shown_as_text(entry):
    page = entry.post(reverse("desk:upload"), files(("<img src=x onerror=alert(1)>.txt", TEXT))).content.decode()
    assert "<img" not in page
    assert "&lt;img" in page


def test_the_original_is_always_a_download(entry):
    entry.post(reverse("desk:upload"), files(("页.html", b"<p><script>alert(1)</script>" + TEXT)))
    response = entry.get(reverse("desk:upload_original", args=[Upload.objects.get().pk]))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).endswith(TEXT)


def test_reading_again_keeps_the_reports(reviewer):
    reviewer.post(reverse("desk:upload"), files(("甲.txt", TEXT)))
    upload, before = Upload.objects.get(), Report.objects.get().pk
    page = reviewer.post(reverse("desk:upload_reread", args=[upload.pk]), follow=True).content.decode()
    assert "已用现在的规则重读" in page
    assert Report.objects.get().pk == before


def test_lists_filter_by_state_and_page(entry):
    entry.post(reverse("desk:upload"), files(("甲.txt", TEXT)))
    assert "甲.txt" in entry.get(reverse("desk:uploads"), {"state": "read"}).content.decode()
    assert "甲.txt" not in entry.get(reverse("desk:uploads"), {"state": "failed"}).content.decode()
    for page in ("0", "2", "x", "9" * 30):
        assert entry.get(reverse("desk:uploads"), {"page": page}).status_code == 404
