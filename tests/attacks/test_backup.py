"""Somebody who holds an old copy of the files: nothing in it opens anything."""

from typing import Any

import pytest
from django.core import signing

from mire.live.engine.join_cards import MakeJoinCards
from mire.live.engine.requests import Join
from mire.live.engine.tokens import RenewTokens
from mire.programme.people.rules import Right
from mire.web import rights
from tests.faults.traces import Traces, written_forms
from tests.support.office import open_office
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


@pytest.fixture
def traces(live_url: str) -> Traces:
    return Traces(live_url)


def test_a_copy_holds_no_secret_that_opens_a_room(room: Room, traces: Traces) -> None:
    """Taken while a question is open, which is when it holds the most."""
    cards = room.engine.ask(MakeJoinCards(room.code, 9))
    seats = [room.engine.ask(Join(room.code, card)) for card in cards[:8]]
    renewed = room.engine.ask(RenewTokens(room.code))
    room.open("grille")
    for seat in seats:
        room.answer("grille", seat, placed(1, 1, "un mot qui s'y trouve"))
    traces.settle()
    copy = b"".join(traces.files().values())
    assert b"un mot qui s'y trouve" in copy  # the box is in it: docs/reference/security.md says so
    opens = [room.console, room.projector, *renewed, *seats, *(each.encode() for each in cards)]
    assert [each for each in opens if any(form in copy for form in written_forms(each))] == []


@pytest.mark.django_db
def test_another_key_ends_the_sessions_and_grants_of_a_copy(page_room: Room, settings: Any) -> None:
    """The file ``secret_key`` is in a copy of the folder; taken away, the next start makes another.

    It signs the office's sessions and the grants of who leads by right.
    """
    office = open_office()
    browser = office.browser(Right.ADMINISTRATOR)
    assert browser.get(office.address()).status_code == 200
    room = page_room.engine.room(page_room.code)
    told = [room.code, room.console.hex()[:16]]
    copied = signing.TimestampSigner(key=settings.SECRET_KEY, salt="mire.console")
    other = signing.TimestampSigner(key="that of a copy", salt="mire.console")
    assert rights.is_granted(room, copied.sign_object(told))
    assert not rights.is_granted(room, other.sign_object(told))
    settings.SECRET_KEY = "another, made at the next start"
    assert browser.get(office.address()).status_code == 302
