"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Fold, Regime, Tables, Technique
from mire.technique_api.text import text
from mire.techniques.worldcafe import commands, contribution, synthesis
from mire.techniques.worldcafe.card import CARD
from mire.techniques.worldcafe.config import Config, n_tables, needs_minutes, read_config
from mire.techniques.worldcafe.contribution import Answer, AnyPiece
from mire.techniques.worldcafe.screens import SCREENS, walked
from mire.techniques.worldcafe.simulated import simulate
from mire.techniques.worldcafe.synthesis import Result, State

technique: Technique[Config, Answer, AnyPiece, State, Result] = Technique(
    slug="worldcafe",
    version=1,
    title=text("World café"),
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
        direct=commands.direct,
        script=commands.script,
        board=synthesis.board,
        undo=contribution.undo,
        n_tables=n_tables,
        moving=walked,
        needs_minutes=needs_minutes,
    ),
)
