"""In the making."""

from django.http import Http404


def initiatives(request, **_):
    raise Http404


def initiative(request, **_):
    raise Http404
