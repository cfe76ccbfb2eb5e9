"""The letter that answers who asked for a topic, and the choice that topics were part of."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.builders.cited_words import said_in_words
from mire.documents.tree import Block, Document, Grid, Heading, Imprint, List, Paragraph
from mire.programme.evidence.rules import FIGURE
from mire.programme.thread.queries import sources_of
from mire.programme.thread.rules import Reference
from mire.programme.topics.queries import (
    DecidedLine,
    Selection,
    Topic,
    choice_that_answered,
    lines_of,
    proposal_in,
    terms_of,
    wanted_of,
)
from mire.programme.topics.rules.selecting import (
    change_words,
    command_words,
    served_words,
    summary_words,
    support_words,
    why_words,
)
from mire.programme.topics.rules.states import SELECTION, TopicState
from mire.words import words

BALLOTS_FILE = "sujets.pb"
"""What the file of ballots is called when it is handed out."""


def acknowledgement(topic: Topic, *, follow: str) -> str:
    """Return the text that says a topic has come, ready to copy; ``follow``: its address or ""."""
    with override(topic.programme.language):
        lines = [
            _("Bonjour,"),
            "",
            _("Votre sujet « %(title)s » est arrivé, sous le numéro %(number)s. Merci.")
            % {"title": topic.title, "number": topic.number},
            _(
                "Le groupe le lira, vous posera peut-être une question, puis choisira parmi tous "
                "les sujets avec les jours dont il dispose. Vous aurez une réponse et sa raison, "
                "que le sujet soit retenu ou non."
            ),
        ]
        if follow:
            lines.append(_("Pour le suivre et répondre : %(address)s") % {"address": follow})
        return "\n".join([*lines, "", _("Le laboratoire")])


def topic_letter(topic: Topic) -> Document:
    """Return the letter that says what became of a topic, and why.

    Raises ValueError for a topic that waits.
    """
    with override(topic.programme.language):
        return Document(
            title=_("Votre sujet : %(title)s") % {"title": topic.title},
            subtitle=topic.programme.name,
            language=topic.programme.language,
            blocks=list(_letter(topic)),
            imprint=Imprint(
                status="",
                day="" if topic.state_on is None else words.day(topic.state_on),
                address=topic.programme.authority.name,
            ),
        )


def letter_text(document: Document) -> str:
    """Return a letter's words alone, ready to be copied into a message."""
    return "\n\n".join(
        each.words for each in document.blocks
        if isinstance(each, Paragraph) and isinstance(each.words, str)
    )  # fmt: skip


def _letter(topic: Topic) -> Iterator[Block]:
    said = {"title": topic.title, "number": topic.number}
    yield Paragraph(_("Bonjour,"))
    if topic.state == TopicState.TAKEN:
        yield Paragraph(
            _("Votre sujet « %(title)s » (n° %(number)s) est retenu par le laboratoire.") % said
        )
    elif topic.state == TopicState.REFUSED:
        yield Paragraph(
            _("Votre sujet « %(title)s » (n° %(number)s) n'est pas retenu cette fois.") % said
        )
    elif topic.state == TopicState.WITHDRAWN:
        yield Paragraph(_("Votre sujet « %(title)s » (n° %(number)s) est retiré.") % said)
    else:
        raise ValueError(topic.state)
    if topic.reason:
        yield Paragraph(_("Pourquoi : %(reason)s") % {"reason": topic.reason})
    yield from _weighed(topic)
    if topic.state == TopicState.TAKEN:
        yield Paragraph(
            _(
                "Le groupe revient vers vous pour convenir d'un début, et des agents que vous "
                "libérez."
            )
        )
    elif topic.state == TopicState.REFUSED:
        yield Paragraph(
            _(
                "Vous pouvez le présenter de nouveau, tel quel ou changé, par le lien d'un "
                "prochain appel."
            )
        )
    yield Paragraph(_("Le laboratoire"))


def _weighed(topic: Topic) -> Iterator[Block]:
    """Say what a topic cost beside what there was, and how the choice is read; only after one."""
    choice = choice_that_answered(topic)
    if choice is None:
        return
    wanted = next(each for each in wanted_of(choice) if each.number == topic.number)
    yield Paragraph(
        _(
            "Il comptait pour %(cost)s des %(capacity)s jours d'agents dont le groupe disposait "
            "pour tous les sujets."
        )
        % {"cost": wanted.cost, "capacity": terms_of(choice).capacity}
    )
    yield Paragraph(
        _(
            "La règle est la même pour tous : demandez à l'équipe le document du choix « %(title)s "
            "». Il dit comment c'est compté, et comment le refaire."
        )
        % {"title": choice.title}
    )


