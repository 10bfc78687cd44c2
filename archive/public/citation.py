"""How a report is cited: GB/T 7714—2015 in words, BibTeX, RIS and CSL-JSON as files.

Sources of the forms: GB/T 7714—2015 (report [R/OL]; a year that is not stated stands in square brackets); BibTeX as
in the BibTeX manual (@techreport, braces keep capitals); RIS as published by Research Information Systems (TY RPRT,
two-letter tags, CRLF, ER at the end); CSL-JSON as in the schema of citation-style-language (type report).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from archive.models import Report, YearKind
from archive.public.display import xml_text

SAMPLE_NOTE = "示例：文字为本项目编写，人物、数字与举措均属虚构"
ARCHIVE = "党建报告库"
# The part of LaTeX's special characters that a value in braces may not hold bare.
LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """What is cited. ``year`` None where unknown; ``posted`` and ``published`` ISO dates or ""; ``bodies`` are those
    authors that are no persons."""

    id: int
    title: str
    authors: tuple[str, ...]
    bodies: frozenset[str]
    year: int | None
    is_inferred: bool
    place: str
    genre: str
    journal: str
    issue: str
    posted: str
    published: str
    url: str
    seen: date
    is_sample: bool


def reference(report: Report, place: str, url: str, seen: date) -> Reference:
    """``report`` with its authorships; ``place`` its full name as of the year; ``seen`` the day of retrieval."""
    authorships = list(report.authorships.all())
    return Reference(
        id=report.pk,
        title=_line(report.title),
        authors=tuple(dict.fromkeys(_line(a.author.name) for a in authorships)),
        bodies=frozenset(_line(a.author.name) for a in authorships if a.author.kind == "corporate"),
        year=report.year,
        is_inferred=report.year_kind == YearKind.INFERRED,
        place=place,
        genre=report.get_genre_display(),
        journal=_line(report.journal),
        issue=_line(report.issue),
        posted=report.posted_on.isoformat() if report.posted_on else "",
        published=report.published_on,
        url=url,
        seen=seen,
        is_sample=report.is_sample,
    )


def _line(text: str) -> str:
    """On one line: a line feed inside a value would begin a new field."""
    return " ".join(xml_text(text).split())


def gbt(ref: Reference) -> str:
    """沈某. 题名[R/OL]. [2009]（2021-03-08）[2026-11-23]. 地址."""
    authors = "，".join(ref.authors[:3]) + ("，等" if len(ref.authors) > 3 else "")
    year = "" if ref.year is None else f"[{ref.year}]" if ref.is_inferred else str(ref.year)
    source = f"{ref.journal}，" if ref.journal else ""
    dates = f"{source}{year or '年份不详'}" + (f"（{ref.posted}）" if ref.posted else "") + f"[{ref.seen.isoformat()}]"
    sample = f" {SAMPLE_NOTE}." if ref.is_sample else ""
    return f"{authors + '. ' if authors else ''}{ref.title}[R/OL]. {dates}. {ref.url}.{sample}"


def bibtex(ref: Reference) -> str:
    fields = {
        "title": ref.title,
        # A body in braces of its own is not taken apart into given and family name.
        "author": None,
        "year": str(ref.year) if ref.year is not None else "",
        "type": ref.genre,
        "institution": ref.journal or ARCHIVE,
        "address": ref.place,
        "number": ref.issue,
        "url": ref.url,
        "urldate": ref.seen.isoformat(),
        "note": "；".join(_notes(ref)),
    }
    lines = []
    for name, value in fields.items():
        if name == "author":
            value = " and ".join("{" + _latex(author) + "}" for author in ref.authors)
        else:
            value = _latex(value or "") if name != "url" else (value or "")
        if value:
            lines.append(f"  {name} = {{{value}}}")
    return f"@techreport{{report{ref.id},\n" + ",\n".join(lines) + "\n}\n"


def _latex(text: str) -> str:
    return "".join(LATEX.get(character, character) for character in text)


def _notes(ref: Reference) -> list[str]:
    notes = []
    if ref.is_sample:
        notes.append(SAMPLE_NOTE)
    if ref.year is None:
        notes.append("年份不详")
    elif ref.is_inferred:
        notes.append("年份由内容推断")
    if ref.posted:
        notes.append(f"网上发布日期 {ref.posted}")
    return notes


def ris(ref: Reference) -> str:
    lines = [("TY", "RPRT"), ("ID", f"report{ref.id}"), ("TI", ref.title)]
    lines += [("AU", author) for author in ref.authors]
    lines += [
        ("PY", str(ref.year) if ref.year is not None else ""),
        ("M3", ref.genre),
        ("CY", ref.place),
        ("T2", ref.journal),
        ("IS", ref.issue),
        ("DP", ARCHIVE),
        ("LA", "zh"),
        ("UR", ref.url),
        ("Y2", ref.seen.strftime("%Y/%m/%d")),
    ]
    lines += [("N1", note) for note in _notes(ref)]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl(ref: Reference) -> dict[str, object]:
    """One item of CSL-JSON. Chinese names stay whole: ``literal``."""
    item: dict[str, object] = {
        "id": f"report{ref.id}",
        "type": "report",
        "title": ref.title,
        "author": [{"literal": author} for author in ref.authors],
        "genre": ref.genre,
        "language": "zh",
        "archive": ARCHIVE,
        "URL": ref.url,
        "accessed": {"date-parts": [[ref.seen.year, ref.seen.month, ref.seen.day]]},
    }
    if ref.year is not None:
        item["issued"] = {"date-parts": [[ref.year]], **({"circa": True} if ref.is_inferred else {})}
    for key, value in (
        ("publisher-place", ref.place), ("container-title", ref.journal), ("issue", ref.issue),
        ("note", "；".join(_notes(ref))),
    ):
        if value:
            item[key] = value
    return item


def csl_json(ref: Reference) -> str:
    return json.dumps([csl(ref)], ensure_ascii=False, indent=2) + "\n"


def structured_data(ref: Reference) -> dict[str, object]:
    """schema.org Report, for ``application/ld+json``."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": ref.title,
        "url": ref.url,
        "inLanguage": "zh",
        "genre": ref.genre,
        "author": [
            {"@type": "Organization" if author in ref.bodies else "Person", "name": author} for author in ref.authors
        ],
    }
    optional = {"dateCreated": str(ref.year or ""), "contentLocation": ref.place, "datePublished": ref.published}
    data |= {key: value for key, value in optional.items() if value}
    if ref.is_sample:
        data["disambiguatingDescription"] = SAMPLE_NOTE
    return data


@dataclass(frozen=True)
class Form:
    """A form of citation as a file."""

    content_type: str
    write: Callable[[Reference], str]


FORMS: dict[str, Form] = {
    "bib": Form("application/x-bibtex; charset=utf-8", bibtex),
    "ris": Form("application/x-research-info-systems; charset=utf-8", ris),
    "json": Form("application/vnd.citationstyles.csl+json; charset=utf-8", csl_json),
    "txt": Form("text/plain; charset=utf-8", lambda ref: gbt(ref) + "\n"),
}
