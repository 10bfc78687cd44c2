"""Notes beside a report: every visible finding with its sentence and the way back, and its mark in the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import Finding, Report
from archive.public.display import clause_around, full_width, han_number, shown
from archive.public.marking import Mark, Ref

Kind = Finding.Kind
# What the notes tell of; title, genre and dates stand in the head of the page.
NOTED = (Kind.YEAR, Kind.PLACE, Kind.PERSON, Kind.INITIATIVE, Kind.CAMPAIGN, Kind.DOCUMENT, Kind.FIGURE, Kind.WITHHELD)
MARK_KINDS = {Kind.PLACE: "name", Kind.PERSON: "name", Kind.DOCUMENT: "document", Kind.WITHHELD: "gap"}
# A quote up to this length is a name alone: the note then shows the clause round it.
SHORT_QUOTE = 16
SENTENCE_ENDS = "。！？；\n"


@dataclass(frozen=True)
class Note:
    """One note. ``badge`` is (class, word); ``jump`` the address of the sentence, ``where`` says where that is."""

    kind: str
    value: str
    badge: tuple[str, str]
    quote: str
    reason: str
    id: str = ""
    number: str = ""
    href: str = ""
    jump: str = ""
    where: str = ""


@dataclass(frozen=True)
class DisplayText:
    """The clean text as the reader sees it, of the clean text's length; ``names`` is the script of single values."""

    text: str
    names: str

    def quote_of(self, finding: Finding) -> str:
        """The words of a finding: from the text, or the metadata line as it stood."""
        return self.text[finding.start : finding.end] if has_sentence(finding) else full_width(finding.quote)


@dataclass(frozen=True)
class Annotations:
    """Notes in the order of the text, marks for the clean text, and the anchor of each finding by its id."""

    notes: tuple[Note, ...]
    marks: tuple[Mark, ...]
    jumps: dict[int, str]


def annotations(
    report: Report, findings: Sequence[Finding], urls: dict[int, str], text: DisplayText, text_url: str = ""
) -> Annotations:
    """``findings`` are the report's, ``urls`` the pages of what was found, ``text_url`` the address of the page that
    holds the clean text ("" for this one). Figures of one sentence share a note."""
    noted = [f for f in findings if f.kind in NOTED and f.is_visible]
    groups = _grouped(noted, report.text)
    notes, marks, jumps = [], [], {}
    for count, group in enumerate(groups, start=1):
        finding, number = group[0], han_number(count)
        jump, where = _way_back(report, finding, text_url)
        note = _note(text, group)
        notes.append(
            replace(note, id=f"n{count}", number=number, href=urls.get(finding.pk, ""), jump=jump, where=where)
        )
        jumps |= {f.pk: jump for f in group}
        marks += _marks(group, urls, Ref(number, f"n{count}"))
    return Annotations(tuple(notes), tuple(marks), jumps)


def _grouped(findings: Iterable[Finding], text: str) -> list[list[Finding]]:
    """Findings in the order of the text, those of the metadata last; figures of one sentence together."""
    groups: list[list[Finding]] = []
    sentences: dict[int, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (f.start is None, f.start or 0, f.raw_start, f.pk)):
        if finding.kind == Kind.FIGURE and finding.start is not None:
            sentence = max(text.rfind(mark, 0, finding.start) for mark in SENTENCE_ENDS)
            if sentence in sentences:
                sentences[sentence].append(finding)
                continue
            sentences[sentence] = group = [finding]
        else:
            group = [finding]
        groups.append(group)
    return groups


def raw_anchor(finding: Finding) -> str:
    return f"r{finding.pk}"


def anchor(finding: Finding) -> str:
    return f"e{finding.pk}"


def has_sentence(finding: Finding) -> bool:
    return finding.start is not None and finding.end is not None and finding.end > finding.start


def _way_back(report: Report, finding: Finding, text_url: str) -> tuple[str, str]:
    """Address and place of the words; a value from a metadata line leads to the raw text, one without words nowhere."""
    if has_sentence(finding):
        number = next((n for n, (_s, end) in enumerate(report.paragraphs, 1) if finding.start < end), 0)
        return f"{text_url}#{anchor(finding)}", _("第 %(number)d 段") % {"number": number}
    if finding.raw_end > finding.raw_start:
        return f"{report.get_absolute_url()}?view=raw#{raw_anchor(finding)}", _("原文")
    return "", ""


