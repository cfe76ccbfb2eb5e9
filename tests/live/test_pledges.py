"""The register of commitments: by whom it is read, how long it lasts, what never joins it."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mire.live.engine import commitments, readers
from mire.live.engine.commitments import UnknownCommitment
from mire.live.replay import written_log
from mire.live.state import entries
from mire.live.state.commitments import Commitment, Tally, are_settled, tally
from mire.live.state.fold import folded
from mire.live.store.connect import Opener
from mire.live.views.screens import Counts, console, phone, projector, remote
from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import SheetRefused
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet, values

PROMISES = activity("part", "commitments", settings={"question": "Votre part ?"})
DATABASE = (
    "live_room",
    "live_entry",
    "live_seat",
    "live_key",
    "live_box",
    "live_receipt",
    "live_note",
    "live_pledge",
)


@pytest.fixture
def promising(make_room: Callable[..., Room]) -> Room:
    return make_room(sheet(activity("grille", "positioning"), activity("cadrage"), PROMISES))


def offered(name: str = "Direction · D07", **fields: str) -> bytes:
    return entries.canonical({"name": name, **(fields or {"offer_3": "yes"})})


def offer(room: Room, name: str = "Direction · D07", **fields: str) -> bytes:
    secret = secrets.token_bytes(16)
    room.engine.ask(commitments.OfferCommitment(room.code, "part", secret, offered(name, **fields)))
    return secret


def read(room: Room, secret: bytes) -> Commitment:
    return room.engine.read(commitments.ReadCommitment(room.code, secret))


def everyone(room: Room) -> list[str]:
    return [each.name for each in room.engine.read(commitments.ReadCommitments(room.code))]


def confirm(room: Room, secret: bytes, **fields: str) -> None:
    room.engine.ask(commitments.ConfirmCommitment(room.code, "part", secret, offered(**fields)))


def whole_database(open_database: Opener) -> str:
    connection = open_database()
    try:
        return str([connection.execute(f"SELECT * FROM {table}") for table in DATABASE])
    finally:
        connection.close()


@pytest.mark.storage
class TestRegister:
    def test_a_promise_is_made_again_from_the_day_after_to_the_seventh(
        self, promising: Room
    ) -> None:
        promising.open("part")
        secret = offer(promising)
        known = read(promising, secret)
        assert (known.first_day, known.last_day) == (date(2018, 3, 22), date(2018, 3, 28))
        with pytest.raises(Refusal, match="demain"):
            confirm(promising, secret)
        promising.clock.pass_time(days=7)
        confirm(promising, secret, offer_4="yes")
        known = read(promising, secret)
        assert known.is_confirmed
        assert b"offer_4" in known.offered
        promising.clock.pass_time(days=400)
        assert everyone(promising) == ["Direction · D07"], "what is confirmed stays"

    def test_what_is_not_confirmed_is_deleted(self, promising: Room, open_database: Opener) -> None:
        promising.open("part")
        secret = offer(promising)
        promising.clock.pass_time(days=8)
        with pytest.raises(UnknownCommitment):
            read(promising, secret)
        assert "D07" not in whole_database(open_database)

    def test_it_is_deleted_even_if_nobody_looks_at_that_meeting(
        self, promising: Room, open_database: Opener
    ) -> None:
        promising.open("part")
        offer(promising)
        promising.clock.pass_time(days=7)
        promising.engine.ask(commitments.ForgetCommitments())
        assert "D07" in whole_database(open_database)
        promising.clock.pass_time(days=2)
        promising.engine.ask(commitments.ForgetCommitments())
        assert "D07" not in whole_database(open_database)

    def test_it_is_taken_back_at_any_time_without_a_trace(
        self, promising: Room, open_database: Opener
    ) -> None:
        promising.open("part")
        secret, other = offer(promising), offer(promising, "Direction · D11")
        promising.clock.pass_time(days=1)
        confirm(promising, secret)
        promising.engine.ask(commitments.WithdrawCommitment(promising.code, secret))
        promising.engine.ask(commitments.WithdrawCommitment(promising.code, secret))
        assert everyone(promising) == ["Direction · D11"]
        assert "D07" not in whole_database(open_database)
        found = promising.engine.read(commitments.ReadCommitments(promising.code))[0]
        promising.engine.ask(commitments.WithdrawCommitment(promising.code, id=found.id))
        assert everyone(promising) == []
        with pytest.raises(UnknownCommitment):
            read(promising, other)

    def test_a_form_sent_twice_is_one_promise(self, promising: Room) -> None:
        promising.open("part")
        secret = offer(promising)
        again = commitments.OfferCommitment(
            promising.code, "part", secret, offered("Direction · D07 bis")
        )
        promising.engine.ask(again)
        assert everyone(promising) == ["Direction · D07 bis"]
        promising.clock.pass_time(days=1)
        confirm(promising, secret)
        late = commitments.OfferCommitment(promising.code, "part", secret, offered("Autre"))
        with pytest.raises(Refusal, match="déjà confirmée"):
            promising.engine.ask(late)

    def test_nothing_of_it_is_in_a_log_or_on_a_screen(self, promising: Room) -> None:
        promising.open("part")
        offer(promising)
        promising.close("part")
        log = promising.engine.read(readers.ReadLog(promising.code))
        told = [
            written_log(log),
            phone(promising.state),
            projector(promising.state, Counts()),
            console(promising.state, Counts(), promising.clock()),
            remote(promising.state, Counts(), promising.clock()),
        ]
        assert "D07" not in str(told)

    def test_a_log_that_holds_one_is_refused(self, promising: Room) -> None:
        log = promising.engine.read(readers.ReadLog(promising.code))
        piece = replace(log[-1], seq=log[-1].seq + 1, activity="part", kind="pledge", body={})
        with pytest.raises(Refusal) as caught:
            folded([*log, piece])
        assert caught.value.code == "apart"

    def test_a_row_has_no_time_no_seat_and_no_order_of_arrival(
        self, promising: Room, open_database: Opener
    ) -> None:
        seat = promising.join()
        promising.open("part")
        for number in range(9):
            offer(promising, f"Direction · D{number}")
            promising.clock.pass_time(seconds=11)
        connection = open_database()
        rows = connection.execute("SELECT * FROM live_pledge")
        seats_kept = connection.execute("SELECT seat FROM live_seat")
        connection.close()
        assert len({(row[5], row[6]) for row in rows}) == 1, "days alone, the same for all"
        kept = {bytes(row[0]) for row in seats_kept}
        for row in rows:
            assert not kept & {bytes(each) for each in row if isinstance(each, bytes)}
            assert seat not in [bytes(each) for each in row if isinstance(each, bytes)]

    def test_a_shown_promise_does_not_exist(self, promising: Room) -> None:
        promising.open("part")
        offer(promising)
        promising.close("part")
        with pytest.raises(Refusal) as caught:
            promising.control(entries.SHOWN, "part")
        assert caught.value.code == "apart"

    def test_phones_offer_while_it_is_open_only(self, promising: Room) -> None:
        for stop in (lambda: None, lambda: promising.enter("part")):
            stop()
            with pytest.raises(Refusal) as caught:
                offer(promising)
            assert caught.value.code == "not_open"
        promising.control(entries.OPENED, "part")
        offer(promising)
        promising.close("part")
        with pytest.raises(Refusal):
            offer(promising)

    def test_a_seat_can_t_answer_it(self, promising: Room) -> None:
        seat = promising.join()
        promising.open("part")
        with pytest.raises(Refusal) as caught:
            promising.answer("part", seat, {"name": "D07", "offer_3": "yes"})
        assert caught.value.code == "no_answers"

    def test_ballots_come_before_and_none_opens_after(self, promising: Room) -> None:
        promising.open("grille")
        promising.answer("grille", promising.join(), placed(1, 1))
        with pytest.raises(Refusal):
            promising.enter("part")
        promising.close("grille")
        promising.open("part")
        promising.close("part")
        other = promising.state.activities["grille"]
        assert other.closed_at is not None

    def test_a_ballot_left_for_later_does_not_open_after_promises(self, promising: Room) -> None:
        promising.open("part")
        promising.close("part")
        promising.enter("grille")
        with pytest.raises(Refusal) as caught:
            promising.control(entries.OPENED, "grille")
        assert caught.value.code == "promises_made"


@pytest.mark.storage
class TestCards:
    def test_a_card_does_what_a_phone_does(self, promising: Room, open_database: Opener) -> None:
        cards = promising.engine.ask(commitments.PrintCards(promising.code, 3))
        (number, secret), _, _ = cards
        assert everyone(promising) == [], "a blank card is no promise"
        with pytest.raises(UnknownCommitment):
            read(promising, secret)
        typed = commitments.EnterCards(promising.code, "part", [(number, offered())])
        with pytest.raises(Refusal, match="ouverte"):
            promising.engine.ask(typed)
        promising.open("part")
        promising.close("part")
        again = commitments.EnterCards(promising.code, "part", [(number, offered())])
        assert promising.engine.ask(again) == 1
        assert read(promising, secret).card == number
        promising.clock.pass_time(days=1)
        confirm(promising, secret)
        promising.clock.pass_time(days=30)
        assert everyone(promising) == ["Direction · D07"]
        connection = open_database()
        assert len(connection.execute("SELECT 1 FROM live_pledge")) == 1, "blank cards are gone"
        connection.close()

    def test_cards_are_all_typed_in_or_none(self, promising: Room) -> None:
        ((number, _),) = promising.engine.ask(commitments.PrintCards(promising.code, 1))
        promising.open("part")
        for wrong in ("0000", number, ""):
            with pytest.raises(Refusal):
                promising.engine.ask(
                    commitments.EnterCards(
                        promising.code,
                        "part",
                        [(number, offered()), (wrong, offered("Direction · D11"))],
                    )
                )
        assert everyone(promising) == []

    @pytest.mark.parametrize("n", [0, -1, commitments.MOST_CARDS + 1])
    def test_so_many_cards_are_refused(self, promising: Room, n: int) -> None:
        with pytest.raises(Refusal):
            promising.engine.ask(commitments.PrintCards(promising.code, n))

    def test_a_meeting_without_commitments_has_no_cards(self, room: Room) -> None:
        with pytest.raises(Refusal):
            room.engine.ask(commitments.PrintCards(room.code, 1))


def test_a_sheet_does_not_put_a_ballot_after_promises() -> None:
    with pytest.raises(SheetRefused, match="suit les engagements"):
        sheet_from(values(PROMISES, activity("grille", "positioning")))


people = st.lists(st.sets(st.integers(1, 6)).map(sorted), max_size=12)


@given(people, st.integers(3, 8))
def test_a_total_is_said_from_the_threshold_on(promised: list[list[int]], threshold: int) -> None:
    said = tally(promised, 6, threshold)
    for number, n in enumerate(said.offers, 1):
        true = sum(number in each for each in promised)
        assert n == (true - true % threshold if true >= threshold else None)
    n = len(promised)
    assert said.n == (n - n % threshold if n >= threshold else None)


@given(people, st.integers(3, 8), st.integers(0, 11))
def test_a_promise_taken_back_changes_no_total_but_at_a_step(
    promised: list[list[int]], threshold: int, who: int
) -> None:
    """Two looks, one before and one after: they differ by no count that says "one less"."""
    kept = [each for number, each in enumerate(promised) if number != who]
    before, after = (tally(each, 6, threshold) for each in (promised, kept))
    for was, is_ in zip((before.n, *before.offers), (after.n, *after.offers), strict=True):
        assert (was or 0) - (is_ or 0) in (0, threshold)
        assert was is None or was % threshold == 0


def test_nothing_is_said_while_anyone_may_confirm() -> None:
    """Else each new total would tell what the one who just confirmed brings."""
    day = date(2018, 3, 21)

    def pledge(*, is_confirmed: bool) -> Commitment:
        return Commitment(b"", "", "D", b"", date(2018, 3, 22), date(2018, 3, 28), is_confirmed)

    confirmed = [pledge(is_confirmed=True)] * 9
    assert not are_settled(confirmed, day, date(2018, 3, 28)), "a card may still come"
    assert are_settled(confirmed, day, date(2018, 3, 29))
    assert not are_settled([*confirmed, pledge(is_confirmed=False)], day, date(2018, 3, 29))


@given(
    st.lists(st.dictionaries(st.integers(1, 4), st.booleans(), max_size=4), max_size=14),
    st.integers(3, 8),
)
def test_what_was_kept_is_said_from_the_threshold_on_and_only_after_all_could_say(
    said: list[dict[int, bool]], threshold: int
) -> None:
    given_ = [sorted(each) for each in said]
    before, after = (
        tally(given_, 4, threshold),
        tally(given_, 4, threshold, [sorted(each.items()) for each in said]),
    )
    assert (before.kept, before.unkept) == ((), ())
    for counts, is_kept in ((after.kept, True), (after.unkept, False)):
        for number, n in enumerate(counts, 1):
            true = sum(each.get(number) is is_kept for each in said)
            assert n == (true - true % threshold if true >= threshold else None)


def test_what_was_kept_is_said_by_its_author_on_the_days_when_all_are_asked(
    promising: Room, open_database: Opener
) -> None:
    promising.open("part")
    secret, unconfirmed = offer(promising), secrets.token_bytes(16)
    promising.clock.pass_time(days=1)
    confirm(promising, secret)

    def say(who: bytes, *, is_kept: bool) -> None:
        promising.engine.ask(commitments.SayKept(promising.code, who, {3: is_kept}))

    for days, is_taken in ((0, False), (88, False), (1, True), (30, True), (1, False)):
        promising.clock.pass_time(days=days)
        if is_taken:
            say(secret, is_kept=days == 1)
            assert read(promising, secret).kept == ((3, days == 1),)
        else:
            with pytest.raises(Refusal, match="Cela se dit trois mois après"):
                say(secret, is_kept=True)
    with pytest.raises(UnknownCommitment):
        say(unconfirmed, is_kept=True)
    # Confirmed again, it keeps what was said of it; the log never held any of it.
    confirm(promising, secret)
    assert read(promising, secret).kept == ((3, False),)
    assert b"kept" not in written_log(promising.engine.read(readers.ReadLog(promising.code)))


def test_totals_of_a_small_group_are_none() -> None:
    given_: list[Any] = [[1], [1], [1], [2]]
    assert tally(given_, 2, 5) == Tally(None, (None, None))
