"""A run sheet is changed by pure functions; two changes of one sheet are put together."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.runsheet import editing
from mire.runsheet.editing import merge, problems_of
from mire.runsheet.sheet import Sheet, SheetRefused
from mire.technique_api.refusal import Refusal
from tests.support.sheets import activity, sheet, values

START = sheet()
KINDS = ("move", "minutes", "title", "remove", "add", "copy", "meeting")
IDS = [each.id for each in START.activity]


def titles(of: Sheet) -> list[str]:
    return [each.title for each in of.activity]


@st.composite
def edits(draw: Callable[..., Any], start: Sheet = START) -> Sheet:
    """Return the sheet after up to five changes."""
    made = start
    for _ in range(draw(st.integers(0, 5))):
        each = draw(st.sampled_from([each.id for each in made.activity]))
        kind = draw(
            st.sampled_from(["move", "minutes", "title", "remove", "add", "copy", "meeting"])
        )
        if kind == "move":
            made = editing.move_activity(made, each, draw(st.integers(-1, 6)))
        elif kind == "minutes":
            planned = draw(st.integers(5, 20))
            made = editing.change_activity(made, each, {"planned": planned})
        elif kind == "title":
            made = editing.change_activity(made, each, {"title": draw(st.sampled_from("ABC"))})
        elif kind == "remove" and len(made.activity) > 1:
            made = editing.remove_activity(made, each)
        elif kind == "add":
            made = editing.add_activity(made, "mood", title="Météo", minutes=5, after=each)
        elif kind == "copy":
            made = editing.copy_activity(made, each)
        elif kind == "meeting":
            made = editing.change_meeting(made, {"slot": draw(st.integers(60, 90))})
    return made


@given(edits())
def test_ids_stay_distinct_and_every_sheet_is_readable(made: Sheet) -> None:
    ids = [each.id for each in made.activity]
    assert len(set(ids)) == len(ids)
    assert editing.draft_from(made.primitive()) == made


@given(edits())
def test_who_changes_alone_is_not_changed_by_a_merge(made: Sheet) -> None:
    assert merge(START, START, made) == editing.Merged(made, ())
    assert merge(START, made, START) == editing.Merged(made, ())
    assert merge(START, made, made) == editing.Merged(made, ())


@given(edits(), edits())
def test_a_merge_loses_nothing_in_silence(saved: Sheet, mine: Sheet) -> None:
    merged = merge(START, saved, mine)
    was, theirs, ours, both = (
        {each.id: each for each in one.activity} for one in (START, saved, mine, merged.sheet)
    )
    for each in ours.keys() | was.keys():
        if ours.get(each) != was.get(each) and each not in merged.clashes:
            assert both.get(each) == ours.get(each)
    for each in theirs.keys() | was.keys():
        if theirs.get(each) != was.get(each) and each not in merged.clashes:
            assert both.get(each) == theirs.get(each)
    if mine.meeting != START.meeting and "" not in merged.clashes:
        assert merged.sheet.meeting == mine.meeting


def test_two_people_change_two_activities() -> None:
    saved = editing.change_activity(START, IDS[0], {"planned": 12})
    mine = editing.move_activity(
        editing.change_activity(START, IDS[1], {"title": "La grille"}), IDS[2], 0
    )
    merged = merge(START, saved, mine)
    assert merged.clashes == ()
    assert [each.id for each in merged.sheet.activity] == [IDS[2], IDS[0], IDS[1]]
    assert (merged.sheet.activity[1].planned, merged.sheet.activity[2].title) == (12, "La grille")


def test_two_people_change_one_activity_and_are_told() -> None:
    saved = editing.change_activity(START, IDS[0], {"planned": 12})
    mine = editing.change_activity(START, IDS[0], {"planned": 14})
    merged = merge(START, saved, mine)
    assert merged.clashes == (IDS[0],)
    assert merged.sheet.activity[0].planned == 12


def test_what_one_changed_is_not_removed_by_the_other_in_silence() -> None:
    saved = editing.remove_activity(START, IDS[0])
    mine = editing.change_activity(START, IDS[0], {"planned": 12})
    merged = merge(START, saved, mine)
    assert merged.clashes == (IDS[0],)
    assert merged.sheet.activity[0].planned == 12


@pytest.mark.parametrize(
    ("place", "order"),
    [(0, [2, 0, 1]), (1, [0, 2, 1]), (-5, [2, 0, 1]), (99, [0, 1, 2])],
)
def test_an_activity_moves_to_a_place(place: int, order: list[int]) -> None:
    moved = editing.move_activity(START, IDS[2], place)
    assert [each.id for each in moved.activity] == [IDS[at] for at in order]


def test_ids_are_made_of_titles() -> None:
    made = editing.add_activity(START, "mood", title="Météo, d'été", minutes=5, after=IDS[0])
    assert made.activity[1].id == "meteo-d-ete"
    again = editing.add_activity(made, "mood", title="Météo d'été", minutes=5, after=None)
    assert again.activity[-1].id == "meteo-d-ete-2"
    assert editing.free_id(START, "…") == "sequence"


def test_a_copy_of_a_second_round_is_no_third() -> None:
    linked = sheet(
        activity("un", "positioning"), activity("deux", "positioning", again="un", settings={})
    )
    assert editing.copy_activity(linked, "deux").activity[2].again is None


def test_a_draft_may_be_one_that_the_checks_refuse() -> None:
    draft = editing.add_activity(START, "positioning", title="Grille", minutes=5, after=None)
    (problem,) = problems_of(draft)
    assert problem.path[:3] == ("activity", 3, "settings")
    (problem,) = problems_of(editing.change_activity(START, IDS[2], {"planned": 90, "most": None}))
    assert problem.path == ("activity", 2, "planned")
    assert problems_of(START) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: editing.move_activity(START, "partie", 0), "gone"),
        (lambda: editing.remove_activity(sheet(activity("seule")), "seule"), "last"),
        (lambda: editing.change_activity(START, IDS[0], {"planned": 0}), "range"),
        (lambda: editing.change_meeting(START, {"title": " "}), "value"),
        (
            lambda: editing.add_activity(START, "tango", title="T", minutes=5, after=None),
            "unknown_technique",
        ),
    ],
)
def test_what_can_not_be_done_is_refused(change: Callable[[], Sheet], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        change()
    assert refused.value.code == code


def test_a_sheet_has_sixty_activities_at_most() -> None:
    full = editing.draft_from(values(*(activity(f"a{n}") for n in range(60))))
    with pytest.raises(Refusal, match="60"):
        editing.copy_activity(full, "a0")


def test_what_is_no_sheet_is_refused_with_its_field() -> None:
    with pytest.raises(SheetRefused) as refused:
        editing.draft_from({**START.primitive(), "activity": [{"id": "x"}]})
    assert refused.value.problems[0].path[:2] == ("activity", 0)


def test_a_change_leaves_the_rest_as_it_was() -> None:
    changed = editing.change_activity(START, IDS[1], {"settings": {"question": "Où ?"}})
    assert changed.activity[0] == START.activity[0]
    assert changed.meeting == START.meeting
    assert (
        msgspec.structs.replace(changed.activity[1], settings=START.activity[1].settings)
        == (START.activity[1])
    )
