"""A programme's timeline: two tracks of phases and meetings that meet at the note.

Drawn with literal attributes, in the reader's ink: the same markup stands in a page and on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.documents.fonts import FAMILIES
from mire.documents.tree import Document, Figure, Grid, Heading, Paragraph
from mire.words import words

WIDTH, LEFT, RIGHT = 1000, 10, 930
LANE, HEAD = 26, 34
LETTER = 7.2
SHORTEST = 6
"""How wide a letter of a label is, about: one that doesn't fit is in the table alone."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase: its name, its days (both included), its lane in its track."""

    name: str
    starts_on: date
    ends_on: date
    lane: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A meeting on a track."""

    title: str
    on: date


@dataclass(frozen=True, slots=True)
class Track:
    """A track: its words, its phases, its meetings, in order."""

    title: str
    stretches: Sequence[Stretch]
    dots: Sequence[Dot]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole programme, seen from a day."""

    programme: str
    starts_on: date
    ends_on: date
    today: date
    tracks: Sequence[Track]


def timeline_document(timeline: Timeline) -> Document:
    """Return the document of a timeline: its figure, its sentence, its table."""
    return Document(
        title=_("Frise · %(programme)s") % {"programme": timeline.programme},
        subtitle=_("Vue du %(day)s") % {"day": words.day(timeline.today)},
        language=(get_language() or "fr").split("-")[0],
        blocks=[
            Figure(drawing(timeline), sentence(timeline)),
            Heading(2, _("Phases et réunions")),
            table(timeline) if rows_of(timeline) else Paragraph(_("Rien n'y est encore.")),
        ],
    )


def sentence(timeline: Timeline) -> str:
    """Say what there is to see in the figure."""
    phases = [each for track in timeline.tracks for each in track.stretches]
    n_meetings = sum(len(track.dots) for track in timeline.tracks)
    said = [
        _("%(phases)s et %(meetings)s sur deux pistes, de %(start)s à %(end)s.")
        % {
            "phases": ngettext("%(n)s phase", "%(n)s phases", len(phases)) % {"n": len(phases)},
            "meetings": ngettext("%(n)s réunion", "%(n)s réunions", n_meetings) % {"n": n_meetings},
            "start": words.month(timeline.starts_on),
            "end": words.month(timeline.ends_on),
        }
    ]
    now = [
        words.quoted(each.name)
        for each in phases
        if each.starts_on <= timeline.today <= each.ends_on
    ]
    if now:
        said.append(_("Aujourd'hui : %(phases)s.") % {"phases": words.listed(now)})
    return " ".join(said)


def rows_of(timeline: Timeline) -> Sequence[tuple[str, str, str]]:
    """Return the table's rows: track, what, when; by track, phases before meetings."""
    made = []
    for track in timeline.tracks:
        for each in track.stretches:
            days = _("du %(start)s au %(end)s") % {
                "start": words.day(each.starts_on),
                "end": words.day(each.ends_on),
            }
            made.append((each.name, track.title, days))
        made += [(each.title, track.title, words.day(each.on)) for each in track.dots]
    return made


def table(timeline: Timeline) -> Grid:
    """Return what the figure shows, as a table."""
    columns = (_("Phase ou réunion"), _("Piste"), _("Quand"))
    return Grid("", columns, tuple(rows_of(timeline)), widths=(3, 2, 3))


