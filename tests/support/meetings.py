"""A meeting in the office under test: its pages, and what is done in its editor."""

from django.test import Client

from mire.programme.meetings.models import Meeting
from mire.runsheet.toml_file import read_draft
from tests.support.office import Office


def here(office: Office, meeting: Meeting, rest: str = "") -> str:
    return office.address(f"reunions/{meeting.key}{rest}")


def act(browser: Client, office: Office, meeting: Meeting, doing: str, **given: str) -> object:
    meeting.refresh_from_db()
    given = {"version": str(meeting.version), "act": doing, **given}
    return browser.post(here(office, meeting, "/conducteur"), given)


def activities(meeting: Meeting) -> list[str]:
    meeting.refresh_from_db()
    return [each.id for each in read_draft(meeting.sheet.encode())[0].activity]
