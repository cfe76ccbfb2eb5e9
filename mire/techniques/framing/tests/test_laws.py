from pathlib import Path

from mire.technique_api.testing import laws
from mire.techniques.framing.manifest import technique


class TestLaws(laws.Laws):
    technique = technique
    settings = (
        {},
        {"text": ["Un paragraphe."], "phone": "Rendez-vous dans le couloir."},
        {
            "speakers": [{"role": "Direction générale", "minutes": 5}, {"role": "Équipe"}],
            "items": [{"label": "Moyens", "text": "De quoi a-t-il besoin ?"}, {"label": "Suite"}],
        },
    )
    logs = Path(__file__).parent / "logs"
