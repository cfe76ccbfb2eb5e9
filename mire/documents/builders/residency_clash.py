"""Why a rule of a cycle fails by itself, in words, and by how much to loosen it."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mire.planning.residency.facts import TENTHS, Facts
from mire.planning.residency.loosening import InHolidays, TooFewWeeks, TooManyDays, loosening
from mire.planning.residency.rules import Rule
from mire.words import words


def loosening_told(facts: Facts, rule: Rule, starts: date) -> str:
    """Return a sentence; "" for a rule that can hold by itself."""
    match loosening(facts, rule):
        case InHolidays(before, after):
            near = [
                words.day(starts + timedelta(weeks=week))
                for week in (before, after)
                if week is not None
            ]
            return _(
                "Cette semaine est dans les congés, où personne ne travaille ; semaine "
                "la plus proche : %(weeks)s."
            ) % {"weeks": _(" ou ").join(near)}
        case TooFewWeeks(left, needed) if rule.kind == "windows":
            return _(
                "Congés ôtés, semaines de travail dans sa plus longue fenêtre : "
                "%(left)s ; une résidence en demande %(needed)s : il en manque %(n)s."
            ) % {"left": left, "needed": needed, "n": needed - left}
        case TooFewWeeks(left, needed):
            return _(
                "Congés ôtés, semaines de travail : %(left)s ; les résidences en "
                "demandent au moins %(needed)s : il en manque %(n)s."
            ) % {"left": left, "needed": needed, "n": needed - left}
        case TooManyDays(phase, asked, given, month):
            return _(
                "La phase « %(phase)s » demande %(asked)s j par semaine à une même personne, et "
                "ces jours par mois en donnent %(given)s par semaine : il faudrait %(month)s j par "
                "mois, ou que la phase demande %(less)s j de moins."
            ) % {
                "phase": phase,
                "asked": words.number(asked / TENTHS),
                "given": words.number(given / TENTHS),
                "month": words.number(month / TENTHS),
                "less": words.number((asked - given) / TENTHS),
            }
    return ""
