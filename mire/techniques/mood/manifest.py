"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Spot, Technique
from mire.technique_api.text import text
from mire.techniques.mood.card import CARD
from mire.techniques.mood.config import Config, read_config
from mire.techniques.mood.contribution import (
    Answer,
    AnyPiece,
    line_help,
    own,
    read_contribution,
    read_form,
    read_line,
    read_piece,
    simulate,
    split,
    told,
)
from mire.techniques.mood.screens import SCREENS
from mire.techniques.mood.synthesis import (
    Result,
    State,
    breakdowns,
    findings,
    n_answers,
    start,
    step,
    synthesis,
    verbatims,
)

technique: Technique[Config, Answer, AnyPiece, State, Result] = Technique(
    slug="mood",
    version=1,
    title=text("Météo"),
    card=CARD,
    spot=Spot(
        question=text("Où en êtes-vous, à cet instant ?"),
        settings=lambda question: {"question": question},
        minutes=3,
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
)
