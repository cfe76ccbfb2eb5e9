"""Two linked rounds: what is kept between them, what the second closing tells, what it hides."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.live.engine import readers
from mire.live.engine.answers import OwnAnswer
from mire.live.engine.engine import Engine
from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState, started_activity
from mire.live.store import panel
from mire.live.store.box import Sealed
from mire.live.store.connect import Opener
from mire.live.views.screens import phone
from mire.technique_api import media
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet

ROUNDS = sheet(
    activity("grille", "positioning"),
    activity("cadrage"),
    activity("grille-2", "positioning", again="grille", settings={}),
)
THRESHOLD = 5


def second_round() -> ActivityState:
    return started_activity(ROUNDS.activity[2])


def sealed(author: int, x: int | None, medium: str = media.PHONE) -> Sealed:
    given = {"stance": "abstain"} if x is None else {"stance": "placed", "x": x, "y": 0}
    return Sealed(bytes([author]), 1, b"", medium, canonical(given).decode())


answers = st.dictionaries(st.integers(0, 30), st.none() | st.integers(-1, 1), max_size=30).map(
    lambda drawn: [sealed(author, x) for author, x in drawn.items()]
)


def points(answers: list[Sealed]) -> Counter[int]:
    at = second_round()
    read = [
        at.technique.answers.read_contribution(at.config, each.body.encode()) for each in answers
    ]
    return Counter(each.x for each in read if each.x is not None)


@settings(deadline=None)
@given(answers, answers, st.integers(0, 2**32))
def test_whoever_is_left_alone_is_nobody_or_many(
    first: list[Sealed], second: list[Sealed], seed: int
) -> None:
    """The law against subtraction: rounds less links leave no small group in either round."""
    drafts = panel.pairs(
        second_round(), first, second, threshold=THRESHOLD, rng=np.random.default_rng(seed)
    )
    assert drafts == [] or len(drafts) >= THRESHOLD
    if not drafts:
        return
    for side, said in (("first", points(first)), ("second", points(second))):
        left = said - Counter(draft.body[side]["x"] for draft in drafts)
        assert left.total() == said.total() - len(drafts)
        assert left.total() == 0 or left.total() >= THRESHOLD
        assert len(left) != 1 or len(said) == 1, "all of those left alone said the same"


def test_paper_told_from_phones_hides_no_phone_that_left() -> None:
    """Fourteen phones and six cards, then thirteen: the last phone's answer is its own."""
    cards = [sealed(100 + i, i % 2, media.PAPER) for i in range(6)]
    more_cards = [sealed(200 + i, i % 2, media.PAPER) for i in range(6)]
    phones = [sealed(i, i % 2) for i in range(14)]
    for keeps, least in (((False, False), 0), ((True, True), THRESHOLD)):
        drafts = panel.pairs(
            second_round(),
            [*cards, *phones],
            [*more_cards, *phones[:13]],
            threshold=THRESHOLD,
            rng=np.random.default_rng(1),
            keeps_medium=keeps,
        )
        assert len(drafts) >= THRESHOLD
        assert 14 - len(drafts) >= max(1, least)


@settings(deadline=None)
@given(answers, answers, st.integers(0, 2**32))
def test_links_are_true_and_no_more_are_undone_than_must_be(
    first: list[Sealed], second: list[Sealed], seed: int
) -> None:
    drafts = panel.pairs(
        second_round(), first, second, threshold=THRESHOLD, rng=np.random.default_rng(seed)
    )
    at = second_round()
    read = [
        {
            each.author: at.technique.answers.read_contribution(at.config, each.body.encode()).x
            for each in side
        }
        for side in (first, second)
    ]
    true = Counter(
        (read[0][author], read[1][author])
        for author in read[0].keys() & read[1].keys()
        if read[0][author] is not None and read[1][author] is not None
    )
    told = Counter((each.body["first"]["x"], each.body["second"]["x"]) for each in drafts)
    assert told <= true
    alone = [points(side).total() - true.total() for side in (first, second)]
    if alone == [0, 0] and true.total() >= THRESHOLD:
        assert told == true
    written = [canonical(each.body) for each in drafts]
    assert written == sorted(written), "an order of arrival is left"


@pytest.fixture
def rounds(make_room: Callable[..., Room]) -> Room:
    return make_room(ROUNDS)


def play_first(room: Room, n: int) -> list[bytes]:
    seats = [room.join() for _ in range(n)]
    room.open("grille")
    for index, seat in enumerate(seats):
        room.answer("grille", seat, placed(index - 5, 0, f"raison secrète {index}"))
    room.close("grille")
    return seats


def play_second(room: Room, seats: list[bytes]) -> None:
    room.open("grille-2")
    for index, seat in enumerate(seats):
        room.answer("grille-2", seat, placed(index - 4, 0))
    room.close("grille-2")


def shifts(room: Room) -> list[dict[str, Any]]:
    log = room.engine.read(readers.ReadLog(room.code))
    return [dict(entry.body) for entry in log if entry.kind == "shift"]


