"""The path to the council as a document: its picture, its sentence, its table, what sets it.

Drawn with literal attributes, in the reader's ink: the same markup stands in a page and on paper.
"""

from datetime import date, timedelta
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.documents.fonts import FAMILIES
from mire.documents.tree import Block, Document, Figure, Grid, Heading, Imprint, List, Paragraph
from mire.programme.programmes.queries import Programme
from mire.programme.sponsorship.queries import PathTold, StepTold
from mire.programme.sponsorship.rules.path import Side, Standing
from mire.programme.sponsorship.rules.telling import (
    day_words,
    delay_sentence,
    earliest_words,
    later_words,
    lead_words,
    restraint_words,
    shorter_words,
    standing_words,
)
from mire.words import words

WIDTH, LEFT, RIGHT, ROW, HEAD = 1000, 20, 980, 28, 40
LETTER, GAP = 7, 14
"""How wide a letter of a label is, about; how far it stands from its mark."""


def path_document(
    programme: Programme, told: PathTold, *, today: date, address: str = ""
) -> Document:
    """Return the path as it stands, in the programme's language. No query.

    Raises ValueError where no date of the council was chosen.
    """
    if told.plan is None:
        raise ValueError("no date of the council was chosen")
    language = programme.language
    with override(language):
        return Document(
            title=_("Le chemin jusqu'au conseil du %(day)s")
            % {"day": words.day(told.plan.council_on)},
            subtitle=programme.name,
            language=language,
            blocks=_blocks(told, today),
            imprint=Imprint(status=_("préparatoire"), day=words.day(today), address=address),
        )


def _blocks(told: PathTold, today: date) -> list[Block]:
    assert told.plan is not None
    blocks: list[Block] = [
        Paragraph(words.translate(lead_words(told.plan)), "lead"),
        Figure(path_drawing(told, today), path_sentence(told)),
        path_table(told),
    ]
    if not told.plan.holds and told.earliest is not None:
        blocks.append(Paragraph(words.translate(earliest_words(told.earliest))))
    if told.later or told.shorter:
        blocks.append(Heading(2, _("Ce qui peut se faire")))
        blocks.append(
            List(
                tuple(
                    words.translate(each)
                    for each in (
                        *(shorter_words(each) for each in told.shorter),
                        *(later_words(each) for each in told.later),
                    )
                )
            )
        )
    blocks.append(Heading(2, _("D'où vient chaque délai")))
    titles = {each.row.key: each.row.title for each in told.steps}
    rows = []
    for each in told.steps:
        sentence = delay_sentence(each.planned.step, titles)
        if sentence is not None:
            law = _("texte") if each.row.is_law else _("usage")
            rows.append((each.row.title, words.translate(sentence), law, each.row.source))
    blocks.append(
        Grid(
            _("D'où vient chaque délai"),
            (_("Étape"), _("Délai"), _("Texte ou usage"), _("Ce qui le fixe")),
            tuple(rows),
            widths=(3, 3, 1, 4),
        )
    )
    return blocks


def path_table(told: PathTold) -> Grid:
    """Return what the picture shows, as a table."""
    columns = (_("Étape"), _("Instance"), _("Quand"), _("Où on en est"))
    return Grid(
        _("Étape par étape"), columns, tuple(_row(each) for each in told.steps), widths=(4, 2, 3, 3)
    )


def _row(each: StepTold) -> tuple[str, str, str, str]:
    said = [words.translate(standing_words(each.planned))]
    if each.restraint is not None:
        is_public = each.row.is_public
        said.append(words.translate(restraint_words(each.restraint, is_public=is_public)))
    return (
        each.row.title,
        each.body or "—",
        words.translate(day_words(each.planned)),
        " · ".join(said),
    )


def path_sentence(told: PathTold) -> str:
    """Say what there is to see in the picture."""
    steps = told.steps
    n_done = sum(each.row.done_on is not None for each in steps)
    said = [
        _("%(steps)s de « %(first)s », le %(start)s, à « %(last)s », le %(end)s.")
        % {
            "steps": ngettext("%(n)s étape", "%(n)s étapes", len(steps)) % {"n": len(steps)},
            "first": steps[0].row.title,
            "start": words.day(steps[0].planned.on),
            "last": steps[-1].row.title,
            "end": words.day(steps[-1].planned.on),
        },
        ngettext("%(n)s est faite.", "%(n)s sont faites.", n_done) % {"n": n_done}
        if n_done
        else _("Aucune n'est encore faite."),
    ]
    return " ".join(said)


