"""Pages that say what went wrong and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mire.technique_api.refusal import Refusal
from mire.words.words import said


def refused(request: HttpRequest, refusal: Refusal, *, status: int) -> HttpResponse:
    """Say a refusal on a page of its own."""
    return _page(request, said(refusal.text), status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent can't be read."""
    return _page(
        request, _("Cet envoi ne peut pas être lu : revenez en arrière, puis recommencez."), 400
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that an address leads nowhere."""
    return _page(request, _("Cette page n'existe pas : vérifiez l'adresse ou le code."), 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours."""
    return _page(
        request,
        _(
            "Quelque chose a mal tourné de notre côté. Rechargez la page ; ce que ce téléphone a "
            "déjà envoyé est gardé."
        ),
        500,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form has expired."""
    return _page(
        request, _("Ce formulaire a expiré : revenez en arrière, rechargez, recommencez."), 403
    )


def _page(request: HttpRequest, message: str, status: int) -> HttpResponse:
    return render(request, "shell/error.html", {"message": message}, status=status)
