"""Who may enter the desk: staff that is logged in, with the right that a page needs."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

UPLOAD = "archive.add_upload"
REVIEW = "archive.change_report"
LOOK = "archive.view_report"
View = Callable[..., HttpResponse]


def staff(permission: str) -> Callable[[View], View]:
    """Visitors are sent to the login; people without the right get 403. Nothing of the desk may be cached."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_staff or not request.user.has_perm(permission):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"
            return response

        return guarded

    return guard
