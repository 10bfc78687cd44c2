"""A report: what it is, its text with marks and notes, what cleaning did, how to cite it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import selectors
from archive.models import Finding, Report, YearKind
from archive.public import citation
from archive.public.collation import Collation, Comparison, collation, comparison, original_characters
from archive.public.display import full_width, shown
from archive.public.marking import Mark, Paragraph, paragraphs
from archive.public.notes import Annotations, DisplayText, Note, annotations, page_urls, raw_anchor
from archive.public.pages.marked_words import QueryHits, query_hits, title_parts, word_marks
from archive.public.pages.shared import Crumb, full_name, post_of
from archive.public.pages.shared_texts import SharedTextRow, shared_rows
from archive.public.pages.uploads import format_words
from archive.public.readers_words import ReadersWords, words_in

VIEWS = ("clean", "raw", "compare")
Kind = Finding.Kind
# A numbered paragraph longer than this is a text that begins with a number, not a heading line.
LONGEST_HEADING = 60
TOC_LABEL = 40


@dataclass(frozen=True)
class ReportRequest:
    """What of the report is asked for: view, characters, reader's words, marks on or off, rule of the comparison.
    ``fields``: all fields of the address, which say where in which list the reader found it; ``carried``: those that
    every link to this report keeps."""

    view: str = "clean"
    script: str = "orig"
    query: str = ""
    marks: bool = True
    rule: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    carried: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Signature:
    """An author with post and body as stated."""

    name: str
    post: str
    url: str
    part: str


@dataclass(frozen=True)
class YearFact:
    """The report's year with its evidence. ``bounds`` in words where only they are known."""

    year: int | None
    is_inferred: bool
    bounds: str
    quote: str
    implies: str
    jump: str
    badge: str


@dataclass(frozen=True)
class Heading:
    """An entry of the contents."""

    label: str
    url: str
    below: tuple["Heading", ...] = ()


@dataclass(frozen=True)
class Sibling:
    title: str
    part: int
    url: str
    current: bool


@dataclass(frozen=True)
class Tab:
    """A link that shows the same report otherwise."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class PlaceFact:
    """A step of the place's path with its page."""

    name: str
    url: str


@dataclass(frozen=True)
class ReportPage:
    """All of a report's page. Of text, raw and comparison only the asked one is filled."""

    report: Report
    request: ReportRequest
    lang: str
    title: str
    title_parts: tuple[tuple[str, bool], ...]
    crumbs: tuple[Crumb, ...]
    signatures: tuple[Signature, ...]
    place: tuple[PlaceFact, ...]
    place_name: str
    names_today: tuple[str, ...]
    year: YearFact
    publication: tuple[tuple[str, str, str], ...]
    toc: tuple[Heading, ...]
    text: tuple[Paragraph, ...]
    raw: tuple[Paragraph, ...]
    notes: tuple[Note, ...]
    collation: Collation
    comparison: Comparison | None
    rule_tabs: tuple[Tab, ...]
    hits: QueryHits | None
    view_tabs: tuple[Tab, ...]
    script_tabs: tuple[Tab, ...]
    marks_url: str
    siblings: tuple[Sibling, ...]
    format: str
    original_url: str
    shared: tuple[SharedTextRow, ...]
    reference: citation.Reference
    cite: str
    structured: dict[str, object]
    correction: str


def report_page(report: Report, request: ReportRequest, url: str, today: date) -> ReportPage:
    """``report`` from ``selectors.for_reading``; ``url`` its absolute address."""
    findings = selectors.visible(report.findings.all())
    urls = page_urls(findings, selectors.initiative_ids_of(report), _author_ids(report))
    text_url = "" if request.view == "clean" else report.get_absolute_url()
    text = DisplayText(display_text(report, request.script), names_script(report, request))
    noted = annotations(report, findings, urls, text, text_url)
    path = selectors.place_path(report.locality, report.year)
    place = tuple(PlaceFact(step.name, reverse("public:locality", args=[step.code])) for step in path)
    words = words_in(report, request.fields)
    request = replace(request, carried=words.carried if words else ())
    reference = citation.reference(report, full_name(path), url, today)
    collated = collation(report)
    return ReportPage(
        report=report,
        request=request,
        lang="zh-Hant" if _shows_hant(report, request) else "zh-Hans",
        title=shown(report.title, text.names),
        title_parts=title_parts(shown(report.title, text.names), words),
        crumbs=_crumbs(place),
        signatures=_signatures(report, text.names),
        place=place,
        place_name=full_name(path),
        names_today=_names_today(report),
        year=_year_fact(report, findings, noted, text),
        publication=_publication(report, findings),
        toc=_toc(report, text_url, text),
        text=_text(report, noted, words, request, text) if request.view == "clean" else (),
        raw=_raw(report, findings, words, request) if request.view == "raw" else (),
        notes=noted.notes if request.marks else (),
        collation=collated,
        comparison=comparison(report, request.rule, request.script) if request.view == "compare" else None,
        rule_tabs=_rule_tabs(report, collated, request) if request.view == "compare" else (),
        hits=query_hits(request.view, words),
        view_tabs=_view_tabs(report, request),
        script_tabs=_script_tabs(request),
        marks_url=_address(request, marks=not request.marks),
        siblings=_siblings(report, text.names),
        format=format_words(report.upload),
        original_url=_original_url(report),
        shared=shared_rows(report, request.script) if request.view == "clean" else (),
        reference=reference,
        cite=citation.gbt(reference),
        structured=citation.structured_data(reference),
        correction=_correction(report, url),
    )


