"""A majority judgment in words: who comes first, the merit profiles, how ties were broken."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mire.choice.judgment import Judgment, MissingGrades, TieBreak
from mire.documents.tree import Block, Document, Grid, Heading, Paragraph
from mire.words import words


def judgment_document(
    found: Judgment, options: Sequence[str], grades: Sequence[str], missing: MissingGrades
) -> Document:
    """Return the document of a judgment, in the active language.

    ``options`` and ``grades`` are names by index, grades from the worst to the best.
    """
    return Document(
        title=_("Jugement majoritaire"),
        subtitle="",
        language=(get_language() or "fr").split("-")[0],
        blocks=list(_blocks(found, options, grades, missing)),
    )


def _blocks(
    found: Judgment, options: Sequence[str], grades: Sequence[str], missing: MissingGrades
) -> Iterator[Block]:
    first = [each for each in found.ranking if each.rank == 1]
    grade = grades[first[0].grade]
    if len(first) == 1:
        yield Paragraph(
            _("« %(option)s » vient en tête, avec la mention « %(grade)s ».")
            % {"option": options[first[0].option], "grade": grade},
            "lead",
        )
    else:
        named = words.listed([words.quoted(options[each.option]) for each in first])
        yield Paragraph(
            _("%(options)s viennent en tête à égalité, avec la mention « %(grade)s ».")
            % {"options": named, "grade": grade},
            "lead",
        )
    yield Grid(
        caption=_("Le classement"),
        columns=(
            _("Rang"),
            _("Option"),
            _("Mention majoritaire"),
            _("L'ont donnée, ou mieux"),
            _("Mentions"),
        ),
        rows=tuple(
            (
                str(each.rank),
                options[each.option],
                grades[each.grade],
                words.percent(sum(each.profile[each.grade :]) / sum(each.profile)),
                words.number(sum(each.profile)),
            )
            for each in found.ranking
        ),
        numbers=frozenset({0, 3, 4}),
    )
    yield Grid(
        caption=_("Les profils de mérite : part de chaque mention, de la meilleure à la pire"),
        columns=(_("Option"), *reversed(grades)),
        rows=tuple(
            (
                options[each.option],
                *(words.percent(n / sum(each.profile)) for n in reversed(each.profile)),
            )
            for each in found.ranking
        ),
        numbers=frozenset(range(1, len(grades) + 1)),
    )
    if found.ties:
        yield Heading(2, _("Ce qui départage les options de même mention"))
        for tie in found.ties:
            yield Paragraph(_tie(tie, options, grades))
    yield Paragraph(
        _(
            "La mention majoritaire d'une option est la plus haute que la moitié au moins des "
            "personnes lui donne, ou dépasse. À mention égale, on retire à chaque option une "
            "mention majoritaire, puis une autre, jusqu'à ce qu'elles diffèrent."
        ),
        "aside",
    )
    note = _completed(missing)
    if note:
        yield Paragraph(note, "aside")


def _tie(tie: TieBreak, options: Sequence[str], grades: Sequence[str]) -> str:
    names = {"winner": options[tie.winner], "loser": options[tie.loser]}
    if tie.grades is None:
        return (
            _(
                "« %(winner)s » et « %(loser)s » ont reçu exactement les mêmes mentions : rien ne "
                "les départage."
            )
            % names
        )
    removed = words.listed(
        [
            _("%(n)s « %(grade)s »") % {"n": words.number(n), "grade": grades[grade]}
            for grade, n in tie.removed
        ]
    )
    better, worse = (grades[each] for each in tie.grades)
    return _(
        "« %(winner)s » devant « %(loser)s » : on retire à chacune %(removed)s ; la mention "
        "majoritaire est alors « %(better)s » pour la première, « %(worse)s » pour la "
        "seconde."
    ) % {**names, "removed": removed, "better": better, "worse": worse}


def _completed(missing: MissingGrades) -> str:
    """Return how unequal numbers of grades were dealt with, if they could be."""
    return {
        MissingGrades.REFUSE: "",
        MissingGrades.STATIC: _(
            "Les personnes qui n'ont pas jugé une option comptent comme si "
            "elles lui avaient donné la pire mention."
        ),
        MissingGrades.MEDIAN: _(
            "Les personnes qui n'ont pas jugé une option comptent comme si "
            "elles lui avaient donné sa mention majoritaire."
        ),
        MissingGrades.RESCALED: _(
            "Les options n'ont pas toutes reçu autant de mentions : leurs "
            "profils sont ramenés à une même taille."
        ),
    }[missing]
