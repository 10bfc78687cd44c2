"""A form that came too late: logged out meanwhile, or with the token of an earlier login. What was typed is kept."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from archive.desk.field_labels import LABELS, OTHER_LABELS


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, nothing done. Only fields the desk knows are shown again, so never a password. ``reason``: Django's, for
    its log (CSRF_FAILURE_VIEW)."""
    typed = [
        (label, request.POST[name])
        for name, label in {**LABELS, **OTHER_LABELS}.items()
        if request.POST.get(name, "").strip()
    ]
    page = {"typed": typed, "back": _came_from(request), "had_files": bool(request.FILES)}
    response = render(request, "desk/expired.html", {"page": page}, status=403)
    response["Cache-Control"] = "no-store, private"
    return response


def _came_from(request: HttpRequest) -> str:
    """The page with the form, if it is one of ours; the desk otherwise, also from the login itself."""
    referer = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("desk:home")
    parts = urlsplit(referer)
    if parts.path == reverse("desk:login"):
        return reverse("desk:home")
    return parts.path + (f"?{parts.query}" if parts.query else "")
