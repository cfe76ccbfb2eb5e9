"""The home of a programme."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.programme.people.queries import Member
from mire.programme.programmes.rules import month_sentence
from mire.web.office.pages import EVERYBODY, office_page, show


@require_safe
@office_page(*EVERYBODY)
def home(request: HttpRequest, member: Member) -> HttpResponse:
    """Say where the programme stands."""
    today = timezone.localdate()
    programme = member.programme
    return show(
        request,
        member,
        "office/home.html",
        {"today": today, "where": month_sentence(programme.starts_on, programme.ends_on, today)},
        place="office_home",
    )
