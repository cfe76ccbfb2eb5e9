"""A reading seen whole: themes by place and meeting, what one table alone said, who disagrees."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.documents.builders.reading_counts import Counts, Read, alone, by_meeting, by_place
from mire.documents.fonts import FAMILIES
from mire.documents.tree import Block, Document, Figure, Grid, Heading, Paragraph, Quote, Quotes
from mire.words import words

WIDTH, LABELS, ROW, HEAD = 1000, 320, 34, 30
LETTER = 7.6
"""How wide a letter of a label is, about."""
MOST_MAJORITY, MOST_LEFT = 3, 100


@dataclass(frozen=True, slots=True)
class Overview:
    """A reading as it stands: its themes in order (key, name), its texts in order."""

    title: str
    threshold: int
    themes: Sequence[tuple[str, str]]
    texts: Sequence[Read]
    n_gone: int = 0

    def held(self, theme: str) -> list[Read]:
        """Return the texts of a theme."""
        return [each for each in self.texts if each.theme == theme]


def overview_document(seen: Overview) -> Document:
    """Return the document of a reading, in the active language."""
    return Document(
        title=_("Vue d'ensemble · %(reading)s") % {"reading": seen.title},
        subtitle="",
        language=(get_language() or "fr").split("-")[0],
        blocks=list(_blocks(seen)),
    )


def _blocks(seen: Overview) -> Iterator[Block]:
    yield Paragraph(_lead(seen), "lead")
    if any(each.theme for each in seen.texts):
        keys = [key for key, _name in seen.themes]
        places = by_place(seen.texts, keys, threshold=seen.threshold, rest=_("ailleurs"))
        yield Heading(2, _("Où chaque thème a été dit"))
        yield Figure(drawing(seen, places), sentence(seen, places))
        yield _table(seen, places, _("Propos de chaque thème, par séquence et poste"))
        if any(each.is_anonymous for each in seen.texts):
            yield Paragraph(
                _(
                    "Une séquence anonyme n'est détaillée par rubrique que si aucun groupe n'y "
                    "compte moins de %(threshold)s propos."
                )
                % {"threshold": seen.threshold},
                "aside",
            )
        meetings = by_meeting(seen.texts, keys, rest=_("autres réunions"))
        if len(meetings.names) > 1:
            yield Heading(2, _("D'une réunion à l'autre"))
            yield _table(seen, meetings, _("Propos de chaque thème, par réunion"))
        yield from _alone(seen, keys)
        yield from _opposed(seen)
    yield from _left(seen)


def _lead(seen: Overview) -> str:
    n = len(seen.texts)
    n_placed = sum(bool(each.theme) for each in seen.texts)
    n_aside = sum(bool(each.reason) for each in seen.texts)
    n_themes = len({each.theme for each in seen.texts if each.theme})
    said = [
        _("%(all)s : %(placed)s dans %(themes)s, %(aside)s, %(left)s.")
        % {
            "all": _texts(n),
            "placed": ngettext("%(n)s placé", "%(n)s placés", n_placed) % {"n": n_placed},
            "themes": ngettext("%(n)s thème", "%(n)s thèmes", n_themes) % {"n": n_themes},
            "aside": ngettext("%(n)s mis à part", "%(n)s mis à part", n_aside) % {"n": n_aside},
            "left": ngettext("%(n)s à lire", "%(n)s à lire", n - n_placed - n_aside)
            % {"n": n - n_placed - n_aside},
        }
    ]
    if seen.n_gone:
        gone = ngettext(
            "%(n)s occulté ou effacé n'y est pas compté.",
            "%(n)s occultés ou effacés n'y sont pas comptés.",
            seen.n_gone,
        )
        said.append(gone % {"n": seen.n_gone})
    return " ".join(said)


def _texts(n: int) -> str:
    return ngettext("%(n)s propos", "%(n)s propos", n) % {"n": n}


def sentence(seen: Overview, places: Counts) -> str:
    """Say what there is to see in the figure: which theme is largest, which was said widest."""
    names = dict(seen.themes)
    largest = max(places.rows, key=lambda key: sum(places.rows[key]))
    widest = max(places.rows, key=lambda key: sum(n > 0 for n in places.rows[key]))
    n_largest = sum(places.rows[largest])
    n_wide = sum(n > 0 for n in places.rows[widest])
    if widest == largest:
        said = ngettext(
            "%(theme)s rassemble le plus de propos (%(n)s), dits dans %(places)s lieu sur %(all)s.",
            "%(theme)s rassemble le plus de propos (%(n)s), dits dans %(places)s lieux sur "
            "%(all)s.",
            n_wide,
        )
        return said % {
            "theme": words.quoted(names[largest]),
            "n": n_largest,
            "places": n_wide,
            "all": len(places.names),
        }
    said = ngettext(
        "%(theme)s rassemble le plus de propos (%(n)s) ; %(wide)s a été dit dans %(places)s lieu "
        "sur %(all)s.",
        "%(theme)s rassemble le plus de propos (%(n)s) ; %(wide)s a été dit dans %(places)s lieux "
        "sur %(all)s.",
        n_wide,
    )
    return said % {
        "theme": words.quoted(names[largest]),
        "n": n_largest,
        "wide": words.quoted(names[widest]),
        "places": n_wide,
        "all": len(places.names),
    }


def drawing(seen: Overview, places: Counts) -> str:
    """Return the figure: a line a theme, a column a place, a disc as large as the count in it.

    Columns bear numbers, which the table's titles say again; its colours are the reader's ink.
    """
    names = dict(seen.themes)
    step = (WIDTH - LABELS) / (len(places.names) + 1)
    most = max((n for row in places.rows.values() for n in row), default=1) or 1
    radius = min(step, ROW) / 2 - 1
    parts = [
        _label(LABELS + step * (column + 0.5), 18, str(column + 1), anchor="middle")
        for column in range(len(places.names))
    ]
    parts.append(_label(WIDTH - step / 2, 18, _("En tout"), anchor="middle", weight="bold"))
    for line, (theme, row) in enumerate(places.rows.items()):
        y = HEAD + ROW * (line + 0.5)
        parts.append(_label(LABELS - 12, y + 5, _shortened(names[theme]), anchor="end"))
        parts.append(
            f'<path d="M{LABELS} {y + ROW / 2:.1f} H{WIDTH}" fill="none" stroke="currentColor" '
            'stroke-opacity="0.25"/>'
        )
        for column, n in enumerate(row):
            if n:
                x = LABELS + step * (column + 0.5)
                size = max(9.0, radius * (n / most) ** 0.5)
                parts.append(
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="currentColor" '
                    'fill-opacity="0.16" stroke="currentColor"/>'
                )
                parts.append(_label(x, y + 5, str(n), anchor="middle"))
        total = str(sum(row))
        parts.append(_label(WIDTH - step / 2, y + 5, total, anchor="middle", weight="bold"))
    height = HEAD + ROW * len(places.rows) + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(sentence(seen, places))}" font-family="{escape(FAMILIES[0])}, '
        f'sans-serif" font-size="15" fill="currentColor">{"".join(parts)}</svg>'
    )


def _shortened(name: str) -> str:
    most = int((LABELS - 20) / LETTER)
    return name if len(name) <= most else f"{name[: most - 1].rstrip(' :·,')}…"


def _label(x: float, y: float, said: str, *, weight: str = "normal", anchor: str = "start") -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {where} font-weight="{weight}">{escape(said)}</text>'


def _table(seen: Overview, counts: Counts, caption: str) -> Grid:
    """Return the counts of each theme; its columns in words, numbered as the figure's are."""
    names = dict(seen.themes)
    columns = [f"{number} · {name}" for number, name in enumerate(counts.names, 1)]
    return Grid(
        caption,
        (_("Thème"), _("En tout"), _("Où, et combien")),
        tuple(
            (
                names[theme],
                str(sum(row)),
                " ; ".join(f"{name} ({n})" for name, n in zip(columns, row, strict=True) if n),
            )
            for theme, row in counts.rows.items()
        ),
        numbers=frozenset({1}),
        widths=(4, 0, 9),
    )


