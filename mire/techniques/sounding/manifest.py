"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Rounds, Spot, Technique
from mire.technique_api.text import text
from mire.techniques.sounding.card import CARD
from mire.techniques.sounding.config import Config, read_config
from mire.techniques.sounding.contribution import (
    Answer,
    AnyPiece,
    line_help,
    own,
    pair,
    read_contribution,
    read_form,
    read_line,
    read_piece,
    simulate,
    split,
    told,
)
from mire.techniques.sounding.screens import SCREENS
from mire.techniques.sounding.sentences import breakdowns, findings
from mire.techniques.sounding.synthesis import (
    Result,
    State,
    n_answers,
    start,
    step,
    synthesis,
    verbatims,
)

_ASKED = "Êtes-vous d’accord\u202f?"
"""Words of a sheet are in the meeting's own language: they are not translated."""

technique: Technique[Config, Answer, AnyPiece, State, Result] = Technique(
    slug="sounding",
    version=1,
    title=text("Sondage"),
    card=CARD,
    spot=Spot(
        question=text("Nous sommes prêts à passer à la suite."),
        settings=lambda question: {"question": _ASKED, "statements": [question]},
        minutes=4,
        most_letters=140,
    ),
    regime=lambda _config: Regime.BALLOT,
    read_config=read_config,
    synthesis=synthesis,
    screens=SCREENS,
    findings=findings,
    breakdowns=breakdowns,
    answers=Answers(
        read_contribution=read_contribution,
        read_form=read_form,
        read_line=read_line,
        line_help=line_help,
        split=split,
        own=own,
        simulate=simulate,
        told=told,
    ),
    fold=Fold(
        read_piece=read_piece,
        start=start,
        step=step,
        n_answers=n_answers,
        verbatims=verbatims,
    ),
    rounds=Rounds(
        pair=pair,
    ),
)
