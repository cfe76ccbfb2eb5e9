"""The two models of a comparison, in words: whose sentence is whose, and why they may differ."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.choice.scenarios.comparison import Comparison
from mire.choice.scenarios.criteria import Criterion, Shape
from mire.words import words


def models_told(found: Comparison) -> str:
    """Return which model says the lead sentence, which the ranking, and whether they agree."""
    models = found.models
    if models.criterion is None:
        return _(
            "Cette phrase additionne ce que vaut chaque critère, en proportion de l'écart. Le "
            "classement, plus bas, compare par préférences, selon la forme et les seuils de chaque "
            "critère. Aux poids donnés, les deux mettent en tête %(options)s."
        ) % {"options": _named(found, models.by_worth)}
    criterion = found.criteria[models.criterion]
    return _(
        "Cette phrase additionne ce que vaut chaque critère, en proportion de l'écart. Le "
        "classement, plus bas, compare par préférences, selon la forme et les seuils de chaque "
        "critère. Aux poids donnés, ils ne s'accordent pas : l'addition met en tête %(worth)s, les "
        "préférences %(preference)s. C'est surtout sur « %(criterion)s » qu'ils diffèrent : pour "
        "les préférences, un écart y compte %(shape)s."
    ) % {
        "worth": _named(found, models.by_worth),
        "preference": _named(found, models.by_preference),
        "criterion": criterion.name,
        "shape": shape_told(criterion),
    }


def shape_told(criterion: Criterion) -> str:
    """Say when a difference counts on a criterion."""
    q, p, s = (_threshold(value, criterion) for value in (criterion.q, criterion.p, criterion.s))
    return {
        Shape.USUAL: _("dès qu'il y en a un"),
        Shape.U: _("au-delà de %(q)s"),
        Shape.V: _("en proportion, jusqu'à %(p)s"),
        Shape.LEVEL: _("à moitié au-delà de %(q)s, entièrement au-delà de %(p)s"),
        Shape.LINEAR: _("en proportion, de %(q)s à %(p)s"),
        Shape.GAUSSIAN: _("de plus en plus, en cloche (écart type %(s)s)"),
    }[criterion.shape] % {"q": q, "p": p, "s": s}


def _threshold(value: float | None, criterion: Criterion) -> str:
    """Say a threshold with its unit; on a graded criterion it is so many grades."""
    if value is None:
        return ""
    said = words.number(value)
    if criterion.grades:
        return ngettext("%(n)s mention", "%(n)s mentions", math.ceil(value)) % {"n": said}
    return with_unit(said, criterion)


def with_unit(said: str, criterion: Criterion) -> str:
    """Return a figure with its criterion's unit, if it has one."""
    return f"{said}{words.NARROW}{criterion.unit}" if criterion.unit else said


def _named(found: Comparison, options: tuple[int, ...]) -> str:
    return words.listed([words.quoted(found.options[each].name) for each in options])
