"""`mire choose scenarios`: options compared on several criteria."""

from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from django.utils.translation import gettext as _

from mire.analysis.disclosure import DEFAULT_THRESHOLD
from mire.analysis.effects import Effects, EffectsRefused, Fault, group_effects
from mire.choice.scenarios.checking import MOST_CRITERIA, MOST_OPTIONS
from mire.choice.scenarios.comparison import Comparison, compare
from mire.choice.scenarios.refusal import Problem, Reason, ScenariosRefused
from mire.choice.scenarios.strengths import Standing
from mire.choice.scenarios.weight_maps import holds, mean_worths, merged, weight_map
from mire.cli import speech
from mire.cli.choose.scenarios_file import ScenariosFile
from mire.documents.builders.scenarios import scenarios_document

MOST_SAMPLES = 100_000_000
OF_CRITERIA = frozenset({Reason.NO_CRITERION, Reason.TOO_MANY_CRITERIA})


def choose_scenarios(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("Un TOML : critères, scénarios, valeurs."))
    ],
    samples: Annotated[
        int,
        typer.Option(
            "--samples",
            min=1_000,
            max=MOST_SAMPLES,
            help=_("Tirages, quand le calcul exact n'est pas possible."),
        ),
    ] = 1_000_000,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help=_("Le même nombre donne les mêmes tirages."))
    ] = 1,
    threshold: Annotated[
        int,
        typer.Option(
            "--threshold",
            min=3,
            help=_("En dessous de ce nombre de personnes, un groupe n'est pas montré."),
        ),
    ] = DEFAULT_THRESHOLD,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="CRITERE",
            help=_(
                "Deux fois : les critères de la carte des poids, quand il y en a plus de trois."
            ),
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
) -> None:
    given = ScenariosFile(file)
    given.toml.refuse_faults()
    found, effects = None, None
    try:
        found = compare(
            given.criteria,
            given.options,
            space=given.space,
            rng=np.random.default_rng(seed),
            n_draws=samples,
        )
    except ScenariosRefused as refused:
        for problem in refused.problems:
            given.toml.fault(_where(problem, given), _why(problem, given))
    try:
        if given.groups:
            effects = group_effects(given.groups, n_options=len(given.options), threshold=threshold)
    except EffectsRefused as refused:
        given.toml.fault(_where_of_effect(refused, given), _why_of_effect(refused, given))
    given.toml.refuse_faults()
    assert found is not None
    if as_json:
        speech.print_json(_primitive(found, effects, seed, _pair(mapped or [], given)))
    else:
        speech.print_document(scenarios_document(found, effects))


def _where(problem: Problem, given: ScenariosFile) -> tuple[str | int, ...]:
    if problem.field in ("order", "range", "weights"):
        if problem.field == "range" and problem.criterion is not None:
            return ("weights", "range", given.names[problem.criterion])
        return ("weights", problem.field) if problem.field != "weights" else ("weights",)
    if problem.option is not None:
        name = given.options[problem.option].name
        if problem.reason is Reason.MISSING or problem.criterion is None:
            return ("option", name)
        return given.places[name, given.names[problem.criterion]]
    if problem.criterion is not None:
        return ("criterion", problem.criterion, *([problem.field] if problem.field else []))
    return ("criterion",) if problem.reason in OF_CRITERIA else ("option",)


