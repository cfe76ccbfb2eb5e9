"""A provider signs in who has an account here: a real one, and one as strict as ProConnect."""

import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from mire.config.providers import providers_of
from mire.programme.accounts.models import Account
from mire.programme.journal.models import Entry
from mire.programme.people.models import Role
from mire.programme.people.rules import Right
from mire.web import rates
from tests.support import oidc_provider
from tests.support.office import Office, open_office
from tests.support.ports import free_port
from tests.support.proconnect import CLIENT, SECRET, StandIn, proconnect
from tests.support.server import ROOT

BACK = "http://testserver/compte/par/{}/retour"


@pytest.fixture
def office(db: None) -> Office:
    rates.sign_ins.refill(lambda key: True)
    return open_office()


@pytest.fixture
def state_provider(settings: Settings) -> Iterator[StandIn]:
    with proconnect(BACK.format("proconnect")) as stand_in:
        settings.SIGN_IN_PROVIDERS = providers_of(
            {
                "MIRE_PROCONNECT_URL": stand_in.address,
                "MIRE_PROCONNECT_CLIENT": CLIENT,
                "MIRE_PROCONNECT_SECRET": SECRET,
            }
        )
        yield stand_in


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """django-allauth's own provider, in a process of its own."""
    port = free_port()
    arguments = [str(port), str(tmp_path_factory.mktemp("provider")), BACK.format("essai")]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.oidc_provider", *arguments], cwd=ROOT
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    try:
        while True:
            assert process.poll() is None
            assert time.monotonic() < until
            try:
                httpx.get(f"{address}/.well-known/openid-configuration", timeout=10)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


def go(browser: Client, key: str, *, name: str = "", following: str = "") -> str:
    """Go to a provider and be sent back; return the address of the way back."""
    address = f"/compte/par/{key}" + (f"?next={following}" if following else "")
    there = browser.get(address)
    assert there.status_code == 302, there.text
    with httpx.Client(cookies={"as": name}) as other:
        answer = other.get(there.headers["Location"])
        while not answer.headers.get("Location", "").startswith("http://testserver"):
            assert answer.is_redirect, answer.text
            answer = other.get(httpx.URL(answer.url).join(answer.headers["Location"]))
    return str(answer.headers["Location"])


def real(settings: Settings, address: str) -> None:
    settings.SIGN_IN_PROVIDERS = providers_of(
        {
            "MIRE_OIDC": "essai",
            "MIRE_OIDC_ESSAI_NAME": "La Collectivité",
            "MIRE_OIDC_ESSAI_URL": address,
            "MIRE_OIDC_ESSAI_CLIENT": oidc_provider.CLIENT,
            "MIRE_OIDC_ESSAI_SECRET": oidc_provider.SECRET,
        }
    )


def test_a_real_provider_opens_the_session_of_an_account(
    office: Office, provider: str, settings: Settings
) -> None:
    real(settings, provider)
    browser = Client()
    assert "Se connecter par La Collectivité" in browser.get("/compte/entrer").text
    where = office.address("personnes")
    before = Account.objects.count()
    answer = browser.get(go(browser, "essai", name="reader", following=where))
    assert answer.headers["Location"] == where
    assert browser.get(where).status_code == 200
    assert Account.objects.count() == before
    line = Entry.objects.first()
    assert line is not None
    assert (line.act, line.after) == ("account.signed_in", {"how": "provider"})


def test_a_real_provider_makes_no_account(
    office: Office, provider: str, settings: Settings
) -> None:
    real(settings, provider)
    browser, before = Client(), Account.objects.count()
    answer = browser.get(go(browser, "essai", name="somebody"))
    assert answer.status_code == 403
    assert "somebody@example.org, mais cette adresse n’ouvre pas de session" in answer.text
    assert Account.objects.count() == before
    assert "_auth_user_id" not in browser.session
    line = Entry.objects.first()
    assert line is not None
    assert (line.act, line.about_name) == ("account.refused", "")


