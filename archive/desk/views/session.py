"""In and out."""

from django.contrib.auth import views


class Login(views.LoginView):
    template_name = "desk/login.html"


class Logout(views.LogoutView):
    """By POST only; leads to the home page."""
