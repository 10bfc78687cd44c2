"""In the making."""

from django.http import Http404


def localities(request, **_):
    raise Http404


def locality(request, **_):
    raise Http404
