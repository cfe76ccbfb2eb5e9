"""Fixtures of the whole test suite.

Each run is on one database: SQLite, or the PostgreSQL that DATABASE_URL names (the Makefile runs
the suite once on each; `--storage-only` keeps the tests that store something, since the others
have nothing to learn from a second run).
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support import lighter, live_fixtures, timekeeping
from tests.support.browser import open_browser
from tests.support.built import shared_static
from tests.support.drawing import register_profiles
from tests.support.postgres import PostgreSQL
from tests.support.server import Server

# Fixtures of every test below: a live database of its own, rooms in it.
empty_live_url = live_fixtures.empty_live_url
live_url = live_fixtures.live_url
own_live_url = live_fixtures.own_live_url
open_database = live_fixtures.open_database
open_durable_database = live_fixtures.open_durable_database
make_room = live_fixtures.make_room
room = live_fixtures.room
postgresql_url = live_fixtures.postgresql_url

register_profiles()
lighter.find_static_files_once()
expect.set_options(timeout=40_000)

SHORT_GRACE_SECONDS = "1"
STORAGE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--storage-only",
        action="store_true",
        help="keep the tests that store something (the run on the second database)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(timekeeping.ProcessorMeter())
    if not timekeeping.is_worker():
        config.pluginmanager.register(timekeeping.Timekeeper(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if timekeeping.is_worker():
        timekeeping.put_longest_first(config, items)
    if not config.getoption("--storage-only"):
        return
    kept = [item for item in items if _stores(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_collection_finish() -> None:
    lighter.keep_what_stays()


def _stores(item: pytest.Item) -> bool:
    """Say whether a test runs on each kind of database; one in a browser does where it says so."""
    if item.get_closest_marker("browser"):
        return item.get_closest_marker("storage") is not None
    if item.get_closest_marker("django_db") or item.get_closest_marker("storage"):
        return True
    return bool(STORAGE_FIXTURES & set(getattr(item, "fixturenames", ())))


def _holds_a_transaction(item: pytest.Item) -> bool:
    """Say whether a test writes in a transaction of its own, undone at its end."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db")
    if fixtures & {"transactional_db", "live_server"}:
        return False
    if marked and marked.kwargs.get("transaction"):
        return False
    return marked is not None or "db" in fixtures


def pytest_report_header() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return "database: PostgreSQL" if url.startswith("postgres") else "database: SQLite"


@pytest.fixture(autouse=True)
def _public_pages_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Public pages see each act at once, and nothing of the test before."""
    monkeypatch.setattr("mire.web.public.remembered.LINE_SECONDS", 0.0)


@pytest.fixture(autouse=True)
def _closings_await_no_test(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL a closing waits for older transactions: there, it would for the test's own.

    It waits at most so long, and tries again later: without this, two seconds for each closing.
    """
    if os.environ.get("DATABASE_URL", "") and _holds_a_transaction(request.node):
        monkeypatch.setattr("mire.live.engine.committer.CLEANING_SECONDS", 0.0)


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files of an installation, built once a run."""
    return shared_static(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[Server]:
    """`mire serve`, one a worker, for tests that neither kill nor starve it; it closes soon."""
    folder = tmp_path_factory.mktemp("served")
    with Server(folder, static, MIRE_CLOSING_GRACE=SHORT_GRACE_SECONDS) as running:
        yield running


@pytest.fixture(scope="session")
def patient_server(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[Server]:
    """The same, whose closings last as long as in a meeting: what they show is looked at."""
    with Server(tmp_path_factory.mktemp("patient"), static) as running:
        yield running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A private server for the tests that need one whatever the run's own database."""
    with PostgreSQL() as server:
        yield server


@pytest.fixture
def mortal_postgresql() -> Iterator[PostgreSQL]:
    """A private durable server of the test's own, to `kill()` and `restart()`."""
    with PostgreSQL(durable=True) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module.

    Playwright keeps an event loop on the thread, so Django believes itself in asynchronous code
    while the browser is open, and must be told otherwise. Only then: elsewhere that guard is what
    catches a query made on the live door's loop.
    """
    with pytest.MonkeyPatch.context() as patch, open_browser() as opened:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield opened


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser's context (its own cookies: a phone of its own) by Playwright's options.

    The test fails if a page of it threw an error or broke its Content-Security-Policy.
    """
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(**options: object) -> BrowserContext:
        context = browser.new_context(**{"locale": "fr-FR", **options})
        context.set_default_timeout(60_000)
        context.on("weberror", lambda failure: faults.append(str(failure.error)))
        context.on(
            "console",
            lambda message: (
                faults.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert faults == []


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Open a page in a context of its own: `new_page(viewport=PHONE)`."""

    def open_one(**options: object) -> Page:
        return new_context(**options).new_page()

    return open_one
