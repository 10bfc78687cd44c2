"""From findings to the columns and rows that readers search and browse by.

The findings are the record; what stands in a report's columns, its places, authors, initiatives and figures follows
from those a reader may see (``Finding.is_visible``): shown by the reader's own confidence, or decided by a person.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from archive.models import (
    Author,
    AuthorLink,
    Authorship,
    Figure,
    Finding,
    Genre,
    Initiative,
    InitiativeLink,
    InitiativeMention,
    Locality,
    LocalityMention,
    Report,
    Withheld,
    YearConfidence,
    YearKind,
)
from archive.reading.extraction.initiatives import normal_form
from archive.services.findings import OWN_PLACE
from archive.services.storable import clipped, fit, year_or_none

Kind = Finding.Kind
State = Finding.State
DECIDED = (State.ACCEPTED, State.CORRECTED, State.REJECTED)
STATED_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
# 市委组织部 or 中共县委 is the same words in every county: such a body is told apart by its place.
NAMELESS_BODY = re.compile(r"(中共)?(省|市|县|区|州|旗|地|镇|乡|街道|党)[委工办直]|本刊|本报|本书|课题组|调研组|编写组")


def settle(report: Report) -> None:
    """Set the columns of ``report`` (unsaved) and replace its rows of other tables by what its findings say.

    Runs inside the caller's transaction; the caller saves the report, moves its version and tells of the change.
    """
    findings = list(report.findings.all())
    facts = {(finding.kind, finding.key): finding for finding in findings}
    visible = [finding for finding in findings if finding.is_visible]
    codes = known_codes(visible)
    _set_title_and_genre(report, facts)
    _set_year(report, facts.get((Kind.YEAR, "year")))
    _set_dates(report, facts)
    own = facts.get((Kind.PLACE, OWN_PLACE))
    report.locality_id = codes.get(own.data.get("code", "")) if own is not None and own.is_visible else None
    _set_flaws(report, facts)
    _replace_places(report, visible, codes)
    _replace_authors(report, visible)
    _replace_initiatives(report, visible, codes)
    _replace_figures_and_gaps(report, visible)


def known_codes(findings: Iterable[Finding]) -> dict[str, str]:
    """Codes named by findings → codes of our table. A nine-digit township stands for the county above it."""
    named: set[str] = set()
    for finding in findings:
        named.add(finding.data.get("code") or "")
        if finding.kind == Kind.INITIATIVE:
            named.add(finding.data.get("locality") or "")
    named.discard("")
    held = set(Locality.objects.filter(code__in={*named, *(c[:6] for c in named)}).values_list("code", flat=True))
    return {code: code if code in held else code[:6] for code in named if code in held or code[:6] in held}


def _value(facts: dict[tuple[str, str], Finding], kind: str, key: str) -> str:
    finding = facts.get((kind, key))
    return finding.value if finding is not None and finding.is_visible else ""


def _set_title_and_genre(report: Report, facts: dict[tuple[str, str], Finding]) -> None:
    first_words = report.text.lstrip("\n").split("\n", 1)[0][:60]
    report.title = _value(facts, Kind.TITLE, "title") or first_words or "（无标题）"
    genre = _value(facts, Kind.GENRE, "genre")
    report.genre = genre if genre in Genre.values else Genre.OTHER


def _set_year(report: Report, finding: Finding | None) -> None:
    """A year that is only proposed leaves its bounds: they say what the text allows."""
    report.year = report.year_min = report.year_max = None
    report.year_confidence, report.year_kind = YearConfidence.NONE, YearKind.NONE
    if finding is None or finding.state == State.REJECTED:
        return
    report.year_min = year_or_none(finding.data.get("year_min"))
    report.year_max = year_or_none(finding.data.get("year_max"))
    report.year_confidence = finding.data.get("confidence", YearConfidence.NONE)
    if finding.state == State.ACCEPTED and finding.value:
        report.year_confidence = YearConfidence.HIGH
    if finding.is_visible and finding.value:
        report.year = year_or_none(int(finding.value))
        report.year_kind = finding.data.get("kind", YearKind.NONE)


def _set_dates(report: Report, facts: dict[tuple[str, str], Finding]) -> None:
    report.posted_on = iso_date(_value(facts, Kind.POSTED_ON, "posted_on"))
    stated = STATED_DATE.match(_value(facts, Kind.PUBLICATION, "published_on"))
    report.published_on = stated.group() if stated else ""
    report.journal = _value(facts, Kind.PUBLICATION, "journal")
    report.issue = _value(facts, Kind.PUBLICATION, "issue")


def iso_date(text: str) -> date | None:
    """The date at the start of an ISO date or date and time; None where there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _set_flaws(report: Report, facts: dict[tuple[str, str], Finding]) -> None:
    """Flaws that follow from facts: a web date after the year, and a title that is only made of the first words, or of
    the page's own, until a person states one."""
    title = facts.get((Kind.TITLE, "title"))
    unsaid = title is None or (title.state == State.PROPOSED and not title.quote)
    late = report.posted_on is not None and report.year is not None and report.posted_on.year > report.year
    _set_flaw(report, "missing_title", report.title[:24] if unsaid else None)
    _set_flaw(report, "late_posting_date", report.posted_on.isoformat() if late else None)


