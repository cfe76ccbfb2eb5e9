"""A note in its circuit: versions, steps, who answers."""

from itertools import count

from django.utils import timezone

from mire.programme.approvals.actions import approve, begin_circuit, freeze_note
from mire.programme.approvals.models import Approval, ApprovalStep, FrozenNote
from mire.programme.approvals.rules.circuit import Verdict
from mire.programme.keys import new_key
from mire.programme.note.models import PrefigurationNote
from mire.programme.people.models import Person
from mire.programme.people.rules import Right
from tests.support.note import BY, begun, passage
from tests.support.office import NOW, Office

TITLES = ((1, "Direction qui porte"), (2, "DGA · ressources"), (2, "DGA · population"), (3, "DGS"))
_salts = count()


def salt() -> str:
    """Return another salt at each call, always the same in a run."""
    return f"salt-{next(_salts)}"


def circuit(office: Office) -> PrefigurationNote:
    """Begin a note of two passages, and a circuit of four steps; nothing is frozen yet."""
    made = begun(office)
    context, hosting = made.sections.all()
    passage(context, "Les directions demandent du temps.")
    passage(hosting, "Le laboratoire va là où sont les sujets.")
    begin_circuit(made=made, steps=TITLES, by=BY, now=NOW)
    return made


def frozen(made: PrefigurationNote, why: str = "") -> FrozenNote:
    """Freeze the note as it stands."""
    return freeze_note(made=made, key=new_key(), why=why, salt=salt, by=BY, now=timezone.now())


def steps_of(made: PrefigurationNote) -> list[ApprovalStep]:
    """Return the steps of a note in their order."""
    return list(made.steps.filter(removed_at=None))


def hold(step: ApprovalStep, person: Person) -> ApprovalStep:
    """Let somebody answer for a step."""
    step.holder = person
    step.save()
    return step


def answered(
    step: ApprovalStep,
    version: FrozenNote,
    verdict: Verdict = Verdict.APPROVED,
    remarks: str = "",
    proof: str | None = "Courrier signé, classeur de la direction.",
    person: Person | None = None,
) -> Approval:
    """Answer at a step, written down by the secretary unless ``proof`` is None."""
    today = timezone.localdate()
    return approve(
        step=step, version=version, key=new_key(), verdict=verdict, remarks=remarks,
        on_passages={}, person=person or Person(), given_on=today, proof=proof, today=today, by=BY,
        now=timezone.now(),
    )  # fmt: skip


def circuit_pages(office: Office) -> list[str]:
    """Return the pages on a circuit where a step approved and fell, and others are waited for."""
    made = circuit(office)
    first, second, *_rest = steps_of(made)
    version = frozen(made, "Le premier état.")
    row = answered(first, version, Verdict.REMARKS, "Dites qui paie.")
    passage(made.sections.all()[0], "Un passage de plus.")
    newer = frozen(made, "Un passage de plus.")
    hold(second, office.people[Right.FACILITATOR])
    return [
        "note/circuit/",
        "note/circuit/figer",
        "note/circuit/etape/ajouter",
        f"note/circuit/etape/{second.key}",
        f"note/circuit/etape/{first.key}/visa",
        f"note/circuit/etape/{second.key}/consigner",
        f"note/circuit/etape/{first.key}/depuis",
        f"note/circuit/etape/{first.key}/message",
        f"note/circuit/visa/{row.key}/retirer",
        f"note/circuit/version/{version.key}",
        f"note/circuit/version/{newer.key}",
    ]
