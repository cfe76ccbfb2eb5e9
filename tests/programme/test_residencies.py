"""Cycles and their plans: begun, changed, looked for by a process, kept, cut, erased."""

import json
import sys
from datetime import timedelta

import pytest
from msgspec.structs import replace

from mire.planning.residency.tables import facts_of
from mire.planning.residency.worker import Told
from mire.programme.journal.models import Entry
from mire.programme.keys import new_key
from mire.programme.opendata.queries.archive import archive_of_programme
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.queries.held import held_of
from mire.programme.personal.rules import STUB
from mire.programme.residencies.actions import (
    MOST_CYCLES,
    ask_for_plan,
    begin_cycle,
    cancel_plan,
    change_cycle,
    drop_plan,
    end_plan,
    keep_plan,
    put_cycle_back,
    record_told,
    remove_cycle,
    rename_cycle,
    take_department_back,
    withdraw_department,
)
from mire.programme.residencies.models import ResidencyCycle, ResidencyPlan
from mire.programme.residencies.queries import (
    changes_of,
    cycle_told,
    cycles_of,
    plan_told,
)
from mire.programme.residencies.rules.editing import with_row
from mire.programme.residencies.rules.file import tables_from
from mire.programme.residencies.rules.plans import BEAT_SECONDS, PLAN, PlanState
from mire.programme.thread.queries import citables, sought
from mire.programme.thread.rules import Reference, State
from mire.technique_api.refusal import Refusal
from tests.support.office import NOW, Office, open_office
from tests.support.residencies import BY, STARTS, asked, cycle, facts, kept, planned, searched
from tests.support.rooms import Room

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def office() -> Office:
    return open_office()


def test_a_cycle_is_begun_once_for_a_key_and_so_many_in_all(office: Office) -> None:
    first = begin_cycle(
        programme=office.programme, key="c" * 11, title="Un", tables=facts(), by=BY, now=NOW
    )
    again = begin_cycle(
        programme=office.programme, key="c" * 11, title="Un", tables=facts(), by=BY, now=NOW
    )
    assert first == again
    for _n in range(MOST_CYCLES - 1):
        cycle(office)
    with pytest.raises(Refusal):
        cycle(office)
    remove_cycle(cycle=first, by=BY, now=NOW)
    cycle(office)


def test_a_plan_is_looked_for_by_a_process_and_kept(office: Office) -> None:
    made = cycle(office)
    plan = searched(asked(made))
    told = plan_told(plan, now=NOW)
    assert told.state is PlanState.FOUND
    assert told.found is not None
    assert told.found.is_proven
    assert [each.at_once for each in told.lengths] == [1, 2, 3, 4]
    assert told.lengths[0].weeks == told.found.weeks
    keep_plan(plan=plan, why="La plus attendue d'abord.", by=BY, now=NOW)
    keep_plan(plan=plan, why="Autre chose.", by=BY, now=NOW)  # twice: nothing changes
    plan.refresh_from_db()
    assert (plan.version, plan.why) == (1, "La plus attendue d'abord.")
    acts = list(
        Entry.objects.filter(act__startswith="cycle.").order_by("pk").values_list("act", flat=True)
    )
    assert acts == ["cycle.begun", "cycle.plan_asked", "cycle.plan_ended", "cycle.plan_kept"]


def test_a_department_withdraws_and_the_plan_is_mended_with_the_fewest_moves(
    office: Office,
) -> None:
    made = cycle(office)
    first = kept(made)
    told = plan_told(first, now=NOW)
    assert told.found is not None
    gone = told.found.residencies[-1].department
    withdraw_department(cycle=made, id=gone, why="Deux départs.", on=STARTS, by=BY, now=NOW)
    made.refresh_from_db()
    assert [each["row"]["id"] for each in made.withdrawn] == [gone]
    mended = plan_told(planned(made, is_mended=True), now=NOW)
    assert mended.found is not None
    assert mended.found.moved == ()  # the last one goes: nobody else need move
    (said,) = changes_of(told, mended)
    assert "n'accueille plus" in str(said)
    take_department_back(cycle=made, id=gone, by=BY, now=NOW)
    made.refresh_from_db()
    assert made.withdrawn == []
    # A plan of other facts is not kept.
    ResidencyCycle.objects.update(changed_at=NOW + timedelta(seconds=1))
    with pytest.raises(Refusal) as refused:
        keep_plan(plan=mended.row, why="", by=BY, now=NOW)
    assert refused.value.code == "moved"


