"""The interface in three languages: nothing untranslated, nothing stale, and the reader's choice alone decides."""

import gettext
import re
import shutil
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from opencc import OpenCC

from archive.management.po import Entry, read, written
from archive.models import YearKind
from archive.public import languages
from archive.services.decide import accept
from search import indexer
from search.grammar import parse
from search.pages import results_page
from search.request import SearchRequest
from search.sentence import sentence, year_label
from search.service import find
from tests.archive.factories import add_finding, make_archive, make_report
from tests.conftest import ROOT

LOCALE = ROOT / "locale"
FOLDERS = {"en": "en", "zh-hant": "zh_Hant"}
PLACEHOLDER = re.compile(r"%\(\w+\)(?:\.\d)?[sdf]|%[sd%]|\{\w+\}|</?\w+[^>]*>")
HAN = re.compile(r"[\u3400-\u9fff]")
# English may quote forms of a search and words of Chinese as they are typed.
QUOTED = re.compile(r"“[^”]*”|年份:(?:2003\.\.2010|不详)|标题:|正文:|党员(?: NOT | \| )企业|湖北")
to_simplified = OpenCC("t2s").convert


def po(folder: str) -> Path:
    return LOCALE / folder / "LC_MESSAGES" / "django.po"


def entries(folder: str) -> list[Entry]:
    return read(po(folder).read_text(encoding="utf-8"))


# -- catalogues ------------------------------------------------------------------------------------------------------


def test_both_catalogues_hold_the_same_words():
    english, traditional = ([entry.key for entry in entries(folder)] for folder in FOLDERS.values())
    assert english == traditional and len(english) == len(set(english)) > 600


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is absent: words of the source are not gathered")
def test_the_catalogues_hold_the_words_of_the_source():
    call_command("messages", check=True, verbosity=0)


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_every_word_is_translated_with_its_placeholders(folder: str):
    wrong = [
        entry
        for entry in entries(folder)
        if entry.is_fuzzy or not all(entry.strings)
        or any(sorted(PLACEHOLDER.findall(words)) != sorted(PLACEHOLDER.findall(entry.msgid))
               for words in entry.strings)
    ]
    assert wrong == []


def test_english_holds_no_chinese_but_what_a_reader_types():
    left = [words for entry in entries("en") for words in entry.strings if HAN.search(QUOTED.sub("", words))]
    assert left == []


def test_traditional_differs_in_script_alone():
    """t2s leaves 著 where Simplified writes 着 (DESIGN.md, section 4)."""

    def simple(text: str) -> str:
        return to_simplified(text).replace("著", "着")

    assert [e for e in entries("zh_Hant") for words in e.strings if simple(words) != simple(e.msgid)] == []


def test_traditional_holds_no_simplified_character():
    """A character that conversion changes and that nothing converts into. 干 is both: 若干 in Traditional too."""
    to_traditional = OpenCC("s2tw").convert
    words = {c for entry in entries("zh_Hant") for words in entry.strings for c in words if HAN.match(c)}
    assert {c for c in words if to_traditional(c) != c and to_simplified(c) == c} <= {"干"}


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_the_compiled_catalogue_is_that_of_the_text(folder: str):
    with po(folder).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries(folder):
        for number, words in enumerate(entry.strings):
            count = 1 if number == 0 else 2
            if entry.plural and entry.context:
                said = compiled.npgettext(entry.context, entry.msgid, entry.plural, count)
            elif entry.plural:
                said = compiled.ngettext(entry.msgid, entry.plural, count)
            elif entry.context:
                said = compiled.pgettext(entry.context, entry.msgid)
            else:
                said = compiled.gettext(entry.msgid)
            assert said == words, entry
    assert len({key for key in compiled._catalog if key}) == sum(len(entry.strings) for entry in entries(folder))


def test_a_catalogue_is_read_as_it_was_written():
    held = [
        Entry('说“%(a)s”\\\n\t"引"', context="处", flags="python-format", strings=('say “%(a)s”\\\n\t"quote"',)),
        Entry("%d 篇", plural="%d 篇", flags="python-format", strings=("%d report", "%d reports")),
    ]
    assert read(written(held, "en", "nplurals=2; plural=(n != 1);")) == held
    fuzzy = '#, fuzzy, python-format\nmsgid "甲"\nmsgstr ""\n"a"\n" b"\n\n#~ msgid "乙"\n#~ msgstr "b"\n'
    assert read(fuzzy) == [Entry("甲", flags="python-format", strings=("a b",), is_fuzzy=True)]


# -- pages -----------------------------------------------------------------------------------------------------------


def reader(language: str, **headers: str) -> Client:
    client = Client(headers=headers)
    client.cookies["django_language"] = language
    return client


@pytest.fixture
def archive(settings, tmp_path: Path):
    settings.SEARCH_DIR = tmp_path / "index"
    made = make_archive()
    indexer.rebuild()
    return made


