"""Scenarios compared, in words: strengths and weaknesses first, then what the weights change."""

import math
from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.analysis.effects import Effect, Effects
from mire.choice.scenarios.comparison import Comparison
from mire.choice.scenarios.conditions import Condition
from mire.choice.scenarios.criteria import Criterion, Direction
from mire.choice.scenarios.measures import (
    Exact,
    Grades,
    Measure,
    Normal,
    Option,
    Range,
    Triangular,
)
from mire.choice.scenarios.promethee import Relation
from mire.choice.scenarios.smaa import interval
from mire.choice.scenarios.strengths import Standing
from mire.documents import render
from mire.documents.builders.scenarios_models import models_told, shape_told, with_unit
from mire.documents.tree import Block, Document, Facts, Figure, Grid, Heading, Paragraph
from mire.words import words

MOST_IN_LEAD = 3
MOST_CONDITIONS = 3
LEAST_TOLD = 0.1  # a condition that rules out less than this is left out


def scenarios_document(found: Comparison, effects: Effects | None) -> Document:
    """Return the document of a comparison, in the active language."""
    return Document(
        title=_("Les scénarios, leurs forces et leurs faiblesses"),
        subtitle="",
        language=(get_language() or "fr").split("-")[0],
        blocks=list(_blocks(found, effects)),
    )


def _blocks(found: Comparison, effects: Effects | None) -> Iterator[Block]:
    yield Paragraph(lead(found), "lead")
    yield Paragraph(models_told(found))
    yield Heading(2, _("Forces et faiblesses"))
    for index, option in enumerate(found.options):
        yield Heading(3, option.name)
        yield Facts(tuple(_strengths(found, index)))
    yield Paragraph(
        _(
            "Par préférences. Une force : nettement mieux qu'au moins la moitié des autres "
            "scénarios, nettement moins bien qu'aucun ; une faiblesse, l'inverse. Un écart est net "
            "selon la forme et les seuils du critère."
        ),
        "aside",
    )
    yield Heading(2, _("Ce que les poids changent, par addition"))
    yield from weights_blocks(found)
    yield Heading(2, _("Le classement par préférences, aux poids donnés"))
    yield from ranking_blocks(found)
    if effects is not None:
        yield Heading(2, _("Qui y gagnerait, qui y perdrait"))
        yield from _effects(found, effects)


def lead(found: Comparison) -> str:
    """Return the sentence that says who comes first, and when another does."""
    names = [words.quoted(option.name) for option in found.options]
    always = [
        name for name, each in zip(names, found.prospects, strict=True) if each.is_always_first
    ]
    if always:
        return ngettext(
            "Quels que soient les poids, %(options)s arrive en tête.",
            "Quels que soient les poids, %(options)s arrivent en tête à égalité.",
            len(always),
        ) % {"options": words.listed(always)}
    firsts = [row[0] for row in found.smaa.acceptability]
    order = sorted(range(len(firsts)), key=lambda option: -firsts[option])
    most = share_told(firsts[order[0]])
    best = [option for option in order if share_told(firsts[option]) == most]
    said = {
        "share": most,
        "options": words.listed([names[option] for option in best]),
    }
    if found.space.is_unknown:
        parts = [
            ngettext(
                "Dans %(share)s de toutes les pondérations, %(options)s arrive en tête",
                "%(options)s arrivent chacun en tête dans %(share)s de toutes les pondérations",
                len(best),
            )
            % said
        ]
    else:
        parts = [
            ngettext(
                "Dans %(share)s des pondérations retenues, %(options)s arrive en tête",
                "%(options)s arrivent chacun en tête dans %(share)s des pondérations retenues",
                len(best),
            )
            % said
        ]
    rest = order[len(best) :]
    never = [option for option in rest if found.prospects[option].may_be_first is False]
    others = [option for option in rest if option not in never]
    for option in others[:MOST_IN_LEAD]:
        parts.append(_when_first(found, option, firsts[option]))
    if never:
        parts.append(
            _("%(options)s jamais") % {"options": words.listed([names[option] for option in never])}
        )
    return joined(parts) + "."