def _shows_hant(report: Report, request: ReportRequest) -> bool:
    """Whether the page's text is in Traditional characters; the comparison shows the clean text as it is stored."""
    if report.script == "hant" and request.view != "compare":
        return request.script != "hans" or request.view == "raw"
    return request.script == "hant"


def names_script(report: Report, request: ReportRequest) -> str:
    """The script of title and names: those of a Traditional source are Traditional where its own are wanted."""
    return "hant" if _shows_hant(report, request) else request.script


def _author_ids(report: Report) -> dict[int, int]:
    return {a.finding_id: a.author_id for a in report.authorships.all() if a.finding_id is not None}


def _crumbs(path: Sequence[PlaceFact]) -> tuple[Crumb, ...]:
    steps = [Crumb(step.name, step.url) for step in path]
    return (Crumb(_("地区"), reverse("public:localities")), *steps, Crumb(_("本篇")))


def _names_today(report: Report) -> tuple[str, ...]:
    """What the place is called today, where that is another name than the report's year had."""
    if report.locality is None:
        return ()
    names = selectors.names_today(report.locality)
    return () if names == (report.locality.name_in(report.year),) else names


def _signatures(report: Report, script: str) -> tuple[Signature, ...]:
    return tuple(
        Signature(
            shown(a.author.name, script),
            shown(post_of(a), script),
            a.author.get_absolute_url(),
            a.get_part_display() if a.part == "interviewee" else "",
        )
        for a in report.authorships.all()
    )


def _year_fact(report: Report, findings: list[Finding], noted: Annotations, text: DisplayText) -> YearFact:
    finding = next((f for f in findings if f.kind == Kind.YEAR), None)
    bounds = ""
    if report.year is None and report.year_min and report.year_max:
        bounds = _("%(a)d 年至 %(b)d 年之间") % {"a": report.year_min, "b": report.year_max}
    elif report.year is None and report.year_min:
        bounds = _("不早于 %(a)d 年") % {"a": report.year_min}
    elif report.year is None and report.year_max:
        bounds = _("不晚于 %(b)d 年") % {"b": report.year_max}
    decided = finding is not None and finding.state in (Finding.State.ACCEPTED, Finding.State.CORRECTED)
    return YearFact(
        year=report.year,
        is_inferred=report.year_kind == YearKind.INFERRED,
        bounds=bounds,
        quote=text.quote_of(finding) if finding else "",
        implies=finding.implies if finding else "",
        jump=noted.jumps.get(finding.pk, "") if finding else "",
        badge="sure" if decided else "",
    )


def _publication(report: Report, findings: list[Finding]) -> tuple[tuple[str, str, str], ...]:
    """(label, value, address of the line it was read from) of journal, issue, date of print and web source."""
    labels = {"journal": _("刊物"), "issue": _("刊期"), "published_on": _("刊载日期"), "source": _("来源"),
              "doc_number": _("文号")}
    values = {"journal": report.journal, "issue": report.issue, "published_on": report.published_on}
    by_key = {f.key: f for f in findings if f.kind == Kind.PUBLICATION}
    rows = []
    for key, label in labels.items():
        finding = by_key.get(key)
        value = values.get(key) or (finding.value if finding else "")
        if value:
            has_line = finding is not None and finding.raw_end > finding.raw_start
            line = f"{report.get_absolute_url()}?view=raw#{raw_anchor(finding)}" if has_line else ""
            rows.append((label, value, line))
    return tuple(rows)


def _levels(report: Report) -> dict[int, int]:
    """Start of a heading's paragraph -> level of its tag: the highest level of this report is h2, none is skipped."""
    ends = dict(report.paragraphs)
    found = {
        int(start): int(level)
        for level, _text, start, _end in report.headings
        if start in ends and ends[start] - start <= LONGEST_HEADING
    }
    order = {level: 2 + index for index, level in enumerate(sorted(set(found.values()))[:3])}
    levels, deepest = {}, 1
    for start, level in sorted(found.items()):
        deepest = min(order.get(level, 4), deepest + 1)
        levels[start] = deepest
    return levels


