"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text("Dire d'où l'on part et ce qu'on attend de la réunion, en peu de minutes."),
    avoid=text(
        "Si la parole de l'estrade prend plus d'un quart de la réunion : "
        "faites-en une note envoyée avant."
    ),
    minutes=(3, 15),
    people=(3, 500),
    steps=(
        text("Écrire trois phrases : pourquoi, quoi, jusqu'à quand."),
        text("Les dire, puis laisser l'essentiel à l'écran."),
        text("Répondre à une question, pas plus, et commencer."),
    ),
    material=text("Un écran ; rien pour les participants."),
)
