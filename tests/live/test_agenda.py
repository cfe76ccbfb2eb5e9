"""Time, agenda and hand: whatever facilitators press, in any order."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.live.state.agenda import agenda_of, sheet_as_changed, spent_until
from mire.live.state.controls.control import Command
from mire.live.state.controls.registry import decide
from mire.live.state.entries import LogEntry
from mire.live.state.fold import step
from mire.live.state.replans import offers
from mire.live.state.room import RoomState, opened, opening_body
from mire.live.state.timing import ends_at, timing
from mire.live.views.schedule import schedule
from mire.runsheet.sheet import Sheet
from mire.technique_api.refusal import Refusal
from tests.support.drawing import examples
from tests.support.sheets import activity, sheet

START = datetime(2018, 3, 21, 8, tzinfo=UTC)  # 9:00 in Paris, when the sheet starts
PLAIN = {"technique": "framing", "title": "Questions", "planned": 6, "least": 1,
         "droppable": True, "settings": {}}  # fmt: skip


def five(**meeting: Any) -> Sheet:
    """Five plain activities of ten minutes in fifty."""
    return sheet(
        activity("un"), activity("deux", priority=3), activity("trois", droppable=True),
        activity("quatre"), activity("cinq", droppable=True), **{"slot": 50, **meeting},
    )  # fmt: skip


class Stage:
    """A room in memory: commands decided and folded one by one, with its log and its clock."""

    def __init__(self, played: Sheet) -> None:
        self.now = START
        body = opening_body(played, is_rehearsal=False)
        self.log = [LogEntry(1, "e1", "", entries.MEETING_OPENED, None, None, body, START)]
        self.room: RoomState = opened(self.log[0])

    def wait(self, **spent: float) -> None:
        self.now += timedelta(**spent)

    def do(
        self, kind: str, on: str = "", *, by: str = "", saw: int | None = None, **body: Any
    ) -> None:
        seen = self.room.version if saw is None else saw
        self.ask(Command(kind, on, seen, body, by))

    def ask(self, command: Command) -> None:
        for draft in decide(self.room, command, n_seats=20, now=self.now):
            seq = self.room.head + 1
            entry = LogEntry(
                seq, f"e{seq}", draft.activity, draft.kind, draft.author, None, draft.body, self.now
            )
            self.room = step(self.room, entry)
            self.log.append(entry)

    def enter(self, *ids: str, minutes: float = 10) -> None:
        for id in ids:
            self.do(entries.ENTERED, id)
            self.wait(minutes=minutes)

    @property
    def drift(self) -> int:
        return timing(self.room, self.now).drift

    def left(self, id: str) -> float:
        until = ends_at(self.room, self.room.activities[id], self.now)
        assert until is not None
        return (until - self.now).total_seconds() / 60


def test_a_pause_stops_the_clock_and_moves_the_end() -> None:
    stage = Stage(five())
    stage.enter("un", minutes=4)
    assert stage.left("un") == 6
    stage.do(entries.PAUSED)
    stage.wait(minutes=15)
    assert stage.left("un") == 6
    assert stage.drift == 15
    stage.do(entries.RESUMED)
    stage.wait(minutes=2)
    assert stage.left("un") == 4
    assert stage.drift == 15
    stage.enter("deux")
    done = timing(stage.room, stage.now).slots[0]
    assert done.actual_minutes == 6, "the pause is nobody's time"


def test_moving_on_ends_a_pause() -> None:
    stage = Stage(five())
    stage.enter("un")
    stage.do(entries.PAUSED)
    stage.do(entries.ENTERED, "deux")
    assert stage.room.paused_at is None
    stage.wait(minutes=3)
    assert stage.left("deux") == 7


def test_a_pause_needs_a_clock() -> None:
    with pytest.raises(Refusal, match="horloge"):
        Stage(five()).do(entries.PAUSED)


def test_going_back_then_on_finds_what_was_left() -> None:
    stage = Stage(five())
    stage.enter("un")
    stage.enter("deux", minutes=4)
    stage.do(entries.ENTERED, "un", minutes=5)
    assert stage.left("un") == 5
    assert stage.room.next_activity is not None
    assert stage.room.next_activity.sheet.id == "deux"
    # Five minutes here, six left there: the forecast counts both.
    assert stage.drift == 5
    stage.wait(minutes=5)
    stage.do(entries.ENTERED, "deux", minutes=6)
    assert stage.left("deux") == 6
    stage.wait(minutes=6)
    stage.enter("trois")
    slots = timing(stage.room, stage.now).slots
    assert [slot.actual_minutes for slot in slots[:2]] == [15, 10]


def test_a_press_meant_for_a_first_visit_never_goes_back() -> None:
    stage = Stage(five())
    stage.enter("un", "deux")
    with pytest.raises(Refusal) as refused:
        stage.do(entries.ENTERED, "un")
    assert refused.value.code == "already_entered"


def test_what_is_skipped_is_not_next_and_costs_no_time() -> None:
    stage = Stage(five())
    stage.enter("un", minutes=20)
    assert stage.drift == 10
    stage.do(entries.SKIPPED, "deux")
    assert stage.drift == 0
    assert stage.room.next_activity is not None
    assert stage.room.next_activity.sheet.id == "trois"
    stage.do(entries.RESTORED, "deux")
    assert stage.drift == 10
    with pytest.raises(Refusal) as refused:
        stage.do(entries.SKIPPED, "un")
    assert refused.value.code == "already_entered"


def test_a_plain_sequence_is_added_after_what_goes_on() -> None:
    stage = Stage(five())
    stage.enter("un")
    stage.do(entries.INSERTED, after="un", activity=PLAIN)
    assert [each.sheet.id for each in stage.room.activities.values()] == [
        "un", "ajout-1", "deux", "trois", "quatre", "cinq",
    ]  # fmt: skip
    assert [each.number for each in stage.room.activities.values()] == [1, 2, 3, 4, 5, 6]
    assert stage.drift == 6
    stage.do(entries.ENTERED, "ajout-1")
    for after in ("un", "", "inconnu"):
        with pytest.raises(Refusal):
            stage.do(entries.INSERTED, after=after, activity=PLAIN)


@pytest.mark.parametrize(
    "change",
    [
        {"technique": "commitments", "settings": {"question": "Qu'apportez-vous ?"}},
        {"technique": "inconnue"},
        {"planned": 0},
        {"planned": 601},
        {"title": " "},
        {"title": "x" * 121},
        {"least": 9},
        {"fixed": "10:00"},
        {"settings": {"inconnu": 1}},
    ],
)
def test_what_is_added_is_plain_and_sound(change: dict[str, Any]) -> None:
    stage = Stage(five())
    stage.enter("un")
    with pytest.raises(Refusal):
        stage.do(entries.INSERTED, after="un", activity={**PLAIN, **change})
    assert len(stage.room.activities) == 5


def test_a_slot_that_moved_takes_the_promise_along() -> None:
    stage = Stage(five())
    stage.wait(minutes=20)
    stage.do(entries.SLOT_MOVED, minute=20)
    seen = timing(stage.room, stage.now)
    assert seen.promised_start.strftime("%H:%M") == "09:20"
    assert seen.promised_end.strftime("%H:%M") == "10:10"
    stage.do(entries.ENTERED, "un")
    assert stage.drift == 0


def test_a_fixed_time_is_waited_for_and_never_crosses_another() -> None:
    stage = Stage(five(slot=80))
    stage.do(entries.ACTIVITY_MOVED, "quatre", fixed="09:50")
    slots = timing(stage.room, stage.now).slots
    assert slots[3].planned_start.strftime("%H:%M") == "09:50"
    assert slots[4].forecast_end is not None
    assert slots[4].forecast_end.strftime("%H:%M") == "10:10"
    with pytest.raises(Refusal, match="croiserait"):
        stage.do(entries.ACTIVITY_MOVED, "trois", fixed="09:55")
    with pytest.raises(Refusal):
        stage.do(entries.ACTIVITY_MOVED, "trois", fixed="9h55")
    stage.do(entries.ACTIVITY_MOVED, "quatre", fixed="")
    assert timing(stage.room, stage.now).slots[3].planned_start.strftime("%H:%M") == "09:30"


def test_a_frozen_sheet_keeps_until_the_start() -> None:
    stage = Stage(five())
    stage.do(entries.SHEET_FROZEN)
    for change in (
        lambda: stage.do(entries.SKIPPED, "deux"),
        lambda: stage.do(entries.INSERTED, after="", activity=PLAIN),
        lambda: stage.do(entries.ACTIVITY_MOVED, "deux", fixed="09:15"),
    ):
        with pytest.raises(Refusal) as refused:
            change()
        assert refused.value.code == "frozen"
    stage.enter("un")
    stage.do(entries.SKIPPED, "deux")
    assert stage.room.activities["deux"].is_skipped


def test_two_facilitators_who_press_next_at_once_move_once() -> None:
    stage = Stage(five())
    stage.enter("un")
    seen = stage.room.version
    stage.do(entries.ENTERED, "deux", saw=seen)
    with pytest.raises(Refusal) as refused:
        stage.do(entries.ENTERED, "deux", saw=seen)
    assert refused.value.code == "stale"
    assert stage.room.current == "deux"


def test_the_hand_is_one_consoles_until_another_takes_it() -> None:
    stage = Stage(five())
    first, second = "a" * 12, "b" * 12
    take(stage, first, "Animation · D07")
    with pytest.raises(Refusal, match="Animation · D07") as refused:
        stage.do(entries.ENTERED, "un", by=second)
    assert refused.value.code == "hand"
    stage.do(entries.ENTERED, "un", by=first)
    stage.do(entries.HEADCOUNT, n=30, by=second)
    take(stage, second, "Appui · D12")
    with pytest.raises(Refusal):
        stage.do(entries.ENTERED, "deux", by=first)
    with pytest.raises(Refusal):
        stage.do(entries.HAND_FREED, by=first)
    stage.do(entries.HAND_FREED, by=second)
    stage.do(entries.ENTERED, "deux", by=first)


@pytest.mark.parametrize(
    ("desk", "name"),
    [("", "A"), ("A" * 12, "A"), ("a" * 12, " "), ("a" * 12, "x" * 61), ("a" * 12, "a\u202eb")],
)
def test_a_hand_has_a_desk_and_a_name(desk: str, name: str) -> None:
    with pytest.raises(Refusal):
        take(Stage(five()), desk, name)


def take(stage: Stage, desk: str, name: str) -> None:
    stage.do(entries.HAND_TAKEN, by=desk, desk=desk, name=name)


def test_late_every_plan_that_is_offered_keeps_the_end() -> None:
    stage = Stage(five())
    stage.enter("un", minutes=16)
    stage.do(entries.ENTERED, "deux")
    found = offers(stage.room, stage.now)
    assert found is not None
    assert found.drift == 6
    assert [each.plan.kind for each in found.plans] == ["spread", "protect", "drop"]
    spread = found.plans[0]
    before = agenda_of(stage.room)
    stage.do(entries.PLAN_APPLIED, plan="spread", minutes=dict(spread.minutes))
    assert stage.drift == 0
    assert timing(stage.room, stage.now).forecast_end == spread.end.astimezone(
        timing(stage.room, stage.now).forecast_end.tzinfo
    )
    stage.do(entries.PLAN_UNDONE)
    assert agenda_of(stage.room) == before
    with pytest.raises(Refusal) as refused:
        stage.do(entries.PLAN_UNDONE)
    assert refused.value.code == "no_plan"


def test_moving_on_settles_a_plan() -> None:
    stage = Stage(five())
    stage.enter("un", minutes=16)
    stage.do(entries.ENTERED, "deux")
    stage.do(entries.PLAN_APPLIED, plan="drop", minutes={"trois": None})
    stage.wait(minutes=10)
    assert stage.room.next_activity is not None
    stage.do(entries.ENTERED, "quatre")
    with pytest.raises(Refusal):
        stage.do(entries.PLAN_UNDONE)


PLANS = st.dictionaries(
    st.sampled_from(["un", "deux", "trois", "quatre", "cinq", "inconnu"]),
    st.none() | st.integers(-5, 40) | st.booleans() | st.text(max_size=2),
    max_size=5,
)


@given(PLANS, st.integers(0, 25))
def test_no_plan_touches_the_past_or_passes_least_and_most(
    minutes: dict[str, Any], spent: int
) -> None:
    stage = Stage(five())
    stage.enter("un")
    stage.enter("deux", minutes=spent)
    before = stage.room
    try:
        stage.do(entries.PLAN_APPLIED, plan="spread", minutes=minutes)
    except Refusal:
        assert stage.room is before
        return
    for id, given_ in minutes.items():
        made = stage.room.activities[id]
        assert id != "un"
        if given_ is None:
            assert made.sheet.droppable
            assert id != "deux"
        elif id == "deux":
            assert given_ >= min(5, 10)
            assert given_ >= spent - 2
            assert given_ <= max(20, spent)
        else:
            assert 5 <= given_ <= 20
    assert stage.room.activities["un"] == before.activities["un"]


PRESSES = st.lists(
    st.tuples(
        st.sampled_from([
            entries.ENTERED, entries.ENTERED, entries.EXTENDED, entries.SKIPPED,
            entries.RESTORED, entries.INSERTED, entries.ACTIVITY_MOVED, entries.SLOT_MOVED,
            entries.PAUSED, entries.RESUMED, entries.PLAN_APPLIED, entries.PLAN_UNDONE,
            entries.SHEET_FROZEN, entries.SHEET_RELEASED, entries.HAND_TAKEN,
            entries.HAND_FREED, entries.SOUND, entries.HELPER, entries.MEETING_ENDED, "back",
        ]),
        st.integers(0, 5),
        st.integers(0, 900),
    ),
    max_size=25,
)  # fmt: skip


def pressed(stage: Stage, kind: str, number: int, seconds: int) -> None:
    """Press something that a console could show, on one of the activities."""
    stage.wait(seconds=seconds)
    ids = list(stage.room.activities)
    on, body = ids[number % len(ids)], dict[str, Any]()
    match kind:
        case "back":
            kind, body = entries.ENTERED, {"minutes": 1 + number}
        case entries.EXTENDED:
            on, body = stage.room.current or on, {"minutes": 2 * number - 5}
        case entries.INSERTED:
            body = {"after": stage.room.current or "", "activity": PLAIN}
        case entries.ACTIVITY_MOVED:
            body = {"fixed": f"{9 + seconds % 3:02d}:{seconds % 60:02d}"}
        case entries.SLOT_MOVED:
            body = {"minute": seconds % 60}
        case entries.HAND_TAKEN:
            body = {"desk": str(number) * 12, "name": f"Régie {number}"}
        case entries.SOUND:
            body = {"on": number % 2}
        case entries.HELPER:
            body = {"name": f"Accueil · D{number:02d}"}
        case entries.PLAN_APPLIED:
            found = offers(stage.room, stage.now)
            plans = found.plans if found else ()
            if not plans:
                return
            chosen = plans[number % len(plans)]
            body = {"plan": chosen.plan.kind, "minutes": dict(chosen.minutes)}
    desk = stage.room.hand.desk if stage.room.hand else ""
    command = Command(kind, on, stage.room.version, body, desk)
    try:
        stage.ask(command)
    except Refusal:
        assert kind != entries.PLAN_APPLIED, "what is offered can be applied"


@given(PRESSES)
@settings(deadline=None, max_examples=examples(150))
def test_any_presses_leave_a_room_that_replays_the_same(
    presses: list[tuple[str, int, int]],
) -> None:
    stage = Stage(five(slot=80))
    for kind, number, seconds in presses:
        past = {
            id: each
            for id, each in stage.room.activities.items()
            if each.left_at is not None and each.visit_at is None
        }
        pressed(stage, kind, number, seconds)
        seen = timing(stage.room, stage.now)
        assert seen.promised_end - seen.promised_start == timedelta(minutes=80)
        assert seen.forecast_end >= stage.now or stage.room.ended_at is not None
        for id, each in past.items():
            after = stage.room.activities[id]
            assert after.spent >= each.spent
            if kind == entries.PLAN_APPLIED:
                assert after.allotted == each.allotted, "a plan leaves the past alone"
        current = stage.room.activity
        if current is not None and stage.room.ended_at is None:
            assert spent_until(stage.room, current, stage.now) >= timedelta()
    assert replayed(written_log(stage.log)).room == stage.room


@given(st.integers(0, 25 * 60), st.integers(0, 12 * 60), st.integers(0, 2))
@settings(deadline=None)
def test_an_applied_plan_keeps_the_promise_to_the_minute(first: int, second: int, n: int) -> None:
    stage = Stage(five())
    stage.enter("un", minutes=first / 60)
    stage.enter("deux", minutes=second / 60)
    found = offers(stage.room, stage.now)
    assert found is not None
    if n >= len(found.plans):
        return
    chosen = found.plans[n]
    stage.do(entries.PLAN_APPLIED, plan=chosen.plan.kind, minutes=dict(chosen.minutes))
    seen = timing(stage.room, stage.now)
    late = (seen.forecast_end - seen.promised_end).total_seconds()
    assert late <= 90, "rounding costs a minute and a half at most"
    assert seen.drift < 2


def test_a_fixed_time_that_slips_is_told_even_when_the_end_holds() -> None:
    stage = Stage(five(slot=90))
    stage.do(entries.ACTIVITY_MOVED, "quatre", fixed="09:32")
    stage.enter("un")
    stage.do(entries.ENTERED, "deux")
    assert not (schedule(stage.room, stage.now)["replans"] or {}).get("is_slipping")
    stage.do(entries.EXTENDED, "deux", minutes=6)
    told = schedule(stage.room, stage.now)
    assert told["clock"]["drift"] < 0, "the end holds"
    assert told["replans"]["is_slipping"]
    assert "spread" in [plan["kind"] for plan in told["replans"]["plans"]]
    spread = next(plan for plan in told["replans"]["plans"] if plan["kind"] == "spread")
    stage.do(entries.PLAN_APPLIED, plan="spread", minutes=json.loads(spread["minutes"]))
    after = schedule(stage.room, stage.now)["replans"]
    assert not (after or {}).get("is_slipping")


def test_a_rehearsal_plays_the_sheet_as_it_was_changed() -> None:
    stage = Stage(five(helper="Accueil · D12"))
    assert [each.id for each in sheet_as_changed(stage.room).activity] == [
        "un", "deux", "trois", "quatre", "cinq",
    ]  # fmt: skip
    stage.do(entries.SKIPPED, "trois")
    stage.do(entries.INSERTED, after="", activity={**PLAIN, "planned": 30})
    stage.do(entries.ACTIVITY_MOVED, "cinq", fixed="10:30")
    changed = sheet_as_changed(stage.room)
    assert [each.id for each in changed.activity] == ["ajout-1", "un", "deux", "quatre", "cinq"]
    assert changed.activity[-1].fixed == "10:30"
    assert changed.meeting.helper == "Accueil · D12"
    for id in list(stage.room.activities):
        stage.do(entries.SKIPPED, id)
    assert sheet_as_changed(stage.room) == stage.room.sheet, "nothing left to play"
