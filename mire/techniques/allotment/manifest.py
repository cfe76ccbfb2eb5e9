"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Technique, Votes
from mire.technique_api.text import text
from mire.techniques.allotment.card import CARD
from mire.techniques.allotment.config import Config, read_config
from mire.techniques.allotment.contribution import (
    Answer,
    Ballot,
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
from mire.techniques.allotment.screens import SCREENS
from mire.techniques.allotment.sentences import breakdowns, findings
from mire.techniques.allotment.synthesis import (
    Result,
    State,
    n_answers,
    start,
    step,
    supported,
    synthesis,
    verbatims,
)

technique: Technique[Config, Answer, Ballot, State, Result] = Technique(
    slug="allotment",
    version=1,
    title=text("Choix des sujets"),
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
    votes=Votes(finding="sentence", supported=supported),
)