def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    office: Office, provider: str, settings: Settings
) -> None:
    real(settings, provider)
    browser = Client()
    answer = browser.get(go(browser, "essai", name="ambassador"))
    assert answer.status_code == 403
    assert "adresse électronique vérifiée" in answer.text


def test_a_way_back_serves_once_and_in_its_own_browser(
    office: Office, provider: str, settings: Settings
) -> None:
    real(settings, provider)
    browser = Client()
    back = go(browser, "essai", name="reader")
    assert Client().get(back).status_code == 502
    assert browser.get(back).status_code == 302
    browser.post("/compte/sortir")
    assert browser.get(back).status_code == 502


def test_the_stand_in_signs_in_and_out(office: Office, state_provider: StandIn) -> None:
    browser = Client()
    answer = browser.get(go(browser, "proconnect"))
    assert answer.headers["Location"] == "/programmes"
    assert state_provider.refused == []
    page = browser.post("/compte/sortir")
    assert "_auth_user_id" not in browser.session
    end = page.text.split('http-equiv="refresh" content="0; url=')[1].split('"')[0]
    ended = httpx.get(end.replace("&amp;", "&"))
    assert ended.headers["Location"] == "http://testserver/compte/entrer"


def test_nothing_of_our_address_goes_to_the_provider(
    office: Office, state_provider: StandIn
) -> None:
    there = Client().get("/compte/par/proconnect?auth_params=prompt%3Dnone&scope=phone&process=x")
    asked = parse_qs(urlsplit(there.headers["Location"]).query)
    assert "prompt" not in asked
    assert set(asked["scope"][0].split()) == {"openid", "given_name", "usual_name", "email"}
    assert len(asked["state"][0]) >= 32
    assert len(asked["nonce"][0]) >= 32


@pytest.mark.parametrize(
    "fault", ["nonce", "id_token", "sub", "json", "unsigned", "hs256", "signer"]
)
def test_what_is_not_signed_or_not_for_us_is_refused_in_words(
    office: Office, state_provider: StandIn, fault: str
) -> None:
    state_provider.fault = fault
    browser = Client()
    answer = browser.get(go(browser, "proconnect"))
    assert answer.status_code == 502
    assert "La connexion par ProConnect n’a pas abouti" in answer.text
    assert "_auth_user_id" not in browser.session


def test_who_gives_up_there_is_told_so(office: Office, state_provider: StandIn) -> None:
    state_provider.fault = "cancelled"
    browser = Client()
    answer = browser.get(go(browser, "proconnect"))
    assert answer.status_code == 403
    assert "Vous avez renoncé" in answer.text


def test_a_provider_that_is_down_is_said(office: Office, state_provider: StandIn) -> None:
    state_provider.fault = "down"
    answer = Client().get("/compte/par/proconnect")
    assert answer.status_code == 502
    assert "prévenez le service informatique" in answer.text


def test_a_role_that_ended_opens_nothing_and_the_name_is_said(
    office: Office, state_provider: StandIn
) -> None:
    Role.objects.filter(person=office.people[Right.READER]).update(ends_on="2017-12-31")
    browser = Client()
    answer = browser.get(go(browser, "proconnect"))
    assert answer.status_code == 403
    assert "Personne Reader, reader@example.org" in answer.text


@pytest.mark.django_db
def test_a_provider_that_is_not_set_does_not_exist() -> None:
    assert Client().get("/compte/par/nul").status_code == 404
    assert Client().get("/compte/par/nul/retour").status_code == 404


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"MIRE_OIDC": "La mairie"}, "small letters"),
        ({"MIRE_OIDC": "proconnect"}, "small letters"),
        ({"MIRE_OIDC": "mairie"}, "MIRE_OIDC_MAIRIE_URL"),
        ({"MIRE_PROCONNECT_URL": "https://x"}, "MIRE_PROCONNECT_CLIENT"),
        (
            {
                "MIRE_PROCONNECT_URL": "x",
                "MIRE_PROCONNECT_CLIENT": "y",
                "MIRE_PROCONNECT_SECRET": "z",
            },
            "MIRE_PROCONNECT_URL",
        ),
    ],
)
def test_a_setting_that_lacks_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        providers_of(environment)
