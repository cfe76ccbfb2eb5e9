"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Source, Technique
from mire.technique_api.text import text
from mire.techniques.signup.card import CARD
from mire.techniques.signup.config import Config, offers, read_config
from mire.techniques.signup.contribution import (
    Answer,
    Signed,
    author,
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
from mire.techniques.signup.screens import SCREENS
from mire.techniques.signup.synthesis import (
    Result,
    State,
    findings,
    n_answers,
    proposal,
    signatures,
    start,
    step,
    synthesis,
    verbatims,
)

technique: Technique[Config, Answer, Signed, State, Result] = Technique(
    slug="signup",
    version=1,
    title=text("Choix du profil"),
    card=CARD,
    regime=lambda _config: Regime.NAMED,
    read_config=read_config,
    synthesis=synthesis,
    screens=SCREENS,
    findings=findings,
    answers=Answers(
        read_contribution=read_contribution,
        read_form=read_form,
        read_line=read_line,
        line_help=line_help,
        split=split,
        own=own,
        simulate=simulate,
        told=told,
        author=author,
    ),
    fold=Fold(
        read_piece=read_piece,
        start=start,
        step=step,
        n_answers=n_answers,
        verbatims=verbatims,
        signatures=signatures,
    ),
    source=Source(
        offers=offers,
        proposal=proposal,
    ),
)
