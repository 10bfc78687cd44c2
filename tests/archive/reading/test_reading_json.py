"""The reading as plain data, and the command that prints it."""

import io
import json
import unicodedata
from datetime import date

import pytest
from django.core.management import call_command

from archive.reading.reading_json import figure_labels, file_json
from archive.reading.records import Evidence, FigureMention
from archive.services.rules import rulebook

TEXT = (
    "在全镇“亮灯议事”推进会上的讲话\n时间：2021-03-04 09:12:00\n同志们：\n"
    "今年以来，全镇开展“亮灯议事”活动，三十二个支部轮流承办，办结群众诉求421件。\n"
    "一、夜里开会，白天办事\n群众说一句，支部记一句。\n"
)


def entry() -> dict:
    return file_json(TEXT.encode("gb18030"), "讲话.txt", rulebook(), date(2026, 1, 1))


def test_an_entry_has_every_field_of_the_form():
    file = entry()
    assert (file["format"], file["encoding"], file["script"], file["error"]) == ("text", "gb18030", "hans", None)
    (report,) = file["reports"]
    assert {
        "part", "heading", "title", "genre", "text", "authors", "publication", "posted_on", "published_on", "year",
        "year_min", "year_max", "year_confidence", "year_evidence", "locality", "places", "masked_places", "people",
        "initiatives", "proposals", "campaigns", "policy_documents",
    } <= report.keys()
    assert report["title"] == "在全镇“亮灯议事”推进会上的讲话"
    assert report["posted_on"] == "2021-03-04"
    assert [h["text"] for h in report["headings"]] == ["一、夜里开会，白天办事"]


def test_every_quote_stands_where_it_says():
    (report,) = entry()["reports"]
    quoted = [*report["initiatives"], *report["proposals"], *report["campaigns"], *report["places"]]
    for item in quoted:
        assert report["text"][item["start"] : item["end"]] == item["quote"]
    for line in report["metadata"]:
        assert TEXT[line["raw_start"] : line["raw_end"]] == line["line"]


def test_a_file_that_cannot_be_read_is_an_entry_with_words():
    file = file_json(b"%PDF-1.4", "x.pdf", rulebook(), date(2026, 1, 1))
    assert "PDF" in file["error"]
    assert file["reports"] == []


def figure(value: float, unit: str, noun: str) -> FigureMention:
    return FigureMention(value, unit, noun, Evidence(0, 1, "", ""))


def test_figures_of_one_noun_are_told_apart():
    figures = (figure(84, "个", "支部"), figure(9, "万元", "支部"), figure(3, "万元", "支部"), figure(0.5, "%", ""))
    labels = figure_labels(figures)
    assert labels == {"支部": 84, "支部（万元）": 9, "支部 2": 3, "%": 0.5}


def test_the_command_touches_no_database_and_reads_on_after_a_bad_file(tmp_path):
    good, bad = tmp_path / "讲话.txt", tmp_path / "x.pdf"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4")
    out = io.StringIO()
    call_command("read", str(bad), str(tmp_path / "没有.txt"), str(good), json=True, stdout=out)
    files = json.loads(out.getvalue())["files"]
    assert [bool(file["error"]) for file in files] == [True, True, False]
    words = io.StringIO()
    call_command("read", str(bad), str(good), stdout=words)
    assert "没有读入" in words.getvalue()
    assert "在全镇“亮灯议事”推进会上的讲话" in words.getvalue()


@pytest.mark.shared
@pytest.mark.parametrize(("gold", "files"), [("gold/seeds.json", "seeds"), ("devset/gold.json", "devset/files")])
def test_what_must_stay_stays_and_what_must_go_goes(shared, gold, files):
    annotation = json.loads((shared / gold).read_text(encoding="utf-8"))

    def fold(text: str) -> str:
        return "".join(unicodedata.normalize("NFKC", text).split())

    for file in annotation["files"]:
        path = shared / files / file["file"]
        read = file_json(path.read_bytes(), path.name, rulebook(), date(2026, 1, 1))
        assert read["script"] == file["script"], path.name
        assert len(read["reports"]) == len(file["reports"]), path.name
        body = fold("\n".join(report["text"] for report in read["reports"]))
        checks = file["clean_text_checks"]
        assert not [text for text in checks["must_contain"] if fold(text) not in body], path.name
        gone = [text for text in checks["must_not_contain"] if "\n" not in text]
        assert not [text for text in gone if fold(text) in body], path.name
        for want, got in zip(file["reports"], read["reports"], strict=True):
            assert fold(got["title"]) in {fold(title) for title in [want["title"], *want.get("title_also", [])]}
            if want.get("web_posted"):
                assert got["posted_on"] == want["web_posted"][:10], path.name
