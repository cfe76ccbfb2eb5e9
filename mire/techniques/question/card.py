"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text("Entendre des mots avant de proposer la moindre échelle."),
    avoid=text("S'il faut un compte : une question libre ne se compte pas."),
    minutes=(3, 8),
    people=(8, 300),
    steps=(
        text("Poser une seule question, courte."),
        text("Laisser écrire en silence."),
        text("Choisir ensemble ce que la salle lira, puis en parler."),
    ),
    material=text("Un téléphone pour trois, ou des bulletins."),
)
