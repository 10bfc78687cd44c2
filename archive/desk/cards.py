"""Findings as the review page shows them, one card each."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archive.desk.panes import anchor_of
from archive.desk.rule_words import words_for
from archive.models import Finding, Report
from archive.services.decide import BY_HAND


@dataclass(frozen=True)
class Card:
    """A finding to decide on. ``css`` is ok, no or nothing; ``detail`` what belongs to the value; ``others`` are other
    possible values in words; ``jump`` the id of its words in the clean text, "" where they are not in it."""

    pk: int
    kind: str
    kind_label: str
    value: str
    detail: str
    rule: str
    sureness: str
    state: str
    state_label: str
    css: str
    before: str
    quote: str
    after: str
    implies: str
    others: tuple[str, ...]
    reason: str
    decided: str
    jump: str
    is_shown: bool
    is_place: bool
    is_person: bool
    role: str
    affiliation: str

    @property
    def shown_value(self) -> str:
        """A place path runs together, as it is written; a fact that is not there says so."""
        return (self.value.replace("/", "") if self.is_place else self.value) or _("无")

    @property
    def is_open(self) -> bool:
        return self.state == Finding.State.PROPOSED


# Shown at once; the others in a drawer.
LEADING = ("title", "year", "place", "person", "initiative", "genre", "posted_on", "publication")
SURE, FAIR = 0.8, 0.5
# Characters: of a quote on its card, up to which a quote needs the words round it, and how many of those.
QUOTE_LENGTH, SHORT_QUOTE, CONTEXT = 160, 40, 30


def cards_of(report: Report, findings: list[Finding]) -> list[Card]:
    order = {kind: number for number, kind in enumerate(LEADING)}

    def rank(finding: Finding) -> tuple[int, bool, int, int]:
        return order.get(finding.kind, 99), finding.data.get("role") != "primary", finding.start or 0, finding.pk

    return [card(report, finding) for finding in sorted(findings, key=rank)]


def is_leading(finding_card: Card, finding: Finding) -> bool:
    """Persons and places that are only mentioned wait in the drawer."""
    part = finding.data.get("part") or finding.data.get("role") or ""
    return finding_card.kind in LEADING and part not in ("mentioned", "in_name", "editor")


def card(report: Report, finding: Finding) -> Card:
    before, quote, after = _quoted(report, finding)
    return Card(
        pk=finding.pk,
        kind=finding.kind,
        kind_label=finding.get_kind_display(),
        value=finding.value,
        detail=_detail(finding),
        rule="" if finding.rule in ("none", BY_HAND) else words_for(finding.rule),
        sureness=_sureness(finding),
        state=finding.state,
        state_label=finding.get_state_display(),
        css={"accepted": "ok", "corrected": "ok", "rejected": "no"}.get(finding.state, ""),
        before=before,
        quote=quote,
        after=after,
        implies="" if finding.implies == finding.value else finding.implies,
        others=tuple(_other(other) for other in finding.alternatives),
        reason=finding.reason,
        decided=_decided(finding),
        jump=anchor_of(finding) if finding.start is not None and finding.end != finding.start else "",
        is_shown=finding.is_visible,
        is_place=finding.kind == Finding.Kind.PLACE,
        is_person=finding.kind == Finding.Kind.PERSON,
        role=finding.data.get("role", "") if finding.kind == Finding.Kind.PERSON else "",
        affiliation=finding.data.get("affiliation", ""),
    )


def _sureness(finding: Finding) -> str:
    if finding.rule == BY_HAND:
        return _("人工著录")
    level = _("高") if finding.confidence >= SURE else _("中") if finding.confidence >= FAIR else _("低")
    return f"{level} {finding.confidence:.2f}"


PLACE_ROLES = {
    "primary": gettext_lazy("本篇所属"),
    "exemplar": gettext_lazy("举为事例"),
    "mentioned": gettext_lazy("提及"),
    "in_name": gettext_lazy("只在名称中"),
}
PARTS = {
    "author": pgettext_lazy("单数", "作者"),
    "interviewee": gettext_lazy("受访者"),
    "editor": gettext_lazy("编者"),
    "mentioned": gettext_lazy("提及"),
}


def _detail(finding: Finding) -> str:
    data = finding.data
    if finding.kind == Finding.Kind.PLACE:
        return " · ".join(filter(None, [str(PLACE_ROLES.get(data.get("role", ""), "")), data.get("code")]))
    if finding.kind == Finding.Kind.PERSON:
        part = str(PARTS.get(data.get("part", ""), ""))
        return " · ".join(filter(None, [part, data.get("affiliation"), data.get("role")]))
    if finding.kind == Finding.Kind.INITIATIVE:
        figures = "、".join(f"{f['value']:g}{f['unit']}{f['noun']}" for f in data.get("figures", []))
        return " · ".join(filter(None, [data.get("category"), data.get("status"), figures]))
    if finding.kind == Finding.Kind.YEAR and data.get("year_min") != data.get("year_max"):
        return f"{data.get('year_min') or '？'}—{data.get('year_max') or '？'}"
    return ""


def _quoted(report: Report, finding: Finding) -> tuple[str, str, str]:
    """The quote with the words round it where it is short; of an initiative's sentence, its name is the quote."""
    quote, name = finding.quote, _name_span(finding)
    if name is not None:
        text, (start, end) = report.text, name
        left, right = max(finding.start, start - QUOTE_LENGTH), min(finding.end, end + QUOTE_LENGTH)
        return text[left:start], text[start:end], text[end:right]
    if finding.start is None or finding.end is None or len(quote) > SHORT_QUOTE:
        return "", quote[:QUOTE_LENGTH] + ("……" if len(quote) > QUOTE_LENGTH else ""), ""
    text = report.text
    left = max(text.rfind(stop, 0, finding.start) for stop in "。！？；\n") + 1
    right = min((at for stop in "。！？；\n" if (at := text.find(stop, finding.end)) >= 0), default=len(text))
    before = text[max(left, finding.start - CONTEXT) : finding.start]
    after = text[finding.end : min(right, finding.end + CONTEXT)]
    return before.strip(), quote, after.strip()


def _name_span(finding: Finding) -> tuple[int, int] | None:
    """Where an initiative's name stands inside the sentence that is its quote."""
    start, end = finding.data.get("name_start"), finding.data.get("name_end")
    if finding.kind != Finding.Kind.INITIATIVE or finding.start is None or start is None or end is None:
        return None
    return (start, end) if finding.start <= start < end <= finding.end else None


def _other(other: dict[str, str]) -> str:
    return "，".join(filter(None, [str(other.get("value", "")), other.get("quote", ""), other.get("why", "")]))


def _decided(finding: Finding) -> str:
    if finding.decided_at is None:
        return ""
    who = finding.decided_by.get_username() if finding.decided_by else ""
    read = finding.data.get("read", {}).get("value", "")
    changed = _("，改自“%(value)s”") % {"value": read} if finding.state == Finding.State.CORRECTED and read else ""
    return f"{who} {timezone.localtime(finding.decided_at):%Y-%m-%d}{changed}"
