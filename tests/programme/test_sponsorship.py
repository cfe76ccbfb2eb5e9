"""The path's rows: what is written, done, withdrawn, voted, erased, archived."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mire.documents.builders.deliberation import voted_text
from mire.documents.frozen import frozen
from mire.programme.home.queries import waiting_for
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.opendata.queries.archive import archive_of_programme
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.queries.held import held_of
from mire.programme.personal.rules import STUB
from mire.programme.sponsorship.actions.deliberation import (
    assemble_deliberation,
    change_deliberation,
    note_vote,
)
from mire.programme.sponsorship.actions.path import (
    note_done,
    remove_body,
    remove_period,
    set_council,
    set_step_removed,
    write_body,
    write_period,
    write_step,
)
from mire.programme.sponsorship.actions.sponsors import (
    end_fact,
    note_fact,
    withdraw_fact,
    word_facts,
)
from mire.programme.sponsorship.models import (
    Body,
    Deliberation,
    PathStep,
    SponsorFact,
    SponsorshipPath,
)
from mire.programme.sponsorship.queries import (
    next_step_of,
    path_of,
    path_told,
    step_from,
    text_of,
)
from mire.programme.sponsorship.rules.days import Count
from mire.programme.sponsorship.rules.deliberation import DeliberationState
from mire.programme.sponsorship.rules.elections import Restraint
from mire.programme.sponsorship.rules.kinds import DELIBERATION, SponsorRole
from mire.programme.sponsorship.rules.path import Side, Step
from mire.programme.sponsorship.rules.template import STEPS
from mire.programme.thread.queries import citables, sought
from mire.programme.thread.rules import Reach, Reference, State
from mire.technique_api.refusal import Refusal
from tests.support.office import NOW, Office, open_office
from tests.support.rooms import Room
from tests.support.sponsorship import (
    ACT,
    BY,
    COUNCIL_ON,
    begun_path,
    deliberated,
    planned_path,
    step_called,
)

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
TODAY = NOW.date()


@pytest.fixture
def office() -> Office:
    return open_office()


@pytest.fixture
def path(office: Office) -> SponsorshipPath:
    return planned_path(office)


def vote(row: Deliberation, *, is_adopted: bool = True, **changed: object) -> None:
    note_vote(
        deliberation=row, seen=row.version, act={**ACT, **changed}, is_adopted=is_adopted,
        document=frozen(voted_text(row)), by=BY, now=NOW,
    )  # fmt: skip
    row.refresh_from_db()


def test_a_path_begins_once_with_the_whole_template(office: Office) -> None:
    path = begun_path(office)
    assert begun_path(office) == path
    assert path.steps.count() == len(STEPS)
    assert [each.is_council for each in path.bodies.all()] == [True, False, False, False]
    told = path_told(path, today=TODAY)
    assert told.plan is None
    assert told.earliest is not None
    council = told.path.council
    assert {each.key for each in told.path.steps if council.key in each.anchors} == {
        step_called(path, "Convocation").key,
        step_called(path, "Liste").key,
        step_called(path, "Transmission").key,
    }


def test_a_day_is_planned_and_what_moves_it_counts(office: Office, path: SponsorshipPath) -> None:
    assert path.version == 3
    told = path_told(path, today=TODAY)
    assert told.plan is not None
    assert told.plan.holds
    assert next(each.row.title for each in told.steps) == "Note signée"
    found = next_step_of(office.programme, today=TODAY)
    assert found is not None
    assert found.step.title == "Note signée"
    set_council(path=path, on=COUNCIL_ON, is_alsace_moselle=False, by=BY, now=NOW)
    path.refresh_from_db()
    assert path.version == 3
    note_done(step=step_called(path, "Note"), on=TODAY, by=BY, now=NOW)
    path.refresh_from_db()
    assert path.version == 4
    row = step_called(path, "Note")
    assert (row.done_on, row.done_by) == (TODAY, BY.name)
    with pytest.raises(Refusal):
        note_done(step=row, on=TODAY + timedelta(days=1), by=BY, now=NOW)
    with pytest.raises(Refusal):
        note_done(step=step_called(path, "Fin du délai de recours"), on=TODAY, by=BY, now=NOW)
    note_done(step=row, on=None, by=BY, now=NOW)
    assert step_called(path, "Note").done_by == ""


def test_a_year_that_no_calendar_holds_is_refused(path: SponsorshipPath) -> None:
    for wrong in (date.min, date(1899, 12, 31), date(2200, 1, 1), date.max):
        with pytest.raises(Refusal) as refused:
            set_council(path=path, on=wrong, is_alsace_moselle=False, by=BY, now=NOW)
        assert refused.value.path == ("council_on",)
    for far in (date(1900, 1, 1), date(2199, 12, 31)):
        set_council(path=path, on=far, is_alsace_moselle=True, by=BY, now=NOW)
        path.refresh_from_db()
        assert path_told(path, today=TODAY).plan is not None


def test_a_day_begins_at_midnight_here(path: SponsorshipPath) -> None:
    late = datetime(2018, 3, 20, 23, 30, tzinfo=UTC)
    on = date(2018, 3, 21)  # half past midnight, in Paris
    note_done(step=step_called(path, "Note"), on=on, by=BY, now=late)
    assert step_called(path, "Note").done_on == on
    row = note_fact(
        path=path, key=new_key(), role=SponsorRole.ELECTED, function="Vice-présidence",
        what="A reçu la note", words="", since=on, by=BY, now=late,
    )  # fmt: skip
    end_fact(fact=row, until=on, by=BY, now=late)
    row.refresh_from_db()
    assert row.until == on
    said = deliberated(path)
    note_vote(
        deliberation=said, seen=said.version, act={**ACT, "DELIB_DATE": on}, is_adopted=True,
        document=frozen(voted_text(said)), by=BY, now=late,
    )  # fmt: skip
    said.refresh_from_db()
    assert said.act["DELIB_DATE"] == on.isoformat()


def test_steps_are_written_moved_and_put_back(path: SponsorshipPath) -> None:
    council = step_called(path, "Séance")
    new = Step(new_key(), "Relecture juridique", Side.BEFORE, (council.key,), 20, Count.WORKING)
    for _each in range(2):
        row = write_step(path=path, step=new, source="Usage", visa="", by=BY, now=NOW)
    assert path.steps.filter(title="Relecture juridique").count() == 1
    sent = step_called(path, "Convocation")
    moved = replace(step_from(sent), anchors=(row.key,))
    write_step(path=path, step=moved, source=sent.source, visa="", by=BY, now=NOW)
    with pytest.raises(Refusal) as refused:  # it would wait for what waits for it
        write_step(
            path=path, step=replace(new, anchors=(sent.key,)), source="", visa="", by=BY, now=NOW
        )
    assert refused.value.code == "ring"
    with pytest.raises(Refusal) as refused:
        write_step(
            path=path, step=replace(new, side=Side.AFTER), source="", visa="", by=BY, now=NOW
        )
    assert refused.value.code == "side"
    set_step_removed(step=row, is_removed=True, by=BY, now=NOW)
    sent.refresh_from_db()
    assert sent.anchors == [council.key]  # it counts to what the other counted to
    row.refresh_from_db()
    set_step_removed(step=row, is_removed=False, by=BY, now=NOW)
    assert path_told(path, today=TODAY).plan is not None
    for wrong in (
        lambda: set_step_removed(step=council, is_removed=True, by=BY, now=NOW),
        lambda: write_step(
            path=path, step=replace(step_from(council), side=Side.BEFORE), source="", visa="",
            by=BY, now=NOW,
        ),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            wrong()


def test_any_step_can_be_taken_out_and_the_path_still_plans(path: SponsorshipPath) -> None:
    for step in PathStep.objects.exclude(side=Side.COUNCIL).order_by("-place"):
        set_step_removed(step=step, is_removed=True, by=BY, now=NOW)
        assert path_told(path, today=TODAY).plan is not None
    for step in PathStep.objects.exclude(removed_at=None).order_by("place"):
        set_step_removed(step=step, is_removed=False, by=BY, now=NOW)
        assert path_told(path, today=TODAY).plan is not None


def test_bodies_and_periods_come_and_go(path: SponsorshipPath) -> None:
    council, committee = Body.objects.order_by("pk")[:2]
    for used in (council, committee):
        with pytest.raises(Refusal):
            remove_body(body=used, by=BY, now=NOW)
    new = write_body(path=path, key=new_key(), name="GT", sessions=[], by=BY, now=NOW)
    remove_body(body=new, by=BY, now=NOW)
    assert "GT" not in [each.name for each in path_told(path, today=TODAY).bodies]
    period = Restraint("Élections", date(2018, 9, 1), date(2018, 11, 1))
    row = write_period(path=path, key=new_key(), period=period, by=BY, now=NOW)
    flagged = [each for each in path_told(path, today=TODAY).steps if each.restraint == period]
    assert {"Séance du conseil", "Publication en ligne"} <= {each.row.title for each in flagged}
    with pytest.raises(Refusal):
        write_period(
            path=path, key=new_key(), period=replace(period, last=date(2018, 8, 1)), by=BY, now=NOW
        )
    remove_period(period=row, by=BY, now=NOW)
    assert not any(each.restraint for each in path_told(path, today=TODAY).steps)


def test_what_was_taken_out_is_not_changed(path: SponsorshipPath) -> None:
    row = write_body(path=path, key=new_key(), name="GT", sessions=[], by=BY, now=NOW)
    remove_body(body=row, by=BY, now=NOW)
    period = Restraint("Élections", date(2018, 9, 1), date(2018, 11, 1))
    other = write_period(path=path, key=new_key(), period=period, by=BY, now=NOW)
    remove_period(period=other, by=BY, now=NOW)
    for late in (
        lambda: write_body(path=path, key=row.key, name="Z", sessions=[], by=BY, now=NOW),
        lambda: write_period(
            path=path, key=other.key, period=replace(period, title="Z"), by=BY, now=NOW
        ),
    ):
        with pytest.raises(Refusal) as refused:
            late()
        assert refused.value.code == "gone"


def fact(path: SponsorshipPath, key: str = "", since: date = TODAY) -> SponsorFact:
    return note_fact(
        path=path, key=key or new_key(), role=SponsorRole.ELECTED, function="Vice-présidence",
        what="A reçu la note", words="Remise par Personne ambassador.", since=since, by=BY, now=NOW,
    )  # fmt: skip


def test_facts_on_sponsors_are_dated_and_withdrawn_in_sight(path: SponsorshipPath) -> None:
    key = new_key()
    row = fact(path, key, date(2018, 3, 1))
    assert fact(path, key, date(2018, 3, 1)) == row
    with pytest.raises(Refusal):
        fact(path, since=TODAY + timedelta(days=1))
    for wrong in (date(2018, 2, 1), TODAY + timedelta(days=1)):
        with pytest.raises(Refusal):
            end_fact(fact=row, until=wrong, by=BY, now=NOW)
    end_fact(fact=row, until=TODAY, by=BY, now=NOW)
    for _each in range(2):
        withdraw_fact(fact=row, why="C'était une autre personne.", by=BY, now=NOW)
    row.refresh_from_db()
    assert (row.until, row.withdrawn_by) == (TODAY, BY.name)
    assert Entry.objects.filter(act="sponsorship.fact_withdrawn").count() == 1
    word_facts(path=path, facts=["A lu la note"], by=BY, now=NOW)
    row.refresh_from_db()
    assert row.what == "A reçu la note"
    columns = {each.name for each in SponsorFact._meta.get_fields()}
    assert not columns & {"score", "grade", "level", "weight", "person"}  # facts, never a worth


def test_a_deliberation_is_written_then_frozen_by_its_vote(
    office: Office, path: SponsorshipPath
) -> None:
    row = deliberated(path)
    again = deliberated(path, title="Autre")
    assert again == row
    assert again.title == "Créer un laboratoire"
    reference = Reference(DELIBERATION, row.key)
    known = citables(office.programme, [reference])[reference]
    assert known.state is State.SAID
    assert known.reach is Reach.GROUP
    assert reference in [each.reference for each in sought(office.programme, "laboratoire")]
    said = replace(text_of(row), articles=("Il est créé.", "Il rend compte."))
    change_deliberation(deliberation=row, seen=1, said=said, by=BY, now=NOW)
    with pytest.raises(Refusal) as refused:
        change_deliberation(deliberation=row, seen=1, said=replace(said, title="Z"), by=BY, now=NOW)
    assert refused.value.code == "moved"
    row.refresh_from_db()
    for changed, name in (
        ({"COLL_SIRET": "1"}, "COLL_SIRET"),
        ({"DELIB_DATE": TODAY + timedelta(days=1)}, "DELIB_DATE"),
        ({"VOTE_POUR": 1, "VOTE_CONTRE": 83}, "result"),
    ):
        with pytest.raises(Refusal) as refused:
            vote(row, **changed)
        assert refused.value.path == (name,)
        assert Deliberation.objects.get().document is None
    vote(row)
    assert row.state == DeliberationState.ADOPTED
    held = step_called(path, "Séance")
    assert (held.done_on, held.done_by) == (ACT["DELIB_DATE"], BY.name)
    kept = row.document
    with pytest.raises(Refusal) as refused:
        change_deliberation(
            deliberation=row, seen=row.version, said=replace(said, title="Z"), by=BY, now=NOW
        )
    assert refused.value.code == "frozen"
    vote(row, PREF_DATE=TODAY, PREF_ID="PREF038")  # the line is mended, the text stays
    assert row.document == kept
    assert row.act["PREF_DATE"] == TODAY.isoformat()
    assert row.act["DELIB_OBJET"] == "Créer un laboratoire"
    assert citables(office.programme, [reference])[reference].reach is Reach.MEMBERS


def test_nobody_votes_on_nothing(path: SponsorshipPath) -> None:
    row = deliberated(path, articles=())
    with pytest.raises(Refusal) as refused:
        vote(row)
    assert refused.value.code == "empty"
    with pytest.raises(Refusal):
        assemble_deliberation(
            path=begun_path_again(path), key=new_key(), said=replace(text_of(row), title=" "),
            cited=[], by=BY, now=NOW,
        )  # fmt: skip


def begun_path_again(path: SponsorshipPath) -> SponsorshipPath:
    Deliberation.objects.all().delete()
    return path


def test_who_is_erased_is_nowhere_in_it(office: Office, path: SponsorshipPath) -> None:
    person = office.people[Right.AMBASSADOR]
    name = str(person)
    by = Actor("7" * 11, name)
    note_done(step=step_called(path, "Note"), on=TODAY, by=by, now=NOW)
    note_fact(
        path=path, key=new_key(), role=SponsorRole.DIRECTOR, function="Direction des mobilités",
        what="A reçu la note", words=f"Remise par {name}.", since=TODAY, by=by, now=NOW,
    )  # fmt: skip
    row = deliberated(
        path, title=f"Mission de {name}", rapporteur=name, reasons=f"Selon {name}.",
        visas=(f"Vu {name} ;",),
    )  # fmt: skip
    vote(row)
    held = held_of(person, on=TODAY, programmes=None)["sponsorship"]
    assert [each["title"] for each in held["steps"]] == ["Note signée"]
    assert [each["function"] for each in held["facts"]] == ["Direction des mobilités"]
    erase_person(person=person, programme=office.programme.key, on=TODAY, by=BY, now=NOW)
    for model in (SponsorshipPath, PathStep, SponsorFact, Deliberation):
        for values in model.objects.values():
            assert name not in json.dumps(values, default=str, ensure_ascii=False), model
    assert PathStep.objects.get(title="Note signée").done_by == STUB
    row.refresh_from_db()
    assert row.act["DELIB_OBJET"] == row.title == f"Mission de {STUB}"
    assert row.act["DELIB_ID"] == "2018-112"


def test_the_archive_holds_it(office: Office, path: SponsorshipPath, room: Room) -> None:
    def files() -> dict[str, bytes]:
        return archive_of_programme(office.programme, engine=room.engine, shown=lambda _kept: b"")

    fact(path)
    vote(deliberated(path))
    told = json.loads(files()["sponsorship.json"])
    assert told["path"]["council_on"] == "2018-10-04"
    assert len(told["path"]["steps"]) == len(STEPS)
    assert told["sponsors"][0]["function"] == "Vice-présidence"
    assert told["deliberation"]["act"]["DELIB_ID"] == "2018-112"
    path.delete()
    assert json.loads(files()["sponsorship.json"]) == {
        "path": None, "sponsors": [], "deliberation": None,
    }  # fmt: skip
    assert path_of(office.programme) is None


def test_the_home_tells_the_next_step_to_who_works_on_it(office: Office) -> None:
    planned_path(office, TODAY + timedelta(days=150))
    someone = office.people[Right.AMBASSADOR]

    def kinds(today: date) -> list[str]:
        found = waiting_for(office.programme, someone, today=today, is_group=True, leads=False)
        return [each.kind for each in found if each.kind.startswith("path")]

    assert kinds(TODAY) == []
    first = next_step_of(office.programme, today=TODAY)
    assert first is not None
    assert kinds(first.on) == ["path_soon"]
    assert kinds(first.on + timedelta(days=1)) == ["path_late"]
    assert not waiting_for(office.programme, someone, today=first.on, is_group=False, leads=False)
