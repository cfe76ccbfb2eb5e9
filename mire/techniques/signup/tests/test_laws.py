from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.signup.manifest import technique

PROFILES = [
    {"label": "Labo Coach", "gloss": "Aider les projets en cours", "tables": 2},
    {"label": "Labo Veilleur", "seats": 4},
    {"label": "Labo Terrain"},
]

LINES = {
    "2 1 Direction de l'habitat · D07": {
        "first": "2",
        "second": "1",
        "name": "Direction de l'habitat · D07",
    },
    "3 D12": {"first": "3", "name": "D12"},
    "- Accueil": {"first": "any", "name": "Accueil"},
    "1;2 D04 / habitat": {"first": "1", "second": "2", "name": "D04", "department": "Habitat"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {
            "question": "Quel profil voulez-vous creuser ?",
            "profiles": PROFILES,
            "departments": ["Habitat", "Mobilités", "Solidarités"],
        },
        {"question": "Lequel ?", "profiles": PROFILES, "second": False, "name_label": "Qui ?"},
        {"question": "Lequel ?", "profiles": [{"label": "A", "seats": 1}, {"label": "B"}]},
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
