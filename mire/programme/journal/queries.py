"""Reading the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from mire.programme.journal.models import Entry


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act, as pages and exports say it."""

    at: datetime
    actor: str
    act: str
    about_kind: str
    about: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some lines, the last first, and how many there are in all."""

    lines: Sequence[JournalLine]
    n: int


def last_line() -> tuple[int, str] | None:
    """Return what tells the last act of all from any other, None for none. One query."""
    return Entry.objects.order_by("-pk").values_list("pk", "about_key").first()


def journal_of(
    programme: str, *, words: str = "", start: int = 0, most: int | None = 25
) -> JournalPage:
    """Return a programme's acts, the last first. Two queries.

    ``words`` are looked for in names of people, of things and of acts; ``most`` None: all.
    """
    found = Entry.objects.filter(programme=programme)
    for word in words.split():
        found = found.filter(
            Q(actor_name__icontains=word) | Q(about_name__icontains=word) | Q(act__icontains=word)
        )
    end = None if most is None else start + most
    return JournalPage([_line(each) for each in found[start:end]], found.count())


def _line(entry: Entry) -> JournalLine:
    return JournalLine(
        entry.at,
        entry.actor_name,
        entry.act,
        entry.about_kind,
        entry.about_name,
        entry.before,
        entry.after,
    )
