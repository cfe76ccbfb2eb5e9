"""What every page about a file of scenarios needs: the file of its address, who reads what."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from mire.programme.choices.queries import (
    Argument,
    Choice,
    Scenario,
    argument_in,
    choice_in,
    scenario_in,
    sent_of,
    told_of,
)
from mire.programme.choices.rules.told import Told, from_kept
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, View

PLACE = "office_decide"
READERS = (*GROUP, Right.MANAGEMENT)


def about_choice(*who: Right) -> Callable[[View], View]:
    """Give a view the file of its address: ``view(request, member, choice, …)``.

    One that was never sent is a draft: only the group knows it.
    """

    def declare(view: View) -> View:
        @evidence_page(*who)
        @wraps(view)
        def respond(
            request: HttpRequest, member: Member, *, choice: str, **named: Any
        ) -> HttpResponse:
            found = choice_in(member.programme, choice)
            if found is None or (found.sent_at is None and not member.may(*GROUP)):
                raise Http404
            return view(request, member, found, **named)

        return respond

    return declare


def told_for(member: Member, choice: Choice) -> Told:
    """Return a file as somebody reads it: as it stands, or as it was sent last."""
    if member.may(*GROUP):
        return told_of(choice)
    return from_kept(sent_of(choice)[0].told)


def scenario_of(choice: Choice, key: str) -> Scenario:
    """Return a scenario of a file; raise Http404 for none."""
    found = scenario_in(choice, key)
    if found is None:
        raise Http404
    return found


def argument_of(choice: Choice, key: str) -> Argument:
    """Return an argument of a file; raise Http404 for none."""
    found = argument_in(choice, key)
    if found is None:
        raise Http404
    return found


def address(name: str, member: Member, choice: Choice, **named: str) -> str:
    """Return the address of one of the pages about a file."""
    kwargs = {"programme": member.programme.key, "choice": choice.key, **named}
    return reverse(name, kwargs=kwargs)
