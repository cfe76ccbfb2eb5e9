"""A passkey opens a session; one's account adds, names and removes them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from mire.programme.accounts.actions import add_passkey
from mire.programme.accounts.queries import passkeys_of
from mire.programme.journal.models import Entry
from mire.programme.people.rules import Right
from mire.web import rates
from mire.web.office.accounts.opening import SIGNED_AT
from mire.web.office.accounts.passkeys import are_possible
from tests.support.browser import axe
from tests.support.office import NOW, Office, open_office
from tests.support.office_server import link_of, run_in
from tests.support.server import Server

HERE = "/compte/moi"


@pytest.fixture
def office(db: None) -> Office:
    rates.sign_ins.refill(lambda key: True)
    return open_office()


def recent(office: Office, right: Right = Right.READER) -> Client:
    """Return a browser whose session was opened now."""
    browser = office.browser(right)
    session = browser.session
    session[SIGNED_AT] = 32_503_680_000.0
    session.save()
    return browser


def keep_a_key(office: Office) -> None:
    account = office.people[Right.READER].account
    assert account is not None
    add_passkey(account=account, name="Un téléphone", credential={"id": "abc"}, now=NOW)


@pytest.mark.parametrize(
    ("host", "is_secure", "possible"),
    [
        ("localhost:8000", False, True),
        ("127.0.0.1:8000", False, False),
        ("192.168.1.20", True, False),
        ("[::1]:8000", True, False),
        ("mire.example.org", False, False),
        ("mire.example.org", True, True),
    ],
)
def test_passkeys_are_offered_where_browsers_give_them(
    settings: Settings, host: str, is_secure: bool, possible: bool
) -> None:
    request = RequestFactory().get("/", headers={"host": host}, secure=is_secure)
    assert are_possible(request) is possible


@pytest.mark.django_db
def test_the_page_offers_none_where_there_can_be_none() -> None:
    assert "data-passkey" in Client().get("/compte/entrer", headers={"host": "localhost"}).text
    assert "data-passkey" not in Client().get("/compte/entrer", headers={"host": "127.0.0.1"}).text


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", '"abc"', '{"id": "abc", "response": {"userHandle": "IiI"}}',
     json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {
         "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA",
         "userHandle": "MQ"}})],
)  # fmt: skip
def test_a_forged_credential_opens_nothing_and_is_journalled(
    office: Office, credential: str
) -> None:
    browser = Client(headers={"host": "localhost"})
    assert browser.post("/compte/cle/demande").json()["publicKey"]["challenge"]
    answer = browser.post("/compte/cle", {"credential": credential})
    assert answer.status_code == 403
    assert "_auth_user_id" not in browser.session
    line = Entry.objects.first()
    assert line is not None
    assert (line.act, line.after) == ("account.refused", {"how": "passkey"})


def test_who_fails_too_often_is_asked_to_wait(office: Office) -> None:
    browser = Client(headers={"host": "localhost"})
    answers = [browser.post("/compte/cle", {"credential": "{}"}).status_code for _ in range(25)]
    assert answers[0] == 403
    assert answers[-1] == 429
    assert browser.post("/compte/cle/demande").status_code == 429


def test_changing_keys_asks_for_a_recent_session(office: Office) -> None:
    keep_a_key(office)
    browser = office.browser(Right.READER)
    page = browser.get(HERE, headers={"host": "localhost"}).text
    assert "Me connecter à nouveau" in page
    answer = browser.post(HERE, {"act": "remove", "passkey": "abc"})
    assert answer.headers["Location"].startswith("/compte/entrer?next=")
    answer = browser.post("/compte/cle/nouvelle", headers={"host": "localhost"})
    assert answer.headers["Location"] == HERE
    assert len(passkeys_of(office.people[Right.READER].account)) == 1


def test_keys_are_named_and_removed_by_their_holder_alone(office: Office) -> None:
    keep_a_key(office)
    other = recent(office, Right.AMBASSADOR)
    assert other.post(HERE, {"act": "remove", "passkey": "abc"}).status_code == 422
    browser = recent(office)
    assert browser.post(HERE, {"act": "rename", "passkey": "abc", "name": " "}).status_code == 422
    browser.post(HERE, {"act": "rename", "passkey": "abc", "name": "Le poste"})
    assert "Le poste" in browser.get(HERE).text
    browser.post(HERE, {"act": "remove", "passkey": "abc"})
    assert passkeys_of(office.people[Right.READER].account) == []
    acts = list(Entry.objects.values_list("act", "before", "after")[:2])
    assert acts == [
        ("account.passkey_removed", {"name": "Le poste"}, None),
        ("account.passkey_renamed", {"name": "Un téléphone"}, {"name": "Le poste"}),
    ]


def test_ending_other_sessions_keeps_this_one(office: Office) -> None:
    here, elsewhere = office.browser(Right.READER), office.browser(Right.READER)
    assert elsewhere.get(office.address()).status_code == 200
    before = here.session.session_key
    answer = here.post(HERE, {"act": "end"}, follow=True)
    assert "Vos autres sessions sont fermées" in answer.text
    assert elsewhere.get(office.address()).status_code == 302
    assert here.get(office.address()).status_code == 200
    assert here.session.session_key != before


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[Server]:
    """A server with an office of its own, read under the name that passkeys work under."""
    with Server(tmp_path_factory.mktemp("keys"), static) as running:
        yield running


def with_authenticator(page: Page) -> Callable[[bool], None]:
    """Give a page a device that makes passkeys; return what says whether its holder is known."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda known: device.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": known}
    )


@pytest.mark.browser
@pytest.mark.storage
def test_a_key_is_made_opens_a_session_and_is_removed(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    set_known = with_authenticator(page)
    here = server.address.replace("127.0.0.1", "localhost")
    page.goto(link_of(server, "reader"))
    page.get_by_role("button", name="Ouvrir ma session").click()
    expect(page.get_by_role("link", name="Personnes")).to_be_visible()
    page.goto(f"{here}/compte/moi")
    assert axe(page) == []
    page.get_by_label("Nom de la nouvelle clé").fill("Le poste")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_label("Clé ajoutée le")).to_have_value("Le poste")
    assert axe(page) == []

    page.get_by_role("button", name="Se déconnecter").click()
    assert axe(page) == []
    page.goto(f"{here}/compte/entrer?next=/compte/moi")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(f"{here}/compte/moi")
    expect(page.get_by_text("A servi le")).to_be_visible()

    page.get_by_role("button", name="Se déconnecter").click()
    set_known(False)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("Votre appareil n’a pas donné de clé")

    set_known(True)
    run_in(
        server,
        "import django; django.setup()\n"
        "from mire.programme.people.models import Role\n"
        "Role.objects.filter(person__email='reader@example.org').update(ends_on='2017-12-31')",
    )
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_text("n’ouvre pas de session ici aujourd’hui")).to_be_visible()
