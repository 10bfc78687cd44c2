"""What cleaning did to a report: counted by rule, listed, and drawn paragraph by paragraph beside the clean text."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.models import Report
from archive.public.display import converted, han_number, shown
from archive.public.rule_labels import SCRIPT_GROUP, label_of

EXAMPLES, EXAMPLE_LENGTH, CONTEXT = 3, 40, 6
LISTED_CHANGES = 500
Row = tuple[int, int, str, str]


@dataclass(frozen=True)
class Example:
    """A change with the words round it: ``before`` deleted ``old``, put in ``new``, ``after``."""

    before: str
    old: str
    new: str
    after: str


@dataclass(frozen=True)
class RuleCount:
    """One kind of change in a report."""

    group: str
    label: str
    explanation: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Collation:
    """All changes of a report. ``beyond_script`` leaves conversion of characters out."""

    total: int
    rules: tuple[RuleCount, ...]

    @property
    def beyond_script(self) -> int:
        return sum(rule.count for rule in self.rules if rule.group != SCRIPT_GROUP)


def edits_of(report: Report) -> list[Row]:
    """The trail's rows in raw positions, in order."""
    return sorted((int(start), int(end), str(new), str(rule)) for start, end, new, rule in report.trail)


def _visible(text: str) -> str:
    """White space that was cut or put in, made visible."""
    if not text.strip():
        text = text.replace(" ", "␣").replace("\u3000", "␣").replace("\t", "⇥").replace("\xa0", "␣")
    return text.replace("\r", "").replace("\n", "↵")


def _is_invisible(old: str, new: str) -> bool:
    return not old.strip() and not new.strip() and "\n" not in old


def collation(report: Report) -> Collation:
    """Counts and a few examples per kind of change. A conversion of characters counts characters, not stretches."""
    raw, counts, labels = report.upload.raw_text, Counter(), {}
    examples: dict[str, list[Example]] = {}
    for start, end, new, rule in edits_of(report):
        label = label_of(rule)
        labels.setdefault(label.group, label)
        old = raw[start:end]
        counts[label.group] += _changed_characters(old, new) if label.group == SCRIPT_GROUP else 1
        found = examples.setdefault(label.group, [])
        if len(found) < EXAMPLES and not _is_invisible(old, new):
            found.append(_example(report, start, end, new))
    rules = [
        RuleCount(group, label.label, label.explanation, counts[group], tuple(examples[group]))
        for group, label in sorted(labels.items(), key=lambda item: item[1].order)
    ]
    return Collation(sum(counts.values()), tuple(rules))


def _changed_characters(old: str, new: str) -> int:
    if len(old) != len(new):
        return max(len(old), len(new))
    return sum(a != b for a, b in zip(old, new, strict=True))


def _example(report: Report, start: int, end: int, new: str) -> Example:
    raw = report.upload.raw_text
    before = raw[max(report.raw_start, start - CONTEXT) : start].rsplit("\n", 1)[-1]
    after = raw[end : min(report.raw_end, end + CONTEXT)].split("\n", 1)[0]
    return Example(before.strip(), _short(raw[start:end]), _short(new), after.strip())


def _short(text: str) -> str:
    text = _visible(text)
    return text if len(text) <= EXAMPLE_LENGTH else text[: EXAMPLE_LENGTH - 1] + "……"


@dataclass(frozen=True)
class Piece:
    """A stretch of the comparison: kept, deleted or put in; ``number`` is the note of the change it ends."""

    kind: str
    text: str
    number: str = ""
    note_id: str = ""


@dataclass(frozen=True)
class Change:
    """What one rule did to one paragraph, in words: ``count`` marked changes with one note, because a text with
    pinyin behind every third character has hundreds of them (316 in one sample)."""

    note_id: str
    number: str
    label: str
    explanation: str
    count: int
    deleted: int
    inserted: int
    rule: str


