"""Who may open a page of the office, and the frame that every page stands in.

Every view bears one of the decorators below: a test tries each address with everybody, and fails
for one that nobody declared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mire.programme.accounts.queries import Account
from mire.programme.guests.queries import guest_of
from mire.programme.journal.rules import Actor
from mire.programme.people.queries import Member, Person, has_a_role, member_of
from mire.programme.people.rules import RIGHT_WORDS, Right
from mire.technique_api.text import Text, text
from mire.web.shell import errors
from mire.words import words

View = Callable[..., HttpResponse]

EVERYBODY = tuple(Right)
"""Whoever has a right in the programme."""

GROUP = (Right.FACILITATOR, Right.AMBASSADOR)
"""Who works on the programme between meetings."""

TYPED = "typed"
"""What a form held when the session had lapsed, by path, kept in the session until it is back."""

MOST_TYPED = 100_000


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation: the name of its address, its word, who may open it."""

    name: str
    title: Text
    who: tuple[Right, ...] = EVERYBODY


PLACES = (
    Place("office_home", text("Accueil")),
    Place("office_meetings", text("Réunions")),
    Place("office_people", text("Personnes")),
    Place("office_said", text("Ce qui a été dit"), (*GROUP, Right.MANAGEMENT)),
    Place("office_cases", text("Cas et méthodes")),
    Place("office_decide", text("Décider"), (*GROUP, Right.MANAGEMENT)),
    Place("office_note", text("La note"), (*GROUP, Right.MANAGEMENT)),
    Place("office_chronicle", text("Récit"), (*GROUP, Right.MANAGEMENT)),
    Place("office_support", text("Soutien")),
)
SETTINGS = Place("office_settings", text("Réglages"), (Right.ADMINISTRATOR,))


def address(name: str, member: Member, **named: str) -> str:
    """Return the address of one of the pages of a member's programme."""
    return reverse(name, kwargs={"programme": member.programme.key, **named})


def office_page(*who: Right, takes_guests: bool = False) -> Callable[[View], View]:
    """Give a view who asks, in the programme of its address: ``view(request, member, …)``.

    Who isn't signed in is led to sign in and back, and keeps what they had typed. Somebody without
    a right in the programme is told that the page doesn't exist; a right short, whom to ask.
    ``takes_guests``: whoever holds a link for this very address reads the page too.
    """
    if not who:
        raise TypeError("say who may open the page")

    def declare(view: View) -> View:
        @wraps(view)
        def respond(request: HttpRequest, *, programme: str, **named: Any) -> HttpResponse:
            account = signed_in(request)
            if account is None:
                guest = _guest(request, programme) if takes_guests else None
                return ask_to_sign_in(request) if guest is None else view(request, guest, **named)
            today = timezone.localdate()
            member = member_of(account, programme, on=today)
            if member is None:
                if not has_a_role(account, on=today):
                    logout(request)
                    return ask_to_sign_in(request)
                return errors.not_found(request, LookupError(programme))
            if not member.may(*who):
                return _refused(request, who)
            return view(request, member, **named)

        respond.takes_guests = takes_guests  # type: ignore[attr-defined]
        return _declared(respond, who)

    return declare


GUEST = "guest"
"""By which link each page may be read, by path, kept in the session of who opened it."""


def _guest(request: HttpRequest, programme: str) -> Member | None:
    """Return somebody without a name or a right, None unless a link opens this very page."""
    links = request.session.get(GUEST)
    key = links.get(request.path) if isinstance(links, dict) else None
    if key is None or request.method not in ("GET", "HEAD"):
        return None
    link = guest_of(key, request.path, today=timezone.localdate())
    if link is None or link.programme.key != programme:
        return None
    return Member(Account(), Person(given_name=link.whom), link.programme, frozenset())


def signed_in_page(view: View) -> View:
    """Give a view the account of who is signed in: ``view(request, account, …)``."""

    @wraps(view)
    def respond(request: HttpRequest, **named: Any) -> HttpResponse:
        account = signed_in(request)
        return ask_to_sign_in(request) if account is None else view(request, account, **named)

    return _declared(respond, "signed in")


def open_page(view: View) -> View:
    """Declare that anybody may open a page: signing in, the first start."""

    @wraps(view)
    def respond(request: HttpRequest, **named: Any) -> HttpResponse:
        return view(request, **named)

    return _declared(respond, "anybody")


def access_of(view: View) -> Any:
    """Return what a view declared: rights, "signed in", "anybody"; None for nothing."""
    return getattr(view, "access", None)


def _declared(view: View, access: Any) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def signed_in(request: HttpRequest) -> Account | None:
    """Return whose session this is, None when it is nobody's. One or two queries."""
    account = request.user
    return account if isinstance(account, Account) and account.is_active else None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the page that signs in, and back; keep what was typed meanwhile."""
    where = request.get_full_path()
    if request.method == "POST":
        keep_typed(request)
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': where})}")


def keep_typed(request: HttpRequest) -> None:
    """Keep what a form held in the session, for the page that shows the form again."""
    typed = request.POST.urlencode()
    if len(typed) <= MOST_TYPED:
        request.session[TYPED] = {"path": request.path, "typed": typed}


def take_typed(request: HttpRequest) -> str | None:
    """Return what the page's form held when the session had lapsed, once; None when nothing."""
    kept = request.session.get(TYPED)
    if not isinstance(kept, dict) or kept.get("path") != request.path:
        return None
    del request.session[TYPED]
    return str(kept["typed"])


def actor(member: Member) -> Actor:
    """Return who asks, as the journal names them."""
    return Actor(member.account.key, str(member.person))


def show(
    request: HttpRequest,
    member: Member,
    template: str,
    context: Mapping[str, Any],
    *,
    place: str,
    status: int = 200,
) -> HttpResponse:
    """Show a page of a programme in its frame; ``place`` is the name of its navigation entry."""
    return render(
        request,
        template,
        {
            "member": member,
            "programme": member.programme,
            "places": [each for each in PLACES if member.may(*each.who)],
            "settings_place": SETTINGS if member.may(*SETTINGS.who) else None,
            "place": place,
            "is_guest": not member.rights,
            **context,
        },
        status=status,
    )


def _refused(request: HttpRequest, who: tuple[Right, ...]) -> HttpResponse:
    rights = words.listed([words.translate(RIGHT_WORDS[right]) for right in who])
    return errors.say(
        request,
        words.translate(
            text(
                "Cette page demande un rôle qui permet de %(rights)s : demandez-le à qui "
                "administre le programme.",
                rights=rights,
            )
        ),
        status=403,
    )
