"""The sample archive: enough of everything, files as declared, gold that agrees with its texts, nothing borrowed."""

import csv
import html
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import opencc
import pytest

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
REPORTS = FIXTURES / "reports"
SEEDS = ROOT.parent / "shared" / "seeds"
GOLD = [json.loads((ROOT / "tests" / "gold" / name).read_text("utf-8")) for name in ("devset.json", "samples.json")]
UPLOADS = [upload for gold in GOLD for upload in gold["files"]]
ALL = [(upload, report) for upload in UPLOADS for report in upload["reports"]]
NAMES = [report["id"] for _, report in ALL]
DEFECTS = ("traditional_script", "pinyin_residue", "farm_preamble", "farm_advert_inline", "advert_split_word",
           "multi_report", "late_posting_date", "censored_quote", "anonymised_place", "web_furniture",
           "journal_furniture", "broken_lines", "lost_plus", "halfwidth_punctuation", "duplicated_title",
           "missing_title")
FORMS = {("text", "utf-8"), ("text", "gb18030"), ("text", "big5"), ("text", "utf-16le"), ("text", "utf-16be"),
         ("text", "utf-8-sig"), ("html", "utf-8"), ("html", "gb18030"), ("docx", "utf-8")}
LEVELS = ("省", "市（地级）", "县", "乡镇", "村", "街道", "社区", "机关", "高校", "国企", "非公企业")
SPREAD = "四问五帮"


def fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@cache
def clean(name: str) -> str:
    return (FIXTURES / "clean" / f"{name}.txt").read_text("utf-8")


def simplified(text: str) -> str:
    """Folded, without pinyin in brackets, in simplified letters: enough to look a quote up."""
    return fold(opencc.OpenCC("t2s").convert(re.sub(r"[(（][a-zà-ǜ]{1,7}[)）]", "", text)))


def codec(upload: dict) -> str:
    return {"utf-16le": "utf-16", "utf-16be": "utf-16"}.get(upload["encoding"], upload["encoding"])


@cache
def shown(file: str) -> str:
    """What a reader sees of an upload: decoded, marks of HTML or Word taken off."""
    upload = next(u for u in UPLOADS if u["file"] == file)
    if upload["format"] == "docx":
        with zipfile.ZipFile(REPORTS / file) as package:
            return html.unescape(re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode("utf-8")))
    text = (REPORTS / file).read_bytes().decode(codec(upload))
    return html.unescape(re.sub(r"<[^>]+>", "", text)) if upload["format"] == "html" else text


