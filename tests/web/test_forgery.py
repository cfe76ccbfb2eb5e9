"""A refused form says what is wrong and what to do; the server's log names what to change."""

import json
import logging
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from mire.cli.rehearsal.browser import TOKEN, Browser
from mire.web.shell import forgery
from mire.web.shell.peers import unnamed_proxy
from tests.support.rooms import Room
from tests.web.test_pages import text

pytestmark = pytest.mark.storage


@pytest.fixture(autouse=True)
def nothing_said_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgery, "_warned", set())


Post = Callable[..., tuple[int, str]]


@pytest.fixture
def post(room: Room, address: str, new_browser: Callable[[], Browser]) -> Post:
    """Send the form that joins a room, with headers of one's own; cookies are kept or refused."""

    def send(
        headers: Mapping[str, str], *, has_cookies: bool = True, token: str = ""
    ) -> tuple[int, str]:
        browser = new_browser()
        browser.get(f"/{room.code}")
        found = TOKEN.search(browser.page)
        assert found is not None
        body = urlencode({"csrfmiddlewaretoken": token or found[1].decode()})
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        if has_cookies:
            sent["Cookie"] = browser._jar()
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        connection.request("POST", f"/{room.code}", body, sent)
        answer = connection.getresponse()
        page = text(answer.read())
        connection.close()
        return answer.status, page

    return send


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "mire.web.shell.forgery"]


def test_a_proxy_that_hides_https_is_said_to_be_the_servers_matter(
    post: Post, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    origin = address.replace("http://", "https://")
    for _ in range(2):
        status, page = post({"Origin": origin})
        assert status == 403
        assert "a expiré" not in page
        assert "recharger n'y changera rien" in page
    (warned,) = warnings(caplog)
    assert "X-Forwarded-Proto" in warned
    assert "MIRE_TLS" in warned


def test_the_same_proxy_once_it_says_https(post: Post, address: str) -> None:
    origin = address.replace("http://", "https://")
    assert post({"Origin": origin, "X-Forwarded-Proto": "https"})[0] != 403


def test_a_host_that_the_proxy_rewrites(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    status, page = post({"Origin": "http://mire.example.org"})
    assert status == 403
    assert "sous une autre adresse" in page
    (warned,) = warnings(caplog)
    assert "Host" in warned


def test_an_origin_that_the_browser_hides(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    status, page = post({"Origin": "null"})
    assert status == 403
    assert "cache de quelle page vient cet envoi" in page
    (warned,) = warnings(caplog)
    assert "Origin" in warned


def test_cookies_that_the_browser_refuses(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    status, page = post({}, has_cookies=False)
    assert status == 403
    assert "Autorisez les cookies" in page
    (warned,) = warnings(caplog)
    assert "cookie" in warned


def test_a_form_that_has_expired_is_nobodys_fault(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    status, page = post({}, token="x" * 64)
    assert status == 403
    assert "Ce formulaire a expiré" in page
    assert warnings(caplog) == []


def test_a_script_is_told_in_json(post: Post) -> None:
    status, said = post({"Origin": "null", "Accept": "application/json"})
    assert status == 403
    assert "cache de quelle page" in json.loads(said)["message"]


def answered(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_proxy_that_nobody_named_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    serve = unnamed_proxy(answered)
    ask = RequestFactory().get
    serve(ask("/", REMOTE_ADDR="10.0.0.1"))
    assert warnings(caplog) == [], "nobody speaks for another"
    serve(ask("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="192.0.2.7, 10.0.0.1"))
    assert warnings(caplog) == [], "a named proxy was believed"
    for _ in range(2):
        serve(ask("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7"))
    (warned,) = warnings(caplog)
    assert "MIRE_PROXY" in warned
    assert "192.0.2.7" not in warned
