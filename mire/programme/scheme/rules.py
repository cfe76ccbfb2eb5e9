"""What a line of the scheme holds by its section, and what is missing: pure."""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mire.programme.evidence.rules import digest_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text, text_n

LINE, AIM = "scheme", "aim"
MOST_WHAT, MOST_FIELD, MOST_AIM = 200, 300, 200
MOST_LINES, MOST_AIMS = 40, 30
"""Lines of one section, aims of one plan: a scheme that holds more is read by nobody."""


class Section(enum.StrEnum):
    """The parts of a scheme, in the order in which it is read."""

    OFFER = "offer"
    METHOD = "method"
    CHOICE = "choice"
    MEANS = "means"
    RELAY = "relay"
    GOVERNANCE = "governance"


SECTION_WORDS = {
    Section.OFFER: text("Ce que le laboratoire propose"),
    Section.METHOD: text("Comment il travaille"),
    Section.CHOICE: text("Comment les sujets se choisissent"),
    Section.MEANS: text("Avec quels moyens"),
    Section.RELAY: text("Relais et ressources"),
    Section.GOVERNANCE: text("Qui décide quoi"),
}

WHAT_WORDS = {
    Section.OFFER: text("Ce qui est proposé"),
    Section.METHOD: text("La méthode"),
    Section.CHOICE: text("La règle"),
    Section.MEANS: text("Le moyen"),
    Section.RELAY: text("La compétence ou l'équipement"),
    Section.GOVERNANCE: text("L'instance"),
}

FIELDS: Mapping[Section, Mapping[str, Text]] = {
    Section.OFFER: {
        "audience": text("Pour qui"),
        "how_asked": text("Comment on le demande"),
        "how_long": text("Combien de temps"),
        "by_whom": text("Par qui"),
    },
    Section.METHOD: {"when": text("Quand")},
    Section.CHOICE: {"by_whom": text("Par qui"), "when": text("Quand")},
    Section.MEANS: {"amount": text("Combien"), "by_whom": text("Donné par")},
    Section.RELAY: {"who": text("Qui, ou quoi"), "how_asked": text("Comment y recourir")},
    Section.GOVERNANCE: {
        "who": text("Qui y siège"),
        "decides": text("Ce qu'elle décide"),
        "rhythm": text("À quel rythme"),
    },
}
"""What a line says besides what it is, by its section."""


@dataclass(frozen=True, slots=True)
class Read:
    """A line as rules read it: its section, which department (""), whether it is missing."""

    section: Section
    department: str
    is_gap: bool
    heading: str = ""


def check_what(what: str, n_lines: int) -> None:
    """Raise a ``Refusal`` for nothing said, or one line too many in a section."""
    if not what:
        raise Refusal(text("Écrivez de quoi il s'agit."), path=("what",), code="missing")
    if n_lines >= MOST_LINES:
        raise Refusal(
            text("%(most)s lignes au plus par partie : réunissez-en deux.", most=MOST_LINES),
            path=("what",),
            code="many",
        )


def kept_fields(section: Section, values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that a section has, those that are empty left out."""
    return {name: values[name] for name in FIELDS[section] if values.get(name)}


def gap_words(lines: Sequence[Read], departments: Collection[str]) -> list[Text]:
    """Say what the scheme has not: sections without a line, gaps, departments without a relay."""
    said = []
    empty = [each for each in Section if not any(line.section is each for line in lines)]
    said += [
        text("« %(section)s » n'a aucune ligne.", section=SECTION_WORDS[each]) for each in empty
    ]
    gaps = sum(line.is_gap for line in lines)
    if gaps:
        said.append(
            text_n(
                "%(count)s ligne dit ce qui manque encore.",
                "%(count)s lignes disent ce qui manque encore.",
                gaps,
            )
        )
    reached = {
        line.department
        for line in lines
        if line.section is Section.RELAY and line.department and not line.is_gap
    }
    without = sorted(set(departments) - reached)
    if departments and without and Section.RELAY not in empty:
        said.append(
            text_n(
                "%(count)s direction sur %(all)s n'apporte encore ni relais ni ressource.",
                "%(count)s directions sur %(all)s n'apportent encore ni relais ni ressource.",
                len(without),
                all=len(departments),
            )
        )
    return said


def answered_words(heading: str, n_asked: int, n_lines: int) -> Text:
    """Say what a heading asked, and whether the scheme answers it."""
    if not n_lines:
        return text_n(
            "%(count)s demande sous « %(heading)s » : rien n'y répond encore.",
            "%(count)s demandes sous « %(heading)s » : rien n'y répond encore.",
            n_asked,
            heading=heading,
        )
    return text_n(
        "%(count)s demande sous « %(heading)s » ; lignes qui y répondent : %(lines)s.",
        "%(count)s demandes sous « %(heading)s » ; lignes qui y répondent : %(lines)s.",
        n_asked,
        heading=heading,
        lines=n_lines,
    )


def digest_of_line(section: str, what: str, values: Mapping[str, str]) -> str:
    """Return what tells that a line says something else."""
    return digest_of({"section": section, "what": what, **values})
