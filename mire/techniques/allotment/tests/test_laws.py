from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.allotment.manifest import technique

TOPICS = [
    {"label": "Accueil des usagers", "days": 20, "gloss": "Un seul guichet, en mairie."},
    {"label": "Formulaires plus clairs", "days": 12},
    {"label": "Cantines", "days": 15},
    {"label": "Courriers", "days": 8},
]

LINES = {
    "1 3": {"t1": "yes", "t3": "yes"},
    "4,2": {"t2": "yes", "t4": "yes"},
    "-": {"none": "yes"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {"question": "Que prendre cette année ?", "topics": TOPICS, "capacity": 40},
        {
            "question": "Que prendre ?",
            "topics": [{"label": f"Sujet {i}", "days": 3 + i % 5} for i in range(1, 21)],
            "capacity": 30,
            "mode": "points",
            "points": 4,
        },
        {"question": "Que prendre ?", "topics": TOPICS, "capacity": 0, "mode": "ranking"},
        {"question": "L'un ?", "topics": TOPICS[:2], "capacity": 25, "mode": "ranking"},
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
