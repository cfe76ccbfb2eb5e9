"""What the circuit says of itself: where the note waits, and the message that asks for an approval.

Pure: names and days come as words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mire.programme.approvals.rules.changes import CHANGE_WORDS, Change
from mire.programme.approvals.rules.circuit import Turn
from mire.technique_api.text import Text, text, text_n

MOST_TOLD = 12
"""Changes that a message lists, one by one; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A step, for a sentence: its title, where it stands, days that it has been its turn."""

    title: str
    turn: Turn
    days: int = 0


def where_it_waits(
    steps: Sequence[Waits], *, number: int, is_current: bool, published: bool = False
) -> Text:
    """Return in one sentence where the note stands; ``number``: its last version, 0 for none."""
    if not steps:
        return text("Le circuit n'a pas encore d'étape.")
    if not number:
        return text("Aucune version n'est figée : la note n'est pas encore dans le circuit.")
    if back := [each for each in steps if each.turn is Turn.SENT_BACK]:
        return text("La note est renvoyée à qui l'écrit par : %(who)s.", who=_listed(back))
    if not is_current:
        return text(
            "Le texte a changé depuis la version %(number)s : le circuit reprendra quand une "
            "nouvelle version sera figée.",
            number=number,
        )
    waiting = [each for each in steps if each.turn in (Turn.OPEN, Turn.FELL)]
    if not waiting:
        if published:
            return text(
                "Chaque étape a donné son visa à la version %(number)s, que tout le monde peut "
                "lire.",
                number=number,
            )
        return text("Chaque étape a donné son visa à la version %(number)s.", number=number)
    days = max(each.days for each in waiting)
    if not days:
        return text("La note attend depuis aujourd'hui : %(who)s.", who=_listed(waiting))
    return text_n(
        "La note attend depuis %(count)s jour : %(who)s.",
        "La note attend depuis %(count)s jours : %(who)s.",
        days,
        who=_listed(waiting),
    )


def _listed(steps: Sequence[Waits]) -> str:
    return ", ".join(each.title for each in steps)


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to copy, paragraph by paragraph."""

    subject: Text
    body: Sequence[Text]


def message_for(
    *,
    title: str,
    note: str,
    programme: str,
    number: int,
    due: str,
    address: str,
    changed: Sequence[Change],
    had_approved: bool,
) -> Message:
    """Return what asks a step for its approval.

    ``title``: the step's; ``due``: until when, "" for no date; ``changed``: since its approval,
    where it ``had_approved``, and what fell with it.
    """
    body = [text("Bonjour,")]
    if had_approved:
        body.append(
            text_n(
                "Depuis votre visa, %(count)s chose a changé dans « %(note)s » (%(programme)s) :",
                "Depuis votre visa, %(count)s choses ont changé dans « %(note)s » (%(programme)s) "
                ":",
                len(changed),
                note=note,
                programme=programme,
            )
        )
        body += [
            text("– « %(title)s » : %(what)s", title=each.section, what=CHANGE_WORDS[each.kind])
            for each in changed[:MOST_TOLD]
        ]
        if len(changed) > MOST_TOLD:
            left = len(changed) - MOST_TOLD
            body.append(text_n("– et %(count)s autre", "– et %(count)s autres", left))
        body.append(text("La version %(number)s attend de nouveau votre visa.", number=number))
    else:
        body.append(
            text(
                "La version %(number)s de « %(note)s » (%(programme)s) attend le visa de : "
                "%(title)s.",
                number=number,
                note=note,
                programme=programme,
                title=title,
            )
        )
    body.append(
        text(
            "Chaque phrase y mène à ce qui a été dit ou décidé ; vous pouvez laisser une remarque "
            "sous chaque passage, donner votre visa, ou renvoyer la note."
        )
    )
    if due:
        body.append(text("Une réponse est attendue pour le %(due)s.", due=due))
    body.append(text("À lire ici : %(address)s", address=address))
    return Message(
        text("Visa attendu : %(note)s, version %(number)s", note=note, number=number), body
    )
