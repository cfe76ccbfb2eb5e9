"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Tables, Technique
from mire.technique_api.text import text
from mire.techniques.consent import contribution, synthesis
from mire.techniques.consent.card import CARD
from mire.techniques.consent.config import Config, n_tables, needs_minutes, read_config
from mire.techniques.consent.contribution import Answer, AnyPiece
from mire.techniques.consent.screens import SCREENS, board
from mire.techniques.consent.simulated import simulate
from mire.techniques.consent.synthesis import Result, State

technique: Technique[Config, Answer, AnyPiece, State, Result] = Technique(
    slug="consent",
    version=1,
    title=text("Décision par consentement"),
    card=CARD,
    regime=lambda _config: Regime.GROUP,
    read_config=read_config,
    synthesis=synthesis.synthesis,
    screens=SCREENS,
    findings=synthesis.findings,
    answers=Answers(
        read_contribution=contribution.read_contribution,
        read_form=contribution.read_form,
        read_line=contribution.read_line,
        line_help=contribution.line_help,
        split=contribution.split,
        own=contribution.own,
        simulate=simulate,
        author=contribution.author,
    ),
    fold=Fold(
        read_piece=contribution.read_piece,
        start=synthesis.start,
        step=synthesis.step,
        n_answers=synthesis.n_answers,
        verbatims=synthesis.verbatims,
        withdrawn=synthesis.withdrawn,
        admit=synthesis.admit,
    ),
    tables=Tables(
        direct=synthesis.direct,
        script=synthesis.script,
        board=board,
        undo=contribution.undo,
        n_tables=n_tables,
        needs_minutes=needs_minutes,
        proposed=synthesis.proposed,
    ),
)
