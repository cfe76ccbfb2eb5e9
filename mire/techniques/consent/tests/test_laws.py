from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.consent.manifest import technique

PROPOSAL = "Ouvrir le laboratoire six mois, avec deux agents, et décider ensuite."

LINES = {
    "1.1 Qui sont les deux agents ?": {
        "table": 1, "heading": 1, "said": "Qui sont les deux agents ?"},
    "2/2 Cela nous soulagerait": {"table": 2, "heading": 2, "said": "Cela nous soulagerait"},
    "2.3 Moins d'accueil // un essai d'un mois": {
        "table": 2, "heading": 3, "said": "Moins d'accueil", "lift": "un essai d'un mois"},
}  # fmt: skip


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {
            "question": "Peut-on vivre avec cette proposition ?",
            "proposal": PROPOSAL,
            "tables": [{"label": "Direction de l'habitat"}, {"label": "Direction des moyens"}],
        },
        {"question": "Une objection ?", "proposal": PROPOSAL},
    )
    lines = LINES
    logs = Path(__file__).parent / "logs"