def _when_first(found: Comparison, option: int, share: float) -> str:
    name = words.quoted(found.options[option].name)
    for condition in found.prospects[option].conditions:
        if condition.is_above and (said := _condition(found, condition)):
            return _("%(option)s seulement si %(condition)s") % {"option": name, "condition": said}
    return _("%(option)s dans %(share)s") % {"option": name, "share": share_told(share)}


def _condition(found: Comparison, condition: Condition) -> str:
    """Say a condition, rounded to the side where it still holds; "" where nothing is left of it."""
    criterion = words.quoted(found.criteria[condition.criterion].name)
    if condition.is_above:
        share = math.floor(100 * condition.share + 1e-6) / 100
        if share <= 0:
            return ""
        return _("%(criterion)s pèse plus de %(share)s") % {
            "criterion": criterion,
            "share": words.percent(share),
        }
    share = math.ceil(100 * condition.share - 1e-6) / 100
    if share >= 1:
        return ""
    return _("%(criterion)s pèse moins de %(share)s") % {
        "criterion": criterion,
        "share": words.percent(share),
    }


def _strengths(found: Comparison, option: int) -> Iterator[tuple[str, str]]:
    profile, told = found.profiles[option], found.options[option]
    yield _("Forces"), _standings(found, told, profile.strengths, is_better=True)
    yield _("Faiblesses"), _standings(found, told, profile.weaknesses, is_better=False)
    if told.strengths:
        yield _("Arguments pour"), joined(told.strengths)
    if told.weaknesses:
        yield _("Arguments contre"), joined(told.weaknesses)


def _standings(
    found: Comparison, option: Option, standings: tuple[Standing, ...], *, is_better: bool
) -> str:
    said = []
    for each in standings:
        criterion = found.criteria[each.criterion]
        measure = option.measures[each.criterion]
        others = words.listed([words.quoted(found.options[other].name) for other in each.others])
        told = {
            "criterion": criterion.name,
            "value": "" if measure is None else measure_told(criterion, measure),
            "others": others,
        }
        if is_better:
            said.append(_("%(criterion)s (%(value)s, mieux que %(others)s)") % told)
        else:
            said.append(_("%(criterion)s (%(value)s, moins bien que %(others)s)") % told)
    return joined(said) or _("aucune nette")


def measure_told(criterion: Criterion, measure: Measure) -> str:
    """Say a measure with its unit, or its grades."""
    match measure:
        case Exact(value) if criterion.grades:
            return criterion.grades[int(value)]
        case Exact(value):
            return with_unit(words.number(value), criterion)
        case Range(least, most):
            told = {"least": words.number(least), "most": words.number(most)}
            return with_unit(_("de %(least)s à %(most)s") % told, criterion)
        case Normal(middle, sd):
            told = {"mean": words.number(middle), "sd": words.number(sd)}
            return with_unit(_("environ %(mean)s, écart type %(sd)s") % told, criterion)
        case Triangular(least, mode, most):
            told = {
                "least": words.number(least),
                "mode": words.number(mode),
                "most": words.number(most),
            }
            return with_unit(_("de %(least)s à %(most)s, plutôt %(mode)s") % told, criterion)
        case Grades(counts):
            given = [
                f"{count} {words.quoted(grade)}"
                for grade, count in zip(criterion.grades, counts, strict=True)
                if count
            ]
            return words.listed(given[::-1])


def weights_blocks(found: Comparison) -> Iterator[Block]:
    counted, names = found.smaa, [option.name for option in found.options]
    firsts = [row[0] for row in counted.acceptability]
    yield Figure(
        _drawing(found),
        _("Part des pondérations qui mettent chaque scénario en tête : %(shares)s.")
        % {
            "shares": words.listed(
                [f"{name} {share_told(share)}" for name, share in zip(names, firsts, strict=True)]
            )
        },
    )
    yield Grid(
        caption=_("Part des pondérations qui donnent chaque rang à chaque scénario"),
        columns=(_("Scénario"), *(_("Rang %(n)s") % {"n": rank + 1} for rank in range(len(names)))),
        rows=tuple(
            (name, *(share_told(share) for share in row))
            for name, row in zip(names, counted.acceptability, strict=True)
        ),
        numbers=frozenset(range(1, len(names) + 1)),
    )
    yield central_weights(found)
    facts = tuple(conditions_told(found))
    if facts:
        yield Heading(3, _("Ce qu'il faut pour arriver en tête"))
        yield Facts(facts)
    yield Paragraph(method_told(found), "aside")


