"""Answers: what is acknowledged is stored, once; what closes is sealed for good."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

import pytest

from mire.live.engine import answers, controls, paper, readers, requests
from mire.live.engine.answers import Stored
from mire.live.engine.engine import Engine
from mire.live.state import entries
from mire.live.state.room import Phase
from mire.live.store.connect import Opener
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.storage


def refused(request: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        request()
    return caught.value.code


class TestBallot:
    def test_is_sealed_until_closed(self, room: Room) -> None:
        seats = [room.join() for _ in range(9)]
        room.open("grille")
        for index, seat in enumerate(seats):
            assert room.answer("grille", seat, placed(index, 2)) == Stored("stored", 1)
        assert room.engine.room(room.code).n_answered == {"grille": 9}
        assert room.state.activities["grille"].n_answers == 0
        assert room.state.activities["grille"].n_pieces == 0

        room.close("grille")

        grid = room.state.activities["grille"]
        assert (grid.phase, grid.n_answers) == (Phase.CLOSED, 9)
        assert room.engine.room(room.code).n_answered == {}

    def test_pieces_bear_no_author_and_one_time_and_no_order_of_arrival(self, room: Room) -> None:
        seats = [room.join() for _ in range(9)]
        room.open("grille")
        for index, seat in enumerate(seats):
            room.answer("grille", seat, placed(9 - index, 0, f"raison {index * 7 % 9}"))
            room.clock.pass_time(seconds=3)
        room.close("grille")
        log = room.engine.read(readers.ReadLog(room.code))
        pieces = [entry for entry in log if entry.kind not in entries.CONTROLS]
        assert {entry.author for entry in pieces} == {None}
        assert {entry.medium for entry in pieces} == {None}
        assert {entry.at for entry in pieces} == {room.state.activities["grille"].closed_at}
        written = [(entry.kind, entries.canonical(entry.body)) for entry in pieces]
        assert written == sorted(written)
        assert len({entry.id for entry in pieces}) == 18

    def test_a_seat_may_change_its_answer(self, room: Room) -> None:
        seat, others = room.join(), [room.join() for _ in range(4)]
        room.open("grille")
        for other in others:
            room.answer("grille", other, {"stance": "abstain"})
        room.answer("grille", seat, placed(1, 1))
        assert room.answer("grille", seat, placed(2, 2), revision=2) == Stored("stored", 2)
        assert room.engine.room(room.code).n_answered == {"grille": 5}
        room.close("grille")
        log = room.engine.read(readers.ReadLog(room.code))
        assert [dict(entry.body) for entry in log if entry.kind == "placement"] == [
            {"x": 2, "y": 2}
        ]

    def test_a_lower_revision_is_acknowledged_and_ignored(self, room: Room) -> None:
        seat = room.join()
        room.open("grille")
        room.answer("grille", seat, placed(2, 2), revision=2)
        assert room.answer("grille", seat, placed(1, 1), revision=1) == Stored("superseded", 2)
        body, revision = room.engine.read(answers.OwnAnswer(room.code, "grille", seat)) or (b"", 0)
        assert revision == 2
        assert b'"x":2' in body

    def test_a_resend_changes_nothing_before_or_after_closing(self, room: Room) -> None:
        seat = room.join()
        room.open("grille")
        request = {"id": "a" * 32, "given": placed(3, 4)}
        for _ in range(3):
            assert room.answer("grille", seat, **request) == Stored("stored", 1)
        room.close("grille")
        head = room.state.head
        assert room.answer("grille", seat, **request) == Stored("counted", 1)
        assert room.state.head == head

    def test_an_id_never_stands_for_two_answers(self, room: Room) -> None:
        seat = room.join()
        room.open("grille")
        room.answer("grille", seat, placed(1, 1), id="a" * 32)
        assert refused(lambda: room.answer("grille", seat, placed(2, 1), id="a" * 32)) == "id_taken"

    def test_two_tabs_of_one_seat_agree_whatever_the_order(self, room: Room) -> None:
        """Same revision from two tabs: both are told which answer stands, and it is one."""
        seats = [room.join(), room.join()]
        room.open("grille")
        tabs = [("a" * 32, placed(1, 1)), ("b" * 32, placed(2, 2))]
        standing = []
        for seat, order in zip(seats, (tabs, tabs[::-1]), strict=True):
            for id, given in order:
                room.answer("grille", seat, given, id=id)
            own = room.engine.read(answers.OwnAnswer(room.code, "grille", seat))
            assert own is not None
            standing.append(own[0])
        assert standing[0] == standing[1]

    def test_is_refused_before_opening_and_late_after_closing(self, room: Room) -> None:
        seat = room.join()
        assert refused(lambda: room.answer("grille", seat, placed(1, 1))) == "not_open"
        room.enter("grille")
        assert refused(lambda: room.answer("grille", seat, placed(1, 1))) == "not_open"
        room.control(entries.OPENED, "grille")
        room.close("grille")
        head = room.state.head
        for _ in range(2):
            again = partial(room.answer, "grille", seat, placed(1, 1), id="c" * 32)
            assert refused(again) == "late"
        assert room.engine.room(room.code).n_late["grille"] == 1
        assert room.state.head == head

    def test_needs_a_circle_of_eight(self, make_room: Callable[..., Room]) -> None:
        room = make_room()
        room.control(entries.HEADCOUNT, n=7)
        room.enter("grille")
        assert refused(lambda: room.control(entries.OPENED, "grille")) == "small_circle"
        room.control(entries.HEADCOUNT, n=8)
        room.control(entries.OPENED, "grille")
        assert room.state.activities["grille"].phase is Phase.OPEN

    def test_two_seats_with_one_id_do_not_keep_a_ballot_open(self, room: Room) -> None:
        """The receipts of a ballot are a set: a phone may not choose to break a meeting."""
        room.open("grille")
        for _ in range(6):
            room.answer("grille", room.join(), placed(1, 1), id="a" * 32)
        room.close("grille")
        assert room.state.activities["grille"].n_answers == 6

    def test_too_few_to_be_shown_are_too_few_to_be_kept(self, room: Room) -> None:
        room.open("grille")
        for index in range(4):
            room.answer("grille", room.join(), placed(1, 1, f"secret-{index}"))
        room.close("grille")
        log = room.engine.read(readers.ReadLog(room.code))
        assert [entry.kind for entry in log if entry.kind not in entries.CONTROLS] == []
        assert log[-1].body == {"n": 4, "n_joined": 4, "keeps_medium": False, "kept": False}
        assert room.state.activities["grille"].n_answers == 4

    def test_shows_nothing_under_the_threshold(self, room: Room) -> None:
        seats = [room.join() for _ in range(4)]
        room.open("grille")
        for seat in seats:
            room.answer("grille", seat, placed(1, 1, "une raison"))
        room.close("grille")
        assert refused(lambda: room.control(entries.SHOWN, "grille")) == "under_threshold"


class TestClosing:
    def test_can_be_cancelled_during_the_grace(self, room: Room) -> None:
        seat = room.join()
        room.open("grille")
        room.control(entries.CLOSING, "grille")
        room.clock.pass_time(seconds=9)
        assert room.answer("grille", seat, placed(1, 1)) == Stored("stored", 1)
        room.control(entries.KEPT_OPEN, "grille")
        room.clock.pass_time(minutes=5)
        assert room.answer("grille", seat, placed(1, 2), revision=2) == Stored("stored", 2)

    def test_is_irreversible_after_the_grace(self, room: Room) -> None:
        room.open("grille")
        room.close("grille")
        assert refused(lambda: room.control(entries.KEPT_OPEN, "grille")) == "closed"
        assert refused(lambda: room.control(entries.OPENED, "grille")) == "closed"

    def test_comes_due_without_a_press_even_after_a_restart(
        self, room: Room, open_database: Opener
    ) -> None:
        seat = room.join()
        room.open("grille")
        room.answer("grille", seat, placed(1, 1))
        room.control(entries.CLOSING, "grille")
        room.clock.pass_time(seconds=60)
        restarted = Engine(open_database, clock=room.clock)
        assert restarted.room(room.code).state.activities["grille"].phase is Phase.CLOSED
        assert restarted.room(room.code).state.activities["grille"].n_answers == 1
        restarted.stop()

    def test_under_fire_never_acknowledges_what_is_not_counted(
        self, make_room: Callable[..., Room]
    ) -> None:
        """Two hundred times: answers and closing at once; stored means counted."""
        ballots = [activity(f"g{n}", "positioning", planned=1, least=1) for n in range(50)]
        random.seed(7)
        for _ in range(4):
            room = make_room(sheet(*ballots))
            seats = [room.join() for _ in range(12)]
            for ballot in ballots:
                self.fire(room, ballot["id"], seats)

    def fire(self, room: Room, ballot: str, seats: list[bytes]) -> None:
        room.open(ballot)
        room.control(entries.CLOSING, ballot)
        asked: list[Future[Stored]] = []

        def send() -> None:
            asked.extend(
                room.engine.submit(room.request(ballot, seat, placed(1, 1)))
                for seat in random.sample(seats, len(seats))
            )

        sender = threading.Thread(target=send)
        sender.start()
        room.clock.pass_time(seconds=10)
        room.engine.ask(requests.Look(room.code))
        sender.join()
        kept = sum(1 for each in asked if not each.exception())
        assert kept + sum(1 for each in asked if each.exception()) == len(seats)
        assert {str(each.exception().code) for each in asked if each.exception()} <= {"late"}  # type: ignore[union-attr]
        assert room.state.activities[ballot].n_answers == kept


class TestPaper:
    def bodies(self, room: Room, n: int) -> list[bytes]:
        grid = room.state.activities["grille"]
        lines = [f"F{14 + i % 3} parce que {i % 3}" for i in range(n)]
        return [
            entries.canonical(grid.technique.answers.read_line(grid.config, line)) for line in lines
        ]

    def add(self, room: Room, n: int, id: str = "lot-1") -> int:
        return room.engine.ask(paper.PaperBatch(room.code, "grille", id, self.bodies(room, n)))

    def test_is_counted_with_the_phones(self, room: Room) -> None:
        seats = [room.join() for _ in range(6)]
        room.open("grille")
        for seat in seats:
            room.answer("grille", seat, placed(1, 1))
        assert self.add(room, 3) == 3
        assert self.add(room, 3) == 3  # the same batch again
        assert room.engine.room(room.code).n_answered == {"grille": 9}
        room.close("grille")
        assert room.state.activities["grille"].n_answers == 9

    @pytest.mark.parametrize(("phones", "papers", "told_apart"), [(5, 5, True), (6, 4, False)])
    def test_medium_is_blanked_where_either_is_few(
        self, room: Room, phones: int, papers: int, told_apart: bool
    ) -> None:
        room.open("grille")
        for number in range(phones):
            room.answer("grille", room.join(), placed(1, number))
        self.add(room, papers)
        room.close("grille")
        log = room.engine.read(readers.ReadLog(room.code))
        media = [entry.medium for entry in log if entry.kind == "placement"]
        expected = ["paper"] * papers + ["phone"] * phones if told_apart else [None] * 10
        assert sorted(map(str, media)) == sorted(map(str, expected))

    def test_after_closing_only_a_large_batch_is_taken(self, room: Room) -> None:
        room.open("grille")
        for _ in range(8):
            room.answer("grille", room.join(), placed(1, 1))
        room.close("grille")
        assert refused(lambda: self.add(room, 4)) == "small_batch"
        assert self.add(room, 5) == 5
        assert self.add(room, 5) == 5
        assert room.state.activities["grille"].n_answers == 13

    @pytest.mark.parametrize(("phones", "papers"), [("F1", "F2 F3"), ("F1 F2", "F3")])
    def test_medium_is_blanked_where_either_is_of_one_mind(
        self, room: Room, phones: str, papers: str
    ) -> None:
        """Six cards that all say the same, told apart, would say what each of six people said."""
        grid = room.state.activities["grille"]
        room.open("grille")
        for line in phones.split() * 6:
            answer = grid.technique.answers.read_line(grid.config, line)
            room.answer("grille", room.join(), placed(answer.x, answer.y))
        typed = [grid.technique.answers.read_line(grid.config, line) for line in papers.split() * 6]
        room.engine.ask(
            paper.PaperBatch(
                room.code, "grille", "lot-1", [entries.canonical(each) for each in typed]
            )
        )
        room.close("grille")
        log = room.engine.read(readers.ReadLog(room.code))
        assert {entry.medium for entry in log if entry.kind == "placement"} == {None}

    def test_a_late_batch_of_one_mind_is_refused_in_a_room_of_several(self, room: Room) -> None:
        room.open("grille")
        for number in range(8):
            room.answer("grille", room.join(), placed(number, 1))
        room.close("grille")
        grid = room.state.activities["grille"]
        alike = [entries.canonical(grid.technique.answers.read_line(grid.config, "A1"))] * 6
        batch = paper.PaperBatch(room.code, "grille", "lot-1", alike)
        assert refused(lambda: room.engine.ask(batch)) == "alike"

    def test_late_paper_does_not_uncover_those_who_were_too_few(self, room: Room) -> None:
        room.open("grille")
        for _ in range(3):
            room.answer("grille", room.join(), placed(1, 1))
        room.close("grille")
        assert refused(lambda: self.add(room, 5)) == "under_threshold"

    def test_where_nobody_answered_paper_alone_may_come_later(self, room: Room) -> None:
        room.open("grille")
        room.close("grille")
        assert self.add(room, 5) == 5
        room.control(entries.SHOWN, "grille")

    def test_a_ballot_led_on_paper_alone_comes_once_it_is_left(
        self, room: Room, open_database: Opener
    ) -> None:
        room.enter("grille")
        assert refused(lambda: self.add(room, 9)) == "not_open"  # phones may still be asked
        room.enter("meteo")
        assert refused(lambda: self.add(room, 4)) == "small_batch"
        for _ in range(2):  # the same batch again changes nothing
            assert self.add(room, 9) == 9
        grid = room.state.activities["grille"]
        assert (grid.phase, grid.n_answers) == (Phase.CLOSED, 9)
        room.control(entries.ENTERED, "grille", minutes=5)
        assert refused(lambda: room.control(entries.OPENED, "grille")) == "closed"
        assert refused(lambda: self.add(room, 3, "lot-2")) == "small_batch"
        log = room.engine.read(readers.ReadLog(room.code))
        assert {entry.author for entry in log if entry.kind == "placement"} == {None}
        connection = open_database()
        try:
            assert connection.execute("SELECT 1 FROM live_box") == []
            assert connection.execute("SELECT 1 FROM live_key") == []
        finally:
            connection.close()

    def test_what_was_never_entered_takes_no_paper(self, room: Room) -> None:
        assert refused(lambda: self.add(room, 9)) == "not_entered"

    def test_a_circle_too_small_has_no_ballot_on_paper_either(self, room: Room) -> None:
        room.control(entries.HEADCOUNT, n=6)
        room.enter("grille")
        room.enter("meteo")
        assert refused(lambda: self.add(room, 6)) == "small_circle"

    @pytest.mark.parametrize("is_opened", [False, True])
    def test_paper_comes_after_the_end_until_it_is_said_to_be_all_in(
        self, room: Room, is_opened: bool
    ) -> None:
        room.enter("grille")
        if is_opened:
            room.control(entries.OPENED, "grille")
            for number in range(5):
                room.answer("grille", room.join(), placed(number, 1))
            room.close("grille")
        assert refused(lambda: room.control(entries.PAPERS_IN)) == "not_ended"
        room.control(entries.MEETING_ENDED)
        assert self.add(room, 6) == 6
        assert room.state.activities["grille"].n_answers == (11 if is_opened else 6)
        assert refused(lambda: self.add(room, 2, "lot-2")) == "small_batch"
        room.control(entries.PAPERS_IN)
        assert refused(lambda: self.add(room, 6, "lot-3")) == "papers_in"

    @pytest.mark.parametrize("closed", [False, True])
    def test_a_batch_that_changed_is_not_taken_for_the_first(
        self, room: Room, closed: bool
    ) -> None:
        room.open("grille")
        for _ in range(8):
            room.answer("grille", room.join(), placed(1, 1))
        if closed:
            room.close("grille")
        assert self.add(room, 6) == 6
        assert refused(lambda: self.add(room, 7)) == "id_taken"
        assert refused(lambda: self.add(room, 5)) == "id_taken"
        assert self.add(room, 6) == 6


class TestControl:
    def test_two_facilitators_move_once(self, room: Room) -> None:
        seen = room.state.version
        room.control(entries.ENTERED, "cadrage", saw=seen)
        again = partial(room.control, entries.ENTERED, "grille", saw=seen)
        assert refused(again) == "stale"
        assert room.state.current == "cadrage"

    def test_answers_must_be_closed_before_moving_on(self, room: Room) -> None:
        room.open("grille")
        assert refused(lambda: room.enter("meteo")) == "still_open"
        assert refused(lambda: room.control(entries.MEETING_ENDED)) == "still_open"

    def test_time_never_goes_back(self, room: Room) -> None:
        room.enter("cadrage")
        before = room.state.last_at
        room.clock.pass_time(hours=-3)
        room.control(entries.EXTENDED, "cadrage", minutes=2)
        assert room.state.last_at == before
        assert room.state.activities["cadrage"].extra_minutes == 2

    def test_after_the_end_nothing_changes(self, room: Room) -> None:
        room.enter("cadrage")
        room.control(entries.MEETING_ENDED)
        assert refused(lambda: room.enter("grille")) == "ended"
        assert refused(room.join) == "ended"

    def test_a_masked_text_is_gone_from_every_reading(self, room: Room) -> None:
        room.open("grille")
        for _ in range(8):
            room.answer("grille", room.join(), placed(1, 1, "vise quelqu'un"))
        room.close("grille")
        text = room.state.activities["grille"].verbatims()[0].id
        room.control(entries.TEXT_SHOWN, "grille", entry=text)
        room.control(entries.TEXT_MASKED, "grille", entry=text, reason="désigne une personne")
        grid = room.state.activities["grille"]
        assert text not in {verbatim.id for verbatim in grid.verbatims()}
        assert grid.shown_texts == frozenset()
        assert len(grid.verbatims()) == 7

    def test_an_erased_text_is_gone_from_the_disk(self, room: Room) -> None:
        room.open("grille")
        for _ in range(8):
            room.answer("grille", room.join(), placed(1, 1, "un nom propre"))
        room.close("grille")
        text = room.state.activities["grille"].verbatims()[0].id
        room.engine.ask(controls.Erase(room.code, text))
        log = room.engine.read(readers.ReadLog(room.code))
        stub = next(entry for entry in log if entry.id == text)
        assert (stub.kind, dict(stub.body)) == (entries.STUB, {})
        assert log[-1].kind == entries.ERASED
        assert len(room.state.activities["grille"].verbatims()) == 7
