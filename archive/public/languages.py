"""The languages the interface really has: the source language and those with a compiled catalogue."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, to_locale

SOURCE_LANGUAGE = "zh-hans"
# What a language is called in one or two characters, its full name and its BCP 47 tag.
SWITCH = {"zh-hans": ("简", "简体", "zh-Hans"), "zh-hant": ("繁", "繁體", "zh-Hant"), "en": ("EN", "English", "en")}


@dataclass(frozen=True)
class Language:
    """One entry of the language switch."""

    code: str
    short: str
    name: str
    tag: str
    current: bool


@cache
def available() -> tuple[str, ...]:
    """Codes of the languages that can be chosen, in the order of the settings."""
    return tuple(
        code
        for code, _ in settings.LANGUAGES
        if code == SOURCE_LANGUAGE or any(_catalogue(folder, code).is_file() for folder in settings.LOCALE_PATHS)
    )


def _catalogue(folder: str | Path, code: str) -> Path:
    return Path(folder) / to_locale(code) / "LC_MESSAGES" / "django.mo"


def spoken() -> str:
    """Code of the language the page is written in: the active one, or the source language where it has no words."""
    active = get_language()
    return active if active in available() else SOURCE_LANGUAGE


def switch() -> tuple[Language, ...]:
    """The entries of the language switch."""
    now = spoken()
    return tuple(Language(code, *SWITCH[code], current=code == now) for code in available())