def central_weights(found: Comparison) -> Grid:
    """Return the central weights; confidence beside them where some measure is unsure."""
    counted = found.smaa
    rows = [
        (option.name, *(words.percent(weight) for weight in centre), share_told(confidence or 0.0))
        for option, centre, confidence in zip(
            found.options, counted.central_weights, counted.confidence, strict=True
        )
        if centre is not None
    ]
    columns = (_("Scénario"), *(each.name for each in found.criteria))
    numbers = frozenset(range(1, len(found.criteria) + 2))
    widths = (4, *(3 for _each in found.criteria), 3)
    if all(confidence in (None, 1.0) for confidence in counted.confidence):
        caption = _("Les poids moyens qui mettent chaque scénario en tête")
        return Grid(caption, columns, tuple(row[:-1] for row in rows), numbers, widths=widths[:-1])
    return Grid(
        _(
            "Les poids moyens qui mettent chaque scénario en tête, et ses chances de l'être avec "
            "eux, ses valeurs étant incertaines"
        ),
        (*columns, _("Chances")),
        tuple(rows),
        numbers,
        widths=widths,
    )


def conditions_told(found: Comparison) -> Iterator[tuple[str, str]]:
    for option, prospect in zip(found.options, found.prospects, strict=True):
        if prospect.may_be_first is False:
            yield option.name, _("aucune pondération ne le met en tête")
        said = [
            phrase
            for condition in prospect.conditions
            if condition.tells >= LEAST_TOLD and (phrase := _condition(found, condition))
        ][:MOST_CONDITIONS]
        if said:
            yield option.name, _("il faut que %(conditions)s") % {"conditions": words.listed(said)}


def method_told(found: Comparison) -> str:
    counted = found.smaa
    if found.space.is_unknown:
        taken = _("Toutes les pondérations comptent autant : personne n'a dit lesquelles préférer.")
    else:
        taken = _(
            "Seules comptent les pondérations qui respectent l'ordre et les bornes donnés, "
            "toutes autant."
        )
    scale = _("Un poids dit ce que vaut le passage du pire au meilleur bout d'un critère.")
    if counted.is_exact:
        return " ".join((taken, scale, _("Les parts sont exactes.")))
    widest = max(
        high - low
        for row in counted.acceptability
        for low, high in (interval(share, counted.n_draws) for share in row)
    )
    points = max(0.01, 50 * widest)
    error = ngettext(
        "Les parts viennent de %(n)s tirages, justes à %(points)s point près (à 95 %%).",
        "Les parts viennent de %(n)s tirages, justes à %(points)s points près (à 95 %%).",
        math.ceil(points),
    ) % {"n": words.number(counted.n_draws), "points": words.number(points)}
    return " ".join((taken, scale, error))


def ranking_blocks(found: Comparison) -> Iterator[Block]:
    ranked, names = found.promethee, [option.name for option in found.options]
    order = sorted(range(len(names)), key=lambda option: ranked.ranks[option])
    yield Grid(
        caption=_(
            "Le classement : de combien chaque scénario est préféré aux autres, et les "
            "autres à lui (de 0 à 1)"
        ),
        columns=(_("Rang"), _("Scénario"), _("Préféré"), _("Devancé"), _("Solde")),
        rows=tuple(
            (
                str(ranked.ranks[option]),
                names[option],
                words.number(ranked.plus[option], 3),
                words.number(ranked.minus[option], 3),
                words.number(ranked.net[option], 3),
            )
            for option in order
        ),
        numbers=frozenset({0, 2, 3, 4}),
    )
    apart = [
        (one, other)
        for place, one in enumerate(order)
        for other in order[place + 1 :]
        if ranked.relations[one][other] is Relation.INCOMPARABLE
    ]
    for one, other in apart:
        first, second = (one, other) if ranked.plus[one] > ranked.plus[other] else (other, one)
        yield Paragraph(
            _(
                "%(one)s et %(other)s se classent mal l'un par rapport à l'autre : le premier est "
                "plus souvent préféré, mais aussi plus souvent devancé."
            )
            % {
                "one": words.quoted(names[first]),
                "other": words.quoted(names[second]),
            }
        )
    yield Grid(
        caption=_("Les critères de ce classement"),
        columns=(_("Critère"), _("Sens"), _("Poids"), _("Un écart compte")),
        rows=tuple(
            (
                criterion.name,
                _("plus haut est mieux")
                if criterion.direction is Direction.MAX
                else _("plus bas est mieux"),
                words.percent(float(weight)),
                shape_told(criterion),
            )
            for criterion, weight in zip(found.criteria, ranked.weights, strict=True)
        ),
        numbers=frozenset({2}),
    )


