"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text(
        "Voir quels sujets une capacité permet de prendre, de sorte que chacun y ait sa part."
    ),
    avoid=text("Si personne ne sait ce que chaque sujet demande, ou si un seul doit être pris."),
    minutes=(6, 20),
    people=(8, 500),
    steps=(
        text("Dire chaque sujet, les jours qu'il demande, et ceux dont on dispose."),
        text("Choisir en secret les sujets que l'on soutient."),
        text("Regarder ce qui serait pris, qui y a sa part, et ce qui l'aurait changé."),
    ),
    material=text("Un téléphone chacun, ou des bulletins ; un écran."),
)
