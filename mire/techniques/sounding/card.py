"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text("Mesurer l'accord sur quelques phrases, et ce qui a bougé entre le début et la fin."),
    avoid=text("Si les phrases mêlent deux idées, ou si la réponse est déjà prise."),
    minutes=(4, 12),
    people=(8, 500),
    steps=(
        text("Écrire des phrases qui n'ont qu'une idée chacune."),
        text("Les faire noter, en secret."),
        text("Regarder l'étendue avant la moyenne ; refaire à la fin si l'on attend un effet."),
    ),
    material=text("Un téléphone pour trois, ou des bulletins ; un écran."),
)
