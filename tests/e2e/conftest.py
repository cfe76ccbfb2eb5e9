"""One production server for the browser tests of a worker; each test opens its own rooms.

The office's pages are served beside the test's own database instead, to whoever is signed in.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from mire.programme.people.rules import Right
from tests.support.office import Office, open_office
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.server import Server

DESK = {"width": 1366, "height": 768}


@pytest.fixture
def server(shared_server: Server) -> Server:
    """`mire serve`, as an operator starts it."""
    return shared_server


@pytest.fixture
def office(transactional_db: None) -> Office:
    """An installation whose programme has a person of each right."""
    return open_office()


@pytest.fixture
def sign_in(
    new_context: Callable[..., BrowserContext], room: Room, office: Office
) -> Iterator[Callable[..., Page]]:
    """Open the office in a browser of its own, signed in under a right."""
    opened: list[BrowserContext] = []
    with served(room.engine) as address:

        def open_page(right: Right = Right.FACILITATOR, **options: object) -> Page:
            context = new_context(base_url=address, **{"viewport": DESK, **options})
            opened.append(context)
            session = office.browser(right).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
            )
            return context.new_page()

        yield open_page
        # Before the database is emptied: a page that still loads would be asked to sign in.
        for context in opened:
            context.close()