def test_a_department_that_comes_back_is_as_it_was(office: Office) -> None:
    after = replace(facts().department[1], after=("D02",), ready=None)
    made = cycle(office, facts(facts().department[0], after))
    withdraw_department(cycle=made, id="D02", why="Deux départs.", on=STARTS, by=BY, now=NOW)
    made.refresh_from_db()
    assert tables_from(made.tables).department[0].after == ()
    take_department_back(cycle=made, id="D02", by=BY, now=NOW)
    made.refresh_from_db()
    rows = {each.id: each for each in tables_from(made.tables).department}
    assert rows["D07"].after == ("D02",)


def test_a_plan_whose_search_was_cut_can_be_kept_and_one_can_be_dropped(office: Office) -> None:
    made = cycle(office)
    plan = planned(made)
    ResidencyPlan.objects.update(state=PlanState.RUNNING)
    with pytest.raises(Refusal):  # it is still looked for
        keep_plan(plan=plan, why="", by=BY, now=NOW)
    keep_plan(plan=plan, why="", by=BY, now=NOW + timedelta(minutes=5))
    plan.refresh_from_db()
    assert (plan.version, plan.state) == (1, PlanState.FOUND)
    other = planned(made)
    for _n in range(2):
        drop_plan(plan=other, by=BY, now=NOW)
    drop_plan(plan=plan, by=BY, now=NOW)  # what was kept stays
    assert list(made.plans.all()) == [plan]


def test_what_was_kept_never_changes(office: Office) -> None:
    made = cycle(office)
    first = kept(made)
    before = (first.tables, first.found, first.lengths)
    fewer = replace(facts().person[0], days=7)
    change_cycle(
        cycle=made, change=with_row("person", "Résidente", fewer),
        what="Résidente", by=BY, now=NOW,
    )  # fmt: skip
    rename_cycle(cycle=made, title="Autre", by=BY, now=NOW)
    second = kept(made)
    first.refresh_from_db()
    assert (first.tables, first.found, first.lengths) == before
    assert (first.version, second.version) == (1, 2)
    told = cycle_told(made, now=NOW)
    assert [each.row.version for each in told.kept] == [2, 1]
    assert told.in_force is not None
    assert told.in_force.row == second


def test_one_plan_at_a_time_in_a_programme_and_a_silent_one_was_cut(office: Office) -> None:
    made, other = cycle(office), cycle(office)
    first = asked(made)
    for each in (made, other):
        with pytest.raises(Refusal) as refused:
            asked(each)
        assert refused.value.code == "running"
    later = NOW + timedelta(seconds=BEAT_SECONDS + 1)
    assert plan_told(first, now=later).state is PlanState.CUT
    again = ask_for_plan(
        cycle=made, is_mended=False, seconds=30, today=STARTS, by=BY, now=later, key=new_key()
    )
    assert list(made.plans.all()) == [again]  # what was cut and not kept is gone
    # Whoever still looked for the first writes nothing more.
    end_plan(plan=first, is_failed=False, now=later)
    assert list(made.plans.all()) == [again]


def test_a_plan_that_is_cancelled_before_it_is_found_says_so(office: Office) -> None:
    plan = asked(cycle(office), seconds=600)
    cancel_plan(plan=plan, by=BY, now=NOW)
    cancel_plan(plan=plan, by=BY, now=NOW)
    ended = searched(plan)
    assert ended.state in (PlanState.CANCELLED, PlanState.FOUND)  # a small one is found at once
    assert ended.ended_at is not None
    assert Entry.objects.filter(act="cycle.plan_cancelled").count() == 1


@pytest.mark.parametrize(
    "program",
    ["import sys; sys.exit(3)", "print('not a line of ours', flush=True)", "raise SystemError"],
)
def test_a_process_that_fails_is_told_and_another_can_be_asked(
    office: Office, program: str, caplog: pytest.LogCaptureFixture
) -> None:
    made = cycle(office)
    plan = searched(asked(made), (sys.executable, "-c", program))
    assert plan.state == PlanState.FAILED
    with pytest.raises(Refusal) as refused:
        keep_plan(plan=plan, why="", by=BY, now=NOW)
    assert refused.value.code == "none"
    assert asked(made).state == PlanState.WAITING
    caplog.clear()  # what failed was logged


