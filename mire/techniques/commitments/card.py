"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text("Recueillir ce que chaque direction pourrait apporter, nommément et librement."),
    avoid=text(
        "Juste après un vote, ou devant les autres : un engagement ne se donne "
        "pas sous les regards."
    ),
    minutes=(5, 10),
    people=(3, 120),
    steps=(
        text("Dire que c'est libre, et que rien ne sera projeté."),
        text("Chacun coche ce qu'il pourrait apporter, ou rien."),
        text("Confirmer quelques jours plus tard, en tête à tête."),
    ),
    material=text("Un téléphone ou une carte de papier par personne."),
)
