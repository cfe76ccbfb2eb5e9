"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Technique, Votes
from mire.technique_api.text import text
from mire.techniques.judgment.card import CARD
from mire.techniques.judgment.config import Config, read_config
from mire.techniques.judgment.contribution import (
    Answer,
    Mark,
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
from mire.techniques.judgment.screens import SCREENS
from mire.techniques.judgment.sentences import breakdowns, findings
from mire.techniques.judgment.synthesis import (
    Result,
    State,
    graded,
    n_answers,
    start,
    step,
    synthesis,
    verbatims,
)

technique: Technique[Config, Answer, Mark, State, Result] = Technique(
    slug="judgment",
    version=1,
    title=text("Jugement majoritaire"),
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
    votes=Votes(finding="sentence", graded=graded),
)
