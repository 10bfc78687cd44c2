"""In which language a page is said."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from archive.public import languages


class LanguageMiddleware:
    """The language that the reader chose by the switch (a cookie), else the archive's.

    Not Django's LocaleMiddleware: that goes by the browser's languages, and a browser set to English is no wish to
    read about Chinese reports in English. A link that is handed on looks alike to whoever opens it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = kept if kept in languages.available() else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response
