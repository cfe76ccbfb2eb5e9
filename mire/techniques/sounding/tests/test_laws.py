from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.sounding.manifest import technique

STATEMENTS = [
    "Le labo nous ferait gagner du temps.",
    "Mon équipe pourrait y consacrer un jour par mois.",
    "Ma direction a des sujets à lui confier.",
]

LINES = {
    "4 2 5": {"s1": "4", "s2": "2", "s3": "5"},
    "1, 0, -": {"s1": "1", "s2": "unknown", "s3": "decline"},
    "? — 3": {"s1": "unknown", "s2": "decline", "s3": "3"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {"question": "Qu'en pensez-vous ?", "statements": STATEMENTS},
        {
            "question": "Où en sommes-nous ?",
            "statements": ["Le labo est attendu."],
            "scale": "seven",
        },
        {
            "question": "Votre couleur ?",
            "statements": [f"Affirmation {number}." for number in range(1, 11)],
            "scale": "regnier",
            "grades": ["Très défavorable", "Défavorable", "Mitigé", "Favorable", "Très favorable"],
        },
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
