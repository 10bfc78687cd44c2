"""Bringing files in by the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import Report, Upload
from archive.services import receive
from archive.services.reading_process import ReadingProcess, reading_process
from tests.archive.reading.formats.packing import packed

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


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(500)
OTHER = "渔港党员服务队总结\n码头支部组织十二名党员为出海渔民检修船机，全年出工二百次。\n".encode()


def test_a_packed_folder_tells_of_each_file_in_it(entry):
    data = packed(("村/夜校.txt", TEXT), ("港/服务队.txt", OTHER), ("图/<b>门</b>.png", PICTURE), (".DS_Store", b"x"))
    page = entry.post(reverse("desk:upload"), files(("材料.zip", data))).content.decode()
    assert "1 个文件：1 个读入，0 个重复，0 个失败" in page
    assert "已读出 2 篇报告，待审读" in page
    assert "3 个文件：2 个读入，0 个重复，1 个失败。另有 1 个系统文件，已略过。" in page
    assert "图/&lt;b&gt;门&lt;/b&gt;.png" in page
    assert "<b>" not in page
    assert "这是图片" in page
    # The script takes the first item of the list over into its own page: all of it must be inside.
    item = page[page.index("data-results>") : page.index("</ul><p")]
    for row in Upload.objects.exclude(container=None):
        assert row.member_path in item
        assert reverse("desk:upload_detail", args=[row.pk]) in item
    for report in Report.objects.all():
        assert reverse("desk:review", args=[report.pk]) in item


def test_its_page_lists_the_files_as_they_are_today(entry, reviewer):
    data = packed(("村/夜校.txt", TEXT), ("图.png", PICTURE))
    entry.post(reverse("desk:upload"), files(("材料.zip", data)))
    folder, row = Upload.objects.get(format="zip"), Upload.objects.exclude(container=None).get()
    page = reviewer.get(reverse("desk:upload_detail", args=[folder.pk])).content.decode()
    assert "压缩包里的文件" in page
    assert "2 个文件，1 个没有读入" in page
    assert "村/夜校.txt" in page
    assert "这是图片" in page
    assert "没有读出报告" not in page
    assert reverse("desk:review", args=[Report.objects.get().pk]) in page
    page = reviewer.get(reverse("desk:upload_detail", args=[row.pk])).content.decode()
    assert reverse("desk:upload_detail", args=[folder.pk]) in page
    assert "村/夜校.txt" in page
    page = reviewer.get(reverse("desk:uploads")).content.decode()
    assert "压缩包，2 个文件，1 个没有读入" in page
    page = reviewer.post(reverse("desk:upload_reread", args=[folder.pk]), follow=True).content.decode()
    assert "已用现在的规则重读" in page
    assert "2 个文件：1 个读入，0 个重复，1 个失败" in page
    assert Report.objects.get().version == 2


def test_a_folder_in_which_nothing_can_be_read(entry):
    page = entry.post(reverse("desk:upload"), files(("图.zip", packed(("a.png", PICTURE))))).content.decode()
    assert "压缩包里的 1 个文件都没有读出" in page
    assert page.count("这是图片") == 1
    page = entry.get(reverse("desk:upload_detail", args=[Upload.objects.get().pk])).content.decode()
    assert "压缩包里没有一个文件读得出" in page
    assert page.count("这是图片") == 1


def test_many_files_take_no_query_each(entry, django_assert_max_num_queries):
    for name, count in (("甲.zip", 2), ("乙.zip", 12)):
        data = packed(*((f"{n}.txt", TEXT + f"第{n}村。{name}".encode()) for n in range(count)))
        entry.post(reverse("desk:upload"), files((name, data)))
    with django_assert_max_num_queries(25):
        entry.get(reverse("desk:upload_detail", args=[Upload.objects.get(name="乙.zip").pk]))


def test_the_form_has_the_reading_started(entry, monkeypatch):
    asked = []
    monkeypatch.setattr(reading_process, "start", lambda: asked.append(1))
    entry.get(reverse("desk:upload"))
    assert asked == [1]


@pytest.mark.parametrize(("name", "args", "words"), [("sleep", (60,), "超过 1 秒"), ("abort", (), "代码 -6")])
def test_a_reading_that_hangs_or_falls_is_told_and_harms_no_other(entry, monkeypatch, name, args, words):
    fakes = ReadingProcess("tests.archive.services.reading_fakes")
    fakes.run("echo", seconds=30, memory_mb=256)
    real = receive.read_apart

    def read(data, *more):
        if data == OTHER:
            return fakes.run(name, *args, seconds=1, memory_mb=256)
        return real(data, *more)

    monkeypatch.setattr(receive, "read_apart", read)
    response = entry.post(reverse("desk:upload"), files(("坏.txt", OTHER), ("好.txt", TEXT)))
    fakes.close()
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert "2 个文件：1 个读入，0 个重复，1 个失败" in page
