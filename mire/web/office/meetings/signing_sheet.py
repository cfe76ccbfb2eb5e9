"""The attendance sheet of a meeting, as a file to print."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mire.documents.builders.attendance import attendance_sheet
from mire.programme.meetings.queries import Meeting
from mire.programme.meetings.rules import by_department, is_whole_day
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.preparation.queries import expected_at
from mire.web.office.handing_out import asked_format, handed_out
from mire.web.office.meetings.views import meeting_page
from mire.words import words


@require_safe
@meeting_page(Right.FACILITATOR)
def signing_sheet(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Give the sheet of who is expected, in the order of the page « Qui est venu »."""
    known = expected_at(meeting)
    at = timezone.localtime(meeting.planned_at)
    with override(member.programme.language):
        people = [
            ("" if each.department is None else each.department.name, str(each))
            for each in sorted(known.persons, key=by_department)
        ]
        made = attendance_sheet(
            meeting.title,
            [f"{words.day(at)}, {words.hour(at)}", *([meeting.place] if meeting.place else [])],
            people,
            [(department.name, n) for department, n in known.counts],
            is_whole_day=is_whole_day(at, meeting.minutes),
        )
        return handed_out(request, made, asked_format(request) or "pdf")
