"""What a criterion must be: pure, on plain values."""

from collections.abc import Collection, Sequence

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

CRITERION = "criterion"
MOST_NAME, MOST_MEANING = 80, 400
MOST_CRITERIA = 9
"""In use at once: more can't be graded in one go by a show of hands."""


def tidy_name(name: str, *, others: Collection[str]) -> str:
    """Return a name as it is kept; refuse one without a word, or that another one has."""
    kept = " ".join(name.split())
    if not any(letter.isalpha() for letter in kept):
        raise Refusal(text("Nommez le critère avec des mots."), path=("name",))
    if kept.casefold() in {each.casefold() for each in others}:
        raise Refusal(
            text("« %(name)s » est déjà un critère du programme : changez-le plutôt.", name=kept),
            path=("name",),
        )
    return kept


def refuse_one_more(n_in_use: int) -> None:
    """Refuse a criterion in use beyond ``MOST_CRITERIA``."""
    if n_in_use >= MOST_CRITERIA:
        raise Refusal(
            text(
                "Un programme a %(most)s critères au plus : retirez-en un d'abord.",
                most=MOST_CRITERIA,
            )
        )


def moved_up(keys: Sequence[str], key: str) -> list[str]:
    """Return the order in which ``key`` comes one place sooner; the first stays first."""
    order = list(keys)
    if key in order and (place := order.index(key)):
        order[place - 1], order[place] = order[place], order[place - 1]
    return order