@cache
def areas() -> dict[str, list[tuple[str, int, int]]]:
    """Code -> (name, first year, year it went out) of the table of administrative divisions."""
    rows: dict[str, list[tuple[str, int, int]]] = {}
    with open(ROOT / "archive" / "rules" / "places.csv", encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            end = int(row["变更/弃用时间"] or 9999)
            rows.setdefault(row["代码"], []).append((row["名称"], int(row["启用时间"]), end))
    return rows


def primary(report: dict) -> str | None:
    return next((place["code"] for place in report["localities"] if place["role"] == "primary"), None)


def quotes(report: dict) -> list[str]:
    """Every quote of the gold that must stand in the clean text; those of lines that leave the body are not asked."""
    lists = ("authors", "people", "corporate", "anonymised_places", "initiatives", "national_campaigns",
             "policy_documents")
    found = [entry["evidence"] for name in lists for entry in report[name]]
    found += [place["evidence"] for place in report["localities"] if place["role"] != "furniture"]
    found += [entry["quote"] for entry in report["year_evidence"] if entry.get("in") != "metadata"]
    return found + [entry["string"] for entry in (*report["non_initiatives"], *report["false_places"])]


def test_there_is_enough_of_everything():
    assert len(UPLOADS) >= 33 and len(ALL) >= 46
    provinces = {primary(report)[:2] for _, report in ALL if primary(report)}
    assert len(provinces) >= 30
    assert {report["genre"] for _, report in ALL} == set(GOLD[0]["genres"])
    years = {report["year"] for _, report in ALL}
    assert {1997, 2001, 2005, 2006, 2007, 2011, 2012, 2013, 2016, 2019, 2020, 2021, 2024, None} <= years
    assert min(years - {None}) == 1997 and max(years - {None}) == 2024
    levels = " ".join(report["level"] for _, report in ALL)
    assert [level for level in LEVELS if level not in levels] == []


def test_every_kind_of_defect_and_form_is_there():
    assert set(DEFECTS) <= {defect["id"] for upload in UPLOADS for defect in upload["defects"]}
    assert {(upload["format"], upload["encoding"]) for upload in UPLOADS} >= FORMS
    assert max(len(upload["reports"]) for upload in UPLOADS) == 5


def test_folder_and_gold_name_the_same_files():
    assert sorted(path.name for path in REPORTS.iterdir()) == sorted(upload["file"] for upload in UPLOADS)
    assert sorted(path.stem for path in (FIXTURES / "clean").iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("upload", UPLOADS, ids=[u["file"] for u in UPLOADS])
def test_file_is_what_the_gold_says(upload):
    data = (REPORTS / upload["file"]).read_bytes()
    assert 1_000 < len(data) < 100_000
    if upload["encoding"] in ("gb18030", "big5"):
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
    text = shown(upload["file"])
    assert "\ufffd" not in text
    traditional = sum(text.count(letter) for letter in "黨組織發開幹個員會們")
    assert (traditional > 10) == (upload["script"] == "hant")
    whole = fold("".join(clean(report["id"]) for report in upload["reports"]))
    checks = upload["clean_text_checks"]
    assert [text for text in checks["must_contain"] if fold(text) not in whole] == []
    assert [text for text in checks["must_not_contain"] if fold(text) in whole] == []


@pytest.mark.parametrize(("upload", "report"), ALL, ids=NAMES)
def test_gold_agrees_with_its_text(upload, report):
    text = fold(clean(report["id"]))
    assert [quote for quote in quotes(report) if not quote or not (fold(quote) in text or left(upload, quote))] == []
    assert 500 <= len(clean(report["id"])) <= 1_850
    if report["web_posted"]:
        year, month, day = report["web_posted"][:10].split("-")
        assert any(form in shown(upload["file"]) for form in (f"{year}-{month}-{day}", f"{year}年{month}月{day}日"))


def left(upload: dict, quote: str) -> bool:
    """Is it a quote of a line that leaves the body (journal, byline)? Only the development set has such ones."""
    return upload in GOLD[0]["files"] and fold(quote) in simplified(shown(upload["file"]))


@pytest.mark.parametrize(("upload", "report"), ALL, ids=NAMES)
def test_codes_are_of_the_year(upload, report):
    for place in report["localities"]:
        if len(place["code"]) == 6:
            year = place.get("as_of_year") or report["year"] or 2020
            names = [name for name, start, end in areas()[place["code"]] if start <= year < end]
            known = areas()[place["code"]] if place["name_in_text"].startswith("原") else names
            assert known, f"{place['name_in_text']}: {place['code']} is no code of {year}"
    for value in [report["genre"], *report["genre_also"]]:
        assert value in GOLD[0]["genres"]
    for found in report["initiatives"]:
        assert found["category"] in GOLD[0]["categories"] and found["status"] in GOLD[0]["statuses"]


def test_one_scheme_spreads_over_places_and_years():
    spread = [(report, found["name"]) for _, report in ALL for found in report["initiatives"]
              if SPREAD in [found["normalised"].split("·")[0], *found["aliases"]] and found["grade"] == "core"]
    assert len({primary(report) for report, _ in spread}) == 5
    assert len({primary(report)[:2] for report, _ in spread}) == 5
    assert len({report["year"] for report, _ in spread}) == 6
    assert len({name for _, name in spread}) == 6, "every text words it in its own way"
    assert all(len(report["initiatives"]) >= 6 for report, _ in spread), "each tells of other things of its place too"


def test_near_duplicate_pair_differs_in_a_few_sentences():
    left, right = clean("s07-1"), clean("s08-1")
    assert 0.9 < SequenceMatcher(None, left, right, autojunk=False).ratio() < 1
    assert 3 <= len(set(left.split("。")) ^ set(right.split("。"))) <= 12
    scripts = {upload["script"] for upload in UPLOADS if upload["file"].startswith(("s07", "s08"))}
    assert scripts == {"hant", "hans"}


def test_one_county_borrows_three_paragraphs_of_another():
    lender = {paragraph.replace("全市", "全县") for paragraph in clean("s09-1").splitlines()}
    shared = lender & set(clean("s10-1").splitlines())
    assert len(shared) == 3 and all(len(paragraph) > 80 for paragraph in shared)


def test_masked_places_emptied_quotes_and_no_year():
    masked = [report for _, report in ALL if report["anonymised_places"]]
    assert len(masked) >= 3 and any("××县" in clean(report["id"]) for report in masked)
    assert any("“”" in clean(report["id"]) for _, report in ALL)
    undated = [report for _, report in ALL if report["year"] is None]
    assert undated and not any(re.search(r"\d{4}年", clean(report["id"])) for report in undated)


def test_the_maker_gives_the_same_bytes(tmp_path):
    run = subprocess.run([sys.executable, FIXTURES / "build.py", "--out", tmp_path], capture_output=True, text=True,
                         check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made.pop("samples.json") == (ROOT / "tests" / "gold" / "samples.json").read_bytes()
    assert made == {path.name: path.read_bytes() for path in REPORTS.glob("s*")}


def test_readme_tells_of_every_file_and_bears_the_notice():
    readme = (FIXTURES / "README.md").read_text("utf-8")
    assert "示例：文字为本项目编写，人物、数字与举措均属虚构" in readme
    assert [u["file"] for u in UPLOADS if f"`{u['file']}`" not in readme] == []


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")
def test_no_sentence_comes_from_the_seeds():
    runs: set[str] = set()
    for path in SEEDS.iterdir():
        text = simplified(path.read_text("utf-8", errors="replace"))
        runs |= {text[i : i + 20] for i in range(len(text) - 19)}
    for name in NAMES:
        text = fold(clean(name))
        assert [text[i : i + 20] for i in range(len(text) - 19) if text[i : i + 20] in runs] == [], name
