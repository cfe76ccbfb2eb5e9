"""The three ballots that can be built keep the laws of every technique."""

from mire.technique_api.ballot.builder import Figure, ballot
from mire.technique_api.testing import laws
from mire.technique_api.testing.generated_logs import Golden
from mire.technique_api.text import text

ASKED = {"question": "Qui a déjà rencontré des usagers ?"}
CHOICES = {"often": text("Souvent"), "once": text("Une fois"), "never": text("Jamais")}
EXAMPLES = ("à l'accueil", "pendant une enquête", "jamais au travail")


class TestChoices(laws.Laws):
    technique = ballot(
        slug="choices",
        title=text("Choix"),
        choices=CHOICES,
        figure=Figure("choices/figure.html", lambda counts: {"n": counts.n}),
    )
    settings = (ASKED,)
    lines = {"1": {"choice": "often"}, "3": {"choice": "never"}}
    golden = (
        Golden.of(
            ASKED,
            [("choice", {"choice": each}) for each in ("often", "never", "often")],
            {"n": 3, "choices": {"often": 2, "once": 0, "never": 1}, "n_written": 0},
        ),
        Golden.of(ASKED, [], {"n": 0, "choices": dict.fromkeys(CHOICES, 0), "n_written": 0}),
    )


class TestWords(laws.Laws):
    technique = ballot(slug="words", title=text("Mots"), words=200, examples=EXAMPLES)
    settings = (ASKED,)
    lines = {"à l'accueil": {"words": "à l'accueil"}, "2 fois": {"words": "2 fois"}}
    golden = (
        Golden.of(
            ASKED,
            [("words", {"text": "à l'accueil"}), ("words", {"text": "nulle part"})],
            {"n": 2, "choices": {}, "n_written": 2},
        ),
    )


class TestChoicesAndWords(laws.Laws):
    technique = ballot(
        slug="both", title=text("Deux"), choices=CHOICES, words=60, examples=EXAMPLES
    )
    settings = (ASKED,)
    lines = {
        "2": {"choice": "once"},
        "1 à l'accueil": {"choice": "often", "words": "à l'accueil"},
    }
    golden = (
        Golden.of(
            ASKED,
            [
                ("choice", {"choice": "once"}),
                ("words", {"text": "à l'accueil"}),
                ("choice", {"choice": "never"}),
            ],
            {"n": 2, "choices": {"often": 0, "once": 1, "never": 1}, "n_written": 1},
        ),
    )
