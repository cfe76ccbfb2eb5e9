"""What a sign-up is, how it is read, cut for the log, and shown to its author."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import msgspec
import numpy as np

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.signup.config import NAME_LIMIT, Config, department_of

ANYWHERE = "any"
WITHDRAWN = "none"

_LINE = re.compile(
    r"(?P<first>\d{1,2}|[-–—])(?:[ ,;]+(?P<second>\d{1,2}))?\s+(?P<name>[^\d\s].*)", re.DOTALL
)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is. ``first`` is a profile's number from 1, "any" or "none"."""

    first: str | None = None
    second: str | None = None
    name: str | None = None
    department: str | None = None


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A wish in the log, whose entry bears the name. Profiles are numbered from 1.

    ``first`` None: the person sits anywhere.
    """

    first: Annotated[int, msgspec.Meta(ge=1, le=8)] | None = None
    second: Annotated[int, msgspec.Meta(ge=1, le=8)] | None = None
    department: Annotated[str, msgspec.Meta(max_length=60)] | None = None


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``2 1 name / department``: first wish, second, who; ``-`` for no wish."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise Refusal(
            text(
                "Ligne illisible : il faut le numéro du profil, celui du second choix s'il y en a "
                "un, puis le nom (« 2 1 Direction de l'habitat »)."
            ),
            path=("first",),
            code="line",
        )
    name, department = found["name"], None
    if config.departments and "/" in name:
        name, _, department = name.rpartition("/")
    first = str(int(found["first"])) if found["first"].isdecimal() else ANYWHERE
    second = None if found["second"] is None else str(int(found["second"]))
    return _settled(config, Answer(first, second, name, department))


def line_help(config: Config) -> Text:
    if config.departments:
        return text(
            "Une personne par ligne : le numéro du profil (« - » pour aucun), celui du second "
            "choix, le nom, puis la direction après une barre (« 2 1 D07 / Habitat »)."
        )
    return text(
        "Une personne par ligne : le numéro du profil (« - » pour aucun), celui du second choix, "
        "puis le nom (« 2 1 Direction de l'habitat »)."
    )


def _settled(config: Config, given: Answer) -> Answer:
    numbers = {str(number) for number in range(1, len(config.profiles) + 1)}
    if given.first is None:
        raise Refusal(
            text("Choisissez un profil, ou « Placez-moi où il reste de la place »."),
            path=("first",),
            code="missing",
        )
    if given.first == WITHDRAWN:
        return Answer(first=WITHDRAWN)
    if given.first != ANYWHERE and given.first not in numbers:
        raise Refusal(text("Ce profil n'existe pas."), path=("first",), code="range")
    second = None if given.first == ANYWHERE else given.second or None
    if second is not None and not config.second:
        raise Refusal(
            text("Cette question ne demande pas de second choix."), path=("second",), code="unknown"
        )
    if second is not None and second not in numbers:
        raise Refusal(text("Ce profil n'existe pas."), path=("second",), code="range")
    name = " ".join((tidy(given.name, limit=NAME_LIMIT, path=("name",)) or "").split())
    if not name:
        raise Refusal(
            text("Dites qui vous êtes : votre nom ou votre fonction, pour vous placer."),
            path=("name",),
            code="missing",
        )
    return Answer(
        first=given.first,
        second=None if second == given.first else second,
        name=name,
        department=_department(config, given.department),
    )


def _department(config: Config, given: str | None) -> str | None:
    if given is None or not given.strip():
        return None
    found = department_of(config, given)
    if found is None:
        raise Refusal(
            text("Cette direction n'est pas dans la liste."), path=("department",), code="range"
        )
    return found


def split(answer: Answer) -> Sequence[Piece]:
    """One piece, whose entry bears the name; who withdrew leaves nothing."""
    if answer.first == WITHDRAWN:
        return []
    body: dict[str, int | str] = {}
    if answer.first not in (None, ANYWHERE):
        body["first"] = int(answer.first or 0)
    if answer.second is not None:
        body["second"] = int(answer.second)
    if answer.department is not None:
        body["department"] = answer.department
    return [Piece("signed", body)]


def author(answer: Answer) -> str:
    return answer.name or ""


def read_piece(kind: str, body: Primitives) -> Signed:
    return read_kind({"signed": Signed}, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    return {
        "first": answer.first,
        "second": answer.second,
        "name": answer.name,
        "department": answer.department,
    }


def told(config: Config, answer: Answer) -> Sequence[Text]:
    """Return who wishes what, for a scribe to compare with the sheet."""

    def label(number: str) -> str:
        return config.profiles[int(number) - 1].label

    if answer.first == WITHDRAWN:
        return [text("ne s'inscrit pas")]
    said = [text("nom : %(name)s", name=answer.name or "")]
    if answer.department:
        said.append(text("direction : %(name)s", name=answer.department))
    if answer.first in {None, ANYWHERE}:
        said.append(text("sans préférence"))
    else:
        said.append(text("premier choix : « %(label)s »", label=label(answer.first or "")))
    if answer.second:
        said.append(text("second choix : « %(label)s »", label=label(answer.second)))
    return said


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Sign-ups of a believable room: one profile draws more than the others."""
    n_profiles = len(config.profiles)
    weights = np.arange(n_profiles, 0, -1, dtype=float)
    weights /= weights.sum()
    for _ in range(n):
        number = int(rng.integers(1, 100))
        department = None
        if config.departments:
            department = config.departments[int(rng.integers(len(config.departments)))]
        if rng.random() < 0.03:
            yield Answer(first=WITHDRAWN)
            continue
        name = f"Direction · D{number:02}"
        if rng.random() < 0.05:
            yield Answer(first=ANYWHERE, name=name, department=department)
            continue
        first = 1 + int(rng.choice(n_profiles, p=weights))
        second = None
        if config.second and rng.random() < 0.7:
            second = 1 + (first + int(rng.integers(n_profiles - 1))) % n_profiles
        yield Answer(str(first), None if second is None else str(second), name, department)
