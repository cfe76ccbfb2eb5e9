"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Rounds, Technique
from mire.technique_api.text import text
from mire.techniques.positioning.card import CARD
from mire.techniques.positioning.config import Config, read_config
from mire.techniques.positioning.contribution import (
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
    without_words,
)
from mire.techniques.positioning.screens import SCREENS
from mire.techniques.positioning.sentences import breakdowns, findings
from mire.techniques.positioning.synthesis import (
    Result,
    State,
    n_answers,
    start,
    step,
    synthesis,
    verbatims,
)

technique: Technique[Config, Answer, AnyPiece, State, Result] = Technique(
    slug="positioning",
    version=2,
    title=text("Grille de positionnement"),
    card=CARD,
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
        without_words=without_words,
    ),
)
