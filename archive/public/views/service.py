"""In the making."""

from django.http import Http404


def healthz(request, **_):
    raise Http404


def robots(request, **_):
    raise Http404


def sitemap(request, **_):
    raise Http404
