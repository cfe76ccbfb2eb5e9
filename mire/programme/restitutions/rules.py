"""How a restitution is composed, who may still answer it, what is taken out of it: pure."""

import enum
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from mire.programme.findings.rules import FindingKind
from mire.technique_api.text import text

RESTITUTION = "restitution"
MOST_LEAD, MOST_NEXT, MOST_WHY = 1_200, 1_200, 400
MOST_REMARK, MOST_REPLY, MOST_REMARKS = 1_000, 1_000, 300
FINDINGS_ON_ONE_PAGE = 3
REPLY_DAYS = 15
"""Days, after the last one on which people may answer, within which each has its reply."""


class Length(enum.StrEnum):
    """How much of a restitution a document holds."""

    PAGE = "page"
    FULL = "full"
    ANNEX = "annex"


LENGTH_WORDS = {
    Length.PAGE: text("une page"),
    Length.FULL: text("complète"),
    Length.ANNEX: text("annexe des propos"),
}


class Section(enum.StrEnum):
    """A part of the full restitution, that can be moved or left out."""

    FACTS = "facts"
    FINDINGS = "findings"
    WATCH_POINTS = "watch_points"
    OPEN_QUESTIONS = "open_questions"
    ACTIVITIES = "activities"
    NEXT = "next"
    TIMES = "times"
    METHOD = "method"


SECTION_WORDS = {
    Section.FACTS: text("La réunion en quelques faits"),
    Section.FINDINGS: text("Ce que nous en retenons"),
    Section.WATCH_POINTS: text("Points de vigilance"),
    Section.OPEN_QUESTIONS: text("Ce qui reste ouvert"),
    Section.ACTIVITIES: text("Séquence par séquence"),
    Section.NEXT: text("Et maintenant"),
    Section.TIMES: text("Temps prévu, temps réel"),
    Section.METHOD: text("Comment lire cette page, comment la contester"),
}


SECTION_OF = {
    FindingKind.FINDING: Section.FINDINGS,
    FindingKind.WATCH_POINT: Section.WATCH_POINTS,
    FindingKind.OPEN_QUESTION: Section.OPEN_QUESTIONS,
}
"""In which section each kind of finding is told."""


class RemarkState(enum.StrEnum):
    """What became of a remark."""

    WAITING = "waiting"  # nobody of the team has read it
    SHOWN = "shown"  # read, and shown beside its sentence
    HIDDEN = "hidden"  # read, and not shown, for a reason that is counted


def moved(items: Sequence[str], item: str, step: int) -> list[str]:
    """Return items with one moved by ``step`` places, as far as there are; others keep their order.

    An item that is not there changes nothing.
    """
    found = list(items)
    if item in found:
        at = found.index(item)
        found.remove(item)
        found.insert(max(0, min(len(found), at + step)), item)
    return found


def standing(items: Iterable[str], known: Collection[str]) -> list[str]:
    """Return those of some items that are known, each once, in their order."""
    return [each for each in dict.fromkeys(items) if each in known]


def may_answer(ends_on: date | None, *, today: date) -> bool:
    """Say whether people may still answer, the last day included; None: it was not asked."""
    return ends_on is not None and today <= ends_on


def replies_by(ends_on: date) -> date:
    """Return the day by which each remark has its reply."""
    return ends_on + timedelta(days=REPLY_DAYS)


GONE = "…"
"""What stands in a released document in place of a text that was masked or erased since."""


def without_quotes(document: Any, gone: Collection[str]) -> Any:
    """Return a document (JSON) whose quotes of these texts say nothing any more.

    A quote is an object with a ``mark``, the key of the text, ``others`` that say the same, and
    ``words``: it keeps its words while one of them can be read. ``document`` is not changed.
    """
    if isinstance(document, list):
        return [without_quotes(each, gone) for each in document]
    if not isinstance(document, dict):
        return document
    found = {name: without_quotes(value, gone) for name, value in document.items()}
    if "mark" in found:
        marks = [found["mark"], *found.get("others", ())]
        kept = [each for each in marks if each not in gone]
        if kept:
            found["mark"], found["others"] = kept[0], kept[1:]
        else:
            found["words"] = GONE
    return found
