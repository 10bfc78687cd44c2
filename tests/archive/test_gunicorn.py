"""A worker is warm before it takes its first request."""

import logging

import pytest

from archive.config import gunicorn
from archive.config.wsgi import application
from search.analysis import segment


def test_every_warmed_page_is_asked_for_whole_and_closed():
    asked, closed = [], []

    class Answer(list):
        def close(self):
            closed.append(True)

    def pages(environ, start_response):
        start_response("200 OK", [])
        asked.append(environ["PATH_INFO"])
        return Answer([b"page"])

    gunicorn.warm(pages)
    assert asked == ["/", "/search/", "/search/"]
    assert len(closed) == len(asked)


def test_a_page_that_breaks_is_logged_and_the_next_is_asked_for(caplog):
    asked = []

    def breaking(environ, start_response):
        asked.append(environ["PATH_INFO"])
        raise RuntimeError("broken")

    with caplog.at_level(logging.ERROR):
        gunicorn.warm(breaking)
    assert len(asked) == len(gunicorn.WARMED)
    assert "/search/" in caplog.text


@pytest.mark.django_db
def test_what_workers_share_is_loaded_before_they_are_forked(monkeypatch):
    """The words, and no connection to the database."""
    cut, closed = [], []
    monkeypatch.setattr(segment.Segmenter, "cut", lambda self, key: cut.append(key))
    monkeypatch.setattr(gunicorn.connections, "close_all", lambda: closed.append(True))
    gunicorn.when_ready(None)
    assert cut and closed


@pytest.mark.django_db
def test_the_pages_are_there(monkeypatch):
    """Read as the reader's words, by a host the archive knows: 200, or 503 for a search without an index."""
    codes = []

    def told(environ, start_response):
        def keep(status, headers, *rest):
            codes.append(status[:3])
            return start_response(status, headers, *rest)
        return application(environ, keep)

    gunicorn.warm(told)
    assert codes[0] == "200"
    assert set(codes[1:]) <= {"200", "503"}


@pytest.mark.parametrize(("allowed", "expected"), [
    (["archive.example.org"], "archive.example.org"),
    (["*", ".example.org"], "example.org"),
    (["*"], "127.0.0.1"),
])
def test_a_host_that_is_allowed(settings, allowed, expected):
    settings.ALLOWED_HOSTS = allowed
    assert gunicorn.host() == expected
