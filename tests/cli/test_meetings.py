"""`mire meetings`: where each meeting stands, and new secret addresses that end the old ones."""

import re
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mire.cli.rehearsal.browser import Browser
from tests.faults.serving import MEETING
from tests.support.commands import mire_process
from tests.support.server import Server

pytestmark = pytest.mark.storage

WAIT_SECONDS = 30.0


def plain(words: str) -> str:
    return words.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def status_within(browser: Browser, path: str, wanted: int) -> int:
    """Return the status of a page, once it is the one wanted or patience is over."""
    until = time.monotonic() + WAIT_SECONDS
    while (status := browser.get(path)[0]) != wanted and time.monotonic() < until:
        time.sleep(0.3)
    return status


def test_new_addresses_end_the_old_ones_of_a_server_that_runs(tmp_path: Path, static: Path) -> None:
    with Server(tmp_path / "data", static) as server:
        opened = server.open_room_by_command(MEETING)
        listed = plain(server.run("meetings"))
        assert opened.code in listed
        assert "pas commencée" in listed
        assert "0 réunion relue" in plain(server.run("evidence"))
        assert "0 réunion relue" in plain(server.run("evidence", opened.code.lower()))

        browser, fresh = Browser(server.address), Browser(server.address)
        assert browser.get(path_of(opened.console))[0] == 200
        console = f"/regie/{opened.code}"
        stream = HTTPConnection(urlsplit(server.address).netloc, timeout=WAIT_SECONDS)
        stream.request(
            "GET", f"/live/{opened.code}/stream?surface=console", headers={"Cookie": browser._jar()}
        )
        watched = stream.getresponse()
        assert watched.status == 200

        said = plain(server.run("meetings", opened.code.lower(), "--new-addresses"))
        assert "Les anciennes ne servent plus" in said
        assert status_within(browser, console, 403) == 403, "who held the old address is out"
        assert fresh.get(path_of(opened.console))[0] == 403
        assert watched.read(), "an open stream ends too"

        renewed = re.search(rf"http\S+(/regie/{opened.code}\?cle=\w+)", said)
        projector = re.search(rf"http\S+(/ecran/{opened.code}\?cle=\w+)", said)
        assert renewed
        assert projector
        assert renewed[1] != path_of(opened.console)
        assert fresh.get(renewed[1])[0] == 200
        assert fresh.get(projector[1])[0] == 200
        for each in (stream, browser, fresh):
            each.close()


@pytest.mark.usefixtures("on_sqlite")
def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    none = mire_process(tmp_path, "meetings")
    assert none.returncode == 0
    assert "Aucune réunion ici" in plain(none.stdout)
    unknown = mire_process(tmp_path, "meetings", "ABCDEF", "--new-addresses")
    assert unknown.returncode == 2
    assert "Aucune réunion n'a le code ABCDEF" in plain(unknown.stderr)
    all_of_them = mire_process(tmp_path, "meetings", "--new-addresses")
    assert all_of_them.returncode == 2
    assert "Dites de quelle réunion" in plain(all_of_them.stderr)


@pytest.fixture
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
