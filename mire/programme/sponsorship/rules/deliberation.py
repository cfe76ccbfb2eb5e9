"""The text of a deliberation: its parts, their limits, where it stands."""

import enum
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

MOST_REASONS, MOST_LINE, MOST_LINES = 30_000, 2_000, 60
MOST_OBJECT = 300
LINES = ("visas", "considering", "articles")


class DeliberationState(enum.StrEnum):
    """Where a deliberation stands."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    REJECTED = "rejected"


STATE_WORDS = {
    DeliberationState.DRAFT: text("préparatoire"),
    DeliberationState.ADOPTED: text("adoptée"),
    DeliberationState.REJECTED: text("rejetée"),
}


@dataclass(frozen=True, slots=True)
class DeliberationText:
    """What a deliberation says: ``reasons`` bear the note's light marks.

    ``rapporteur``, ``signatory``: functions, never names.
    """

    title: str
    rapporteur: str = ""
    visas: tuple[str, ...] = ()
    considering: tuple[str, ...] = ()
    reasons: str = ""
    articles: tuple[str, ...] = ()
    signatory: str = ""

    def stored(self) -> dict[str, Any]:
        """Return it as JSON holds it, and as the columns of its row are called."""
        return {
            name: list(value) if name in LINES else value for name, value in asdict(self).items()
        }


def check_text(said: DeliberationText) -> None:
    """Raise a ``Refusal`` that names the field for a text without a title, or too long."""
    if not said.title.strip():
        raise Refusal(text("Dites l'objet de la délibération."), path=("title",), code="missing")
    if len(said.title) > MOST_OBJECT:
        raise Refusal(
            text("%(most)s caractères au plus.", most=MOST_OBJECT), path=("title",), code="long"
        )
    if len(said.reasons) > MOST_REASONS:
        raise Refusal(
            text("%(most)s caractères au plus.", most=MOST_REASONS), path=("reasons",), code="long"
        )
    for name in LINES:
        lines: Sequence[str] = getattr(said, name)
        if len(lines) > MOST_LINES or any(len(each) > MOST_LINE for each in lines):
            raise Refusal(
                text(
                    "%(lines)s paragraphes au plus, de %(most)s caractères chacun.",
                    lines=MOST_LINES,
                    most=MOST_LINE,
                ),
                path=(name,),
                code="long",
            )


def check_ready(said: DeliberationText) -> None:
    """Raise a ``Refusal`` for a text that no assembly could have voted."""
    if not said.articles:
        raise Refusal(
            text("Un vote porte sur des articles : écrivez-en un d'abord."),
            path=("articles",),
            code="empty",
        )


def read_lines(written: str) -> tuple[str, ...]:
    """Return the lines of a text box, each once tidied; empty ones are left out."""
    return tuple(said for line in written.splitlines() if (said := " ".join(line.split())))


def read_paragraphs(written: str) -> tuple[str, ...]:
    """Return the paragraphs of a text box: an empty line parts two of them."""
    found: list[list[str]] = [[]]
    for line in written.splitlines():
        if said := " ".join(line.split()):
            found[-1].append(said)
        elif found[-1]:
            found.append([])
    return tuple("\n".join(each) for each in found if each)


def check_result(*, is_adopted: bool, n_for: int | None, n_against: int | None) -> None:
    """Raise a ``Refusal`` for a result that the votes contradict.

    A tie says neither: who presides settles it (CGCT, L. 2121-20).
    """
    if n_for is None or n_against is None or n_for == n_against:
        return
    if is_adopted != (n_for > n_against):
        raise Refusal(
            text("Ces votes disent le contraire : relisez-les, ou le résultat."),
            path=("result",),
            code="result",
        )


VOWELS = "aàâeéèêëiîïoôuùûy"


def considering_words(why: str) -> Text:
    """Return what a decision's reason becomes: « Considérant que … ; » ("" has no sense)."""
    said = why.strip().rstrip(".; ")
    if said[:1].lower() in VOWELS:
        return text("Considérant qu'%(why)s ;", why=said)
    return text("Considérant que %(why)s ;", why=said)