def _set_flaw(report: Report, name: str, example: str | None) -> None:
    """There with its example, or gone where that is None."""
    others = [defect for defect in report.defects if defect.get("id") != name]
    report.defects = others if example is None else [*others, {"id": name, "count": 1, "example": example}]


def _replace_places(report: Report, visible: list[Finding], codes: dict[str, str]) -> None:
    report.locality_mentions.all().delete()
    LocalityMention.objects.bulk_create(
        LocalityMention(
            report=report,
            locality_id=codes[finding.data["code"]],
            role=finding.data.get("role", LocalityMention.Role.MENTIONED),
            finding=finding,
        )
        for finding in visible
        if finding.kind == Kind.PLACE and finding.data.get("code") in codes
    )


def settle_authors(report: Report) -> None:
    """Only the authors, by what their findings and people's decisions on who is one say. As ``settle``."""
    _replace_authors(report, [finding for finding in report.findings.all() if finding.is_visible])


def settle_initiatives(report: Report) -> None:
    """Only the initiatives with their figures. As ``settle``."""
    visible = [finding for finding in report.findings.all() if finding.is_visible]
    _replace_initiatives(report, visible, known_codes(visible))


def _replace_authors(report: Report, visible: list[Finding]) -> None:
    report.authorships.all().delete()
    people = [finding for finding in visible
              if finding.kind == Kind.PERSON and finding.data.get("part") in Authorship.Part.values]
    sources = {finding.pk: author_source(report, finding) for finding in people}
    authors = AuthorLink.objects.resolved(sources.values(), report.pk)
    seen: set[int] = set()
    for finding in people:
        author = authors[sources[finding.pk].pk]
        if author.pk in seen:
            continue
        seen.add(author.pk)
        row = Authorship(report=report, author=author, part=finding.data["part"], role=finding.data.get("role", ""),
                         affiliation=finding.data.get("affiliation", ""), finding=finding)
        fit(row).save()


def author_source(report: Report, finding: Finding) -> Author:
    """The author as the finding has him. Two persons of one name are two authors unless place and body agree; bodies
    are known by their names."""
    kind = finding.data.get("kind", Author.Kind.PERSON)
    place = report.locality.name_in(report.year) if report.locality else ""
    if kind == Author.Kind.CORPORATE:
        distinction = (place or f"报告 {report.pk}") if NAMELESS_BODY.match(finding.value) else ""
    else:
        body = finding.data.get("affiliation") or ("" if place else finding.data.get("role", ""))
        parts = [place if place not in body else "", body]
        distinction = "，".join(filter(None, parts)) or f"报告 {report.pk}"
    author, _ = Author.objects.get_or_create(
        name=clipped(finding.value, 100), kind=kind, distinction=clipped(distinction, 200)
    )
    return author


