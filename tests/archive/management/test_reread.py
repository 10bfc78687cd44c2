"""reread: tells what today's rules read otherwise without touching anything, then does it and overrules nobody."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from archive.management.commands.reread import words_of
from archive.models import Finding, Initiative, Report, Upload
from archive.services import decide, originals
from archive.services.identities import INITIATIVES, merge
from archive.services.publish import publish
from archive.services.receive import receive_file
from archive.services.rereading import Difference
from archive.services.rules import rulebook
from archive.services.settle import settle
from archive.signals import reports_changed
from search.models import DirtyReport

pytestmark = pytest.mark.django_db
TEXT = (
    "河西乡支部工作汇报\n2006年3月，宜城市河西乡党委开展“河灯问政”活动，全年办理建议312条。\n"
    "党员轮流值守，群众提出的事情三日内答复。\n中共宜城市河西乡委员会\n2006年3月12日\n"
)


@pytest.fixture
def report() -> Report:
    """Public, and read by older rules: they saw another year and one initiative less. A person has chosen the genre."""
    report = publish(receive_file(TEXT.encode(), "河西.txt").reports[0])
    decide.edit_report(report, {"genre": "经验材料"}, None, "看过原刊")
    Upload.objects.update(rules_digest="older")
    Finding.objects.filter(kind="year").update(value="1999")
    Finding.objects.filter(kind="initiative").delete()
    report.refresh_from_db()
    settle(report)
    report.save()
    assert (report.year, report.genre) == (1999, "经验材料")
    return report


def run(*args: str) -> tuple[str, str]:
    out, error = io.StringIO(), io.StringIO()
    call_command("reread", *args, stdout=out, stderr=error)
    return out.getvalue(), error.getvalue()


def rows() -> list[dict]:
    tables = (Upload, Report, Finding, Initiative)
    return [model_to_dict(row) for table in tables for row in table.objects.order_by("pk")]


def test_it_says_what_would_change_and_changes_nothing(report):
    before, heard = rows(), DirtyReport.objects.count()
    out, _ = run("--stale")
    assert "河西.txt" in out and f"报告 {report.pk}" in out
    assert "年份：1999 → 2006" in out and "河灯问政" in out and "--apply" in out
    assert "文种" not in out
    assert rows() == before
    assert DirtyReport.objects.count() == heard


def test_applied_it_does_what_it_said_and_keeps_what_people_decided(report):
    told = json.loads(run("--stale", "--json")[0])
    heard = []

    def hear(report_ids, **_):
        heard.extend(report_ids)

    reports_changed.connect(hear)
    done = json.loads(run("--stale", "--json", "--apply")[0])
    reports_changed.disconnect(hear)
    assert done["uploads"] == told["uploads"]
    assert (told["applied"], done["applied"], done["totals"]["changed"]) == (False, True, 1)
    report.refresh_from_db()
    assert (report.year, report.genre, report.is_published) == (2006, "经验材料", True)
    assert heard == [report.pk]
    assert Upload.objects.get().rules_digest == rulebook().digest
    assert json.loads(run("--stale", "--json")[0])["totals"]["uploads"] == 0


def test_a_merged_name_is_told_as_what_it_will_be(report):
    run("--apply")
    there = Initiative.objects.get(name__contains="河灯问政")
    merge(INITIATIVES, Initiative.objects.create(name="水上问政", key="水上问政"), [there], None)
    out, _ = run()
    assert "没有变化" in out
    Finding.objects.filter(kind="initiative").delete()
    report.initiative_mentions.all().delete()
    assert "→ 水上问政" in run()[0]


def test_a_missing_original_is_told_and_nothing_is_lost(report):
    other = receive_file("东乡夜校汇报\n到课三十人。".encode(), "东.txt")
    originals.discard(report.upload.sha256)
    for args in ((), ("--apply",)):
        with pytest.raises(CommandError, match="1 个文件没有读出"):
            run(*args)
    assert set(Report.objects.values_list("pk", flat=True)) == {report.pk, other.reports[0].pk}


def test_one_upload_alone(report):
    other = receive_file("东乡夜校汇报\n到课三十人。".encode(), "东.txt")
    assert json.loads(run("--json", "--upload", str(other.upload.pk))[0])["totals"]["uploads"] == 1


def test_of_several_names_only_those_that_go_and_come_are_told():
    assert words_of(Difference("initiatives", "甲；乙；丙", "甲；丙；丁")) == "−乙　＋丁"
    assert words_of(Difference("year", "", "2006")) == "（无） → 2006"
