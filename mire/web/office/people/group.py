"""What stands above the list of people: the group, in sentences, drawn over time, in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from mire.programme.membership.queries import Group, group_of
from mire.programme.membership.rules import Month, months_of, newcomers
from mire.programme.organisation.queries import unrepresented_of
from mire.programme.organisation.rules import unrepresented_sentence
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right, fatigue_sentence, group_sentence
from mire.programme.programmes.queries import Programme
from mire.words import words

NAMES, WIDTH, LINE, HEAD = 200, 760, 22, 26
"""The drawing's measures: names at the left, the whole, a person's line, the months above."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The first day of a month, drawn; ``words`` is "" for most."""

    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Who was in the group when, ready for ``office/group.html``.

    ``names``: each name at its line, as SVG; ``bars``: every stretch in the group as one path. Two
    hundred people drawn element by element by a template take longer than the rest of the page.
    """

    height: int
    names: SafeString
    bars: str
    marks: Sequence[Mark]


def group_months(programme: Programme, today: date) -> list[Month]:
    """Return the group month by month, up to a day or the programme's last one. Two queries."""
    spans = [each.spans for each in group_of(programme, on=today).people]
    end = max(programme.starts_on, min(today, programme.ends_on))
    return months_of(spans, programme.starts_on, end)


def group_context(member: Member, today: date) -> dict[str, Any]:
    """Return what is said of the group. Three queries."""
    programme = member.programme
    group = group_of(programme, on=today)
    end = max(programme.starts_on, min(today, programme.ends_on))
    spans = [each.spans for each in group.people]
    joined, since = newcomers(spans, today)
    called = group.called or (_("personne dans le groupe"), _("personnes dans le groupe"))
    missing, n_departments = unrepresented_of(programme, group.departments, on=today)
    months = months_of(spans, programme.starts_on, end)
    return {
        "group": group_sentence(
            group.n, joined, called[group.n > 1], words.month(since) if since else ""
        ),
        "fatigue": fatigue_sentence(len(group.shares), group.shares),
        "missing": unrepresented_sentence(len(missing), n_departments) if n_departments else None,
        "news": group.news if member.may(Right.FACILITATOR) else (),
        "months": [(words.month(month.first), month) for month in months],
        "drawing": draw(group, months, programme.starts_on, end) if group.people else None,
    }


def draw(group: Group, months: Sequence[Month], start: date, end: date) -> Drawing:
    """Draw who was in the group from a day to a day, a line each, the first to come above."""
    first = start.replace(day=1)
    n_days = max(1, (end - first).days + 1)

    def at(day: date) -> int:
        return NAMES + round((WIDTH - NAMES) * (day - first).days / n_days)

    names: list[tuple[int, str]] = []
    bars: list[str] = []
    for each in group.people:
        y, drawn = HEAD + LINE * len(names), []
        for begun, over in each.spans:
            if begun <= end and (over is None or over >= first):
                x = at(max(begun, first))
                until = WIDTH if over is None or over >= end else at(over)
                drawn.append(f"M{x} {y + 5}h{max(2, until - x)}v11H{x}z")
        if drawn:
            names.append((y + 14, Truncator(each.name or _("une personne effacée")).chars(26)))
            bars += drawn
    every = max(1, -(-len(months) // 6))
    marks = [
        Mark(at(month.first), words.month(month.first) if n % every == 0 else "")
        for n, month in enumerate(months)
    ]
    return Drawing(
        HEAD + LINE * len(names) + 4,
        format_html_join("", '<text x="0" y="{}">{}</text>', names),
        "".join(bars),
        marks,
    )
