"""What every page shows around its content."""

import time
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from archive import selectors
from archive.public import languages
from archive.signals import reports_changed

SCRIPTS = ("orig", "hans", "hant")
THEMES = ("auto", "light", "dark")
# The entry of the main navigation that a page stands under, by the name of its address.
SECTIONS = {
    "localities": "localities",
    "locality": "localities",
    "years": "years",
    "year": "years",
    "years_unknown": "years",
    "initiatives": "initiatives",
    "initiative": "initiatives",
    "authors": "authors",
    "author": "authors",
    "help": "help",
}


def chosen_script(request: HttpRequest) -> str:
    """The characters a reader wants documents in: what the address asks for, else the cookie, else the source's."""
    asked = request.GET.get("script", "")
    if asked in SCRIPTS:
        return asked
    kept = request.COOKIES.get("script", "")
    return kept if kept in SCRIPTS else "orig"


def chosen_theme(request: HttpRequest) -> str:
    kept = request.COOKIES.get("theme", "")
    return kept if kept in THEMES else "auto"


class _Corpus:
    """The figures of the footer, counted again when something was published here, or after ``CORPUS_SECONDS``: other
    processes publish too. Counting reads every report, which would be most of what a page costs."""

    def __init__(self) -> None:
        self._held: tuple[float, selectors.Corpus] | None = None

    def __call__(self) -> selectors.Corpus:
        held, now = self._held, time.monotonic()
        if held is None or now - held[0] >= settings.CORPUS_SECONDS:
            held = self._held = now, selectors.corpus()
        return held[1]

    def forget(self, **_: object) -> None:
        self._held = None


_corpus = _Corpus()
reports_changed.connect(_corpus.forget, dispatch_uid="archive.public.frame.corpus")


@dataclass(frozen=True)
class Frame:
    """The frame of one page. Figures of the corpus are counted only when a template asks for them."""

    request: HttpRequest

    @cached_property
    def corpus(self) -> selectors.Corpus:
        return _corpus()

    @property
    def languages(self) -> tuple[languages.Language, ...]:
        return languages.switch()

    @property
    def language_tag(self) -> str:
        return languages.SWITCH[languages.spoken()][2]

    @property
    def script(self) -> str:
        return chosen_script(self.request)

    @property
    def theme(self) -> str:
        return chosen_theme(self.request)

    @property
    def keys(self) -> bool:
        """Whether ``/`` moves to the search box."""
        return self.request.COOKIES.get("keys") != "off"

    @property
    def _address_name(self) -> tuple[str, str]:
        match = self.request.resolver_match
        return (match.namespace, match.url_name or "") if match else ("", "")

    @property
    def section(self) -> str:
        namespace, name = self._address_name
        return SECTIONS.get(name, "") if namespace == "public" else ""

    @property
    def shows_search(self) -> bool:
        """Home has a larger box of its own, the desk has none."""
        namespace, name = self._address_name
        return namespace != "desk" and (namespace, name) != ("public", "home")

    @property
    def words(self) -> str:
        return self.request.GET.get("q", "")[:200]

    @property
    def here(self) -> str:
        """Where to come back to after a change of preferences."""
        return self.request.get_full_path() if self.request.method == "GET" else "/"

    @property
    def address(self) -> str:
        return self.request.build_absolute_uri()

    @property
    def today(self) -> object:
        return timezone.localdate()

    @property
    def contact(self) -> str:
        return settings.SITE_CONTACT

    @property
    def is_staff(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated and user.is_staff)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: ``frame`` in every template."""
    return {"frame": Frame(request)}
