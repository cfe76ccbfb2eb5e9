"""Reach in words: departments, roles, newcomers, who works with whom; small groups left out."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.analysis.reach import Reach, Ties
from mire.documents.tree import Block, Document, Facts, Grid, Heading, Paragraph
from mire.words import words

HIDDEN = "—"
# By convention: what chance would give less than one time in twenty is worth saying.
RARE = 0.05


def reach_document(
    found: Reach,
    *,
    group: Sequence[tuple[str, int, int, int]] = (),
    is_presence: bool = False,
    titles: Mapping[str, str] | None = None,
) -> Document:
    """Return the document of a reach, in the active language.

    ``group``: months of the group that runs the programme, in order, each with how many came in,
    left, and were there at its end. ``is_presence``: what is counted is who came, not what they
    contributed. ``titles``: of events, None where their names are their titles.
    """
    return Document(
        title=_("Qui l'on touche"),
        subtitle="",
        language=(get_language() or "fr").split("-")[0],
        blocks=[*_blocks(found, titles or {}, is_presence=is_presence), *_group(group)],
    )


def _blocks(found: Reach, titles: Mapping[str, str], *, is_presence: bool) -> Iterator[Block]:
    if found.n_people is None:
        yield Paragraph(
            _(
                "Moins de %(threshold)s personnes ont pris part : aucun résultat n'est montré, "
                "pour que personne ne soit reconnu."
            )
            % {"threshold": found.threshold},
            "lead",
        )
        return
    yield Paragraph(_lead(found, found.n_people), "lead")
    yield Heading(2, _("Les directions"))
    yield _coverage(found)
    if found.roles:
        yield Heading(2, _("Qui vient, par rôle") if is_presence else _("Qui contribue"))
        yield _roles(found, is_presence=is_presence)
        if is_presence:
            yield Paragraph(
                _(
                    "La part de chaque rôle dans ce qui se dit ne se sait pas : en réunion, les "
                    "propos ne sont rattachés à personne."
                ),
                "aside",
            )
    yield Heading(2, _("Au fil des dates"))
    yield from _dates(found, titles)
    if found.ties is not None:
        yield Heading(2, _("Qui travaille avec qui"))
        yield from _ties(found.ties)
    yield Paragraph(
        _(
            "%(mark)s : non montré, parce que le groupe compte moins de %(threshold)s personnes, "
            "ou en ferait connaître un autre par soustraction. Des dates sont réunies sur une même "
            "ligne jusqu'à ce que leurs nouveaux venus soient assez nombreux."
        )
        % {"mark": HIDDEN, "threshold": found.threshold},
        "aside",
    )


def _lead(found: Reach, n_people: int) -> str:
    people = ngettext("%(n)s personne", "%(n)s personnes", n_people) % {"n": n_people}
    if len(found.coverage) > found.n_reached:
        said = ngettext(
            "%(people)s ont pris part, de %(reached)s direction sur %(all)s.",
            "%(people)s ont pris part, de %(reached)s directions sur %(all)s.",
            found.n_reached,
        ) % {"people": people, "reached": found.n_reached, "all": len(found.coverage)}
    else:
        n = found.n_reached
        departments = ngettext("%(n)s direction", "%(n)s directions", n) % {"n": n}
        said = _("%(people)s ont pris part, de %(departments)s.") % {
            "people": people,
            "departments": departments,
        }
    verdict = "" if found.ties is None else _verdict(found.ties)
    return f"{said} {verdict}".rstrip()


def _coverage(found: Reach) -> Grid:
    columns = [_("Direction"), _("Ont pris part")]
    knows_staff = any(each.staff is not None for each in found.coverage)
    if knows_staff:
        columns += [_("Effectif"), _("Part")]
    return Grid(
        caption=_("Combien de personnes de chaque direction ont pris part"),
        columns=tuple(columns),
        rows=tuple(
            (
                each.department,
                _or_hidden(each.n_people),
                *((str(each.staff), words.percent(each.share) or HIDDEN) if knows_staff else ()),
            )
            for each in found.coverage
        ),
        numbers=frozenset({1, 2, 3}),
    )


def _group(months: Sequence[tuple[str, int, int, int]]) -> Iterator[Block]:
    """Return who came into the group and who left it, month by month, those without either out."""
    moved = [each for each in months if each[1] or each[2]]
    if not moved:
        return
    n = sum(left for _month, _joined, left, _n in moved)
    yield Heading(2, _("Qui entre dans le groupe, qui en part"))
    yield Paragraph(
        ngettext("%(n)s départ en %(months)s mois.", "%(n)s départs en %(months)s mois.", n)
        % {"n": n, "months": len(months)}
        if n
        else _("Personne n'en est parti.")
    )
    yield Grid(
        caption=_("Le groupe, les mois où il a changé"),
        columns=(_("Mois"), _("Arrivées"), _("Départs"), _("À la fin du mois")),
        rows=tuple((month, *(words.number(each) for each in counts)) for month, *counts in moved),
        numbers=frozenset({1, 2, 3}),
    )


def _roles(found: Reach, *, is_presence: bool) -> Grid:
    return Grid(
        caption=_("Part des présences, par rôle")
        if is_presence
        else _("Part des contributions, par rôle"),
        columns=(
            _("Rôle"),
            _("Personnes"),
            _("Présences") if is_presence else _("Contributions"),
            _("Part"),
        ),
        rows=tuple(
            (
                each.role or _("sans rôle"),
                _or_hidden(each.n_people),
                _or_hidden(each.n_contributions),
                words.percent(each.share) or HIDDEN,
            )
            for each in found.roles
        ),
        numbers=frozenset({1, 2, 3}),
    )


def _dates(found: Reach, titles: Mapping[str, str]) -> Iterator[Block]:
    yield Grid(
        caption=_("Combien sont venus à chaque date"),
        columns=(_("Date"), _("Événements"), _("Personnes")),
        rows=tuple(
            (
                words.day(each.on),
                ", ".join(titles.get(event, event) for event in each.events),
                _or_hidden(each.n_people),
            )
            for each in found.attendance
        ),
        numbers=frozenset({2}),
    )
    yield Grid(
        caption=_(
            "Les nouveaux venus, et combien de personnes et de directions en tout depuis le début"
        ),
        columns=(_("Dates"), _("Nouveaux"), _("Personnes"), _("Directions"), _("Croissance")),
        rows=tuple(
            (
                words.day(each.first_on)
                if each.first_on == each.last_on
                else _("du %(first)s au %(last)s")
                % {"first": words.day(each.first_on), "last": words.day(each.last_on)},
                str(each.n_new),
                str(each.n_so_far),
                str(each.n_departments),
                "" if each.growth is None else f"+{words.percent(each.growth)}",
            )
            for each in found.periods
        ),
        numbers=frozenset({1, 2, 3, 4}),
    )


def _verdict(ties: Ties) -> str:
    """Say on which side of chance the ties lie, where it is rare enough to be said."""
    test = ties.test
    if ties.ei_index is None or test is None or test.expected_ei is None or test.p_ei is None:
        return ""
    if test.p_ei > RARE:
        return _(
            "Rien ne dit que l'on travaille plus, ou moins, entre collègues d'une même "
            "direction que le hasard ne le ferait."
        )
    if ties.ei_index < test.expected_ei:
        return _(
            "On travaille entre collègues d'une même direction plus que le hasard ne le ferait."
        )
    return _("On travaille entre directions plus que le hasard ne le ferait.")


def _ties(ties: Ties) -> Iterator[Block]:
    if ties.n_within is None or ties.n_between is None:
        yield Paragraph(_("Trop peu de personnes ont travaillé ensemble pour le montrer."), "aside")
        return
    n = ties.n_within + ties.n_between
    yield Paragraph(
        _(
            "Paires de personnes qui ont partagé une table : %(n)s, dont %(within)s d'une même "
            "direction et %(between)s de deux directions."
        )
        % {
            "n": words.number(n),
            "within": words.number(ties.n_within),
            "between": words.number(ties.n_between),
        }
    )
    yield Facts(tuple(_figures(ties)))
    yield Grid(
        caption=_("Paires de personnes qui ont partagé une table, par directions"),
        columns=(_("Direction"), *ties.departments),
        rows=tuple(
            (
                name,
                *(
                    _or_hidden(ties.counts[min(one, other)][max(one, other)])
                    for other in range(len(ties.departments))
                ),
            )
            for one, name in enumerate(ties.departments)
        ),
        numbers=frozenset(range(1, len(ties.departments) + 1)),
    )


def _figures(ties: Ties) -> Iterator[tuple[str, str]]:
    test = ties.test
    if ties.ei_index is not None:
        said = _("%(value)s, de −1 (tout à l'intérieur des directions) à 1 (tout entre elles)") % {
            "value": words.number(ties.ei_index, 4)
        }
        yield _("Indice E–I"), said
        if test is not None and test.expected_ei is not None:
            yield _("… par hasard"), _by_chance(test.expected_ei, test.p_ei, test.n_permutations)
    if ties.assortativity is not None:
        yield (
            _("Assortativité"),
            _("%(value)s, de 0 (mêlé comme au hasard) à 1 (jamais mêlé)")
            % {"value": words.number(ties.assortativity, 4)},
        )
        if test is not None and test.expected_assortativity is not None:
            yield (
                _("… par hasard"),
                _by_chance(test.expected_assortativity, test.p_assortativity, test.n_permutations),
            )


def _by_chance(expected: float, p_value: float | None, n_permutations: int) -> str:
    return _(
        "%(expected)s ; %(n)s redistributions au hasard des directions en donnent un aussi "
        "éloigné avec une probabilité de %(p)s"
    ) % {
        "expected": words.number(expected, 4),
        "n": words.number(n_permutations),
        "p": words.number(p_value, 5),
    }


def _or_hidden(n: int | None) -> str:
    return HIDDEN if n is None else words.number(n)
