"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Tables, Technique
from mire.technique_api.text import text
from mire.techniques.worktables import contribution, synthesis
from mire.techniques.worktables.card import CARD
from mire.techniques.worktables.config import Config, n_tables, needs_minutes, read_config
from mire.techniques.worktables.contribution import Answer, AnyPiece
from mire.techniques.worktables.screens import SCREENS, board, canvases
from mire.techniques.worktables.simulated import simulate
from mire.techniques.worktables.synthesis import Result, State

technique: Technique[Config, Answer, AnyPiece, State, Result] = Technique(
    slug="worktables",
    version=1,
    title=text("Tables de travail"),
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
        signatures=synthesis.signatures,
    ),
    tables=Tables(
        direct=synthesis.direct,
        script=synthesis.script,
        board=board,
        undo=contribution.undo,
        n_tables=n_tables,
        canvases=canvases,
        needs_minutes=needs_minutes,
        draws_on=frozenset({"tables", "signup"}),
    ),
)
