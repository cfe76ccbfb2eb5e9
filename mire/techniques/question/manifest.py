"""The sign that the registry reads."""

from mire.technique_api.ballot.builder import ballot
from mire.technique_api.technique import Spot
from mire.technique_api.text import text
from mire.techniques.question.card import CARD

MOST_WORDS = 500

technique = ballot(
    slug="question",
    title=text("Question libre"),
    card=CARD,
    words=MOST_WORDS,
    examples=(
        "Commencer petit, et le dire.",
        "Un lieu où l'on a le droit de se tromper.",
        "Du temps, avant tout.",
        "Que la direction générale vienne voir.",
        "Aller voir les usagers avant d'écrire.",
    ),
    spot=Spot(
        question=text("Que faut-il entendre avant de continuer ?"),
        settings=lambda question: {"question": question},
        minutes=5,
    ),
)
