"""Catalogues of the interface words: gather them, write them in Traditional characters, compile. Needs GNU gettext.

The words of the source are Simplified Chinese. English is written by people in locale/en; Traditional Chinese is the
same words in other characters (script only, no other wording), made here, with locale/zh_Hant/corrections.tsv for what
the conversion gets wrong. Twice makes the same files.
"""

import csv
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import makemessages

from archive.desk.rule_words import WORDS
from archive.management.po import Entry, read, written
from archive.public.display import converted
from archive.public.rule_labels import LABELS

PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_Hant": "nplurals=1; plural=0;"}
TRADITIONAL = "zh_Hant"
# Folders without interface words, at any depth.
IGNORED = [".venv", "var", "tests", "fixtures", "migrations", "build"]
# Tables of words that pages say: file -> columns.
TABLES = {LABELS: ("label", "explanation"), WORDS: ("words",)}


class Command(BaseCommand):
    help = "收集界面用词，写成各语言的词目（locale/），并编译。缺英文的列出，以 1 退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只比较，不写文件；有出入时以 1 退出")

    def handle(self, *, check: bool, **options: Any) -> None:
        found = source_words()
        stale, missing = [], []
        for language, plural in PLURALS.items():
            path = catalogue(language)
            held = {entry.key: entry for entry in read(path.read_text(encoding="utf-8"))} if path.exists() else {}
            entries = traditional(found) if language == TRADITIONAL else merged(found, held, language)
            text = written(entries, language, plural)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(str(path.relative_to(settings.BASE_DIR)))
            missing += [f"{language}: {entry.msgid}" for entry in entries if not all(entry.strings)]
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if not check:
            call_command("compilemessages", locale=list(PLURALS), ignore_patterns=IGNORED, verbosity=0)
        if missing or (check and stale):
            raise CommandError("\n".join(["词目与源码不合：", *(stale if check else ()), *missing]))
        self.stdout.write(f"词目 {len(found)} 条。")


def catalogue(language: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def source_words() -> list[Entry]:
    """Every interface word of templates, code and tables, sorted by context and word."""
    with tempfile.TemporaryDirectory() as folder:
        gatherer = _Gatherer(Path(folder))
        call_command(gatherer, locale=["en"], no_location=True, no_wrap=True, ignore_patterns=IGNORED, verbosity=0)
        found = {entry.key: entry for entry in gatherer.found}
    for path, columns in TABLES.items():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            for column in columns:
                if row[column]:
                    found.setdefault(("", row[column]), Entry(row[column]))
    return [found[key] for key in sorted(found)]


class _Gatherer(makemessages.Command):
    """Django's gathering of words; what it would merge into a catalogue is kept instead.

    Besides gettext's own names it knows ours: the label of a search field and a notice of the search, which are pure
    and call no gettext.
    """

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Notice:1", "--keyword=Field:2"]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.found: list[Entry] = []

    def write_po_file(self, potfile: str, locale: str) -> None:
        self.found += read(Path(potfile).read_text(encoding="utf-8"))


def merged(found: list[Entry], held: dict[tuple[str, str], Entry], language: str) -> list[Entry]:
    """The words of the source with the strings that the catalogue holds for them; new ones are empty."""
    forms = int(PLURALS[language].partition("nplurals=")[2][0])
    entries = []
    for entry in found:
        wanted = forms if entry.plural else 1
        strings = held[entry.key].strings if entry.key in held else ()
        strings = (*strings[:wanted], *("",) * (wanted - len(strings)))
        entries.append(Entry(entry.msgid, entry.plural, entry.context, entry.flags, strings))
    return entries


def traditional(found: list[Entry]) -> list[Entry]:
    """The words of the source in Traditional characters. Placeholders and marks of HTML hold no Han character."""
    wrong = corrections()
    entries = []
    for entry in found:
        words = converted(entry.msgid, "s2tw")
        for made, right in wrong:
            words = words.replace(made, right)
        entries.append(Entry(entry.msgid, entry.plural, entry.context, entry.flags, (words,)))
    return entries


def corrections() -> list[tuple[str, str]]:
    """(what the conversion makes, what it should be), in the order of the table."""
    lines = (Path(settings.BASE_DIR) / "locale" / TRADITIONAL / "corrections.tsv").read_text(encoding="utf-8")
    rows = [line for line in lines.splitlines() if line and not line.startswith("#")]
    return [(row["made"], row["right"]) for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)]