def path_drawing(told: PathTold, today: date) -> str:
    """Return the picture: a line a step, days from left to right, the council as a square."""
    days = [each.planned.on for each in told.steps]
    first = min([*days, today]) - timedelta(days=7)
    last = max([*days, today]) + timedelta(days=7)
    bottom = HEAD + ROW * len(told.steps)
    parts = [*_periods(told, first, last, bottom), *_months(first, last, bottom)]
    x = _x(today, first, last)
    parts.append(
        f'<path d="M{x:.1f} {HEAD - 8} V{bottom}" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-dasharray="6 4"/>'
    )
    anchor = "end" if x > (LEFT + RIGHT) / 2 else "start"
    parts.append(
        _label(x + (5 if anchor == "start" else -5), bottom + 14, _("aujourd'hui"), anchor)
    )
    for number, each in enumerate(told.steps):
        parts += _step(each, HEAD + ROW * number + ROW // 2, first, last)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 22}" role="img" '
        f'aria-label="{escape(path_sentence(told))}" font-family="{escape(FAMILIES[0])}, '
        f'sans-serif" font-size="14" fill="currentColor">{"".join(parts)}</svg>'
    )


def _x(on: date, first: date, last: date) -> float:
    return LEFT + (on - first).days / (last - first).days * (RIGHT - LEFT)


def _step(each: StepTold, y: int, first: date, last: date) -> list[str]:
    planned = each.planned
    x = _x(planned.on, first, last)
    day = words.day(planned.on)
    says = f"{planned.step.title} · {day}"
    is_right = x + GAP + len(says) * LETTER <= RIGHT or x < (LEFT + RIGHT) / 2
    room = int(((RIGHT - x if is_right else x - LEFT) - GAP) / LETTER)
    said = says
    if len(says) > room:  # the table holds it whole
        said = f"{planned.step.title[: max(room - len(day) - 5, 3)].rstrip()}… · {day}"
    place = x + GAP if is_right else x - GAP
    return [
        _mark(planned.step.side, planned.standing, x, y, escape(says)),
        _label(place, y + 5, said, "start" if is_right else "end"),
    ]


def _mark(side: Side, standing: Standing, x: float, y: int, title: str) -> str:
    """Return a step's mark: a square the council, a diamond what is late, filled what is done."""
    is_done = standing in (Standing.DONE, Standing.SHORT, Standing.OVER)
    fill = "currentColor" if is_done or standing is Standing.LATE else "none"
    ink = f'fill="{fill}" stroke="currentColor" stroke-width="2"'
    said = f"<title>{title}</title>"
    if side is Side.COUNCIL:
        return f'<rect x="{x - 8:.1f}" y="{y - 8}" width="16" height="16" {ink}>{said}</rect>'
    if standing is Standing.LATE:
        return (
            f'<rect x="{x - 6:.1f}" y="{y - 6}" width="12" height="12" {ink} '
            f'transform="rotate(45 {x:.1f} {y})">{said}</rect>'
        )
    return f'<circle cx="{x:.1f}" cy="{y}" r="6" {ink}>{said}</circle>'


def _periods(told: PathTold, first: date, last: date, bottom: int) -> list[str]:
    parts = []
    for each in told.periods:
        if each.last < first or each.first > last:
            continue
        start = _x(max(each.first, first), first, last)
        end = _x(min(each.last, last), first, last)
        parts.append(
            f'<rect x="{start:.1f}" y="{HEAD - 8}" width="{max(end - start, 2):.1f}" '
            f'height="{bottom - HEAD + 8}" fill="currentColor" fill-opacity="0.1">'
            f"<title>{escape(each.title)}</title></rect>"
        )
    return parts


def _months(first: date, last: date, bottom: int) -> list[str]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // 7))
    parts = []
    for number in range(1, months + 1, step):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        on = date(year, month + 1, 1)
        x = _x(on, first, last)
        parts.append(
            f'<path d="M{x:.1f} 20 V{bottom}" fill="none" stroke="currentColor" '
            'stroke-opacity="0.25"/>'
        )
        said = words.month(on)
        is_far = x + len(said) * LETTER > RIGHT
        parts.append(_label(x, 14, said, "end" if is_far else "start"))
    return parts


def _label(x: float, y: float, said: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'
