"""The circuit: frozen versions, approvals that fall, who may answer, publication, erasure."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from mire.programme.approvals.actions import (
    approve,
    begin_circuit,
    remove_step,
    set_published,
    withdraw_approval,
    write_step,
)
from mire.programme.approvals.models import Approval, ApprovalStep, FrozenNote
from mire.programme.approvals.queries import (
    Circuit,
    approvals_archived,
    circuit_of,
    published_version,
    signed_on,
    steps_waiting_for,
    undone_by_a_change,
    version_told,
)
from mire.programme.approvals.rules.circuit import MOST_STEPS, Turn, Verdict
from mire.programme.approvals.rules.frozen import check_version
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.note.actions import change_passage, set_passage_removed
from mire.programme.note.models import Passage, PassageRemark, PrefigurationNote
from mire.programme.note.rules.kinds import RemarkKind
from mire.programme.people.models import Person
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.queries.held import held_of
from mire.programme.personal.rules import STUB
from mire.technique_api.refusal import Refusal
from tests.support.approvals import TITLES, answered, circuit, frozen, hold, steps_of
from tests.support.note import BY
from tests.support.office import NOW, Office, open_office

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def office() -> Office:
    return open_office()


@pytest.fixture
def made(office: Office) -> PrefigurationNote:
    return circuit(office)


def anything(_said: object) -> None:
    """Let any words be public."""


def told(office: Office) -> Circuit:
    found = circuit_of(office.programme, today=timezone.localdate())
    assert found is not None
    return found


def turns(office: Office) -> list[Turn]:
    return [each.stands.turn for each in told(office).steps]


def change(words: str = "Le laboratoire ira là où sont les sujets.", place: int = 1) -> None:
    row = Passage.objects.order_by("section__place")[place]
    change_passage(passage=row, seen=row.version, words=words, by=BY, now=timezone.now())


def test_a_version_keeps_its_bytes_whatever_becomes_of_the_note(
    office: Office, made: PrefigurationNote
) -> None:
    first = frozen(made, "Le premier état.")
    kept, digest = first.content, first.digest
    change()
    set_passage_removed(passage=Passage.objects.all()[0], is_removed=True, by=BY, now=NOW)
    second = frozen(made)
    first.refresh_from_db()
    assert (first.content, first.digest) == (kept, digest)
    assert not check_version(json.loads(kept)).wrong
    content = json.loads(second.content)
    assert (content["number"], content["previous"]) == (2, digest)
    assert [len(each.passages) for each in version_told(office.programme, first)] == [1, 1]
    assert [len(each.passages) for each in version_told(office.programme, second)] == [0, 1]


def test_freezing_twice_what_has_not_changed_is_refused(made: PrefigurationNote) -> None:
    frozen(made)
    with pytest.raises(Refusal) as refused:
        frozen(made)
    assert refused.value.code == "same"
    assert FrozenNote.objects.count() == 1
    Passage.objects.all().delete()
    with pytest.raises(Refusal) as refused:
        frozen(made)
    assert refused.value.code == "empty"


def test_a_circuit_goes_through_its_steps(office: Office, made: PrefigurationNote) -> None:
    begin_circuit(made=made, steps=TITLES, by=BY, now=NOW)  # twice is once
    assert turns(office) == [Turn.WAITS] * 4
    version = frozen(made)
    first, second, third, last = steps_of(made)
    with pytest.raises(Refusal) as refused:
        answered(last, version)
    assert refused.value.code == "early"
    answered(first, version)
    assert turns(office) == [Turn.APPROVED, Turn.OPEN, Turn.OPEN, Turn.WAITS]
    answered(third, version, Verdict.REMARKS, "Dites qui paie.")
    answered(second, version)
    assert not told(office).is_complete
    answered(last, version)
    assert told(office).is_complete
    with pytest.raises(Refusal) as refused:
        answered(last, version)
    assert refused.value.code == "given"


def test_a_visa_falls_when_a_passage_it_covers_changes(
    office: Office, made: PrefigurationNote
) -> None:
    first, second, *_rest = steps_of(made)
    context, _hosting = made.sections.all()
    second.covers = [context.key]
    second.save()
    version = frozen(made)
    answered(first, version)
    answered(second, version)
    assert [each.title for each in undone_by_a_change(office.programme, context.key, today=timezone.localdate())] == [  # noqa: E501
        first.title, second.title,
    ]  # fmt: skip
    change()  # in the other section
    assert turns(office)[:2] == [Turn.FELL, Turn.APPROVED]
    [why] = told(office).steps[0].stands.fell_for
    assert (why.before, why.after) == (
        "Le laboratoire va là où sont les sujets.",
        "Le laboratoire ira là où sont les sujets.",
    )
    with pytest.raises(Refusal) as refused:  # it would bear on words that are no longer there
        answered(first, version)
    assert refused.value.code == "moved"
    newer = frozen(made)
    with pytest.raises(Refusal) as refused:
        answered(first, version)
    assert refused.value.code == "older"
    answered(first, newer)
    assert turns(office)[:2] == [Turn.APPROVED, Turn.APPROVED]
    assert [each.approval.version.number for each in told(office).steps[:2] if each.approval] == [
        2,
        1,
    ]


def test_words_put_back_as_they_were_read_give_the_visa_back(
    office: Office, made: PrefigurationNote
) -> None:
    answered(steps_of(made)[0], frozen(made))
    change()
    assert turns(office)[0] is Turn.FELL
    change("Le laboratoire va là où sont les sujets.")
    assert turns(office)[0] is Turn.APPROVED


def test_who_sends_it_back_says_why_and_reads_the_next_version(
    office: Office, made: PrefigurationNote
) -> None:
    first, *_rest = steps_of(made)
    version = frozen(made)
    with pytest.raises(Refusal) as refused:
        answered(first, version, Verdict.SENT_BACK)
    assert refused.value.path == ("remarks",)
    answered(first, version, Verdict.SENT_BACK, "Sans le budget, non.")
    assert turns(office)[0] is Turn.SENT_BACK
    with pytest.raises(Refusal) as refused:
        answered(first, version)
    assert refused.value.code == "sent_back"
    change()
    answered(first, frozen(made))
    assert turns(office)[0] is Turn.APPROVED


def test_only_who_holds_a_step_or_stands_in_answers(
    office: Office, made: PrefigurationNote
) -> None:
    version, today = frozen(made), timezone.localdate()
    first = hold(steps_of(made)[0], office.people[Right.MANAGEMENT])
    deputy = office.people[Right.FACILITATOR]
    assert steps_waiting_for(office.programme, office.people[Right.MANAGEMENT], today=today)
    assert not steps_waiting_for(office.programme, deputy, today=today)
    with pytest.raises(Refusal) as refused:
        answered(first, version, proof=None, person=deputy)
    assert refused.value.code == "other"
    write_step(
        made=made, key=first.key, rank=1, title=first.title,
        holder=office.people[Right.MANAGEMENT], delegate=deputy,
        away_from=today, away_until=today + timedelta(days=7), covers=[], due_on=None, by=BY,
        now=NOW,
    )  # fmt: skip
    assert steps_waiting_for(office.programme, deputy, today=today)
    assert not steps_waiting_for(office.programme, deputy, today=today + timedelta(days=8))
    row = answered(first, version, proof=None, person=deputy)
    assert row.is_delegate
    assert (row.by, row.recorded_by) == (BY.name, "")


@pytest.mark.parametrize(
    ("proof", "days", "code"),
    [("", 0, "missing"), ("Courrier", 1, "future"), ("Courrier", -1, "past")],
)
def test_what_is_written_down_has_a_proof_and_a_day(
    made: PrefigurationNote, proof: str, days: int, code: str
) -> None:
    version, today = frozen(made), timezone.localdate()
    with pytest.raises(Refusal) as refused:
        approve(
            step=steps_of(made)[0], version=version, key=new_key(), verdict=Verdict.APPROVED,
            remarks="", on_passages={}, person=Person(), given_on=today + timedelta(days=days),
            proof=proof, today=today, by=BY, now=timezone.now(),
        )  # fmt: skip
    assert refused.value.code == code
    assert not Approval.objects.exists()


def test_remarks_on_passages_become_the_notes_once(made: PrefigurationNote) -> None:
    version, today = frozen(made), timezone.localdate()
    one, two = Passage.objects.order_by("section__place")
    key = new_key()
    for _ in range(2):
        approve(
            step=steps_of(made)[0], version=version, key=key, verdict=Verdict.REMARKS, remarks="",
            on_passages={one.key: (False, "D'où vient ce chiffre ?"), two.key: (True, "Il ira.")},
            person=Person(), given_on=today, proof="Courrier du 12.", today=today, by=BY,
            now=timezone.now(),
        )  # fmt: skip
    left = {
        each.passage_id: (each.kind, each.words, each.by) for each in PassageRemark.objects.all()
    }
    assert left == {
        one.pk: (RemarkKind.COMMENT, "D'où vient ce chiffre ?", TITLES[0][1]),
        two.pk: (RemarkKind.SUGGESTION, "Il ira.", TITLES[0][1]),
    }
    assert Approval.objects.get().n_remarks == 2


def test_a_remark_that_is_refused_leaves_nothing_behind(made: PrefigurationNote) -> None:
    version, today = frozen(made), timezone.localdate()
    row = Passage.objects.all()[0]
    with pytest.raises(Refusal) as refused:
        approve(
            step=steps_of(made)[0], version=version, key=new_key(), verdict=Verdict.REMARKS,
            remarks="", on_passages={row.key: (True, row.words)}, person=Person(), given_on=today,
            proof="Courrier.", today=today, by=BY, now=timezone.now(),
        )  # fmt: skip
    assert refused.value.path == (f"on-{row.key}",)
    assert not Approval.objects.exists()
    assert not PassageRemark.objects.exists()


def test_a_plain_visa_bears_no_remark(made: PrefigurationNote) -> None:
    with pytest.raises(Refusal) as refused:
        answered(steps_of(made)[0], frozen(made), Verdict.APPROVED, "Mais…")
    assert refused.value.path == ("verdict",)


def test_an_answer_is_taken_back_in_view(office: Office, made: PrefigurationNote) -> None:
    row = answered(steps_of(made)[0], frozen(made))
    with pytest.raises(Refusal):
        withdraw_approval(approval=row, why="", by=BY, now=NOW)
    withdraw_approval(approval=row, why="Consigné à la mauvaise étape.", by=BY, now=NOW)
    withdraw_approval(approval=row, why="Encore.", by=BY, now=NOW)
    first = told(office).steps[0]
    assert first.stands.turn is Turn.OPEN
    assert [each.withdrawn_why for each in first.earlier] == ["Consigné à la mauvaise étape."]
    assert signed_on(row.version) == []


def test_what_an_approved_step_covers_does_not_change(made: PrefigurationNote) -> None:
    step = steps_of(made)[0]
    answered(step, frozen(made))
    same = {"made": made, "key": step.key, "rank": 1, "holder": None, "delegate": None,
            "away_from": None, "away_until": None, "due_on": None, "by": BY, "now": NOW}  # fmt: skip # noqa: E501
    section = made.sections.all()[0].key
    for values in ({"title": "Autre", "covers": []}, {"title": step.title, "covers": [section]}):
        with pytest.raises(Refusal) as refused:
            write_step(**same, **values)
        assert refused.value.code == "approved"
    later = write_step(**{**same, "due_on": timezone.localdate()}, title=step.title, covers=[])
    assert later.due_on == timezone.localdate()


def test_a_step_is_set_up_with_sense(office: Office, made: PrefigurationNote) -> None:
    person, today = office.people[Right.MANAGEMENT], timezone.localdate()
    good = {"made": made, "rank": 5, "title": "Cabinet", "holder": None, "delegate": None,
            "away_from": None, "away_until": None, "covers": [], "due_on": None, "by": BY,
            "now": NOW}  # fmt: skip
    for values, field in (
        ({"delegate": person}, "holder"),
        ({"holder": person, "delegate": person}, "delegate"),
        ({"away_from": today, "away_until": today - timedelta(days=1)}, "away_until"),
    ):
        with pytest.raises(Refusal) as refused:
            write_step(**{**good, **values}, key=new_key())
        assert refused.value.path == (field,)
    for _ in range(MOST_STEPS - len(TITLES)):
        step = write_step(**good, key=new_key())
    with pytest.raises(Refusal) as refused:
        write_step(**good, key=new_key())
    assert refused.value.code == "many"
    for _ in range(2):
        remove_step(step=step, by=BY, now=NOW)
    assert ApprovalStep.objects.filter(removed_at=None).count() == MOST_STEPS - 1


def test_a_note_is_published_once_every_step_has_approved(
    office: Office, made: PrefigurationNote
) -> None:
    version = frozen(made)
    with pytest.raises(Refusal) as refused:
        set_published(version=version, is_published=True, check=anything, by=BY, now=NOW)
    assert refused.value.code == "preparatory"
    for step in steps_of(made):
        answered(step, version)
    set_published(version=version, is_published=True, check=anything, by=BY, now=NOW)
    assert published_version(office.programme) == version
    change()  # what is published stays: it is frozen
    assert published_version(office.programme) == version
    newer = frozen(made)
    with pytest.raises(Refusal):
        set_published(version=newer, is_published=True, check=anything, by=BY, now=NOW)
    set_published(version=version, is_published=False, check=anything, by=BY, now=NOW)
    assert published_version(office.programme) is None


def test_an_erased_name_goes_from_versions_and_their_digests_stay(
    office: Office, made: PrefigurationNote
) -> None:
    person = office.people[Right.MANAGEMENT]
    name = str(person)
    change(f"Le laboratoire est porté par {name}.")
    version = frozen(made, f"Relu avec {name}.")
    step = hold(steps_of(made)[0], person)
    row = approve(
        step=step, version=version, key=new_key(), verdict=Verdict.REMARKS,
        remarks=f"{name} porte.", on_passages={}, person=person, given_on=timezone.localdate(),
        proof=None, today=timezone.localdate(), by=Actor("9" * 11, name), now=timezone.now(),
    )  # fmt: skip
    told_of = held_of(person, programmes=None, on=timezone.localdate())
    assert [each["verdict"] for each in told_of["approvals"]] == ["remarks"]
    erase_person(person=person, programme=office.programme.key, on=timezone.localdate(), by=BY,
                 now=NOW)  # fmt: skip
    version.refresh_from_db()
    row.refresh_from_db()
    step.refresh_from_db()
    checked = check_version(json.loads(version.content))
    assert not checked.wrong
    assert checked.digest == version.digest
    assert checked.masked == ["Portage"]
    archived = json.dumps(approvals_archived(office.programme), ensure_ascii=False)
    for kept in (version.content, version.why, row.remarks, row.by, archived):
        assert name not in kept
    assert (row.by, step.holder) == (STUB, None)
    assert turns(office)[0] is Turn.APPROVED, "the same words went from both: the visa stands"
