"""The first kinds that can be cited: what was said word for word, and what was counted."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.evidence.queries import (
    Figure,
    Verbatim,
    figures_by_key,
    figures_of,
    figures_resting_on,
    verbatims_by_key,
    verbatims_of,
)
from mire.programme.evidence.rules import FIGURE, MEDIA, VERBATIM, searched
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reference, Said, State
from mire.technique_api.technique import Regime
from mire.technique_api.text import Text, text, text_n
from mire.words import words


def _verbatims(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return texts. One query."""
    return {key: _verbatim(row) for key, row in verbatims_by_key(programme, keys).items()}


def _verbatim(row: Verbatim) -> Citable:
    origin = _of_meeting(row)
    if row.about is not None:
        origin.append((text("sous"), row.about))
    if row.beside is not None:
        origin.append((text("où"), row.beside))
    if row.medium in MEDIA:
        origin.append((text("moyen"), MEDIA[row.medium]))
    return Citable(
        Reference(VERBATIM, row.key),
        row.text,
        row.digest,
        State(row.state),
        origin,
        row.reason,
        is_anonymous=row.regime != Regime.GROUP,
    )


def _figures(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return figures. One query."""
    return {key: _figure(row) for key, row in figures_by_key(programme, keys).items()}


def _figure(row: Figure) -> Citable:
    origin = _of_meeting(row)
    if row.n_answers:
        answers = text_n("%(count)s réponse", "%(count)s réponses", row.n_answers)
        origin.append((text("sur"), answers))
    is_said = row.state == State.SAID
    return Citable(
        Reference(FIGURE, row.key),
        row.sentence if is_said else "",
        row.digest,
        State(row.state),
        origin,
        rests_on=[Reference(VERBATIM, each) for each in row.rests_on],
    )


def _of_meeting(row: Verbatim | Figure) -> list[tuple[Text, Said]]:
    return [
        (text("réunion"), row.meeting.title),
        (text("jour"), row.meeting.planned_at),
        (text("séquence"), row.activity_title),
    ]


def _figures_on(programme: Programme, said: Reference) -> Sequence[str]:
    """Return the figures that rest on a text. One query."""
    return figures_resting_on(programme, said.key) if said.kind == VERBATIM else ()


def _seek_verbatims(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return texts; none without words: there are too many. Two queries."""
    if not sought:
        return ()
    return [each.key for each in verbatims_of(programme, words=sought, most=most).verbatims]


def _seek_figures(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return figures whose sentence holds the words; none without words. One query."""
    wanted = searched(sought).split()
    found = [
        each.key
        for each in (figures_of(programme) if wanted else ())
        if all(word in searched(words.translate(each.sentence)) for word in wanted)
    ]
    return found[:most]


KINDS = (
    Kind(VERBATIM, text("propos"), _verbatims, seek=_seek_verbatims),
    Kind(FIGURE, text("chiffre"), _figures, _figures_on, _seek_figures),
)