def test_facts_that_clash_and_facts_that_are_missing(office: Office) -> None:
    late = facts(weeks=6)
    plan = searched(asked(cycle(office, late)))
    told = plan_told(plan, now=NOW)
    assert told.state is PlanState.CLASH
    assert told.clash is not None
    assert "cycle" in {rule.kind for rule in told.clash.rules}
    unfinished = cycle(office, replace(facts(), phase=()))
    with pytest.raises(Refusal) as refused:
        asked(unfinished)
    assert refused.value.code == "facts"


def test_a_kept_plan_is_cited_and_says_when_its_cycle_is_removed(office: Office) -> None:
    made = cycle(office, title="Le labo en résidence")
    planned(made)
    assert sought(office.programme, "résidence") == []  # a proposal is nobody's source
    plan = kept(made)
    (found,) = sought(office.programme, "residence")
    assert found.reference == Reference(PLAN, plan.key)
    remove_cycle(cycle=made, by=BY, now=NOW)
    (told,) = citables(office.programme, [found.reference]).values()
    assert told.state is State.WITHDRAWN
    assert list(cycles_of(office.programme)) == []
    put_cycle_back(cycle=made, by=BY, now=NOW)
    assert list(cycles_of(office.programme)) == [made]


def test_a_person_who_goes_leaves_no_name_in_cycles(office: Office) -> None:
    person = office.people[Right.AMBASSADOR]
    name = str(person)
    tables = replace(facts(), person=(replace(facts().person[0], name=name, skills=("design",)),))
    made = cycle(office, tables)
    plan = kept(made, why=f"D'accord avec {name}.")
    ResidencyPlan.objects.update(kept_by=name, asked_by=name)
    ResidencyCycle.objects.update(made_by=name)
    (told,) = held_of(person, on=NOW.date(), programmes=None)["cycles"]
    assert told["title"] == made.title
    erase_person(person=person, programme=office.programme.key, on=NOW.date(), by=BY, now=NOW)
    plan.refresh_from_db()
    made.refresh_from_db()
    held = json.dumps(
        [made.tables, made.made_by, plan.tables, plan.found, plan.why, plan.kept_by, plan.asked_by],
        ensure_ascii=False,
    )
    assert name not in held
    assert STUB in held
    assert tables_from(made.tables).person[0].name == STUB


def test_two_who_go_leave_a_cycle_that_still_opens(office: Office) -> None:
    """Both bear the same stub then, and a plan tells people by their names."""
    first, second = office.people[Right.AMBASSADOR], office.people[Right.FACILITATOR]
    own = facts().person[0]
    people = tuple(replace(own, name=str(each)) for each in (first, second))
    made = cycle(office, replace(facts(), person=people))
    plan = kept(made)
    under_way = asked(made)
    ResidencyPlan.objects.filter(pk=plan.pk).update(
        clash={"rules": [{"kind": "person", "subject": str(first)}], "is_smallest": True}
    )
    for each in (first, second):
        erase_person(person=each, programme=office.programme.key, on=NOW.date(), by=BY, now=NOW)
    plan.refresh_from_db()
    assert str(first) not in json.dumps([plan.tables, plan.found, plan.clash], ensure_ascii=False)
    assert [each.name for each in tables_from(plan.tables).person] == [STUB, f"{STUB} (2)"]
    facts_of(tables_from(plan.tables))
    # Who looks for a plan holds the names still: it has no row to write them to.
    assert not ResidencyPlan.objects.filter(pk=under_way.pk).exists()
    record_told(plan=under_way, told=Told(), now=NOW)
    end_plan(plan=under_way, is_failed=False, now=NOW)


def test_the_archive_holds_kept_plans_alone(office: Office, room: Room) -> None:
    made = cycle(office)
    kept(made)
    planned(made)
    whole = archive_of_programme(office.programme, engine=room.engine, shown=lambda _kept: b"")
    (told,) = json.loads(whole["cycles.json"])["cycles"]
    made.refresh_from_db()
    assert told["facts"] == made.tables
    assert [each["version"] for each in told["plans"]] == [1]
    assert [each["department"] for each in told["plans"][0]["plan"]["residencies"]]