def _why(problem: Problem, given: ScenariosFile) -> str:
    """Return what is wrong and what to do, for one problem."""
    name = "" if problem.criterion is None else given.names[problem.criterion]
    grades = () if problem.criterion is None else given.criteria[problem.criterion].grades
    told: dict[Reason, str] = {
        Reason.NO_CRITERION: _("il faut au moins un critère [[criterion]]."),
        Reason.TOO_FEW_OPTIONS: _("il faut au moins deux scénarios [option.NOM]."),
        Reason.TOO_MANY_CRITERIA: _("%(n)s critères au plus.") % {"n": MOST_CRITERIA},
        Reason.TOO_MANY_OPTIONS: _("%(n)s scénarios au plus.") % {"n": MOST_OPTIONS},
        Reason.DUPLICATE: _("ce nom vient deux fois."),
        Reason.BLANK: _("ce nom est vide."),
        Reason.NOT_FINITE: _("il faut un nombre fini, de 10^15 au plus."),
        Reason.NEGATIVE: _("il faut un nombre qui n'est pas négatif."),
        Reason.NOT_POSITIVE: _("il faut un nombre supérieur à zéro."),
        Reason.NO_WEIGHT: _("tous les poids sont nuls : il en faut un qui ne l'est pas."),
        Reason.THRESHOLD_MISSING: _("la forme « %(shape)s » a besoin de %(field)s.")
        % {"shape": problem.value, "field": problem.field},
        Reason.THRESHOLDS_CROSSED: _("p doit être au moins égal à q."),
        Reason.SCALE_REVERSED: _("l'échelle va du plus petit au plus grand."),
        Reason.TOO_FEW_GRADES: _("il faut au moins deux mentions, de la pire à la meilleure."),
        Reason.GRADES_GO_UP: _(
            "un critère à mentions est à maximiser : donnez-les de la pire à la meilleure."
        ),
        Reason.MISSING: _("le critère « %(name)s » n'a pas de valeur ici.") % {"name": name}
        if problem.option is not None
        else _("donnez un poids à chaque critère, ou à aucun."),
        Reason.REVERSED: _("les bornes vont de la plus petite à la plus grande."),
        Reason.OUTSIDE_SCALE: _("cette valeur sort de l'échelle du critère."),
        Reason.UNKNOWN_GRADE: _("il faut une des mentions : %(grades)s.")
        % {"grades": ", ".join(grades)},
        Reason.NO_GRADE: _("personne n'a donné de mention."),
        Reason.RANGE: _("un poids va de 0 à 1, la première borne au plus égale à la seconde."),
        Reason.NO_WEIGHTS_LEFT: _(
            "aucune pondération ne respecte l'ordre et les bornes donnés : "
            "les poids vont de 0 à 1 et leur somme fait 1."
        ),
    }
    return told.get(problem.reason) or _("cette valeur n'est pas acceptée.")


def _where_of_effect(refused: EffectsRefused, given: ScenariosFile) -> tuple[str | int, ...]:
    at: tuple[str | int, ...] = ("group", refused.group)
    if refused.option is not None:
        return (*at, "effect", given.options[refused.option].name)
    return (*at, "name") if refused.fault in (Fault.BLANK, Fault.DUPLICATE) else (*at, "effect")


def _why_of_effect(refused: EffectsRefused, given: ScenariosFile) -> str:
    told = {
        Fault.BLANK: _("ce nom est vide."),
        Fault.DUPLICATE: _("ce nom vient deux fois."),
        Fault.NO_ONE: _("ce groupe ne compte personne."),
        Fault.NOT_ITS_MEMBERS: _(
            "%(n)s en tout ici, %(members)s pour le premier scénario : le "
            "groupe est le même pour tous."
        )
        % {"n": refused.value, "members": given.groups[refused.group].n_members},
    }
    return told.get(refused.fault) or _("cette valeur n'est pas acceptée.")


def _pair(named: list[str], given: ScenariosFile) -> tuple[int, int] | None:
    """Return the two criteria of the map, None for all of them; refuse what can't be drawn."""
    known = [name for name in dict.fromkeys(named) if name in given.names]
    if not named:
        return None
    if len(known) != 2 or len(named) != 2:
        raise typer.BadParameter(
            _("donnez deux critères du fichier : %(names)s.") % {"names": ", ".join(given.names)},
            param_hint="--map",
        )
    return given.names.index(known[0]), given.names.index(known[1])


