"""Pages that say what went wrong and what to do."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mire.technique_api.refusal import Refusal
from mire.web.shell.forgery import WORDS, cause_of, warn
from mire.words.words import translate


def refused(request: HttpRequest, refusal: Refusal, *, status: int) -> HttpResponse:
    """Say a refusal on a page of its own."""
    return say(request, translate(refusal.text), status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent can't be read."""
    return say(
        request, _("Cet envoi ne peut pas être lu : revenez en arrière, puis recommencez."), 400
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that an address leads nowhere."""
    return say(request, _("Cette page n'existe pas : vérifiez l'adresse ou le code."), 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours."""
    return say(
        request,
        _(
            "Quelque chose a mal tourné de notre côté. Rechargez la page ; ce que ce téléphone a "
            "déjà envoyé est gardé."
        ),
        500,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say why a form was refused, and what to do; to a script as JSON."""
    cause = cause_of(reason, request.META, is_secure=request.is_secure(), host=request.get_host())
    warn(cause)
    message = translate(WORDS[cause])
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": message}, status=403)
    return say(request, message, 403)


def say(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Say what is wrong, in words already in the reader's language, on a page of its own."""
    return render(request, "shell/error.html", {"message": message}, status=status)
