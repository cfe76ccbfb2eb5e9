from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.positioning.manifest import technique

AXES = {
    "x": {
        "low": {"label": "Impact interne", "gloss": "Transformer les pratiques"},
        "high": {"label": "Impact externe"},
    },
    "y": {"low": {"label": "Opérationnel"}, "high": {"label": "Prospectif"}},
}


LINES = {
    "F14 parce que…": {"stance": "placed", "x": -5, "y": 3, "reason": "parce que…"},
    "a1": {"stance": "placed", "x": -10, "y": -10},
    "U 21": {"stance": "placed", "x": 10, "y": 10},
    "-": {"stance": "abstain"},
    "- pas assez d'éléments": {"stance": "abstain", "reason": "pas assez d'éléments"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {
            "question": "Où placez-vous le labo ?",
            **AXES,
            "corners": {
                "bottom_left": {"name": "Labo Coach", "gloss": "Il accompagne."},
                "top_right": {"name": "Labo Veilleur"},
            },
        },
        {"question": "Où ?", **AXES, "reason": False},
        {"question": "Où ?", **AXES, "reason_label": "En une phrase, pourquoi ?"},
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
