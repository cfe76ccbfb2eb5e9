"""What one reads of the technique before choosing it."""

from mire.technique_api.card import Card
from mire.technique_api.text import text

CARD = Card(
    aim=text(
        "Situer le futur laboratoire entre deux paires de pôles, et voir où le "
        "groupe s'accorde ou se partage."
    ),
    avoid=text(
        "Si les deux axes ne veulent pas dire la même chose pour tout le monde : "
        "travaillez d'abord les mots."
    ),
    minutes=(8, 20),
    people=(8, 300),
    steps=(
        text("Lire les quatre pôles à voix haute, avec un exemple pour chacun."),
        text("Chacun place son point, en secret, et peut dire pourquoi."),
        text("Fermer, regarder la carte, puis faire parler les coins."),
    ),
    material=text("Un téléphone pour trois, ou des grilles imprimées ; un écran."),
)
