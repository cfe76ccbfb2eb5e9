"""How far an episode has come, what may stand in it, how long it may be."""

import enum
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from mire.programme.approvals.rules.frozen import NOTE_VERSION
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

EPISODE = "episode"
OPENING = "opening"
NOTE = NOTE_VERSION
"""The kinds of what public pages lead to: an episode, a meeting whose data are open, the note."""

MOST_TITLE, MOST_LEAD, MOST_BODY, MOST_RECAP, MOST_WHY = 120, 400, 12_000, 700, 400
MOST_VOICE, MOST_ROLE, MOST_ALTERNATIVE, MOST_CREDIT, MOST_WHERE = 600, 80, 400, 120, 160
MOST_EPISODES, MOST_PIECES, MOST_LINKS = 100, 20, 30
"""Episodes of a programme; pictures, and voices, of an episode; links of an episode."""

LEAST_ALTERNATIVE = 10
_FILE = re.compile(r"\.(jpe?g|png|webp|gif|heic)$|^(img|dsc|image|photo)[_ -]?\d+$", re.IGNORECASE)


class Status(enum.StrEnum):
    """How far an episode has come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


STATUS_WORDS = {
    Status.DRAFT: text("brouillon"),
    Status.REVIEWED: text("relu"),
    Status.PUBLISHED: text("publié"),
}

MOVES: Mapping[Status, Mapping[Status, tuple[Right, ...]]] = {
    Status.DRAFT: {Status.REVIEWED: (Right.FACILITATOR, Right.AMBASSADOR)},
    Status.REVIEWED: {
        Status.PUBLISHED: (Right.FACILITATOR,),
        Status.DRAFT: (Right.FACILITATOR, Right.AMBASSADOR),
    },
    Status.PUBLISHED: {},
}
"""From which status to which, and who may: what was published is changed by a version more."""


class Consent(enum.StrEnum):
    """Who can be recognised in a picture, and whether they agreed."""

    NOBODY = "nobody"
    AGREED = "agreed"
    MISSING = "missing"


CONSENT_WORDS = {
    Consent.NOBODY: text("Personne n'y est reconnaissable"),
    Consent.AGREED: text("Chaque personne reconnaissable a donné son accord par écrit"),
    Consent.MISSING: text("Quelqu'un y est reconnaissable, et n'a pas donné son accord par écrit"),
}


OF_PICTURE = ("alternative", "credit")
OF_VOICE = ("verbatim", "words", "role", "department")
"""What an episode's version keeps of what a picture, and a voice, say."""


def words_of(content: Mapping[str, Any]) -> list[str]:
    """Return all the words of an episode as a version keeps it, but those it quotes by key."""
    said = [str(content[name]) for name in ("title", "lead", "recap", "body")]
    for each in content["pictures"]:
        said += [each[name] for name in OF_PICTURE]
    for each in content["voices"]:
        said += [each[name] for name in OF_VOICE[1:]]
    return said


def moves_from(status: Status, rights: Collection[Right]) -> list[Status]:
    """Return the statuses that somebody with these rights may give, the next one first."""
    return [to for to, who in MOVES[status].items() if set(who) & set(rights)]


def check_episode(*, title: str, lead: str, body: str) -> None:
    """Raise a ``Refusal`` naming the field that holds no word, or too many."""
    for name, said, most in (
        ("title", title, MOST_TITLE), ("lead", lead, MOST_LEAD), ("body", body, MOST_BODY),
    ):  # fmt: skip
        if name != "body" and not _has_words(said):
            raise Refusal(text("Écrivez d'abord quelque chose."), path=(name,), code="missing")
        check_length(name, said, most)


def check_length(name: str, said: str, most: int) -> None:
    """Raise a ``Refusal`` naming a field whose words are too many."""
    if len(said) > most:
        raise Refusal(text("%(most)s caractères au plus.", most=most), path=(name,), code="long")


def check_alternative(words: str) -> None:
    """Raise a ``Refusal`` for words that don't say to who can't see a picture what it shows."""
    is_file = re.search(
        r"\.(jpe?g|png|webp|gif|heic)$|^(img|dsc|image|photo)[_ -]?\d+$", words, re.IGNORECASE
    )
    if not _has_words(words) or is_file or len(words) < LEAST_ALTERNATIVE:
        raise Refusal(
            text(
                "Dites en une phrase ce que l'image montre : c'est ce qu'entend qui ne la voit pas."
            ),
            path=("alternative",),
            code="missing",
        )
    check_length("alternative", words, MOST_ALTERNATIVE)


def check_picture_consent(consent: str, where: str, on: date | None, *, today: date) -> None:
    """Raise a ``Refusal`` for a picture of people who can be recognised and did not agree."""
    if consent not in set(Consent):
        raise Refusal(
            text("Dites si quelqu'un est reconnaissable : sans cela, l'image n'est pas gardée."),
            path=("consent",),
            code="missing",
        )
    if consent == Consent.MISSING:
        raise Refusal(
            text(
                "L'image n'est pas gardée : demandez d'abord l'accord écrit de chaque personne "
                "reconnaissable, ou choisissez une image où personne ne l'est."
            ),
            path=("consent",),
            code="consent",
        )
    if consent == Consent.AGREED:
        check_record(where, on, today=today)


def check_record(where: str, on: date | None, *, today: date) -> None:
    """Raise a ``Refusal`` where nobody could find an agreement again."""
    if not _has_words(where):
        raise Refusal(
            text("Dites où cet accord est rangé : on doit pouvoir le retrouver."),
            path=("consent_where",),
            code="missing",
        )
    check_length("consent_where", where, MOST_WHERE)
    if on is None:
        raise Refusal(
            text("Dites de quel jour date cet accord."), path=("consent_on",), code="missing"
        )
    if on > today:
        raise Refusal(text("Ce jour n'est pas encore passé."), path=("consent_on",), code="value")


def check_voice(*, words: str, role: str) -> None:
    """Raise a ``Refusal`` naming what is missing of words that somebody said."""
    if not _has_words(words):
        raise Refusal(text("Écrivez d'abord quelque chose."), path=("words",), code="missing")
    check_length("words", words, MOST_VOICE)
    if not _has_words(role):
        raise Refusal(
            text("Dites le rôle de qui parle, jamais son nom : « parole d'ambassadrice »."),
            path=("role",),
            code="missing",
        )
    check_length("role", role, MOST_ROLE)


def who_speaks(role: str, department: str) -> str:
    """Return whose words they are: a role, and a department where one is told."""
    return f"{role} · {department}" if department else role


def _has_words(said: str) -> bool:
    return any(each.isalpha() for each in said)
