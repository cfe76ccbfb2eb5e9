from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.commitments.manifest import technique

LINES = {
    "Direction de l'habitat ; 1 = le guichet unique ; 2 = 8 ; 5": {
        "name": "Direction de l'habitat",
        "offer_1": "yes",
        "detail_1": "le guichet unique",
        "offer_2": "yes",
        "detail_2": "8",
        "offer_5": "yes",
    },
    "D12;3": {"name": "D12", "offer_3": "yes"},
}


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {"question": "Ce que ma direction pourrait apporter"},
        {
            "question": "Votre part ?",
            "offers": [{"label": "Un agent", "asks": "days"}, {"label": "Une salle"}],
            "name_label": "Qui ?",
        },
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
