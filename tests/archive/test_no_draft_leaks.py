"""No byte of a draft reaches a visitor, on any address of the URL conf, whoever adds one."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.core.management import call_command, get_commands
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from archive.models import Author, Initiative, Report, Upload
from archive.reading.edits import Edit, Trail
from archive.reading.records import (
    Evidence,
    InitiativeMention,
    PersonMention,
    PlaceMention,
    RawText,
    Reading,
    ReportReading,
    ReportSlice,
    YearResult,
)
from archive.services import originals
from archive.services.publish import decide_duplicate, publish, withdraw
from archive.services.store import store_reading

# Rare words that are written alike in both scripts. Visitors ask with the first half; the second never comes back.
DRAFT = {"title": ("槲葭", "苒蘅"), "text": ("菡萏", "芨芷"), "initiative": ("薜荔", "蕙芫"), "author": ("芈", "苡芮")}
OPEN = {"title": ("白芨", "村夜校"), "text": ("石斛", "坡上课"), "initiative": ("木槿", "课堂"), "author": ("石", "平")}
PLACE = ("340521", "安徽省/马鞍山市/当涂县")
FORMATS = ("bib", "ris", "json", "txt", "csv", "xml", "atom", "html", "pdf")
QUERIES = (
    "", *(f"?q={quote(half)}" for half, _ in DRAFT.values()), f"?q={quote('title:' + DRAFT['title'][0])}",
    "?view=raw", "?view=compare&script=hant", "?view=clean&script=hans", "?page=1&per=100", "?from=1990&to=2030",
    f"?place={PLACE[0]}&year=2006", "?all=1&below=0&sort=added", "?q=" + quote("党 OR 课"),
)
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def words(marks: dict[str, tuple[str, str]], name: str) -> str:
    return "".join(marks[name])


def a_part(part: int, raw: str, start: int, marks: dict[str, tuple[str, str]]) -> ReportReading:
    text = text_of(marks)
    at = raw.index(text, start)
    trail = Trail(start, at + len(text), (Edit(start, at, "", "furniture"),) if at > start else ())

    def ev(quoted: str) -> Evidence:
        found = text.index(quoted)
        return Evidence(found, found + len(quoted), quoted, "test")

    name, place = ev(words(marks, "initiative")), PlaceMention(*PLACE, "primary", ev("当涂县"), 0.95)
    return ReportReading(
        slice=ReportSlice(part, f"第{part}篇：{words(marks, 'title')}", text, trail, "hans"),
        title=words(marks, "title"),
        title_evidence=ev(words(marks, "title")),
        genre="工作汇报",
        genre_evidence=None,
        year=YearResult(2006, 2006, 2006, "high", "stated", (ev("2006年"),)),
        authors=(PersonMention(words(marks, "author"), "person", "author", "书记", "当涂县委",
                               ev(words(marks, "author")), 0.9),),
        locality=place,
        places=(place,),
        initiatives=(InitiativeMention(words(marks, "initiative"), words(marks, "initiative"), "活动", "已实施",
                                       ev(words(marks, "initiative")), name.start, name.end, 0.9, True),),
    )


def text_of(marks: dict[str, tuple[str, str]]) -> str:
    return (f"{words(marks, 'title')}\n2006年，当涂县开展{words(marks, 'initiative')}，党员到课。"
            f"{words(marks, 'text')}。\n{words(marks, 'author')}")


def stored(name: str, *parts: dict[str, tuple[str, str]]) -> list[Report]:
    raw = "\n".join(text_of(marks) for marks in parts)
    data = raw.encode()
    sha256 = f"{abs(hash(name)) % 16**12:064x}"
    originals.keep(data, sha256)
    # The name of a file with a published part is shown: it is no part's title.
    title = words(parts[0], "title")
    upload = Upload.objects.create(sha256=sha256, name=f"{name}{title}.txt", size=len(data))
    starts = itertools.accumulate([len(text_of(marks)) + 1 for marks in parts], initial=0)
    reports = [a_part(n, raw, at, marks) for n, (marks, at) in enumerate(zip(parts, starts, strict=False), 1)]
    return store_reading(upload, Reading(RawText(raw, "text", "utf-8", 1.0, title=title), "hans", tuple(reports)))


@dataclass(frozen=True)
class Archive:
    """A report that is open, one that is a draft, one that was taken back, and a file that holds an open one and a
    draft. ``numbers`` are all ids there are."""

    numbers: tuple[int, ...]
    texts: tuple[str, ...]


@pytest.fixture
def archive(transactional_db) -> Archive:
    (open_one,) = stored("甲", OPEN)
    publish(open_one)
    stored("乙", DRAFT)
    (taken_back,) = stored("丙", DRAFT)
    publish(decide_duplicate(taken_back, "distinct"))
    withdraw(taken_back)
    mixed_open, draft = stored("丁", OPEN, DRAFT)
    publish(decide_duplicate(mixed_open, "distinct"))
    Report.objects.filter(pk=mixed_open.pk).update(similar_to=draft, similarity=0.9)
    Upload.objects.create(sha256="9" * 64, name=words(DRAFT, "title"), size=1, state="failed",
                          error=words(DRAFT, "text"))
    assert "index_rebuild" in get_commands(), "without an index the search would answer nothing and hide a leak"
    call_command("index_rebuild", verbosity=0)
    tables = (Report, Upload, Initiative, Author)
    numbers = {pk for table in tables for pk in table.objects.values_list("pk", flat=True)} | {2006}
    return Archive(tuple(sorted(numbers)), (PLACE[0], PLACE[0][:2] + "0000", *FORMATS))


def routes(patterns: list, prefix: str = "") -> Iterator[str]:
    """Every route of the URL conf as one string, ``reports/<int:pk>/``; regular expressions as Django shows them."""
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield here if isinstance(pattern.pattern, RoutePattern) else prefix + "x"


def addresses(route: str, archive: Archive) -> Iterator[str]:
    parameters = [(kind or "str") for kind, _ in PARAMETER.findall(route)]
    choices = [[str(n) for n in archive.numbers] if kind == "int" else [*archive.texts, *map(str, archive.numbers)]
               for kind in parameters]
    for values in itertools.product(*choices):
        filled = route
        for value in values:
            filled = PARAMETER.sub(value, filled, count=1)
        yield f"/{filled}"


def body(response) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content + "\n".join(f"{k}: {v}" for k, v in response.headers.items()).encode("utf-8", "surrogateescape")


def spellings(marker: str) -> Iterator[bytes]:
    """The marker as it may stand in a page, in JSON, in an address or header, in other encodings."""
    yield marker.encode()
    yield json.dumps(marker)[1:-1].encode()
    yield quote(marker).encode()
    yield "".join(f"&#{ord(c)};" for c in marker).encode()
    yield marker.encode("gb18030")
    yield marker.encode("utf-16-le")


def leaks(content: bytes) -> list[str]:
    return [name for name, (_, kept) in DRAFT.items() if any(form in content for form in spellings(kept))]


def test_the_walk_would_see_a_leak():
    for _, kept in DRAFT.values():
        assert all(leaks(b"..." + form + b"...") for form in spellings(kept))
    assert leaks(text_of(OPEN).encode()) == []


def test_no_route_gives_a_draft_away(archive):
    every = sorted(set(routes(get_resolver().url_patterns)))
    assert len(every) > 40
    client = Client(raise_request_exception=False)
    found, seen, open_seen = [], 0, set()
    for route in every:
        # The admin answers every visitor with its login, whatever the number in the address.
        of_admin = route.startswith("admin/")
        for address in [f"/{PARAMETER.sub('1', route)}"] if of_admin else addresses(route, archive):
            for query in ("",) if of_admin else QUERIES:
                response = client.get(address + query)
                content = body(response)
                found += [f"GET {address}{query}: {name}" for name in leaks(content)]
                found += [f"GET {address}{query}: {response.status_code}"] if response.status_code == 500 else []
                open_seen |= {name for name, (_, kept) in OPEN.items() if kept.encode() in content}
                seen += response.status_code == 200
                if response.status_code == 404:
                    break
            found += [f"POST {address}: {name}" for name in leaks(body(client.post(address)))]
    assert not found, "\n".join(found[:40])
    assert seen > 100
    assert open_seen == set(OPEN), "the walk must have read pages that show reports"
