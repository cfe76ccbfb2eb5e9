"""A note with sections, passages that cite, remarks, and the pages on it."""

from collections.abc import Sequence

from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.note.actions import begin_note, remark_on_passage, write_passage
from mire.programme.note.models import Passage, PrefigurationNote, Section
from mire.programme.note.rules.kinds import PASSAGE, RemarkKind
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office

BY = Actor("7" * 11, "Résidente · D07")
SECTIONS = (("Contexte", "D'où cela vient."), ("Portage", "Qui l'accueille."))


def begun(office: Office) -> PrefigurationNote:
    """Begin the note with two sections."""
    return begin_note(
        programme=office.programme, title="Note de préfiguration", sections=SECTIONS, by=BY, now=NOW
    )


def passage(
    section: Section,
    words: str,
    cited: Sequence[Reference] = (),
    contrary: Sequence[Reference] = (),
) -> Passage:
    """Write a passage that cites."""
    row = write_passage(section=section, key=new_key(), words=words, by=BY, now=NOW)
    if cited:
        cite(
            programme=section.note.programme, citing=Reference(PASSAGE, row.key), name="Passage",
            cited=cited, contrary=contrary, by=BY, now=NOW,
        )  # fmt: skip
    return row


def note_pages(office: Office, cited: Sequence[Reference] = ()) -> list[str]:
    """Return the pages on a note with a passage of every mark, a remark and a suggestion."""
    context, _hosting = begun(office).sections.all()
    row = passage(
        context,
        "Le laboratoire va **là** où *sont* les sujets.\n\n- un point\n- un autre\n\n"
        "| Moyen | Combien |\n|---|---|\n| Jours | 480 |\n\n> Du temps.",
        cited,
    )
    for kind, words in (
        (RemarkKind.COMMENT, "Et le budget ?"),
        (RemarkKind.SUGGESTION, "Le laboratoire ira là où sont les sujets."),
    ):
        remark_on_passage(passage=row, key=new_key(), kind=kind, words=words, by=BY, now=NOW)
    return [
        "note",
        "note/titre",
        "note/couverture",
        "note/partie/ajouter",
        f"note/partie/{context.key}",
        f"note/partie/{context.key}/ecrire",
        f"note/passage/{row.key}",
        f"note/passage/{row.key}/changer",
        f"note/passage/{row.key}/versions",
        f"note/passage/{row.key}/remarque",
        f"note/passage/{row.key}/suggestion",
    ]
