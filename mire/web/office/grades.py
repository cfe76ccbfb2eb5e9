"""Grades that a group gave by a criterion: the form that notes them, the table that tells them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mire.programme.cases.rules import GRADES, MOST_VOICES, Spread
from mire.programme.criteria.queries import Criterion
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.forms import DayInput, OfficeForm
from mire.words import words


class GradesForm(OfficeForm):
    """How many voices for each grade, by one criterion."""

    criterion = forms.ChoiceField(label=gettext_lazy("Critère"), widget=forms.RadioSelect)
    on = forms.DateField(label=gettext_lazy("Le"), widget=DayInput())


for _grade in range(GRADES):
    GradesForm.base_fields[f"n{_grade}"] = forms.IntegerField(
        initial=0, validators=(MinValueValidator(0), MaxValueValidator(MOST_VOICES))
    )


def entitled(form: OfficeForm) -> OfficeForm:
    """Return a form of grades whose fields say which grade each counts."""
    titles = (
        _("Voix pour 0 : rien ne s'y joue"),
        _("Voix pour 1"),
        _("Voix pour 2"),
        _("Voix pour 3"),
        _("Voix pour 4 : tout s'y joue"),
    )
    for grade, title in enumerate(titles):
        form.fields[f"n{grade}"].label = title
    return form


def criterion_choices(criteria: Sequence[Criterion]) -> list[tuple[str, str]]:
    """Return the choices of a form's criterion, each with its meaning."""
    return [
        (each.key, f"{each.name} : {each.meaning}" if each.meaning else each.name)
        for each in criteria
    ]


def counts_in(values: Mapping[str, Any]) -> list[int]:
    """Return how many voices gave each grade, as a form holds them."""
    return [values[f"n{grade}"] for grade in range(GRADES)]


def lede_of(member: Member, criteria: Sequence[Criterion]) -> str:
    """Say what is kept of voices, or where criteria come from when there are none."""
    if criteria:
        return _(
            "Combien de voix pour chaque note : on ne garde jamais qui a donné laquelle. Sous "
            "%(threshold)s voix, seul leur nombre sera montré."
        ) % {"threshold": member.programme.threshold}
    if member.may(Right.ADMINISTRATOR):
        return _("Le programme n'a pas encore de critères : ajoutez-les dans les réglages.")
    return _("Le programme n'a pas encore de critères : demandez-les à qui l'administre.")


def from_to(low: float, high: float) -> str:
    """Say from which grade to which: « de 1 à 3 », or the one grade."""
    if low == high:
        return words.number(low)
    return _("de %(low)s à %(high)s") % {"low": words.number(low), "high": words.number(high)}


def spread_told(spread: Spread | None, n: int) -> dict[str, Any]:
    """Return how ``n`` voices lie, as ``office/grades.html`` shows it; None: too few to show."""
    said: dict[str, Any] = {
        "n": ngettext("%(n)s voix", "%(n)s voix", n) % {"n": n},
        "is_shown": spread is not None,
    }
    if spread is None:
        return said
    most = max(spread.counts)
    return said | {
        "median": words.number(spread.median),
        "half": from_to(spread.q1, spread.q3),
        "range": from_to(spread.low, spread.high),
        "bars": [
            {"x": 12 * grade, "height": round(20 * n / most, 1), "y": round(20 - 20 * n / most, 1)}
            for grade, n in enumerate(spread.counts)
        ],
        "counts": " · ".join(str(n) for n in spread.counts),
    }
