"""In the making."""

from django.http import Http404


def cite(request, **_):
    raise Http404


def original(request, **_):
    raise Http404


def text(request, **_):
    raise Http404


def as_json(request, **_):
    raise Http404
