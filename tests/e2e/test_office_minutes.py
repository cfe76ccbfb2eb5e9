"""The secretary's screen: fifteen lines a minute by keyboard, through a cut, beside another one."""

from collections.abc import Callable
from time import monotonic

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.people.rules import Right
from mire.programme.steering.models import Minutes
from tests.support.browser import axe
from tests.support.office import Office
from tests.support.steering import minutes_of, steering_meeting

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = {"width": 1366, "height": 768}


@pytest.fixture
def meeting(office: Office) -> Meeting:
    meeting = steering_meeting(office)
    minutes_of(meeting)
    return meeting


def lines(page: Page) -> list[str]:
    return page.locator("#lignes > li .minutes-line a").all_inner_texts()


def write(page: Page, typed: str) -> None:
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


def test_fifteen_lines_are_typed_within_a_minute_by_keyboard_alone(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page = sign_in()
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    began = monotonic()
    for n in range(5):
        write(page, f"d Décision {n} | car c'est dit | par la DG")
        write(page, f"q Question {n}")
        write(page, f"a Action {n} | par D07 | pour 01/06")
    expect(page.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(15)
    assert monotonic() - began < 60
    # The last one stands first, and what was typed first is the oldest.
    assert lines(page)[0] == "Action 4"
    assert lines(page)[-1] == "Décision 0"
    assert Outcome.objects.filter(kind="decision", who="la DG").count() == 5
    expect(page.locator("#typed")).to_be_focused()
    assert axe(page) == []


def test_no_line_is_lost_when_the_network_goes_and_the_page_is_closed(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page = sign_in()
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    write(page, "d Avant la coupure")
    expect(page.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(1)
    page.context.set_offline(True)
    for n in range(4):
        write(page, f"d Pendant {n}")
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(page.locator(".minutes-waiting")).to_have_count(4)
    assert Outcome.objects.count() == 1
    # The machine was put to sleep meanwhile: the page comes back with what waits.
    page.context.set_offline(False)
    again = page.context.new_page()
    page.close()
    again.goto(office.address(f"reunions/{meeting.key}/releve"))
    expect(again.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(5)
    expect(again.locator(".minutes-waiting")).to_have_count(0)
    assert sorted(Outcome.objects.values_list("what", flat=True)) == [
        "Avant la coupure", *(f"Pendant {n}" for n in range(4)),
    ]  # fmt: skip


def test_no_line_is_lost_through_five_minutes_without_a_network(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    """The page's own clock runs five minutes: each retry and each look that they hold is made."""
    page = sign_in()
    page.clock.install()
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    write(page, "d Avant la coupure")
    expect(page.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(1)
    page.context.set_offline(True)
    for n in range(15):
        write(page, f"d Pendant {n}")
        page.clock.run_for(20_000)
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(page.locator(".minutes-waiting")).to_have_count(15)
    assert Outcome.objects.count() == 1
    page.context.set_offline(False)
    page.clock.run_for(5_000)
    page.clock.resume()
    expect(page.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(16)
    expect(page.locator("[data-offline]")).to_be_hidden()
    expect(page.locator(".minutes-waiting")).to_have_count(0)
    # In the order in which they were typed, each once.
    said = list(Outcome.objects.order_by("number").values_list("what", flat=True))
    assert said == ["Avant la coupure", *(f"Pendant {n}" for n in range(15))]


def test_a_line_that_is_refused_stays_in_sight_and_lets_the_others_pass(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page = sign_in()
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    write(page, "a Réserver la salle | pour demain")
    write(page, "q Qui paie ?")
    expect(page.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(1)
    waiting = page.locator(".minutes-waiting")
    expect(waiting).to_contain_text("n’est pas un jour")
    waiting.get_by_role("button").click()
    expect(page.locator("#typed")).to_have_value("a Réserver la salle | pour demain")
    page.locator("#typed").fill("a Réserver la salle | pour 20/05")
    page.keyboard.press("Enter")
    expect(page.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(2)
    expect(waiting).to_have_count(0)


def test_two_secretaries_see_each_others_lines_while_they_type(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page, other = sign_in(), sign_in(Right.AMBASSADOR)
    for each in (page, other):
        each.goto(office.address(f"reunions/{meeting.key}/releve"))
    other.keyboard.type("d Celle que j'écri")
    write(page, "d La sienne")
    expect(other.locator("#lignes > li")).to_have_count(1)  # nobody reloaded it
    expect(other.locator("#typed")).to_have_value("d Celle que j'écri")
    expect(other.locator("#typed")).to_be_focused()
    other.keyboard.type("s")
    other.keyboard.press("Enter")
    expect(page.locator("#lignes > li")).to_have_count(2)
    # What both have seen can be proposed; nobody has to reload for it.
    page.get_by_role("button", name="Proposer à celles et ceux qui étaient là").click()
    expect(page.get_by_text("Proposé à celles et ceux qui étaient là")).to_be_visible()
    assert Minutes.objects.get().state == "proposed"


def test_without_a_script_each_line_is_a_form(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page = sign_in(java_script_enabled=False)
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    page.fill("#typed", "d Un essai d'un an")
    page.press("#typed", "Enter")
    expect(page.locator("#lignes > li")).to_have_count(1)
    page.fill("#typed", "a Réserver | pour demain")
    page.press("#typed", "Enter")
    expect(page.locator("[data-refusal]")).to_contain_text("n’est pas un jour")
    expect(page.locator("#typed")).to_have_value("a Réserver | pour demain")


def answer_with(page: Page, status: int) -> list[float]:
    """Have the server answer lines so; return when each was sent, as they are."""
    sent: list[float] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(monotonic())
        route.fulfill(status=status, body="no", content_type="text/html")

    page.route("**/releve/ligne", answer)
    return sent


def test_many_lines_in_an_outage_wait_for_one_retry_and_say_why(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page = sign_in()
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    sent = answer_with(page, 502)
    for n in range(20):
        write(page, f"d Pendant {n}")
    expect(page.locator("[data-trouble]")).to_be_visible()
    expect(page.locator("[data-offline]")).to_be_hidden()
    before = len(sent)
    page.wait_for_timeout(9_000)
    assert 1 <= len(sent) - before <= 4
    page.unroute("**/releve/ligne")
    expect(page.locator("#lignes > li:not(.minutes-waiting)")).to_have_count(20, timeout=30_000)
    expect(page.locator("[data-trouble]")).to_be_hidden()


def test_a_refusal_that_no_token_mends_does_not_go_round(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page = sign_in()
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    sent = answer_with(page, 403)
    write(page, "d Un essai")
    expect(page.locator(".minutes-waiting")).to_contain_text("403")
    assert len(sent) == 2  # once more with a fresh token


def test_lines_of_one_account_are_not_sent_under_another(
    sign_in: Callable[..., Page], office: Office, meeting: Meeting
) -> None:
    page = sign_in()
    page.goto(office.address(f"reunions/{meeting.key}/releve"))
    page.context.set_offline(True)
    write(page, "d Ligne de la première")
    expect(page.locator("[data-offline]")).to_be_visible()
    other = office.browser(Right.AMBASSADOR).cookies[settings.SESSION_COOKIE_NAME].value
    here = page.url.split("/programme")[0]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": other, "url": here}])
    page.context.set_offline(False)
    expect(page.locator(".minutes-waiting .notice-error")).to_contain_text("un autre compte")
    assert not Outcome.objects.exists()
