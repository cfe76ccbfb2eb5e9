"""A one-use link that an administrator hands out: shown once, never sent."""

import secrets

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mire.programme.membership.queries import PersonFile
from mire.programme.people.actions import hand_out_link
from mire.programme.people.queries import (
    Member,
    Person,
    has_right_elsewhere,
    has_right_in,
)
from mire.programme.people.rules import Right
from mire.web.addresses import public_address, qr_svg
from mire.web.office.pages import actor, office_page, show
from mire.web.office.people.person import of_person


@office_page(Right.ADMINISTRATOR)
@of_person
def hand_out(
    request: HttpRequest, member: Member, found: Person, _file: PersonFile
) -> HttpResponse:
    """Say what a link does, then make one at a press and show it, this once."""
    refusal = _refusal(member, found)
    if request.method != "POST" or refusal:
        return _show(request, member, found, refusal=refusal)
    secret = secrets.token_urlsafe(24)
    try:
        hand_out_link(
            person=found,
            secret=secret,
            programme=member.programme.key,
            by=actor(member),
            now=timezone.now(),
        )
    except IntegrityError:
        refusal = _(
            "Une autre personne se connecte déjà avec cette adresse électronique : corrigez "
            "l'adresse, puis recommencez."
        )
        return _show(request, member, found, refusal=refusal)
    path = reverse("sign_in_by_link", kwargs={"secret": secret})
    return _show(request, member, found, address=public_address(request) + path)


def _refusal(member: Member, person: Person) -> str:
    """Say why nobody here may open a session of somebody's, "" when they may."""
    today = timezone.localdate()
    if not has_right_in(member.programme, person, on=today):
        return _(
            "Cette personne n'a pas aujourd'hui de rôle qui ouvre une session dans ce programme : "
            "donnez-lui d'abord un rôle."
        )
    if has_right_elsewhere(member, person, on=today):
        return _(
            "Cette personne a aussi un rôle dans un programme que vous n'administrez pas, et un "
            "lien l'ouvrirait : elle se connecte autrement, ou demande un lien à qui tient le "
            "serveur."
        )
    return ""


def _show(
    request: HttpRequest, member: Member, person: Person, *, refusal: str = "", address: str = ""
) -> HttpResponse:
    return show(
        request,
        member,
        "office/person_link.html",
        {
            "person": person,
            "refusal": refusal,
            "address": address,
            "qr": qr_svg(address) if address else "",
            "gets_codes": settings.HAS_MAIL and bool(person.email),
            "has_mail": settings.HAS_MAIL,
        },
        place="office_people",
        status=409 if refusal and request.method == "POST" else 200,
    )
