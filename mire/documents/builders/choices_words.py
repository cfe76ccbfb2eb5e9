"""What a file of scenarios says in words, for its page and its documents alike."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.choice.judgment import majority_grade
from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.measures import Grades, Measure
from mire.choice.scenarios.weight_maps import Hold, firsts
from mire.documents.builders.scenarios import measure_told
from mire.programme.cases.rules import grade_words, spread
from mire.programme.choices.rules.compared import NAMES, Comparable
from mire.programme.choices.rules.kinds import WAY_WORDS, How, Way
from mire.programme.choices.rules.told import Told, Yardstick
from mire.words import words

LEFT_OUT_MOST = 5


def measured(criterion: Criterion, measure: Measure | None) -> str:
    """Say a measure in a few words: a figure with its unit, or the median with its spread.

    The median of mentions is the lower one, as majority judgment has it.
    """
    if measure is None:
        return "—"
    if not isinstance(measure, Grades):
        return measure_told(criterion, measure)
    found = spread(measure.counts, threshold=1)
    assert found is not None
    if criterion.grades != NAMES:
        return _("%(mention)s, de %(low)s à %(high)s (%(voices)s)") % {
            "mention": words.quoted(criterion.grades[majority_grade(measure.counts)]),
            "low": words.quoted(criterion.grades[found.low]),
            "high": words.quoted(criterion.grades[found.high]),
            "voices": ngettext("%(n)s voix", "%(n)s voix", found.n) % {"n": found.n},
        }
    return _("%(median)s, de %(low)s à %(high)s (%(voices)s)") % {
        "median": words.translate(grade_words(found.median)),
        "low": found.low,
        "high": found.high,
        "voices": ngettext("%(n)s voix", "%(n)s voix", found.n) % {"n": found.n},
    }


def known_how(each: Yardstick) -> str:
    """Say how a criterion is known in a file: « noté par le groupe », or its unit and way."""
    if each.how == How.GRADES:
        return _("noté par le groupe, de 0 à 4")
    if each.how == How.MENTIONS:
        return _("jugé à une réunion, de « %(worst)s » à « %(best)s »") % {
            "worst": each.mentions[0],
            "best": each.mentions[-1],
        }
    way = words.translate(WAY_WORDS[Way(each.direction)])
    unit = each.unit or _("sans unité")
    if each.low is None or each.high is None:
        return _("%(unit)s ; %(way)s") % {"unit": unit, "way": way}
    return _("%(unit)s, de %(low)s à %(high)s ; %(way)s") % {
        "unit": unit,
        "low": words.number(each.low),
        "high": words.number(each.high),
        "way": way,
    }


def left_out_told(found: Comparable, told: Told) -> list[str]:
    """Say which criteria don't count yet, and for want of what."""
    said = []
    for each, lacking in found.left_out[:LEFT_OUT_MOST]:
        name = words.quoted(each.name)
        if len(lacking) == len(told.scenarios):
            said.append(
                _(
                    "%(name)s n'est mesuré pour aucun scénario : ce critère n'entre pas dans la "
                    "comparaison."
                )
                % {"name": name}
            )
        else:
            said.append(
                _(
                    "%(name)s n'est pas mesuré pour %(lacking)s : ce critère n'entre pas dans la "
                    "comparaison."
                )
                % {"name": name, "lacking": words.listed([words.quoted(one) for one in lacking])}
            )
    return said


def all_equal_told() -> str:
    """Say that no weights can part the scenarios."""
    return _(
        "Les scénarios ont les mêmes mesures sur chaque critère : aucune pondération ne les "
        "départage. Restent les arguments."
    )


def first_told(found: Comparable, worths: Sequence[Fraction], *, is_even: bool = False) -> str:
    """Say who comes first at the weights given, and who follows, with what each is worth.

    ``is_even``: all criteria weigh the same.
    """
    names = [words.quoted(each.name) for each in found.options]
    ahead = firsts(worths)
    said = {
        "options": words.listed([names[each] for each in ahead]),
        "worth": words.number(float(worths[ahead[0]]), 2),
    }
    if is_even:
        first = ngettext(
            "À poids égaux, %(options)s arrive en tête (%(worth)s sur 1).",
            "À poids égaux, %(options)s arrivent en tête à égalité (%(worth)s sur 1).",
            len(ahead),
        )
    else:
        first = ngettext(
            "À ces poids, %(options)s arrive en tête (%(worth)s sur 1).",
            "À ces poids, %(options)s arrivent en tête à égalité (%(worth)s sur 1).",
            len(ahead),
        )
    first %= said
    rest = sorted(
        (each for each in range(len(names)) if each not in ahead), key=lambda each: -worths[each]
    )
    if not rest:
        return first
    following = words.listed(
        [f"{names[each]} ({words.number(float(worths[each]), 2)})" for each in rest]
    )
    return first + " " + _("Ensuite : %(following)s.") % {"following": following}


def holds_told(found: Comparable, worths: Sequence[Fraction], holds: Sequence[Hold]) -> list[str]:
    """Say what a first place owes to each weight: what is robust, then what hangs on one."""
    ahead = words.listed([words.quoted(found.options[each].name) for each in firsts(worths)])
    n = len(firsts(worths))
    names = [words.quoted(each.name) for each in found.criteria]
    free = [name for name, each in zip(names, holds, strict=True) if each.is_always]
    hanging = [(name, each) for name, each in zip(names, holds, strict=True) if not each.is_always]
    said = []
    if not hanging:
        return [
            ngettext(
                "Solide : %(options)s reste en tête quel que soit le poids que l'on change.",
                "Solide : %(options)s restent en tête quel que soit le poids que l'on change.",
                n,
            )
            % {"options": ahead}
        ]
    if free:
        said.append(
            ngettext(
                "Solide : %(options)s reste en tête quel que soit le poids de %(criteria)s, pris "
                "seul.",
                "Solide : %(options)s restent en tête quel que soit le poids de %(criteria)s, "
                "pris seul.",
                n,
            )
            % {"options": ahead, "criteria": words.listed(free)}
        )
    hanging.sort(key=lambda one: one[1].high - one[1].low)
    said += [
        _("Tient à un poids : %(criterion)s doit peser %(how)s.")
        % {"criterion": name, "how": _between(each)}
        for name, each in hanging
    ]
    return said


def _between(hold: Hold) -> str:
    low, high = (words.percent(float(each)) for each in (hold.low, hold.high))
    if hold.low == hold.high:
        return _("exactement %(share)s") % {"share": low}
    if hold.low == 0:
        return _("%(share)s au plus") % {"share": high}
    if hold.high == 1:
        return _("%(share)s au moins") % {"share": low}
    return _("de %(low)s à %(high)s") % {"low": low, "high": high}
