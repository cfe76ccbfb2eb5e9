"""The page that a wave's link opens: no account, no script, one thumb."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mire.programme.soundings.actions import answer_wave, new_answer_key
from mire.programme.soundings.queries import Wave, is_open, own_values, wave_of_secret
from mire.programme.soundings.rules import GRADES
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rates
from mire.web.commitment_pages import private
from mire.web.office.pages import open_page
from mire.web.shell import errors
from mire.words import words

COOKIE = "sondage-{wave}"
"""Knows the random key of this browser's answer, as long as the wave may be open."""

COOKIE_DAYS = 90


@open_page
def sounding_wave(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Show the statements to whoever holds the link; keep their answer, or change it."""
    address = request.META.get("REMOTE_ADDR", "")
    if not rates.unknown_codes.has_left(address):
        raise Http404
    wave = wave_of_secret(secret)
    if wave is None:
        rates.unknown_codes.allows(address)
        return errors.say(
            request,
            _(
                "Ce lien n'ouvre plus de page : ce sondage est fermé, ou un autre lien a été "
                "donné. Demandez à qui vous l'a envoyé."
            ),
            status=404,
        )
    key = request.COOKIES.get(COOKIE.format(wave=wave.key), "")
    own = own_values(wave, key) if key else None
    if request.method != "POST":
        return _show(request, wave, own)
    if own is None:
        once = request.POST.get("once", "")
        key = once if once.isalnum() and len(once) == len(new_answer_key()) else new_answer_key()
    try:
        if not rates.remarks.allows(address):
            raise rates.too_often()
        answer_wave(
            wave=wave,
            key=key,
            values=_read(request, wave),
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, wave, own, refusal=refusal)
    here = reverse("sounding_wave", kwargs={"secret": secret})
    answer = private(redirect(f"{here}?gardee=1"))
    answer.set_cookie(
        COOKIE.format(wave=wave.key),
        key,
        max_age=COOKIE_DAYS * 24 * 3600,
        path=reverse("sounding_wave", kwargs={"secret": "x"})[:-1],
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


def _read(request: HttpRequest, wave: Wave) -> list[int | None]:
    """Return the values that a form holds; raise a ``Refusal`` for what no page of ours sends."""
    found: list[int | None] = []
    for place in range(1, len(wave.sounding.statements) + 1):
        typed = request.POST.get(f"a{place}", "")
        if typed not in ("", *(str(value) for value in range(1, len(GRADES) + 1))):
            raise Refusal(
                text("Cette page a changé depuis : rechargez-la, puis répondez."), code="value"
            )
        found.append(int(typed) if typed else None)
    return found


def _show(
    request: HttpRequest,
    wave: Wave,
    own: Sequence[int | None] | None,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Show the statements, with what this browser answered or just typed."""
    chosen = [
        request.POST.get(f"a{place}", "")
        if refusal is not None
        else str((own[place - 1] if own else None) or "")
        for place in range(1, len(wave.sounding.statements) + 1)
    ]
    is_told = own is not None or refusal is not None
    context: dict[str, Any] = {
        "sounding": wave.sounding,
        "statements": [
            {
                "name": f"a{place}",
                "text": statement,
                "grades": [
                    (str(value), words.translate(said), str(value) == chosen[place - 1])
                    for value, said in enumerate(GRADES, 1)
                ],
                "is_silent": is_told and chosen[place - 1] == "",
            }
            for place, statement in enumerate(wave.sounding.statements, 1)
        ],
        "once": request.POST.get("once", "") if refusal is not None else new_answer_key(),
        "is_open": is_open(wave, today=timezone.localdate()),
        "has_answered": own is not None,
        "is_kept": request.GET.get("gardee") == "1" and own is not None and refusal is None,
        "ends_on": "" if wave.ends_on is None else words.day(wave.ends_on),
        "threshold": wave.sounding.programme.threshold,
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    page = render(request, "office/sounding_wave.html", context, status=422 if refusal else 200)
    return private(page)