MASTHEADS = {
    "en": ("Party-Building Report Archive", "Localities", "Initiatives", "Display", "Skip to content"),
    "zh-hant": ("黨建報告庫", "地區", "舉措", "顯示", "跳到正文"),
    "zh-hans": ("党建报告库", "地区", "举措", "显示", "跳到正文"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", MASTHEADS)
def test_pages_in_every_language(archive, language: str):
    client = reader(language)
    addresses = ["/", "/search/?q=党员", "/search/?q=ISO(", "/help/", "/about/", "/years/", "/nowhere/",
                 archive.full.get_absolute_url(), "/desk/login/"]
    simplified = re.compile("|".join(sorted(
        (e.msgid for e in entries("zh_Hant") if len(e.msgid) > 1 and e.strings[0] != e.msgid and "%" not in e.msgid),
        key=len, reverse=True)))
    for address in addresses:
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == (404 if address == "/nowhere/" else 200), address
        assert f'<html lang="{languages.SWITCH[language][2]}"' in page and answer["Content-Language"] == language
        masthead = page[page.index('class="skip"') : page.index("</header>")]
        desk = address.startswith("/desk/")
        assert all(words in masthead for words in MASTHEADS[language][3 if desk else 0 :]), address
        if language != "zh-hans":
            assert not simplified.search(re.sub(r'title="简体"|value="[^"]*"', "", masthead)), address


@pytest.mark.django_db
def test_the_browsers_languages_do_not_decide():
    page = Client(headers={"accept-language": "en-US,en;q=0.9"}).get("/")
    assert '<html lang="zh-Hans"' in page.content.decode()
    chosen = reader("zh-hant", **{"accept-language": "en"}).get("/")
    assert '<html lang="zh-Hant"' in chosen.content.decode()
    assert "Cookie" in chosen["Vary"] and "Accept-Language" not in chosen["Vary"]
    assert '<html lang="zh-Hans"' in reader("fr").get("/").content.decode()


@pytest.mark.django_db
def test_the_switch_keeps_the_choice_and_leads_back():
    client = Client()
    assert client.get("/prefs/?lang=en&next=/help/").url == "/help/"
    assert "How to search" in client.get("/help/").content.decode()
    client.get("/prefs/?lang=zh-hans")
    assert "怎样检索" in client.get("/help/").content.decode()


@pytest.mark.django_db
def test_the_admin_follows_the_choice_too(admin_client):
    page = admin_client.get(reverse("admin:index"), headers={"accept-language": "en"}).content.decode()
    assert "Site administration" not in page and '<html lang="zh-hans"' in page


@pytest.mark.django_db
def test_what_is_taken_away_is_the_same_in_every_language():
    report = make_report("罗桥乡党员大会\n乡里办起夜谈。", year=2008, year_kind=YearKind.INFERRED, is_sample=True)
    addresses = [reverse("public:report_json", args=[report.pk]), reverse("public:report_text", args=[report.pk]),
                 reverse("public:feed"), reverse("public:sitemap")]
    addresses += [reverse("public:report_cite", args=[report.pk, form]) for form in ("bib", "ris", "json", "txt")]
    for address in addresses:
        assert reader("en").get(address).content == reader("zh-hans").get(address).content, address


def test_the_page_of_a_server_error_needs_no_request():
    with translation.override("en"):
        page = get_template("errors/500.html").render()
    assert '<html lang="en">' in page and "Server error" in page and not HAN.search(page)


# -- search ----------------------------------------------------------------------------------------------------------


def name(group: str, value: str) -> str:
    return year_label(value) if group == "year" else {"420000": "湖北省", "1": "王清"}.get(value, value)


@pytest.mark.parametrize(
    ("words", "filters", "total", "expected"),
    [
        ("党员", {"place": ("420000",), "year": ("2003..2008",)}, 12,
         "Reports: 湖北省, 2003–2008, with “党员”, 12 in all"),
        ("", {}, 1, "All reports, 1 in all"),
        ("党员 社区 -企业", {}, 3, "Reports: with “党员” and “社区”, without “企业”, 3 in all"),
        ("标题:党员 OR 标题:社区", {}, 3, "Reports: Title with “党员” or “社区”, 3 in all"),
        ("", {"author": ("1",), "year": ("none", "2003..")}, 3,
         "Reports: Report year unknown or from 2003, by 王清, 3 in all"),
    ],
)
def test_the_request_in_english(words, filters, total, expected):
    with translation.override("en"):
        assert sentence(SearchRequest(words, filters), parse(words).root, name, total) == expected


@pytest.mark.django_db
def test_the_page_of_results_says_its_number_once_and_its_notices_in_english(archive):
    with translation.override("en"):
        shown = results_page(find(SearchRequest("“党员 foo:党")), "orig")
    assert shown.notices[:2] == (
        "A quotation mark has no partner; it was read as text.",
        "“foo” is not a field that can be searched; the colon was read as punctuation.",
    )
    assert "in all" not in "".join(words for words, _marked in shown.sentence)
    assert shown.facets.used == 0 and shown.status.startswith("Reports found: ")


@pytest.mark.django_db
def test_history_is_kept_in_the_archives_language():
    report = make_report("罗桥乡党员大会\n乡里办起夜谈。")
    finding = add_finding(report, "title", "罗桥乡党员大会")
    with translation.override("en"):
        accept(finding, get_user_model().objects.create_user("shen"))
    assert report.history.first().history_change_reason == "标题“罗桥乡党员大会”采纳"
