"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text("Approfondir à plusieurs, rubrique par rubrique, et le dire ensuite à la salle."),
    avoid=text(
        "Si les rubriques ne sont pas comprises, ou s'il n'y a pas le temps de la restitution."
    ),
    minutes=(20, 60),
    people=(8, 120),
    steps=(
        text("Former des tables de quatre à six."),
        text("Un scripteur par table remplit le canevas, dans les mots dits."),
        text("Marquer ce qui fait accord et ce qui ne le fait pas."),
        text("Restituer : deux minutes par table."),
    ),
    material=text("Un canevas imprimé ou un téléphone par table ; des feutres."),
)
