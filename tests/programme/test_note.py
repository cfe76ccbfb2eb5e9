"""The note: sections, passages and versions, remarks, what nothing takes up, erasure."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mire.programme.evidence.models import Verbatim
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import FINDING, Status
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.note.actions import (
    answer_remark,
    begin_note,
    change_passage,
    move_passage,
    move_section_up,
    remark_on_passage,
    remove_section,
    rename_note,
    say_writing,
    set_passage_removed,
    show_source,
    write_passage,
    write_section,
)
from mire.programme.note.models import Passage, PassageVersion, PrefigurationNote, Section
from mire.programme.note.queries import (
    coverage_of,
    note_of,
    note_told,
    passage_in,
    sections_of,
    versions_of,
    writing_beside,
)
from mire.programme.note.rules.kinds import PASSAGE, WRITING_MINUTES, RemarkKind, RemarkState
from mire.programme.opendata.queries.archive import archive_of_programme
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.queries.held import held_of
from mire.programme.personal.rules import STUB
from mire.programme.thread.queries import citables, sought
from mire.programme.thread.rules import Reference, State
from mire.technique_api.refusal import Refusal
from tests.support.note import BY, SECTIONS, begun, note_pages, passage
from tests.support.office import NOW, Office, open_office
from tests.support.rooms import Room
from tests.support.said import held_meeting
from tests.support.telling import conclude

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

OTHER = Actor("8" * 11, "Ambassadrice · D03")


@pytest.fixture
def office() -> Office:
    return open_office()


@pytest.fixture
def note(office: Office) -> PrefigurationNote:
    return begun(office)


@pytest.fixture
def section(note: PrefigurationNote) -> Section:
    return sections_of(note)[0]


def test_a_note_is_begun_once(office: Office, note: PrefigurationNote) -> None:
    assert begun(office) == note
    assert [each.title for each in sections_of(note)] == [title for title, _hint in SECTIONS]
    rename_note(made=note, title="Note du laboratoire", by=BY, now=NOW)
    again = note_of(office.programme)
    assert again is not None
    assert again.title == "Note du laboratoire"


def test_sections_are_added_owned_moved_and_taken_out(
    office: Office, note: PrefigurationNote
) -> None:
    owner = office.people[Right.AMBASSADOR]
    added = write_section(
        made=note, key=new_key(), title="Moyens", hint="", owners=[owner], by=BY, now=NOW
    )
    assert list(added.owners.all()) == [owner]
    move_section_up(section=added, by=BY, now=NOW)
    assert [each.title for each in sections_of(note)] == ["Contexte", "Moyens", "Portage"]
    row = passage(added, "Deux jours.")
    with pytest.raises(Refusal) as refused:
        remove_section(section=added, by=BY, now=NOW)
    assert refused.value.code == "full"
    move_passage(passage=row, to=sections_of(note)[2], by=BY, now=NOW)
    remove_section(section=added, by=BY, now=NOW)
    assert [each.title for each in sections_of(note)] == ["Contexte", "Portage"]
    assert [each.words for each in Passage.objects.all()] == ["Deux jours."]


def test_nothing_goes_into_a_section_that_is_gone(note: PrefigurationNote) -> None:
    here, gone = sections_of(note)
    row = passage(here, "Un.")
    remove_section(section=gone, by=BY, now=NOW)
    with pytest.raises(Refusal):
        move_passage(passage=row, to=gone, by=BY, now=NOW)
    with pytest.raises(Refusal):
        passage(gone, "Deux.")
    assert [each.section for each in Passage.objects.all()] == [here]


def test_each_saving_is_a_version_and_none_is_lost(section: Section) -> None:
    key = new_key()
    for _n in range(2):
        row = write_passage(section=section, key=key, words="Un.", by=BY, now=NOW)
    change_passage(passage=row, seen=1, words="Deux.", by=OTHER, now=NOW)
    with pytest.raises(Refusal) as refused:  # who read the first version writes over nothing
        change_passage(passage=row, seen=1, words="Trois.", by=BY, now=NOW)
    assert refused.value.code == "moved"
    change_passage(passage=row, seen=2, words="Deux.", by=BY, now=NOW)  # the same: no version
    assert [(each.number, each.words, each.by) for each in versions_of(row)] == [
        (1, "Un.", BY.name), (2, "Deux.", OTHER.name),
    ]  # fmt: skip
    with pytest.raises(Refusal):
        change_passage(passage=row, seen=2, words="  ", by=BY, now=NOW)


def test_who_writes_beside_is_told_for_a_while(office: Office, section: Section) -> None:
    row = passage(section, "Un.")
    say_writing(passage=row, by=OTHER, now=NOW)
    row.refresh_from_db()
    assert writing_beside(row, BY.name, now=NOW) == OTHER.name
    assert writing_beside(row, OTHER.name, now=NOW) == ""
    later = NOW + timedelta(minutes=WRITING_MINUTES, seconds=1)
    assert writing_beside(row, BY.name, now=later) == ""
    change_passage(passage=row, seen=1, words="Deux.", by=OTHER, now=NOW)
    saved = passage_in(office.programme, row.key)
    assert saved is not None
    assert writing_beside(saved, BY.name, now=NOW) == ""


def test_a_suggestion_becomes_the_words_and_bears_its_author(section: Section) -> None:
    row = passage(section, "Un.")
    suggested, old, comment = (
        remark_on_passage(passage=row, key=new_key(), kind=kind, words=words, by=OTHER, now=NOW)
        for kind, words in (
            (RemarkKind.SUGGESTION, "Deux."), (RemarkKind.SUGGESTION, "Trois."),
            (RemarkKind.COMMENT, "Et le budget ?"),
        )
    )  # fmt: skip
    with pytest.raises(Refusal):
        remark_on_passage(
            passage=row, key=new_key(), kind=RemarkKind.SUGGESTION, words="Un.", by=OTHER, now=NOW
        )
    for _n in range(2):
        answer_remark(remark=suggested, is_taken=True, reply="Merci.", by=BY, now=NOW)
    row.refresh_from_db()
    assert (row.words, row.version) == ("Deux.", 2)
    assert versions_of(row)[-1].by == OTHER.name
    with pytest.raises(Refusal) as refused:  # it was on other words
        answer_remark(remark=old, is_taken=True, reply="", by=BY, now=NOW)
    assert refused.value.code == "moved"
    answer_remark(remark=old, is_taken=False, reply="Trop long.", by=BY, now=NOW)
    answer_remark(remark=comment, is_taken=True, reply="", by=BY, now=NOW)
    row.refresh_from_db()
    assert row.words == "Deux."
    assert [each.state for each in row.remarks.all()] == [
        RemarkState.TAKEN, RemarkState.DECLINED, RemarkState.TAKEN,
    ]  # fmt: skip


def test_a_passage_that_is_taken_out_says_so_where_it_is_cited(
    office: Office, section: Section
) -> None:
    row = passage(section, "Le laboratoire ira en résidence.")
    reference = Reference(PASSAGE, row.key)
    (found,) = sought(office.programme, "residence", of=[PASSAGE])
    assert found.reference == reference
    set_passage_removed(passage=row, is_removed=True, by=BY, now=NOW)
    assert citables(office.programme, [reference])[reference].state is State.WITHDRAWN
    assert sought(office.programme, "residence", of=[PASSAGE]) == []
    set_passage_removed(passage=row, is_removed=False, by=BY, now=NOW)
    assert citables(office.programme, [reference])[reference].state is State.SAID


def test_what_nothing_takes_up_and_what_leans_on_one_voice(
    office: Office, section: Section, room: Room
) -> None:
    finding = conclude(office, held_meeting(office, ["Du temps.", "Autre chose."]))
    Finding.objects.update(status=Status.RELEASED)
    found = coverage_of(office.programme, today=NOW.date())
    assert [each.reference.key for each in found.findings] == [finding.key]
    first, second = Verbatim.objects.order_by("pk")[:2]
    alone = passage(section, "Seul.", [Reference("verbatim", first.key)])
    both = [Reference("verbatim", each.key) for each in (first, second)]
    passage(section, "Deux.", both)
    bare = passage(section, "Rien.")
    found = coverage_of(office.programme, today=NOW.date())
    assert [each.pk for each in found.one_voice] == [alone.pk]
    assert [each.pk for each in found.unsourced] == [bare.pk]
    passage(section, "Constat.", [Reference(FINDING, finding.key)])
    assert coverage_of(office.programme, today=NOW.date()).findings == []


def test_a_source_that_is_shown_goes_when_it_is_masked(
    office: Office, note: PrefigurationNote, section: Section, room: Room
) -> None:
    held_meeting(office, ["Du temps."])
    verbatim = Verbatim.objects.get()
    reference = Reference("verbatim", verbatim.key)
    row = passage(section, "Cela demande du temps.", [reference])
    show_source(passage=row, source=reference, is_shown=True, by=BY, now=NOW)
    (told,) = note_told(office.programme, note)[0].passages
    assert [each.words for each in told.shown] == ["Du temps."]
    Verbatim.objects.update(state=State.MASKED, text="", reason="nomme quelqu'un")
    (told,) = note_told(office.programme, note)[0].passages
    assert told.shown == []
    show_source(passage=row, source=reference, is_shown=False, by=BY, now=NOW)
    row.refresh_from_db()
    assert row.shown == []


def test_queries_do_not_grow_with_passages(
    office: Office, note: PrefigurationNote, room: Room
) -> None:
    held_meeting(office, ["Du temps."])
    cited = [Reference("verbatim", Verbatim.objects.get().key)]
    counts = []
    for _n in range(2):
        for each in sections_of(note):
            passage(each, "Un.", cited)
        with CaptureQueriesContext(connection) as seen:
            note_told(office.programme, note)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7


def test_a_person_who_goes_leaves_no_name_in_the_note(office: Office, section: Section) -> None:
    person = office.people[Right.AMBASSADOR]
    by = Actor(person.account.key if person.account else "", str(person))
    section.owners.add(person)
    Section.objects.filter(pk=section.pk).update(title=f"Selon {person}", hint=f"Voir {person}")
    row = write_passage(section=section, key=new_key(), words=f"Selon {person}.", by=by, now=NOW)
    remark_on_passage(
        passage=row, key=new_key(), kind=RemarkKind.COMMENT, words=f"Voir {person}.", by=by, now=NOW
    )
    theirs = held_of(person, on=NOW.date(), programmes=None)
    assert [each["words"] for each in theirs["passages"]] == [f"Selon {person}."]
    assert [each["words"] for each in theirs["remarks"]] == [f"Voir {person}."]
    erase_person(person=person, programme=office.programme.key, on=NOW.date(), by=BY, now=NOW)
    row.refresh_from_db()
    held = [row.words, row.made_by, *PassageVersion.objects.values_list("words", "by")[0]]
    held += [*row.remarks.values_list("words", "by")[0]]
    assert all(str(person) not in each for each in held)
    assert row.words == f"Selon {STUB}."
    section.refresh_from_db()
    assert (section.title, section.hint) == (f"Selon {STUB}", f"Voir {STUB}")
    assert not section.owners.exists()


def test_the_archive_holds_the_note_with_what_it_cites(office: Office, room: Room) -> None:
    held_meeting(office, ["Du temps."])
    key = Verbatim.objects.get().key
    note_pages(office, [Reference("verbatim", key)])
    whole = archive_of_programme(office.programme, engine=room.engine, shown=lambda _kept: b"")
    told = json.loads(whole["note.json"])["note"]
    (row,) = told["sections"][0]["passages"]
    assert row["cites"][0]["key"] == key
    assert [each["number"] for each in row["versions"]] == [1]
    empty = open_second(office)
    files = archive_of_programme(empty, engine=room.engine, shown=lambda _kept: b"")
    assert json.loads(files["note.json"]) == {"note": None}


def open_second(office: Office) -> object:
    return office.programme.authority.programmes.exclude(pk=office.programme.pk).get()


def test_the_second_beginning_keeps_what_was_written(office: Office, section: Section) -> None:
    passage(section, "Un.")
    begin_note(programme=office.programme, title="Autre", sections=(), by=BY, now=NOW)
    assert Passage.objects.count() == 1
