"""Who may enter the desk: staff that is logged in, with the right that a page needs."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from archive.desk.expired import form_expired

UPLOAD = "archive.add_upload"
REVIEW = "archive.change_report"
LOOK = "archive.view_report"
View = Callable[..., HttpResponse]


def staff(permission: str) -> Callable[[View], View]:
    """Visitors are sent to the login, unless they send a form: then they are told, and what they typed is kept before
    their eyes. People without the right get 403. Nothing of the desk may be cached."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                if request.method == "POST":
                    return form_expired(request)
                return redirect_to_login(request.get_full_path())
            if not request.user.is_staff or not request.user.has_perm(permission):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"
            return response

        return guarded

    return guard
