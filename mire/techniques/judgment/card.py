"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text(
        "Comparer quelques options en disant ce que vaut chacune, et non laquelle on préfère."
    ),
    avoid=text(
        "Si les options ne sont pas encore décrites, ou s'il faut en retenir plusieurs à la fois."
    ),
    minutes=(5, 15),
    people=(8, 500),
    steps=(
        text("Dire chaque option en une phrase, et répondre aux questions."),
        text("Donner, en secret, une mention à chaque option."),
        text("Regarder les profils avant le rang, et lire ce qui départage les options."),
    ),
    material=text("Un téléphone chacun, ou des bulletins ; un écran."),
)
