"""The sign that the registry reads."""

from mire.technique_api.technique import Answers, Promises, Regime, Technique
from mire.technique_api.text import text
from mire.techniques.commitments.card import CARD
from mire.techniques.commitments.config import Config, offers_of, read_config
from mire.techniques.commitments.contribution import (
    Answer,
    author,
    line_help,
    own,
    read_contribution,
    read_form,
    read_line,
    simulate,
    split,
)
from mire.techniques.commitments.screens import SCREENS
from mire.techniques.commitments.synthesis import Result, findings, synthesis

technique: Technique[Config, Answer, None, None, Result] = Technique(
    slug="commitments",
    version=1,
    title=text("Engagements"),
    card=CARD,
    regime=lambda _config: Regime.APART,
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
        author=author,
    ),
    promises=Promises(offers=offers_of),
)
