"""A code by e-mail opens a session, and tells nobody who has an account."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from mire.config.mail import mail_settings
from mire.programme.journal.models import Entry
from mire.programme.people.models import Role
from mire.programme.people.rules import Right
from mire.web import rates
from mire.web.office.accounts import codes, mails
from tests.support.office import Office, open_office

HERE = "/compte/entrer"
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)
KNOWN = "reader@example.org"
UNKNOWN = "somebody@example.org"


@pytest.fixture
def office(db: None, settings: Settings) -> Iterator[Office]:
    settings.HAS_MAIL = True
    for rate in (rates.sign_ins, rates.codes_asked, rates.codes_sent, rates.code_mistakes):
        rate.refill(lambda key: True)
    yield open_office()
    mails.wait_until_sent()


def ask(browser: Client, email: str, following: str = "") -> int:
    answer = browser.post(HERE + (f"?next={following}" if following else ""), {"email": email})
    mails.wait_until_sent()
    return int(answer.status_code)


def sent() -> str:
    found = CODE.search(str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_code_opens_a_session_and_leads_where_one_was_going(office: Office) -> None:
    browser = Client()
    where = office.address("personnes")
    assert browser.get(where).headers["Location"] == f"{HERE}?next={where.replace('/', '%2F')}"
    assert ask(browser, " Reader@Example.org ", where) == 302
    assert mail.outbox[0].to == [KNOWN]
    before = browser.session.session_key
    answer = browser.post("/compte/code", {"code": sent().lower().replace("-", " ")})
    assert answer.headers["Location"] == where
    assert browser.session.session_key != before
    assert browser.get(where).status_code == 200
    line = Entry.objects.first()
    assert line is not None
    assert (line.act, line.after) == ("account.signed_in", {"how": "code"})


def test_a_code_serves_once(office: Office) -> None:
    browser = Client()
    ask(browser, KNOWN)
    browser.post("/compte/code", {"code": sent()})
    browser.post("/compte/sortir")
    answer = browser.post("/compte/code", {"code": sent()})
    assert answer.headers["Location"] == HERE


def test_pages_are_the_same_whoever_has_an_account(office: Office) -> None:
    shown = []
    for email in (KNOWN, UNKNOWN):
        browser = Client()
        assert ask(browser, email) == 302
        page = browser.get("/compte/code").content.decode()
        wrong = browser.post("/compte/code", {"code": "BBBB-BBBB"}).content.decode()
        again = browser.post("/compte/code", {"again": "1"}).content.decode()
        over = [browser.post("/compte/code", {"code": "B"}).content.decode() for _ in range(3)]
        shown.append([_without(each, email) for each in (page, wrong, again, *over)])
    assert shown[0] == shown[1]
    assert len(mail.outbox) == 1


def _without(page: str, email: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|\d+\sseconde', "", page).replace(
        email, ""
    )


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_as_much_is_asked_of_the_database_whoever_has_an_account(
    office: Office, email: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = Client()
    browser.get(HERE)
    with django_assert_num_queries(5):  # the account, then a session as Django writes it
        browser.post(HERE, {"email": email})


def test_who_has_no_role_today_gets_no_code(office: Office) -> None:
    Role.objects.filter(person=office.people[Right.READER]).update(ends_on="2017-12-31")
    assert ask(Client(), KNOWN) == 302
    assert mail.outbox == []


def test_a_role_that_ended_meanwhile_opens_nothing(office: Office) -> None:
    browser = Client()
    ask(browser, KNOWN)
    Role.objects.filter(person=office.people[Right.READER]).update(ends_on="2017-12-31")
    assert browser.post("/compte/code", {"code": sent()}).status_code == 422


def test_three_wrong_codes_spend_it(office: Office) -> None:
    browser = Client()
    ask(browser, KNOWN)
    said = [browser.post("/compte/code", {"code": "BBBB-BBBB"}) for _ in range(3)]
    assert [each.status_code for each in said] == [422] * 3
    assert "il reste 2 essais" in said[0].content.decode().replace("\u202f", " ")
    assert "Ce code ne sert plus" in said[2].content.decode()
    assert browser.post("/compte/code", {"code": sent()}).headers["Location"] == HERE
    assert Entry.objects.filter(act="account.refused").count() == 3


def test_mistakes_are_counted_by_account_over_several_codes(office: Office) -> None:
    for _ in range(3):
        browser = Client()
        rates.sign_ins.refill(lambda key: True)
        ask(browser, KNOWN)
        for _ in range(3):
            browser.post("/compte/code", {"code": "BBBB-BBBB"})
    rates.codes_sent.refill(lambda key: True)
    assert ask(Client(), KNOWN) == 429
    assert ask(Client(), "ambassador@example.org") == 302


def test_a_new_code_waits_for_the_first_then_replaces_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    ask(browser, KNOWN)
    first = sent()
    too_soon = browser.post("/compte/code", {"again": "1"})
    assert too_soon.status_code == 429
    assert "attendez encore" in too_soon.content.decode()
    monkeypatch.setattr(codes, "AGAIN_SECONDS", 0)
    assert browser.post("/compte/code", {"again": "1"}).status_code == 302
    mails.wait_until_sent()
    assert sent() != first
    assert browser.post("/compte/code", {"code": first}).status_code == 422
    assert browser.post("/compte/code", {"code": sent()}).status_code == 302


def test_a_code_lapses(office: Office, settings: Settings) -> None:
    browser = Client()
    ask(browser, KNOWN)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    assert browser.post("/compte/code", {"code": sent()}).headers["Location"] == HERE


def test_messages_to_one_address_are_few(office: Office) -> None:
    assert [ask(Client(), UNKNOWN) for _ in range(4)] == [302, 302, 302, 429]


def test_the_message_is_in_the_language_of_the_page(office: Office) -> None:
    browser = Client(headers={"accept-language": "en"})
    ask(browser, KNOWN)
    assert mail.outbox[0].subject == "Mire: your sign-in code"
    assert "It works once" in str(mail.outbox[0].body)


def test_a_mail_server_that_is_down_says_nothing_of_the_address(
    office: Office, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask(Client(), KNOWN) == 302
    assert "a message was not sent: ConnectionRefusedError" in caplog.text
    assert KNOWN not in caplog.text


@pytest.mark.django_db
def test_without_a_mail_server_the_page_explains_the_link() -> None:
    page = Client().get(HERE).content.decode()
    assert "Demandez un lien de connexion" in page
    assert 'name="email"' not in page
    assert Client().post(HERE, {"email": KNOWN}).status_code == 200


def test_nothing_of_another_site_is_followed(office: Office) -> None:
    browser = Client()
    ask(browser, KNOWN, "https://example.com/")
    answer = browser.post("/compte/code", {"code": sent()})
    assert answer.headers["Location"] == "/programmes"


def test_an_address_of_a_mail_server_is_read() -> None:
    read = mail_settings("smtp://mire%40example.org:p%3Aw@mail.example.org", "")
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (True, False)
    assert (read["EMAIL_HOST_PASSWORD"], read["DEFAULT_FROM_EMAIL"]) == ("p:w", "mire@example.org")
    implicit = mail_settings("smtps://mail.example.org", "Mire <mire@example.org>")
    assert (implicit["EMAIL_PORT"], implicit["EMAIL_USE_SSL"]) == (465, True)
    plain = mail_settings("smtp://localhost:25?tls=none", "mire@example.org")
    assert (plain["EMAIL_USE_TLS"], plain["EMAIL_USE_SSL"]) == (False, False)


@pytest.mark.parametrize(
    ("url", "sender", "said"),
    [
        ("mail.example.org", "a@example.org", "smtp://"),
        ("smtp://mail.example.org:port", "a@example.org", "port"),
        ("smtp://mail.example.org?tls=yes", "a@example.org", "starttls"),
        ("smtp://mail.example.org?starttls=1", "a@example.org", "option"),
        ("smtp://user:hidden@mail.example.org", "", "MIRE_MAIL_FROM"),
    ],
)
def test_a_wrong_address_of_a_mail_server_is_said(url: str, sender: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said) as error:
        mail_settings(url, sender)
    assert "hidden" not in str(error.value)


def test_the_session_s_cookie_is_kept_from_scripts_and_other_sites(office: Office) -> None:
    browser = Client()
    ask(browser, KNOWN)
    browser.post("/compte/code", {"code": sent()})
    cookie = browser.cookies["bureau"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