def rows(open_database: Opener, table: str) -> list[tuple[Any, ...]]:
    connection = open_database()
    try:
        return [tuple(row) for row in connection.execute(f"SELECT * FROM {table}")]
    finally:
        connection.close()


@pytest.mark.storage
class TestRounds:
    def test_each_answer_meets_its_other_half_and_the_log_replays(self, rounds: Room) -> None:
        seats = play_first(rounds, 9)
        play_second(rounds, seats)
        assert sorted(each["first"]["x"] for each in shifts(rounds)) == list(range(-5, 4))
        assert all(each["second"]["x"] == each["first"]["x"] + 1 for each in shifts(rounds))
        second = rounds.state.activities["grille-2"]
        assert second.n_answers == 9
        log = rounds.engine.read(readers.ReadLog(rounds.code))
        assert replayed(written_log(log)).room.activities["grille-2"].n_answers == 9

    def test_what_is_held_between_them_has_no_words_and_ends_with_the_second(
        self, rounds: Room, open_database: Opener
    ) -> None:
        seats = play_first(rounds, 9)
        held = rows(open_database, "live_box")
        assert len(held) == 9
        assert "secrète" not in str(held)
        assert {bytes(row[3]) for row in held} == {b""}, "a receipt ties an answer to its resend"
        assert len(rows(open_database, "live_key")) == 1
        play_second(rounds, seats)
        assert rows(open_database, "live_box") == []
        assert rows(open_database, "live_key") == []

    def test_the_end_of_the_meeting_destroys_what_waited_for_a_second_round(
        self, rounds: Room, open_database: Opener
    ) -> None:
        play_first(rounds, 9)
        rounds.control(entries.MEETING_ENDED)
        assert rows(open_database, "live_box") == []
        assert rows(open_database, "live_key") == []

    def test_too_few_answers_are_not_held(self, rounds: Room, open_database: Opener) -> None:
        seats = play_first(rounds, 4)
        assert rows(open_database, "live_box") == []
        assert rows(open_database, "live_key") == []
        play_second(rounds, [*seats, *(rounds.join() for _ in range(5))])
        assert shifts(rounds) == []

    def test_who_came_late_is_not_told_by_what_remains(self, rounds: Room) -> None:
        seats = play_first(rounds, 12)
        play_second(rounds, [*seats, rounds.join()])
        assert len(shifts(rounds)) == 12 - 5, "the one who came late is now one of six"

    def test_an_answer_is_settled_when_the_first_round_closes(self, rounds: Room) -> None:
        seats = play_first(rounds, 9)
        asked = OwnAnswer(rounds.code, "grille", seats[0])
        assert rounds.engine.read(asked) is None

    def test_another_process_links_the_rounds_too(
        self, rounds: Room, open_database: Opener
    ) -> None:
        seats = play_first(rounds, 9)
        other = Engine(open_database, clock=rounds.clock)
        try:
            rounds.engine, own = other, rounds.engine
            own.stop()
            play_second(rounds, seats)
            assert len(shifts(rounds)) == 9
        finally:
            other.stop()

    def test_phones_are_told_before_they_answer(self, rounds: Room) -> None:
        def told() -> object:
            return phone(rounds.state)["activity"]["linked_round"]

        rounds.open("grille")
        assert told() == "first"
        seats = [rounds.join() for _ in range(8)]
        for seat in seats:
            rounds.answer("grille", seat, placed(1, 1))
        rounds.close("grille")
        rounds.open("grille-2")
        assert told() == "second"

    def test_a_second_round_without_a_first_is_linked_to_nothing(self, rounds: Room) -> None:
        rounds.open("grille-2")
        assert phone(rounds.state)["activity"]["linked_round"] is None
        for seat in [rounds.join() for _ in range(8)]:
            rounds.answer("grille-2", seat, placed(1, 1))
        rounds.close("grille-2")
        assert shifts(rounds) == []
        rounds.open("grille")
        assert phone(rounds.state)["activity"]["linked_round"] is None

    def test_a_second_round_that_is_left_out_announces_nothing(self, rounds: Room) -> None:
        rounds.control(entries.SKIPPED, "grille-2")
        rounds.open("grille")
        assert phone(rounds.state)["activity"]["linked_round"] is None


@pytest.mark.parametrize("seed", range(20))
def test_those_whose_link_is_undone_are_not_all_of_one_mind(seed: int) -> None:
    """Eleven alike and one apart, and one who came late: five at random are often alike."""
    first = [sealed(author, 0 if author else 3) for author in range(12)]
    second = [sealed(author, 0 if author else 3) for author in range(13)]
    drafts = panel.pairs(
        second_round(), first, second, threshold=THRESHOLD, rng=np.random.default_rng(seed)
    )
    assert len(drafts) == 7
    assert {draft.body["first"]["x"] for draft in drafts} == {0}