def _alone(seen: Overview, keys: Sequence[str]) -> Iterator[Block]:
    found = alone(seen.texts, keys)
    if not found:
        return
    yield Heading(2, _("Ce qu'une table seule a dit"))
    yield Paragraph(_("Chacun de ces thèmes ne vient que d'une table : aucune autre n'en parle."))
    names = dict(seen.themes)
    for theme, held in found.items():
        yield Heading(3, f"{names[theme]} · {held[0].table_words or held[0].activity}")
        yield _quotes(held)


def _opposed(seen: Overview) -> Iterator[Block]:
    """Give the themes in which somebody says the contrary: these words first, whole."""
    split = [(name, seen.held(key)) for key, name in seen.themes]
    split = [(name, held) for name, held in split if any(each.is_opposed for each in held)]
    if not split:
        return
    yield Heading(2, _("Qui dit le contraire"))
    for name, held in split:
        against = [each for each in held if each.is_opposed]
        others = [each for each in held if not each.is_opposed]
        n = len(against)
        contrary = ngettext("%(n)s dit le contraire", "%(n)s disent le contraire", n) % {"n": n}
        yield Heading(3, name)
        yield Paragraph(
            _("%(texts)s, dont %(contrary)s :") % {"texts": _texts(len(held)), "contrary": contrary}
        )
        yield _quotes(against)
        if others:
            shown = [each for same in _same(others)[:MOST_MAJORITY] for each in same]
            yield Paragraph(_majority(len(others), len(shown)))
            yield _quotes(shown)


