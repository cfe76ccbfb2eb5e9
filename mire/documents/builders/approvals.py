"""The sheet of approvals of a note: what was given, and where to sign on paper."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.tree import Block, Document, Facts, Grid, Imprint, Paragraph
from mire.programme.approvals.queries import Circuit, StepTold
from mire.programme.approvals.rules.circuit import TURN_WORDS, VERDICT_WORDS, Turn, Verdict
from mire.programme.programmes.queries import Programme
from mire.words import words


def approvals_sheet(programme: Programme, circuit: Circuit, *, today: date) -> Document:
    """Return the sheet, in the programme's language: a line a step, a box where none is given."""
    with override(programme.language):
        last = circuit.last
        return Document(
            title=_("Fiche de visas"),
            subtitle=f"{circuit.note.title} · {programme.name}",
            language=programme.language,
            blocks=_blocks(circuit),
            imprint=Imprint(
                version=_("version %(number)s") % {"number": last.number} if last else "",
                day=words.day(today),
            ),
        )


def _blocks(circuit: Circuit) -> list[Block]:
    blocks: list[Block] = []
    if circuit.last is None:
        return [Paragraph(_("Aucune version n'est figée : la note n'est pas encore à signer."))]
    last = circuit.last
    facts = [
        (_("Version"), str(last.number)),
        (_("Figée le"), words.day(words.local(last.at).date())),
        (_("Empreinte (SHA-256)"), last.digest),
    ]
    if last.why:
        facts.insert(2, (_("Ce qu'elle apporte"), last.why))
    blocks.append(Facts(tuple(facts)))
    blocks.append(
        Grid(
            "",
            (_("Rang"), _("Étape"), _("Attendu le"), _("Réponse"), _("Jour, nom, signature")),
            tuple(_row(each) for each in circuit.steps),
            is_filled_in=True,
            widths=(1, 4, 3, 3, 5),
        )
    )
    blocks.append(
        Paragraph(
            _(
                "Un visa porte sur la version et l'empreinte ci-dessus. Ce qui est signé ici est "
                "ensuite consigné par le secrétariat, qui garde cette feuille."
            ),
            "aside",
        )
    )
    return blocks


def _row(each: StepTold) -> tuple[str, ...]:
    step, stands, approval = each.step, each.stands, each.approval
    answer, signed = words.translate(TURN_WORDS[stands.turn]), ""
    if approval is not None and stands.turn in (Turn.APPROVED, Turn.SENT_BACK):
        answer = words.translate(VERDICT_WORDS[Verdict(approval.verdict)])
        answer += " · " + _("version %(number)s") % {"number": approval.version.number}
        how = (
            _("consigné : %(proof)s") % {"proof": approval.proof}
            if approval.recorded_by
            else approval.by
        )
        signed = f"{words.day(approval.given_on)} · {how}"
    due = words.day(step.due_on) if step.due_on else "—"
    return (str(step.rank), step.title, due, answer, signed)
