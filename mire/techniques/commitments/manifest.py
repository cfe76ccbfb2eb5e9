"""The sign that the registry reads."""

from mire.technique_api.technique import Regime, Technique
from mire.technique_api.text import text
from mire.techniques.commitments.config import Config, read_config
from mire.techniques.commitments.contribution import (
    Answer,
    author,
    line_help,
    own,
    read_contribution,
    read_form,
    read_line,
    read_piece,
    simulate,
    split,
)
from mire.techniques.commitments.screens import SCREENS
from mire.techniques.commitments.synthesis import (
    Result,
    State,
    findings,
    n_answers,
    start,
    step,
    synthesis,
    verbatims,
)

technique: Technique[Config, Answer, None, State, Result] = Technique(
    slug="commitments",
    version=1,
    title=text("Engagements"),
    regime=lambda _config: Regime.APART,
    read_config=read_config,
    read_contribution=read_contribution,
    read_form=read_form,
    read_line=read_line,
    line_help=line_help,
    split=split,
    read_piece=read_piece,
    start=start,
    step=step,
    n_answers=n_answers,
    verbatims=verbatims,
    synthesis=synthesis,
    screens=SCREENS,
    own=own,
    simulate=simulate,
    findings=findings,
    author=author,
)
