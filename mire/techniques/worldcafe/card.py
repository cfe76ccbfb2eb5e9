"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text(
        "Faire circuler les idées entre des gens qui ne se parlent pas, autour de "
        "trois ou quatre questions."
    ),
    avoid=text("À moins de douze, ou s'il faut décider : le café ouvre, il ne tranche pas."),
    minutes=(25, 90),
    people=(12, 120),
    steps=(
        text("Un hôte par table, qui reste ; les autres tournent."),
        text("À chaque tour, l'hôte dit en une minute ce que la table a déjà."),
        text("Noter les idées telles qu'elles sont dites, une par ligne."),
        text("Récolter : chaque table lit ce qu'elle garde."),
    ),
    material=text("Des tables hautes, des feuilles, de gros feutres ; une horloge visible."),
)
