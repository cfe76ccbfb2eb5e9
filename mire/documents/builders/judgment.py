"""A majority judgment in words: who comes first, the merit profiles, how ties were broken."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.choice.judgment import Judgment, MissingGrades, Standing, TieBreak, majority_value
from mire.documents.tree import Block, Document, Facts, Grid, Heading, Paragraph
from mire.words import words

MOST_VALUES = 12
"""How many grades of a majority value are printed."""


def judgment_document(
    found: Judgment,
    options: Sequence[str],
    grades: Sequence[str],
    missing: MissingGrades,
    threshold: int,
) -> Document:
    """Return the document of a judgment, in the active language.

    ``options`` and ``grades`` are names by index, grades from the worst to the best;
    ``threshold`` is what the judgment was made with.
    """
    return Document(
        title=_("Jugement majoritaire"),
        subtitle="",
        language=(get_language() or "fr").split("-")[0],
        blocks=list(_blocks(found, options, grades, missing, threshold)),
    )


def _blocks(
    found: Judgment,
    options: Sequence[str],
    grades: Sequence[str],
    missing: MissingGrades,
    threshold: int,
) -> Iterator[Block]:
    aside = _set_aside(found, options, threshold)
    if not found.ranking:
        yield Paragraph(aside, "lead")
        return
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
    if aside:
        yield Paragraph(aside)
    if unequal := _unequal(found, options):
        yield Paragraph(unequal)
    yield Grid(
        caption=_("Le classement"),
        columns=(
            _("Rang"),
            _("Option"),
            _("Mention majoritaire"),
            _("L'ont donnée, ou mieux"),
            _("Mentions reçues"),
        ),
        rows=tuple(
            (
                str(each.rank),
                options[each.option],
                grades[each.grade],
                words.percent(sum(each.profile[each.grade :]) / sum(each.profile)),
                words.number(each.received),
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
    yield Heading(2, _("Les valeurs majoritaires"))
    yield Facts(tuple((options[each.option], _value(each, grades)) for each in found.ranking))
    if found.ties:
        yield Heading(2, _("Ce qui départage les options de même mention"))
        for tie in found.ties:
            yield Paragraph(_tie(tie, options, grades))
    yield Paragraph(
        _(
            "La mention majoritaire d'une option est la plus haute mention que plus de la "
            "moitié des personnes lui donne ou dépasse. À mention égale, on retire à chaque "
            "option une mention majoritaire, puis une autre, jusqu'à ce qu'elles diffèrent."
        ),
        "aside",
    )
    note = _completed(missing)
    if note:
        yield Paragraph(note, "aside")


def _set_aside(found: Judgment, options: Sequence[str], threshold: int) -> str:
    """Say which options too few people judged; "" for none."""
    if not found.set_aside:
        return ""
    return ngettext(
        "%(options)s n'est pas classé : moins de %(threshold)s personnes l'ont jugé.",
        "%(options)s ne sont pas classés : moins de %(threshold)s personnes les ont jugés.",
        len(found.set_aside),
    ) % {
        "options": words.listed([words.quoted(options[each]) for each in found.set_aside]),
        "threshold": threshold,
    }


def _unequal(found: Judgment, options: Sequence[str]) -> str:
    """Say who was judged by fewer than the most judged; "" where nobody was."""
    fewer = [each for each in found.ranking if each.received < found.most]
    if not fewer:
        return ""
    named = [
        _("%(option)s par %(n)s")
        % {"option": words.quoted(options[each.option]), "n": words.number(each.received)}
        for each in fewer
    ]
    return _(
        "Toutes les options n'ont pas été jugées par autant de personnes : une l'a été par "
        "%(most)s, %(options)s."
    ) % {"most": words.number(found.most), "options": words.listed(named)}


def _value(standing: Standing, grades: Sequence[str]) -> str:
    """Say the beginning of a majority value, equal grades in a row once."""
    given = majority_value(standing.profile, MOST_VALUES)
    said = []
    for grade, run in groupby(given):
        n = len(list(run))
        said.append(grades[grade] if n == 1 else f"{grades[grade]} × {n}")
    return ", ".join(said) + (", …" if sum(standing.profile) > MOST_VALUES else "")


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
