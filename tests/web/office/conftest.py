"""An office whose rooms are those of the test, a facilitator's browser, a meeting."""

import pytest
from django.test import Client

from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from tests.support.office import Office, open_office
from tests.support.rooms import Room


@pytest.fixture
def office(db: None, page_room: Room) -> Office:
    return open_office()


@pytest.fixture
def facilitator(office: Office) -> Client:
    return office.browser(Right.FACILITATOR)


@pytest.fixture
def meeting(office: Office, facilitator: Client) -> Meeting:
    facilitator.post(office.address("reunions/commencer"), {"template": "seminaire"})
    return Meeting.objects.get(programme=office.programme)
