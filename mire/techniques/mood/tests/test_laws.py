from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.mood.manifest import technique

LINES = {
    "3 mot": {"mood": "3", "word": "mot"},
    "5": {"mood": "5"},
    "-": {"mood": "decline"},
    "– trop tôt": {"mood": "decline", "word": "trop tôt"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {"question": "Quelle est votre météo ?"},
        {
            "question": "Et maintenant ?",
            "weathers": ["Nuit", "Brume", "Gris", "Clair", "Été"],
            "word": False,
        },
        {"question": "Votre envie ?", "scale": "ten", "low": "aucune", "high": "entière"},
        {"question": "Votre élan ?", "scale": "ten", "word_label": "En un mot ?"},
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