def _majority(n: int, n_shown: int) -> str:
    if n > n_shown:
        return _("%(shown)s des %(n)s autres propos du thème :") % {"shown": n_shown, "n": n}
    return ngettext("L'autre propos du thème :", "Les %(n)s autres propos du thème :", n) % {"n": n}


def _left(seen: Overview) -> Iterator[Block]:
    """Give what no theme holds: set aside, by reason; still to be read."""
    reasons: Mapping[str, list[Read]] = defaultdict(list)
    to_read = []
    for each in seen.texts:
        if each.reason:
            reasons[each.reason].append(each)
        elif not each.theme:
            to_read.append(each)
    if not reasons and not to_read:
        return
    yield Heading(2, _("Ce que rien n'a pris"))
    for reason, held in reasons.items():
        yield Heading(3, _("Mis à part : %(reason)s") % {"reason": reason})
        yield _quotes(held)
    if to_read:
        yield Heading(3, _("Encore à lire"))
        yield _quotes(to_read[:MOST_LEFT])
        more = len(to_read) - MOST_LEFT
        if more > 0:
            said = ngettext("et %(n)s autre", "et %(n)s autres", more) % {"n": more}
            yield Paragraph(said, "aside")


def _quotes(texts: Sequence[Read]) -> Quotes:
    return Quotes(
        tuple(
            Quote(held[0].key, held[0].text, _beside_all(held), tuple(e.key for e in held[1:]))
            for held in _same(texts)
        )
    )


def _same(texts: Sequence[Read]) -> list[list[Read]]:
    """Return texts by what they say, to the letter: said once, each one's mark kept."""
    found: dict[str, list[Read]] = {}
    for each in texts:
        found.setdefault(each.text, []).append(each)
    return list(found.values())


def _beside_all(texts: Sequence[Read]) -> str:
    where = " ; ".join(dict.fromkeys(_beside(each) for each in texts))
    return f"{where} · ×{len(texts)}" if len(texts) > 1 else where


def _beside(each: Read) -> str:
    """Say where a text was said; of an anonymous one, in which activity and no more."""
    said = (
        (each.activity,) if each.is_anonymous else (each.activity, each.heading, each.table_words)
    )
    return " · ".join(filter(None, said)) or each.meeting
