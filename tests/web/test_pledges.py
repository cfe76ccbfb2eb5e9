"""The page apart: a form that is sent twice, and links that are not ours."""

import re
import secrets
from collections.abc import Callable, Iterator

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine.commitments import (
    ConfirmCommitment,
    OfferCommitment,
    ReadCommitment,
    ReadCommitments,
    WithdrawCommitment,
)
from mire.live.state.commitments import Commitment
from mire.live.state.entries import canonical
from tests.support.plain_words import typed
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


def read_commitment(room: Room, secret: bytes) -> Commitment:
    return room.engine.read(ReadCommitment(room.code, secret))


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


def test_what_was_kept_is_said_by_the_private_link_and_told_as_totals_a_month_later(
    room: Room, phone: Browser, console: Browser
) -> None:
    secrets_ = [secrets.token_bytes(16) for _ in range(6)]
    for number, secret in enumerate(secrets_):
        made = canonical({"name": f"Direction · D{number:02}", "offer_1": "yes", "offer_3": "yes"})
        room.engine.ask(OfferCommitment(room.code, "part", secret, made))
        room.clock.pass_time(days=1 if secret is secrets_[-1] else 0)
    for number, secret in enumerate(secrets_):
        made = canonical({"name": f"Direction · D{number:02}", "offer_1": "yes", "offer_3": "yes"})
        room.engine.ask(ConfirmCommitment(room.code, "part", secret, made))
    room.close("part")

    def page(secret: bytes) -> str:
        status, shown = phone.get(f"/{room.code}/engagement/{secret.hex()}")
        assert status == 200
        return typed(text(shown))

    assert "du 19 juin 2018 au 19 juillet 2018, cette page vous demandera" in page(secrets_[0])
    early, shown = phone.post_form(
        f"/{room.code}/engagement/{secrets_[0].hex()}", {"do": "kept", "kept-1": "yes"}
    )
    assert early == 422
    assert "une fois la proposition confirmée" in text(shown)
    room.clock.pass_time(days=90)
    assert "Avez-vous pu le tenir ?" in page(secrets_[0])
    for secret in secrets_:
        sent = {"do": "kept", "kept-1": "yes", "kept-3": "", "kept-2": "yes", "kept-x": "no"}
        status, _ = phone.post_form(f"/{room.code}/engagement/{secret.hex()}", sent)
        assert status == 200
    # An offer that was not promised is not kept; one that was not told stays untold.
    assert read_commitment(room, secrets_[0]).kept == ((1, True),)
    assert 'name="kept-1" value="yes" checked' in page(secrets_[0])

    def told() -> str:
        _, register = console.get(f"/regie/{room.code}/engagements")
        return typed(text(register))

    assert "Dit tenu" not in told()
    room.clock.pass_time(days=31)
    assert re.search(r"Dit tenu.*au moins 5.*au moins 5.*moins de 5", told(), re.DOTALL)
    assert "Avez-vous pu le tenir ?" not in page(secrets_[0])
