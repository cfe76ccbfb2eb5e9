"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text("Savoir où en sont les gens, en une minute, sans faire de tour de table."),
    avoid=text(
        "S'il faut comprendre pourquoi : la météo ouvre la conversation, elle ne la remplace pas."
    ),
    minutes=(2, 5),
    people=(8, 500),
    steps=(
        text("Poser la question telle qu'elle est écrite."),
        text("Chacun choisit sa météo, et un mot s'il le veut."),
        text("Lire le résultat à voix haute, sans le commenter."),
    ),
    material=text("Un téléphone pour trois, ou des bulletins ; un écran."),
)
