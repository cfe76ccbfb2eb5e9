from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.judgment.manifest import technique

STORY = [
    {"label": "Cellule auprès de la direction générale", "gloss": "Trois agents, rattachés."},
    {"label": "Au sein d'une direction"},
    {"label": "Processus en résidence"},
]

LINES = {
    "6 2 5": {"o1": "6", "o2": "2", "o3": "5"},
    "1, -, 7": {"o1": "1", "o2": "none", "o3": "7"},
    "— 0 3": {"o1": "none", "o2": "none", "o3": "3"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {"question": "Que vaut chaque portage ?", "options": STORY},
        {"question": "Lequel ?", "options": STORY[1:], "scale": "six"},
        {
            "question": "Que vaut chaque sujet ?",
            "options": [{"label": f"Sujet {number}"} for number in range(1, 8)],
            "mentions": [{"label": each} for each in ("Non", "Plutôt non", "Plutôt oui", "Oui")],
        },
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