def _effects(found: Comparison, effects: Effects) -> Iterator[Block]:
    names = [option.name for option in found.options]
    if effects.everyone is None:
        yield Paragraph(
            _(
                "Moins de %(threshold)s personnes en tout : aucun résultat n'est montré, pour que "
                "personne ne soit reconnu."
            )
            % {"threshold": effects.threshold},
            "aside",
        )
        return
    for option, name in enumerate(names):
        group = effects.most_hurt(option)
        if group is not None:
            effect = group.effects[option]
            yield Paragraph(
                _(
                    "Avec %(option)s, c'est dans le groupe %(group)s que l'on perdrait le plus : "
                    "%(n)s sur %(members)s."
                )
                % {
                    "option": words.quoted(name),
                    "group": words.quoted(group.name),
                    "n": words.number(effect.worse),
                    "members": words.number(group.n_members),
                }
            )
    yield Grid(
        caption=_("Combien y perdraient, par groupe"),
        columns=(_("Groupe"), _("Personnes"), *names),
        rows=(
            *(
                (group.name, words.number(group.n_members), *map(_worse, group.effects))
                for group in effects.groups
            ),
            (
                _("Tout le monde"),
                words.number(effects.everyone[0].n),
                *map(_worse, effects.everyone),
            ),
        ),
        numbers=frozenset(range(1, len(names) + 2)),
    )
    if effects.n_hidden:
        yield Paragraph(
            ngettext(
                "%(n)s groupe n'est pas montré : il compte moins de %(threshold)s personnes, ou en "
                "ferait connaître un autre par soustraction.",
                "%(n)s groupes ne sont pas montrés : ils comptent moins de %(threshold)s "
                "personnes, ou en feraient connaître un autre par soustraction.",
                effects.n_hidden,
            )
            % {"n": effects.n_hidden, "threshold": effects.threshold},
            "aside",
        )


def _worse(effect: Effect) -> str:
    if not effect.worse:
        return "0"
    return f"{words.number(effect.worse)} ({words.percent(effect.share_worse)})"


def _drawing(found: Comparison) -> str:
    firsts = [row[0] for row in found.smaa.acceptability]
    width, step = 480, 54
    rows = [
        {
            "name": option.name,
            "y": 24 + step * index,
            "bar_y": 32 + step * index,
            "width": round(width * share),
            "label_x": round(width * share) + 10,
            "label_y": 49 + step * index,
            "label": share_told(share),
            "is_best": share == max(firsts),
        }
        for index, (option, share) in enumerate(zip(found.options, firsts, strict=True))
    ]
    figure = {
        "rows": rows,
        "height": 12 + step * len(rows),
        "label": _("Part des pondérations qui mettent chaque scénario en tête"),
    }
    return render.render_template(
        "documents/first_places.html", {"figure": figure}, get_language() or "fr"
    ).strip()


def share_told(share: float) -> str:
    """Return a share as a percentage that neither says « all » nor « none » unless it is so."""
    if 0 < share < 0.005:
        return _("moins de %(share)s") % {"share": words.percent(0.01)}
    if 0.995 <= share < 1 - 1e-12:
        return _("plus de %(share)s") % {"share": words.percent(0.99)}
    return words.percent(share)


def joined(parts: Sequence[str]) -> str:
    """Return parts one after the other, with the language's semicolon between them."""
    said = "".join(parts[:1])
    for part in parts[1:]:
        said = _("%(before)s ; %(after)s") % {"before": said, "after": part}
    return said
