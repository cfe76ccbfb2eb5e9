from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.worktables.manifest import technique

TABLES = [{"label": "Labo Coach", "tables": 2}, {"label": "Labo Veilleur", "seats": 8}]

LINES = {
    "3.2 Une équipe de quatre": {"table": 3, "heading": 2, "said": "Une équipe de quatre"},
    "1/1+ Essayer": {"table": 1, "heading": 1, "said": "Essayer", "mark": "agree"},
    "2.5- Un budget": {"table": 2, "heading": 5, "said": "Un budget", "mark": "disagree"},
    "2.5? Un budget": {"table": 2, "heading": 5, "said": "Un budget", "mark": "deepen"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {"question": "Et si ce labo ouvrait en septembre ?", "tables": TABLES},
        {
            "question": "Et vous ?",
            "tables": TABLES[:1],
            "people": 9,
            "order": "drawn",
            "minutes": 0,
            "turn_seconds": 0,
            "projector": "none",
            "headings": [{"label": "Envies"}, {"label": "Craintes", "question": "Lesquelles ?"}],
        },
        {
            "question": "Et vous ?",
            "tables": TABLES,
            "settle": 0,
            "badges": [{"label": f"D{n:02}", "department": "Habitat"} for n in range(1, 9)],
        },
        {"question": "Et vous ?", "tables": TABLES, "signup": True},
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
