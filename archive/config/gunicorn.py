"""What gunicorn asks for when it starts (``serve`` names this module with ``--config``).

The program and jieba's dictionary are loaded once, before the workers are forked, which then share that memory. The
index and the database are opened by each worker for itself: no file position or connection may be shared.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

# Between them they load the templates, jieba's dictionary and the index: seconds, which nobody who opens the first
# page should wait for.
WARMED = ("/", "/search/?q=党建", "/search/?q=党建&literal=1&sort=year_asc")


def when_ready(server: Any) -> None:
    """In the parent, before it forks."""
    import_string("search.analysis.segment.segmenter")().cut("党建")
    connections.close_all()


def post_worker_init(worker: Any) -> None:
    """Before the worker takes its first request."""
    warm(worker.wsgi)


def warm(application: Callable[..., Iterable[bytes]]) -> None:
    """Ask for some pages, as a browser would. What goes wrong here would go wrong in a browser too: it is written to
    the log, and the worker serves."""
    for address in WARMED:
        path, _, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query.encode().decode("latin-1"), "HTTP_HOST": host()}
        setup_testing_defaults(environ)
        try:
            answer = application(environ, lambda *_: None)
            for _ in answer:
                pass
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        except Exception:
            log.exception("%s could not be warmed", address)


def host() -> str:
    """A host this archive answers to."""
    named = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return named[0] if named else settings.HOST
