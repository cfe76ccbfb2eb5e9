"""The page apart: a form that is sent twice, and links that are not ours."""

import re
import secrets
from collections.abc import Callable, Iterator

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine.commitments import (
    ConfirmCommitment,
    OfferCommitment,
    ReadCommitments,
    WithdrawCommitment,
)
from mire.live.state.entries import canonical
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sheets import activity, sheet
from tests.web.test_pages import text

pytestmark = pytest.mark.storage


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    made = make_room(sheet(activity("part", "commitments", settings={"question": "Et vous ?"})))
    made.open("part")
    return made


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with served(room.engine) as where:
        yield where


def names(room: Room) -> list[str]:
    return [each.name for each in room.engine.read(ReadCommitments(room.code))]


def test_a_form_sent_twice_is_one_promise(room: Room, phone: Browser) -> None:
    _, page = phone.get(f"/{room.code}/engagement")
    (link,) = re.findall(r'name="lien" value="([0-9a-f]{32})"', text(page))
    fields = {"name": "Habitat · D07", "offer_3": "yes", "lien": link}
    for _ in range(2):
        status, page = phone.post_form(f"/{room.code}/engagement", fields)
        assert status == 200
        assert "est noté." in text(page)
    assert names(room) == ["Habitat · D07"]
    _, other = phone.get(f"/{room.code}/engagement")
    assert link not in text(other), "another promise has a link of its own"


@pytest.mark.parametrize("link", ["", "x", "0" * 31, "G" * 32, "<b>"])
def test_a_form_without_its_link_is_shown_again_with_one(
    room: Room, phone: Browser, link: str
) -> None:
    fields = {"name": "Habitat · D07", "offer_3": "yes", "lien": link}
    phone.get(f"/{room.code}/engagement")
    status, page = phone.post_form(f"/{room.code}/engagement", fields)
    assert status == 422
    assert "Habitat · D07" in text(page)
    assert re.search(r'name="lien" value="[0-9a-f]{32}"', text(page))
    assert names(room) == []


def test_reports_of_any_two_days_tell_of_nobody_who_confirmed_or_went_back(
    room: Room, console: Browser
) -> None:
    """Nothing while a promise may be confirmed; then one taken back changes no report."""
    secrets_ = [secrets.token_bytes(16) for _ in range(13)]
    for number, secret in enumerate(secrets_):
        made = canonical({"name": f"Direction · D{number:02}", "offer_3": "yes"})
        room.engine.ask(OfferCommitment(room.code, "part", secret, made))
    room.close("part")

    def report() -> str:
        status, page = console.get(f"/regie/{room.code}/restitution")
        assert status == 200
        return text(page)

    first = report()
    room.clock.pass_time(days=1)
    for number, secret in enumerate(secrets_[:12]):
        made = canonical({"name": f"Direction · D{number:02}", "offer_3": "yes"})
        room.engine.ask(ConfirmCommitment(room.code, "part", secret, made))
        assert report() == first
    room.clock.pass_time(days=7)
    told = report()
    assert "Au moins 10 personnes ont confirmé" in told
    _, register = console.get(f"/regie/{room.code}/engagements")
    assert "Au moins 10 personnes ont confirmé" in text(register)
    for secret in secrets_[:2]:
        room.engine.ask(WithdrawCommitment(room.code, secret))
        assert report() == told