def _marks(group: list[Finding], urls: dict[int, str], ref: Ref) -> list[Mark]:
    """The number stands behind the last of the group; a name inside a longer quote is marked alone."""
    marks = []
    spoken = [f for f in group if has_sentence(f)]
    for finding in spoken:
        last = ref if finding is spoken[-1] else None
        start, end = finding.start, finding.end
        kind, href = MARK_KINDS.get(finding.kind, "evidence"), ""
        if kind == "name":
            name = finding.value.rsplit("/", 1)[-1]
            at = finding.quote.find(name)
            if at >= 0 and len(finding.quote) > len(name):
                start, end = start + at, start + at + len(name)
            href = urls.get(finding.pk, "")
        marks.append(Mark(start, end, kind, anchor(finding), href, last))
        if finding.kind == Kind.PLACE:
            marks += _other_places(finding, (start, end), href)
        if finding.kind == Kind.INITIATIVE and (name_span := _name_span(finding)):
            marks.append(Mark(*name_span, "link", href=urls.get(finding.pk, "")))
    return marks


def _other_places(finding: Finding, marked: tuple[int, int], href: str) -> list[Mark]:
    """The same name elsewhere in the text: underlined, without a number."""
    spans = [(int(at[0]), int(at[1])) for at in finding.data.get("at", ()) if len(at) == 2]
    apart = [(start, end) for start, end in spans if end <= marked[0] or start >= marked[1]]
    return [Mark(start, end, "name", href=href) for start, end in apart if end - start <= SHORT_QUOTE]


def _name_span(finding: Finding) -> tuple[int, int] | None:
    start, end = finding.data.get("name_start"), finding.data.get("name_end")
    return (start, end) if isinstance(start, int) and isinstance(end, int) and start < end else None


def page_urls(findings: Iterable[Finding], initiatives: dict[int, int], authors: dict[int, int]) -> dict[int, str]:
    """Finding id -> address of the page of what was found, where it has one. The mappings lead from a finding's id to
    an initiative's and to an author's."""
    urls = {}
    for finding in findings:
        if finding.kind == Kind.PLACE and finding.data.get("code"):
            urls[finding.pk] = reverse("public:locality", args=[finding.data["code"]])
        elif finding.pk in initiatives:
            urls[finding.pk] = reverse("public:initiative", args=[initiatives[finding.pk]])
        elif finding.pk in authors:
            urls[finding.pk] = reverse("public:author", args=[authors[finding.pk]])
    return urls


def _note(text: DisplayText, group: list[Finding]) -> Note:
    """A note that does not yet know its number and its addresses."""
    finding, last = group[0], group[-1]
    quote = text.quote_of(finding)
    if has_sentence(finding) and (len(quote) <= SHORT_QUOTE or len(group) > 1):
        quote = clause_around(text.text, finding.start, last.end or finding.end)
    value = shown(_value(group), text.names)
    if quote.strip("《》 ") == value.strip("《》 "):
        quote = ""
    return Note(
        kind=finding.get_kind_display(),
        value=value,
        badge=badge_of(finding),
        quote=quote,
        reason=_reason(finding),
    )


def _value(group: list[Finding]) -> str:
    """What a note is headed by, in words."""
    finding, data = group[0], group[0].data
    if finding.kind == Kind.FIGURE:
        return " · ".join(figure_words(f.data) if "value" in f.data else f.value for f in group)
    if finding.kind == Kind.PLACE:
        roles = {"exemplar": _("（举为事例）"), "mentioned": _("（提及）"), "in_name": _("（只在名称中）")}
        return finding.value.rsplit("/", 1)[-1] + roles.get(data.get("role", ""), "")
    if finding.kind == Kind.PERSON:
        post = "".join(filter(None, (data.get("affiliation"), data.get("role"))))
        return f"{finding.value}（{post}）" if post else finding.value
    if finding.kind == Kind.DOCUMENT:
        return finding.value if finding.value.startswith("《") else f"《{finding.value}》"
    if finding.kind == Kind.WITHHELD:
        if data.get("kind") == "masked_place":
            return _("隐去的地名") + (_("（%(level)s）") % {"level": data["level"]} if data.get("level") else "")
        return _("空引号")
    return finding.value or _("不详")


def figure_words(data: dict) -> str:
    value = data["value"]
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"
    unit, noun = data.get("unit", ""), data.get("noun", "")
    return f"{number} {unit}{noun}".strip() if unit != "%" else f"{number}%{noun}"


def badge_of(finding: Finding) -> tuple[str, str]:
    """Class and word: 已核 where a person decided, 缺 for gaps, 推断 for inferred years, else 自动提取."""
    if finding.state in (Finding.State.ACCEPTED, Finding.State.CORRECTED):
        return "sure", _("已核")
    if finding.kind == Kind.WITHHELD:
        return "warn", _("缺")
    if finding.kind == Kind.YEAR and finding.data.get("kind") == "inferred":
        return "guess", _("推断")
    return "", _("自动提取")


def _reason(finding: Finding) -> str:
    if finding.kind == Kind.WITHHELD:
        if finding.data.get("kind") == "masked_place":
            return _("来源把地名换成符号。本库不猜。")
        return _("引号中的词在来源里已被删去，字数不明。")
    if finding.kind == Kind.PLACE:
        return finding.value.replace("/", "") if "/" in finding.value else ""
    return finding.implies
