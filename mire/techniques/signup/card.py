"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text(
        "Former des tables sur ce que chacun veut travailler, sans que personne reste de côté."
    ),
    avoid=text(
        "Si les tables sont déjà faites, ou si le choix serait lu comme une prise de position."
    ),
    minutes=(3, 8),
    people=(8, 120),
    steps=(
        text("Présenter les profils, avec leur nombre de places."),
        text("Chacun donne son nom, un premier vœu et un second."),
        text("Montrer la proposition, corriger à la main, et s'installer."),
    ),
    material=text("Un téléphone pour trois, ou une liste d'émargement."),
)
