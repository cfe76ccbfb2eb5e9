"""What is joined once Django is ready: the registry of techniques, the live engine."""

from django.apps import AppConfig
from django.conf import settings

from mire.live.engine.engine import SERVED_PATIENCE_SECONDS, Engine, wire_engine
from mire.live.store.connect import notices_opener, opener
from mire.technique_api import registry
from mire.techniques import TECHNIQUES


class Wiring(AppConfig):
    """Joins the packages of the program."""

    name = "mire.config"
    label = "wiring"

    def ready(self) -> None:
        """Load the techniques; say how this process's engine is made when first needed."""
        registry.load(TECHNIQUES)
        wire_engine(
            lambda: Engine(
                opener(settings.LIVE_DATABASE),
                patience=SERVED_PATIENCE_SECONDS,
                open_notices=notices_opener(settings.LIVE_DATABASE),
            )
        )