@dataclass(frozen=True)
class ComparedParagraph:
    """A paragraph with its marked changes; ``number`` is that of the clean text, 0 where none of it was kept."""

    number: int
    pieces: tuple[Piece, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """``chosen`` is the group that is marked, "" for all but the conversion of characters. ``left_out`` counts the
    changes beyond what one page marks."""

    paragraphs: tuple[ComparedParagraph, ...]
    chosen: str
    marked: int
    left_out: int


def comparison(report: Report, chosen: str = "", script: str = "orig") -> Comparison:
    """Raw and clean text in one. Changes of the chosen group are marked; others are shown as they came out."""
    builder = _Builder(script)
    marked = left_out = 0
    for text, new, rule in _stretches(report):
        if rule is None:
            builder.keep(text)
            continue
        label = label_of(rule)
        wanted = bool(text or new) and (label.group == chosen if chosen else label.group != SCRIPT_GROUP)
        if wanted and (chosen or not _is_invisible(text, new)):
            marked += 1
            if marked <= LISTED_CHANGES:
                builder.change(text, new, rule)
                continue
            left_out += 1
        builder.keep(new)
    return Comparison(builder.finished(), chosen, marked, left_out)


def _stretches(report: Report) -> Iterator[tuple[str, str, str | None]]:
    """(old, new, rule) over the report's raw text, in order; rule None where nothing was changed."""
    raw, at = report.upload.raw_text, report.raw_start
    for start, end, new, rule in edits_of(report):
        if start > at:
            yield raw[at:start], "", None
        yield raw[start:end], new, rule
        at = end
    if at < report.raw_end:
        yield raw[at : report.raw_end], "", None


class _Builder:
    """Collects pieces into paragraphs; a line feed of the clean text ends one."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.number = self.notes = 0
        self.done: list[ComparedParagraph] = []
        self.pieces: list[Piece] = []
        self.changes: dict[str, Change] = {}
        self.has_text = False

    def keep(self, text: str) -> None:
        first, *others = text.split("\n")
        self._add("kept", first)
        for line in others:
            self._close()
            self._add("kept", line)

    def change(self, old: str, new: str, rule: str) -> None:
        """Marked where it stands; the first change of a rule in a paragraph carries the number of its note."""
        is_first = rule not in self.changes
        self.changes[rule] = self._counted(old, new, rule)
        first, *others = new.split("\n")
        if old:
            self.pieces.append(Piece("deleted", _visible(old)))
        self._add("inserted", first or ("↵" if others else ""))
        if is_first:
            last, note = self.pieces.pop(), self.changes[rule]
            self.pieces.append(Piece(last.kind, last.text, note.number, note.note_id))
        for line in others:
            self._close()
            self._add("inserted", line)

    def _counted(self, old: str, new: str, rule: str) -> Change:
        known = self.changes.get(rule)
        if known:
            return replace(known, count=known.count + 1, deleted=known.deleted + len(old),
                           inserted=known.inserted + len(new))
        self.notes += 1
        label = label_of(rule)
        return Change(f"c{self.notes}", han_number(self.notes), label.label, label.explanation, 1, len(old), len(new),
                      rule)

    def _add(self, kind: str, text: str) -> None:
        if text:
            self.pieces.append(Piece(kind, shown(text, self.script)))
            self.has_text = self.has_text or text != "↵"

    def _close(self) -> None:
        if self.has_text:
            self.number += 1
        if self.pieces:
            number = self.number if self.has_text else 0
            self.done.append(ComparedParagraph(number, tuple(self.pieces), tuple(self.changes.values())))
        self.pieces, self.changes, self.has_text = [], {}, False

    def finished(self) -> tuple[ComparedParagraph, ...]:
        self._close()
        return tuple(self.done)


def original_characters(report: Report) -> str:
    """The clean text in the characters of its source: conversions taken back, nothing else. Positions are those of
    the clean text; where a conversion changed the length it is shown in today's Traditional characters."""
    raw, out, at = report.upload.raw_text, [], report.raw_start
    for start, end, new, rule in edits_of(report):
        out.append(raw[at:start])
        if label_of(rule).group != SCRIPT_GROUP:
            out.append(new)
        else:
            out.append(raw[start:end] if len(new) == end - start else converted(new, "s2tw"))
        at = end
    out.append(raw[at : report.raw_end])
    text = "".join(out)
    return text if len(text) == len(report.text) else report.text

