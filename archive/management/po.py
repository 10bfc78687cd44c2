"""Catalogues of words as text: the part of the PO format that ours need, read and written.

Form: GNU gettext manual, section "The Format of PO Files". One line a string, no comments but flags, no locations and
no dates, so that the same words always give the same file.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = (
    "Project-Id-Version: party-building-archive\n"
    "Language: {language}\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: {plural}\n"
)


@dataclass(frozen=True)
class Entry:
    """A message and what it is called: one string, or one for each plural form. ``plural`` is "" where there is
    none; ``flags`` as written after ``#,``."""

    msgid: str
    plural: str = ""
    context: str = ""
    flags: str = ""
    strings: tuple[str, ...] = ("",)
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


def read(text: str) -> list[Entry]:
    """The entries of a catalogue without its header, in their order. Obsolete entries are left out."""
    entries = []
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#~")]
        flags = ", ".join(line[2:].strip() for line in lines if line.startswith("#,"))
        fields = _fields(line for line in lines if not line.startswith("#"))
        if fields.get("msgid"):
            strings = tuple(words for name, words in fields.items() if name.startswith("msgstr"))
            names = [flag for flag in flags.split(", ") if flag and flag != "fuzzy"]
            entries.append(Entry(fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", ""),
                                 ", ".join(names), strings, "fuzzy" in flags))
    return entries


def _fields(lines: Iterable[str]) -> dict[str, str]:
    """``msgid "…"`` and the strings that continue it. Escapes are those of C, which Python's are as well."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if not line.startswith('"'):
            name, line = line.split(" ", 1)
        fields[name] = fields.get(name, "") + ast.literal_eval(line)
    return fields


def written(entries: Iterable[Entry], language: str, plural: str) -> str:
    """A catalogue. ``plural``: the rule of plural forms as gettext writes it."""
    blocks = ['msgid ""\nmsgstr ""\n' + "".join(
        f"{_quoted(line)}\n" for line in HEADER.format(language=language, plural=plural).splitlines(keepends=True)
    )]
    for entry in entries:
        lines = [f"#, {entry.flags}"] if entry.flags else []
        lines += [f"msgctxt {_quoted(entry.context)}"] if entry.context else []
        lines.append(f"msgid {_quoted(entry.msgid)}")
        if entry.plural:
            lines.append(f"msgid_plural {_quoted(entry.plural)}")
            lines += [f"msgstr[{number}] {_quoted(words)}" for number, words in enumerate(entry.strings)]
        else:
            lines.append(f"msgstr {_quoted(entry.strings[0])}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