def _map(found: Comparison, pair: tuple[int, int] | None) -> list[dict[str, Any]] | None:
    """Return who is first where over two or three criteria, or a pair and all the others."""
    worths = mean_worths(found.criteria, found.options)
    if pair is not None and len(found.criteria) > 3:
        worths = merged(worths, found.promethee.weights, pair)
    elif len(found.criteria) not in (2, 3):
        return None
    return [
        {
            "first": [found.options[option].name for option in area.options],
            "share": float(area.share),
            "corners": [[float(each) for each in corner] for corner in area.corners],
        }
        for area in weight_map(worths)
    ]


def _primitive(
    found: Comparison, effects: Effects | None, seed: int, pair: tuple[int, int] | None
) -> dict[str, Any]:
    names = [option.name for option in found.options]
    criteria = [criterion.name for criterion in found.criteria]
    ranked, counted = found.promethee, found.smaa

    def by_option(values: Any) -> dict[str, Any]:
        return dict(zip(names, values, strict=True))

    return {
        "criteria": criteria,
        "promethee": {
            "plus": by_option(map(float, ranked.plus)),
            "minus": by_option(map(float, ranked.minus)),
            "net": by_option(map(float, ranked.net)),
            "rank": by_option(ranked.ranks),
            "relations": by_option(
                {names[other]: relation for other, relation in enumerate(row) if other != option}
                for option, row in enumerate(ranked.relations)
            ),
        },
        "smaa": {
            "rank_acceptability": by_option(counted.acceptability),
            "central_weights": by_option(counted.central_weights),
            "confidence": by_option(counted.confidence),
            "is_exact": counted.is_exact,
            "samples": counted.n_draws,
            "seed": seed,
            "standard_error": {
                "rank_acceptability": by_option(counted.acceptability_error),
                "central_weights": by_option(counted.central_error),
                "confidence": by_option(counted.confidence_error),
            },
            "first": by_option(
                {
                    "possible": each.may_be_first,
                    "always": each.is_always_first,
                    "only_if": [
                        {
                            "criterion": criteria[condition.criterion],
                            "weight": "above" if condition.is_above else "below",
                            "share": condition.share,
                        }
                        for condition in each.conditions
                    ],
                }
                for each in found.prospects
            ),
        },
        "at_given_weights": {
            "worth": by_option(map(float, found.models.worths)),
            "first_by_worth": [names[each] for each in found.models.by_worth],
            "first_by_preference": [names[each] for each in found.models.by_preference],
            "parted_by": None
            if found.models.criterion is None
            else criteria[found.models.criterion],
            "holds": {
                name: {"from": float(each.low), "to": float(each.high)}
                for name, each in zip(
                    criteria,
                    holds(mean_worths(found.criteria, found.options), ranked.weights),
                    strict=True,
                )
            },
        },
        "map": _map(found, pair),
        "strengths": by_option(
            _standings(profile.strengths, option.strengths, names, criteria)
            for profile, option in zip(found.profiles, found.options, strict=True)
        ),
        "weaknesses": by_option(
            _standings(profile.weaknesses, option.weaknesses, names, criteria)
            for profile, option in zip(found.profiles, found.options, strict=True)
        ),
        "effects": None if effects is None else _effects(effects, names),
    }


def _standings(
    found: tuple[Standing, ...], argued: tuple[str, ...], names: list[str], criteria: list[str]
) -> dict[str, Any]:
    return {
        "criteria": {
            criteria[each.criterion]: [names[other] for other in each.others] for each in found
        },
        "argued": list(argued),
    }


def _effects(effects: Effects, names: list[str]) -> dict[str, Any]:
    def by_option(values: Any) -> dict[str, Any]:
        return {
            name: {"better": each.better, "same": each.same, "worse": each.worse}
            for name, each in zip(names, values, strict=True)
        }

    return {
        "threshold": effects.threshold,
        "everyone": None if effects.everyone is None else by_option(effects.everyone),
        "groups": {
            group.name: {"members": group.n_members, "effects": by_option(group.effects)}
            for group in effects.groups
        },
        "hidden_groups": effects.n_hidden,
    }
