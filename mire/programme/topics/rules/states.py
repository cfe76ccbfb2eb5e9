"""Where a topic stands, and what a referral may hold."""

import enum

from mire.programme.evidence.rules import digest_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

TOPIC, CALL, SELECTION = "topic", "call", "selection"
MOST_TITLE, MOST_LINE, MOST_TEXT, MOST_REASON = 120, 160, 1_500, 600
MOST_COST = 400
"""Agent-days that one topic may take: more is a slip, or a programme of its own."""
MOST_OPEN = 300
"""Topics that one programme holds: a form left open to anybody is closed by then."""


class TopicState(enum.StrEnum):
    """Where a topic stands."""

    ASKED = "asked"
    TAKEN = "taken"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    TopicState.ASKED: text("demandé"),
    TopicState.TAKEN: text("retenu"),
    TopicState.REFUSED: text("pas retenu"),
    TopicState.WITHDRAWN: text("retiré"),
}

MOVES = {
    TopicState.ASKED: (TopicState.TAKEN, TopicState.REFUSED, TopicState.WITHDRAWN),
    TopicState.TAKEN: (TopicState.ASKED,),
    TopicState.REFUSED: (TopicState.ASKED,),
    TopicState.WITHDRAWN: (TopicState.ASKED,),
}


def check_move(was: TopicState, to: TopicState, reason: str) -> None:
    """Raise a ``Refusal`` for a move that can't be, or that nobody gave a reason for."""
    if to not in MOVES[was]:
        raise Refusal(
            text(
                "Ce sujet est %(was)s : il ne devient pas %(to)s d'ici.",
                was=STATE_WORDS[was],
                to=STATE_WORDS[to],
            ),
            code="moved",
        )
    if not reason:
        raise Refusal(
            text("Dites pourquoi : qui a demandé ce sujet le lira."),
            path=("reason",),
            code="missing",
        )


def digest_of_topic(title: str, aim: str, audience: str) -> str:
    """Return what tells that a topic asks something else."""
    return digest_of({"title": title, "aim": aim, "audience": audience})
