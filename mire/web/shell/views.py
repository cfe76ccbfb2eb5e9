"""What every page offers: the choice of language, and what this program is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from mire import __version__


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what runs here, under which licence, and where its source is (AGPL, section 13)."""
    return render(
        request, "shell/about.html", {"version": __version__, "source": settings.SOURCE_ADDRESS}
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie and go back to their page."""
    back = request.POST.get("back", "/")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.IS_TLS,
            httponly=True,
        )
    return response
