"""Addresses of the provider that the tests run."""

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in whoever the cookie names."""
    user = get_user_model().objects.get(username=request.COOKIES["as"])
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(request.GET["next"])


urlpatterns = [
    path("accounts/login/", sign_in, name="account_login"),
    path("", include("allauth.idp.urls")),
]
