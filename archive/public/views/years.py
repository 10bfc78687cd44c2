"""In the making."""

from django.http import Http404


def years(request, **_):
    raise Http404


def unknown(request, **_):
    raise Http404


def year(request, **_):
    raise Http404