def reasons_of(line: DecidedLine, *, threshold: int) -> list[str]:
    """Return what a choice says of one topic: why, who supports it, what would have changed it."""
    proposed = [
        words.translate(support_words(line.line.supporters, threshold=threshold)).capitalize()
        + ".",
    ]
    if line.amendment is None:
        said = words.translate(why_words(line.line))
        taken = _("Retenu : %(why)s.") if line.line.is_taken else _("Pas retenu : %(why)s.")
        proposed.append(taken % {"why": said})
    else:
        proposed.append(
            (
                _("Le calcul ne le proposait pas ; le groupe le retient : %(why)s")
                if line.is_taken
                else _("Le calcul le proposait ; le groupe ne le retient pas : %(why)s")
            )
            % {"why": line.amendment.reason}
        )
    changes = [] if line.amendment is not None else change_words(line.line)
    return [*proposed, *map(words.translate, changes)]


def selection_document(selection: Selection) -> Document:
    """Return a choice: what is taken, what isn't, why, and how it was reckoned. Two queries."""
    programme = selection.programme
    with override(programme.language):
        lines = lines_of(selection)
        return Document(
            title=selection.title,
            subtitle=_("Choix des sujets · %(name)s") % {"name": programme.name},
            language=programme.language,
            blocks=list(_selection(selection, lines, programme.threshold)),
            imprint=Imprint(
                status=_("décidé") if selection.decided_on else _("proposition"),
                day=words.day(selection.decided_on or words.local(selection.made_at)),
                address=programme.authority.name,
            ),
        )


def _selection(
    selection: Selection, lines: Sequence[DecidedLine], threshold: int
) -> Iterator[Block]:
    proposal = proposal_in(selection)
    yield Paragraph(words.translate(summary_words(proposal)), "lead")
    yield Paragraph(words.translate(served_words(proposal, threshold=threshold)))
    for is_taken, title, none in (
        (True, _("Les sujets retenus"), _("Aucun sujet n'est retenu.")),
        (False, _("Les sujets qui ne le sont pas"), _("Tous les sujets sont retenus.")),
    ):
        yield Heading(2, title)
        chosen = [each for each in lines if each.is_taken is is_taken]
        if not chosen:
            yield Paragraph(none)
        for each in chosen:
            yield Heading(3, f"{each.line.number} · {each.title}")
            yield List(tuple(reasons_of(each, threshold=threshold)))
    amended = [each for each in lines if each.amendment is not None]
    if amended:
        yield Heading(2, _("Ce que le groupe a changé"))
        yield Grid(
            _("Proposé par le calcul, et décidé"),
            (_("Sujet"), _("Proposé"), _("Décidé"), _("Pourquoi")),
            tuple(
                (
                    f"{each.line.number} · {each.title}",
                    _("retenu") if each.line.is_taken else _("pas retenu"),
                    _("retenu") if each.is_taken else _("pas retenu"),
                    "" if each.amendment is None else each.amendment.reason,
                )
                for each in amended
            ),
        )
    yield Heading(2, _("Comment c'est compté"))
    if vote := vote_behind(selection):
        yield Paragraph(vote, "aside")
    for said in method_words():
        yield Paragraph(said, "aside")
    yield Paragraph(
        _("Avec le fichier des bulletins, chacun refait ce calcul : %(command)s")
        % {"command": command_words(terms_of(selection), file=BALLOTS_FILE)},
        "aside",
    )


def vote_behind(selection: Selection) -> str:
    """Say in which meeting the ballots were cast, "" for ballots that were typed. Two queries."""
    for each in sources_of(selection.programme, Reference(SELECTION, selection.key)):
        if each.citable.reference.kind == FIGURE and each.citable.origin:
            said = " · ".join(said_in_words(said) for _what, said in each.citable.origin[:3])
            return _("Bulletins pris à une réunion : %(place)s.") % {"place": said}
    return ""


def method_words() -> list[str]:
    """Say how a choice is reckoned."""
    return [
        _(
            "Chaque bulletin reçoit la même part des jours disponibles. Un sujet est retenu quand "
            "ses soutiens peuvent le payer ensemble ; vient d'abord celui qui coûte le moins à "
            "chacun. Les parts augmentent ensuite jusqu'à ce que plus rien ne tienne, et ce qui "
            "tient encore est ajouté."
        ),
        _(
            "Un groupe d'un dixième des bulletins garde ainsi sa part d'un dixième : il ne suffit "
            "pas d'être nombreux pour tout prendre."
        ),
    ]
