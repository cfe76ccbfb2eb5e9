"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text(
        "Décider sans mettre personne en minorité : une proposition tient si personne n'objecte."
    ),
    avoid=text("Si le choix entre plusieurs propositions n'est pas fait, ou s'il est déjà arrêté."),
    minutes=(15, 60),
    people=(3, 40),
    steps=(
        text("Lire la proposition, puis répondre aux questions qui la clarifient."),
        text("Entendre les réactions, sans débat."),
        text("Recueillir les objections : un risque, et ce qui la lèverait."),
        text("Amender le texte jusqu'à ce que chaque objection soit levée par qui l'a faite."),
    ),
    material=text("La proposition écrite ; de quoi noter ; un écran."),
)
