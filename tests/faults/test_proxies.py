"""The reverse proxies of `deploy`: nginx's is run; what is handed out says what it must."""

import http.client
import ssl
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.mending import begin
from tests.faults.serving import MEETING
from tests.support.browser import LAPTOP, PHONE
from tests.support.chronicle import SLUG
from tests.support.nginx import ExampleProxy
from tests.support.office_server import link_of, run_in
from tests.support.server import ROOT, Server

DEPLOY = ROOT / "deploy"
PLACES = {"/p", "/static", "/compte", "/programme", "/programmes", "/regie", "/ecran"}
PUBLIC_SITE = """
import django
django.setup()
from tests.support.chronicle import whole_chronicle
from tests.support.office import open_office
whole_chronicle(open_office())
"""

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def server(tmp_path: Path, static: Path) -> Iterator[Server]:
    """`mire serve` as the comments of `deploy/nginx.conf` have it set."""
    with Server(
        tmp_path / "data", static,
        MIRE_TLS="1", MIRE_PROXY="127.0.0.1", MIRE_HOSTS="localhost,127.0.0.1",
    ) as running:  # fmt: skip
        yield running


@pytest.fixture
def proxy(server: Server) -> Iterator[ExampleProxy]:
    with ExampleProxy(upstream_port=server.port) as running:
        yield running


def path_of(address: str) -> str:
    """Return an address without its scheme and host."""
    return address[address.index("/", 8) :]


def asked(proxy: ExampleProxy, path: str, **headers: str) -> http.client.HTTPResponse:
    """Ask nginx for a page over TLS, and read it."""
    connection = http.client.HTTPSConnection(
        "127.0.0.1", proxy.port, timeout=20, context=ssl._create_unverified_context()
    )
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def pressed(console: Page, key: str) -> None:
    console.locator("body").press(key)


@pytest.mark.browser
@pytest.mark.slow
def test_a_meeting_the_office_and_the_public_site_through_the_nginx_of_deploy(
    server: Server, proxy: ExampleProxy, new_context: NewContext
) -> None:
    run_in(server, PUBLIC_SITE)
    opened = server.open_room(MEETING)
    console = new_context(ignore_https_errors=True, viewport=LAPTOP).new_page()
    console.goto(proxy.url + path_of(opened.console))
    assert "cle=" not in console.url
    context = new_context(ignore_https_errors=True, viewport=PHONE)
    phone = context.new_page()
    polls: list[str] = []
    phone.on("request", lambda asked: polls.append(asked.url) if "/frame?" in asked.url else None)
    phone.goto(f"{proxy.url}/{opened.code}")
    phone.get_by_role("button", name="Rejoindre la réunion").click()
    phone.wait_for_url("**/salle")

    # What the console opens comes by the stream: the phone never has to ask.
    begin(console)
    expect(phone.get_by_role("heading", name="La grille")).to_be_visible()
    pressed(console, "o")
    plane = phone.locator(".grid-plane")
    expect(plane).to_be_visible()
    plane.click(position={"x": 40, "y": 40})
    phone.locator("[data-send]").click()
    expect(phone.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert polls == []

    office = new_context(ignore_https_errors=True, viewport=LAPTOP).new_page()
    link = path_of(link_of(server, "reader"))
    office.goto(proxy.url + link)
    office.locator("main form button").click()
    office.wait_for_url("**/programme**")
    assert all(each["secure"] for each in (*context.cookies(), *office.context.cookies()))

    public = f"/p/{SLUG}/"
    said = [asked(proxy, public, Cookie=cookie).headers["X-Cache"] for cookie in ("", "bureau=x")]
    assert said == ["MISS", "HIT"]

    # A server that is gone, with a stream open and secrets asked for: the logs stay clean.
    server.kill()
    for path in (path_of(opened.console), f"/live/{opened.code}/own?activity=grille", link):
        assert asked(proxy, path).status == 502
    moved = http.client.HTTPConnection("127.0.0.1", proxy.plain_port, timeout=20)
    moved.request("GET", path_of(opened.projector))
    answer = moved.getresponse()
    assert (answer.status, answer.headers["Location"]) == (
        301,
        "https://127.0.0.1" + path_of(opened.projector),
    )
    moved.close()
    logged = proxy.logged()
    lines = [each.split()[1:4] for each in logged.splitlines() if each]
    assert ["GET", "/p", "200"] in lines
    assert ["GET", "/regie", "502"] in lines
    assert {place for _method, place, _status in lines} <= PLACES
    secrets = [
        opened.code, "cle=", "/live", "salle", "127.0.0.1", "localhost", link.rpartition("/")[2],
        *(each["value"] for each in (*context.cookies(), *office.context.cookies())),
    ]  # fmt: skip
    assert [each for each in secrets if each in logged] == []


def test_the_unit_of_systemd_shuts_the_machine_and_lets_the_data_be_written() -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / "mire.service").read_text(encoding="utf-8"))
    service = unit["Service"]
    shut = {
        "ProtectSystem": "strict", "ProtectHome": "yes", "NoNewPrivileges": "yes",
        "PrivateTmp": "yes", "PrivateDevices": "yes", "CapabilityBoundingSet": "",
        "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "UMask": "0077",
    }  # fmt: skip
    assert {key: service[key] for key in shut} == shut
    assert service["Environment"] == "LANG=C.UTF-8"  # the last of two
    assert "Environment=MIRE_DATA=/var/lib/mire\n" in (DEPLOY / "mire.service").read_text()
    assert (service["StateDirectory"], service["Restart"]) == ("mire", "always")
    assert int(service["LimitNOFILE"]) >= 20_000
    assert int(service["TimeoutStopSec"]) > 10
    # Long computations lower their own priority: a filter that forbids it would end them.
    assert "@resources" not in service["SystemCallFilter"]


def test_the_caddyfile_holds_nothing_back_and_logs_no_request() -> None:
    lines = [
        line.strip()
        for line in (DEPLOY / "Caddyfile").read_text(encoding="utf-8").splitlines()
        if not line.strip().startswith("#")
    ]
    assert "reverse_proxy 127.0.0.1:8000 {" in lines
    assert "flush_interval -1" in lines
    assert "header_up X-Forwarded-For {remote_host}" in lines
    assert [line for line in lines if line.startswith("log")] == ["log {"]
    assert lines[lines.index("log {") + 1] == "exclude http.log http.handlers"
