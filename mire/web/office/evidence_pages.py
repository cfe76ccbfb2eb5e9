"""Pages that show what was said: brought up to date first, or not shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.web.following import follow_programme
from mire.web.office.pages import View, office_page
from mire.web.shell import errors


def evidence_page(*who: Right, takes_guests: bool = False) -> Callable[[View], View]:
    """Declare who may open a page that shows what was said: ``view(request, member, …)``.

    What was masked or erased in a room since is masked on the page. Where rooms can't be read, the
    page says so and shows nothing.
    """

    def declare(view: View) -> View:
        @office_page(*who, takes_guests=takes_guests)
        @wraps(view)
        def respond(request: HttpRequest, member: Member, **named: Any) -> HttpResponse:
            try:
                follow_programme(member.programme)
            except Refusal as refusal:
                return errors.refused(request, refusal, status=503)
            return view(request, member, **named)

        respond.is_up_to_date = True  # type: ignore[attr-defined]
        return respond

    return declare