def drawing(timeline: Timeline) -> str:
    """Return the figure. Colours are the reader's ink; a label that doesn't fit is left out."""
    parts: list[str] = []
    bottoms = []
    at = HEAD
    for track in timeline.tracks:
        lanes = max((each.lane for each in track.stretches), default=0) + 1
        parts.append(_label(LEFT, at + 12, track.title, weight="bold"))
        line = at + 22 + lanes * LANE + 10
        for each in track.stretches:
            parts += _bar(timeline, each, at + 22)
        end = _x(timeline, timeline.ends_on + timedelta(days=1))
        parts.append(f'<path d="M{LEFT} {line} H{end:.1f}" fill="none" stroke="currentColor"/>')
        parts += [
            f'<circle cx="{_x(timeline, each.on):.1f}" cy="{line}" r="5" fill="currentColor">'
            f"<title>{escape(each.title)}</title></circle>"
            for each in track.dots
        ]
        bottoms.append(line)
        at = line + 24
    end = _x(timeline, timeline.ends_on + timedelta(days=1))
    middle = sum(bottoms) / len(bottoms) if bottoms else at
    parts += [
        f'<path d="M{end:.1f} {line} L{end + 34:.1f} {middle:.1f}" fill="none" '
        'stroke="currentColor"/>'
        for line in bottoms
    ]
    parts.append(
        f'<rect x="{end + 30:.1f}" y="{middle - 6:.1f}" width="12" height="12" '
        f'fill="currentColor" transform="rotate(45 {end + 36:.1f} {middle:.1f})"/>'
    )
    parts.append(_label(WIDTH - 4, middle - 16, _("La note"), weight="bold", anchor="end"))
    parts = [*_months(timeline, at - 12), *parts]
    if timeline.starts_on <= timeline.today <= timeline.ends_on:
        x = _x(timeline, timeline.today)
        parts.append(
            f'<path d="M{x:.1f} {HEAD - 8} V{at - 12}" fill="none" stroke="currentColor" '
            'stroke-width="2" stroke-dasharray="6 4"/>'
        )
        parts.append(_label(min(x + 5, RIGHT - 70), HEAD - 12 + at - HEAD + 10, _("aujourd'hui")))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {at + 14}" role="img" '
        f'aria-label="{escape(sentence(timeline))}" font-family="{escape(FAMILIES[0])}, '
        f'sans-serif" font-size="14" fill="currentColor">{"".join(parts)}</svg>'
    )


def _x(timeline: Timeline, on: date) -> float:
    """Return where a day is, held within the programme's days."""
    total = (timeline.ends_on - timeline.starts_on).days + 1
    share = (on - timeline.starts_on).days / total
    return LEFT + min(max(share, 0), 1) * (RIGHT - LEFT)


def _bar(timeline: Timeline, each: Stretch, top: int) -> list[str]:
    start = _x(timeline, each.starts_on)
    width = max(_x(timeline, each.ends_on + timedelta(days=1)) - start - 2, 3)
    y = top + each.lane * LANE
    frame = (
        f'<rect x="{start:.1f}" y="{y}" width="{width:.1f}" height="{LANE - 4}" '
        f'fill="currentColor" fill-opacity="0.12" stroke="currentColor">'
        f"<title>{escape(each.name)}</title></rect>"
    )
    made = [frame]
    if name := _shortened(each.name, int((width - 10) / LETTER)):
        made.append(_label(start + 6, y + 16, name))
    return made


def _shortened(name: str, most: int) -> str:
    """Return a name of at most so many letters, cut with « … »; "" where few would be left."""
    if len(name) <= most:
        return name
    return f"{name[: most - 1].rstrip(' :·,')}…" if most >= SHORTEST else ""


def _months(timeline: Timeline, bottom: float) -> list[str]:
    """Return a thin line at the start of each quarter, with its month."""
    made = []
    on = timeline.starts_on.replace(day=1)
    months = (timeline.ends_on.year - on.year) * 12 + timeline.ends_on.month - on.month
    step = max(1, -(-(months + 1) // 7))
    for number in range(0, months + 1, step):
        year, month = divmod(on.year * 12 + on.month - 1 + number, 12)
        first = date(year, month + 1, 1)
        x = _x(timeline, first)
        made.append(
            f'<path d="M{x:.1f} 18 V{bottom:.1f}" fill="none" stroke="currentColor" '
            'stroke-opacity="0.25"/>'
        )
        made.append(_label(x, 13, words.month(first)))
    return made


def _label(x: float, y: float, said: str, *, weight: str = "normal", anchor: str = "start") -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {where} font-weight="{weight}">{escape(said)}</text>'
