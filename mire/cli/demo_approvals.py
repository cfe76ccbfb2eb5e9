"""What the demonstration tells of the note's circuit: at the end of June, at its third approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from mire.cli.demo_steering import Secretary
from mire.programme.approvals.actions import approve, freeze_note, write_step
from mire.programme.approvals.queries import ApprovalStep
from mire.programme.approvals.rules.circuit import Verdict
from mire.programme.keys import new_key, new_salt
from mire.programme.note.queries import note_of, passages_of, sections_of
from mire.programme.people.queries import Person, persons_with
from mire.programme.people.rules import Right
from mire.programme.programmes.queries import Programme

FROZEN_ON = date(2018, 6, 26)
WHY = "Le texte relu par le groupe, tel qu'il part au circuit."


@dataclass(frozen=True, slots=True)
class Planned:
    """A step: its rank, its function, who holds it (their family name), until when, its sections.

    ``verdict``: what it said after so many days, None where it is still waited for; ``on``: what it
    said of a passage, by its first words; ``proof`` "": it answered here.
    """

    rank: int
    title: str
    holder: str
    due_on: date
    covers: Sequence[str] = ()
    verdict: Verdict | None = None
    days: int = 0
    remarks: str = ""
    on: tuple[str, str] = ("", "")
    proof: str = ""


STEPS = (
    Planned(
        1, "Direction de l'habitat, qui porte le programme", "", date(2018, 6, 27),
        verdict=Verdict.APPROVED, proof="Parapheur signé, classeur du programme.",
    ),
    Planned(
        2, "Direction générale adjointe · ressources", "DGA 1", date(2018, 6, 29),
        ("Moyens", "Relais et ressources"), Verdict.REMARKS, 1,
        "Les jours demandés aux directions restent à confirmer avec chacune.",
        (
            "Aucun poste n'est ouvert.",
            "Écrire d'où vient ce chiffre : les ressources humaines en comptent douze de moins.",
        ),
        proof="Message du cabinet de la direction générale adjointe, gardé au secrétariat.",
    ),
    Planned(
        2, "Direction générale adjointe · services à la population", "DGA 2", date(2018, 6, 29),
    ),
    Planned(3, "Direction générale des services", "DGS", date(2018, 7, 4)),
    Planned(4, "Vice-présidence chargée de l'administration", "", date(2018, 7, 10)),
)  # fmt: skip


def send_round(*, programme: Programme, secretary: Secretary) -> None:
    """Freeze the note and send it round, once the story's day has come to it."""
    note = note_of(programme)
    if note is None or secretary.today < FROZEN_ON:
        return
    by, now = secretary.by, secretary.moment(FROZEN_ON, time(18))
    people = {
        each.family_name: each for each in persons_with(programme, Right.MANAGEMENT, on=now.date())
    }
    titles = {each.title: each.key for each in sections_of(note)}
    steps = [
        write_step(
            made=note, key=new_key(), rank=each.rank, title=each.title,
            holder=people.get(each.holder), delegate=None, away_from=None, away_until=None,
            covers=[titles[name] for name in each.covers],
            due_on=secretary.moment(each.due_on, time(12)).date(), by=by, now=now,
        )
        for each in STEPS
    ]  # fmt: skip
    version = freeze_note(made=note, key=new_key(), why=WHY, salt=new_salt, by=by, now=now)
    for planned, step in zip(STEPS, steps, strict=True):
        on = FROZEN_ON + timedelta(days=planned.days)
        if planned.verdict is None or secretary.today < on:
            continue
        at = secretary.moment(on, time(8, 30) if planned.days else time(18, 30))
        approve(
            step=step, version=version, key=new_key(), verdict=planned.verdict,
            remarks=planned.remarks, on_passages=_on_passages(programme, planned),
            person=_holder(step), given_on=at.date(), proof=planned.proof, today=at.date(), by=by,
            now=at,
        )  # fmt: skip


def _on_passages(programme: Programme, planned: Planned) -> dict[str, tuple[bool, str]]:
    start, said = planned.on
    if not start:
        return {}
    row = next(each for each in passages_of(programme) if each.words.startswith(start))
    return {row.key: (False, said)}


def _holder(step: ApprovalStep) -> Person:
    return step.holder if step.holder is not None else Person()
