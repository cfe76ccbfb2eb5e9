"""The sign that the registry reads."""

from mire.technique_api.technique import Regime, Technique
from mire.technique_api.text import text
from mire.techniques.framing.card import CARD
from mire.techniques.framing.config import Config, read_config
from mire.techniques.framing.screens import SCREENS
from mire.techniques.framing.synthesis import Result, findings, synthesis

technique: Technique[Config, None, None, None, Result] = Technique(
    slug="framing",
    version=1,
    title=text("Cadrage"),
    card=CARD,
    regime=lambda _config: Regime.NONE,
    read_config=read_config,
    synthesis=synthesis,
    screens=SCREENS,
    findings=findings,
)