def _toc(report: Report, text_url: str, text: DisplayText) -> tuple[Heading, ...]:
    """Headings of the two highest levels, the second under the first."""
    numbers = {start: number for number, (start, _end) in enumerate(report.paragraphs, start=1)}
    levels = _levels(report)
    entries: list[tuple[Heading, list[Heading]]] = []
    for _level, _words, start, end in sorted(report.headings, key=lambda heading: heading[2]):
        level = levels.get(start)
        if level not in (2, 3):
            continue
        label = text.text[start:end] if end - start <= TOC_LABEL else text.text[start : start + TOC_LABEL - 1] + "……"
        heading = Heading(label, f"{text_url}#p{numbers[start]}")
        if level == 2 or not entries:
            entries.append((heading, []))
        else:
            entries[-1][1].append(heading)
    return tuple(Heading(heading.label, heading.url, tuple(below)) for heading, below in entries)


def display_text(report: Report, script: str) -> str:
    """The clean text as shown; positions are those of the clean text."""
    if script == "orig" and report.script == "hant":
        return full_width(original_characters(report))
    return "\n".join(shown(line, script) for line in report.text.split("\n"))


def _text(
    report: Report, noted: Annotations, words: ReadersWords | None, request: ReportRequest, text: DisplayText
) -> tuple[Paragraph, ...]:
    marks = list(noted.marks) if request.marks else []
    marks += word_marks(words.spans if words else ())
    return paragraphs(text.text, report.paragraphs, marks, _levels(report))


def _raw(
    report: Report, findings: list[Finding], words: ReadersWords | None, request: ReportRequest
) -> tuple[Paragraph, ...]:
    """The report's stretch of the raw text, line by line, unchanged, with the words of the findings and those of the
    reader marked."""
    spans, at = [], 0
    for line in report.raw.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    marks = [
        Mark(f.raw_start - report.raw_start, f.raw_end - report.raw_start, "evidence", raw_anchor(f))
        for f in findings
        if request.marks and report.raw_start <= f.raw_start < f.raw_end <= report.raw_end
    ]
    marks += word_marks(words.raw_spans if words else (), report.raw_start)
    return paragraphs(report.raw, spans, marks, {})


def _address(request: ReportRequest, **changes: object) -> str:
    """This page with something changed; what is the default stays out of the address."""
    values = {"view": request.view, "q": request.query, "marks": request.marks, "rule": request.rule, **changes}
    script = changes.get("script")
    query = [
        ("view", "" if values["view"] == "clean" else values["view"]),
        ("q", values["q"]),
        ("marks", "" if values["marks"] else "off"),
        ("rule", values["rule"] if values["view"] == "compare" else ""),
        ("script", script or ""),
    ]
    return "?" + urlencode([(name, value) for name, value in query if value] + list(request.carried))


def _view_tabs(report: Report, request: ReportRequest) -> tuple[Tab, ...]:
    labels = {"clean": _("整理稿"), "raw": _("原文"), "compare": _("对照")}
    base = report.get_absolute_url()
    return tuple(
        Tab(label, base + _address(request, view=view, rule=""), view == request.view)
        for view, label in labels.items()
    )


def _script_tabs(request: ReportRequest) -> tuple[Tab, ...]:
    labels = {"orig": _("原字形"), "hans": _("简"), "hant": _("繁")}
    return tuple(Tab(label, _address(request, script=s), s == request.script) for s, label in labels.items())


def _rule_tabs(report: Report, collated: Collation, request: ReportRequest) -> tuple[Tab, ...]:
    base = report.get_absolute_url()
    rest = _("除字形外 %(n)d 处") % {"n": collated.beyond_script}
    tabs = [Tab(rest, base + _address(request, rule=""), not request.rule)]
    for rule in collated.rules:
        label = f"{rule.label} {rule.count:,}"
        tabs.append(Tab(label, base + _address(request, rule=rule.group), request.rule == rule.group))
    return tuple(tabs)


def _siblings(report: Report, script: str) -> tuple[Sibling, ...]:
    rows = selectors.siblings_of(report)
    if len(rows) < 2:
        return ()
    return tuple(Sibling(shown(r.title, script), r.part, r.get_absolute_url(), r.pk == report.pk) for r in rows)


def _original_url(report: Report) -> str:
    """Empty where the file also holds reports that are not published: their words are not given out."""
    return "" if selectors.has_hidden_parts(report.upload_id) else reverse("public:report_original", args=[report.pk])


def _correction(report: Report, url: str) -> str:
    """Address for a correction: a letter with the report's address as its subject, or the page that says how."""
    if settings.SITE_CONTACT:
        return f"mailto:{settings.SITE_CONTACT}?subject={quote(url)}"
    return reverse("public:about") + "#corrections"
