from mire.technique_api.testing import laws
from mire.technique_api.testing.generated_logs import Golden
from mire.techniques.question.manifest import technique

ASKED = {"question": "Que faut-il entendre avant de continuer ?"}


class TestLaws(laws.Laws):
    technique = technique
    settings = (ASKED,)
    lines = {"Du temps": {"words": "Du temps"}}
    golden = (
        Golden.of(
            ASKED,
            [("words", {"text": each}) for each in ("Du temps", "Un lieu")],
            {"n": 2, "choices": {}, "n_written": 2},
        ),
    )