def _replace_initiatives(report: Report, visible: list[Finding], codes: dict[str, str]) -> None:
    """One mention of an initiative a report: where several findings mean it, the first with the figures of all."""
    report.initiative_mentions.all().delete()
    schemes = [finding for finding in visible if finding.kind == Kind.INITIATIVE and finding.value]
    sources = {finding.pk: initiative_source(finding) for finding in schemes}
    initiatives = InitiativeLink.objects.resolved(sources.values(), report.pk)
    mentions: dict[int, InitiativeMention] = {}
    told: set[tuple[Any, ...]] = set()
    for finding in schemes:
        initiative = initiatives[sources[finding.pk].pk]
        mention = mentions.get(initiative.pk)
        if mention is None:
            mention = mentions[initiative.pk] = fit(_mention(report, initiative, finding, codes))
            mention.save()
        figures = [fit(_figure(report, mention, figure)) for figure in finding.data.get("figures", [])]
        fresh = [figure for figure in figures if _sameness(figure) not in told]
        told |= {_sameness(figure) for figure in fresh}
        Figure.objects.bulk_create(fresh)


def _sameness(figure: Figure) -> tuple[Any, ...]:
    return (figure.mention_id, figure.start, figure.end, figure.value, figure.unit, figure.noun)


def initiative_source(finding: Finding) -> Initiative:
    """The initiative as the finding has it, by its normal form."""
    name = finding.value if finding.state == State.CORRECTED else finding.data.get("normalised") or finding.value
    key = normal_form(name) or name
    initiative, _ = Initiative.objects.get_or_create(
        key=clipped(key, 100),
        defaults={"name": clipped(name, 100), "category": clipped(finding.data.get("category", ""), 10)},
    )
    return initiative


def _mention(
    report: Report, initiative: Initiative, finding: Finding, codes: dict[str, str]
) -> InitiativeMention:
    data = finding.data
    start, end = finding.start or 0, finding.end or 0
    status = data.get("status")
    return InitiativeMention(
        initiative=initiative,
        report=report,
        locality_id=codes.get(data.get("locality") or ""),
        name=finding.value,
        status=status if status in InitiativeMention.Status.values else InitiativeMention.Status.UNCLEAR,
        quote=finding.quote,
        start=start,
        end=end,
        name_start=data.get("name_start", start),
        name_end=data.get("name_end", end),
        components=data.get("components", []),
        finding=finding,
    )


def _figure(report: Report, mention: InitiativeMention | None, figure: dict[str, Any]) -> Figure:
    evidence = figure["evidence"]
    return Figure(
        report=report,
        mention=mention,
        value=figure["value"],
        unit=figure["unit"],
        noun=figure["noun"],
        quote=evidence["quote"],
        start=evidence["start"],
        end=evidence["end"],
    )


def _replace_figures_and_gaps(report: Report, visible: list[Finding]) -> None:
    """Figures that belong to a mention are stored with it already; here are the others."""
    taken = set(report.figures.filter(mention__isnull=False).values_list("start", "end"))
    report.figures.filter(mention__isnull=True).delete()
    report.withheld.all().delete()
    rows = [finding for finding in visible if finding.start is not None]
    Figure.objects.bulk_create(
        fit(Figure(report=report, value=finding.data["value"], unit=finding.data["unit"], noun=finding.data["noun"],
                   quote=finding.quote, start=finding.start, end=finding.end))
        for finding in rows
        if finding.kind == Kind.FIGURE and (finding.start, finding.end) not in taken
    )
    Withheld.objects.bulk_create(
        fit(Withheld(report=report, kind=finding.data["kind"], text=finding.value, level=finding.data["level"],
                     start=finding.start, end=finding.end))
        for finding in rows
        if finding.kind == Kind.WITHHELD
    )
