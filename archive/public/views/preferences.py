"""How a reader wants pages shown: language, characters of documents, light or dark, the ``/`` key."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from archive.public import languages
from archive.public.frame import SCRIPTS, THEMES

YEAR_IN_SECONDS = 365 * 24 * 60 * 60


@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    """Sets the cookies of what was asked for and goes back. Values that do not exist are left out."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("public:home")
    response = HttpResponseRedirect(target)
    language = request.GET.get("lang", "")
    if language in languages.available():
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    for name, allowed in (("script", SCRIPTS), ("theme", THEMES), ("keys", ("on", "off"))):
        value = request.GET.get(name, "")
        if value in allowed:
            _keep(response, name, value)
    response["Cache-Control"] = "no-store"
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_IN_SECONDS, samesite="Lax", httponly=True)
