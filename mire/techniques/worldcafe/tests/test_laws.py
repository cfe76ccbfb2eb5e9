from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.worldcafe.manifest import technique

STATIONS = [
    {"label": "Coopérer", "question": "Comment travailler ensemble ?", "tables": 2},
    {"label": "Sortir des cadres", "host": "Agente d'accueil", "tables": 2},
    {"label": "Rencontrer les usagers", "tables": 2},
]

LINES = {
    "3.2 Il faudrait un lieu": {"table": 3, "round": 2, "said": "Il faudrait un lieu"},
    "1/1 Essayer": {"table": 1, "round": 1, "said": "Essayer"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {"question": "Que ferait-on autrement ?", "stations": STATIONS, "rounds": 3},
        {
            "question": "Et vous ?",
            "stations": STATIONS[:1],
            "rounds": 2,
            "once": False,
            "people": 8,
            "projector": "names",
            "badges": [{"label": f"D{n:02}", "department": "Habitat"} for n in range(1, 9)],
        },
        {
            "question": "Et vous ?",
            "stations": STATIONS,
            "assignment": "free",
            "rounds": 4,
            "projector": "none",
            "move": 0,
            "late": 0,
            "harvest": 0,
        },
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
