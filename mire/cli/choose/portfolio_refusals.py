"""What `mire choose portfolio` says of a file, or of constraints, that it can't take."""

from django.utils.translation import gettext as _

from mire.choice.portfolio.election import MOST_DECIMALS, MOST_DIGITS, MOST_POINTS
from mire.choice.portfolio.pabulib import Problem
from mire.choice.portfolio.raising import MOST_RUNS, TooManySteps
from mire.choice.portfolio.terms import ConstraintsRefused
from mire.words import words


def of_problem(problem: Problem) -> str:
    """Return what is wrong at a line of a Pabulib file."""
    sentences = {
        "no_section": _("il manque la section %(value)s ; un fichier a META, PROJECTS et VOTES."),
        "section_twice": _("la section %(value)s vient deux fois."),
        "before_sections": _("« %(value)s » vient avant la section META."),
        "column_twice": _("cette colonne vient deux fois."),
        "no_column": _("il manque la colonne %(value)s."),
        "too_many_cells": _(
            "%(value)s cellules : plus que de colonnes ; un nom qui contient « ; » s'écrit entre "
            "guillemets droits."
        ),
        "unreadable": _("guillemets mal fermés, ou cellule trop longue."),
        "missing": _("cette ligne de META manque."),
        "twice": _("« %(value)s » vient deux fois."),
        "counted_once": _("« %(value)s » vient deux fois dans ce bulletin : compté une fois."),
        "no_id": _("il faut un identifiant, sans virgule."),
        "no_topic": _("il n'y a aucun sujet."),
        "no_ballot": _("il n'y a aucun bulletin."),
        "not_an_amount": _(
            "« %(value)s » n'est pas un nombre (%(digits)s chiffres au plus avant "
            "la virgule, %(decimals)s après)."
        ),
        "not_a_number": _("« %(value)s » n'est pas un nombre entier, 0 ou plus."),
        "negative": _("« %(value)s » est négatif."),
        "too_large": _("« %(value)s » : %(points)s points au plus."),
        "too_fine": _("les points ont trop de décimales différentes."),
        "unknown_kind": _(
            "« %(value)s » n'est pas connu ; écrivez approval, cumulative ou scoring."
        ),
        "ranks": _(
            "des rangs disent ce qui passe avant, pas ce qui est soutenu ; écrivez "
            "approval, cumulative ou scoring."
        ),
        "unknown_topic": _("« %(value)s » n'est pas un des sujets."),
        "wrong_number": _("« %(value)s » n'est pas le nombre que compte ce fichier."),
        "length": _(
            "nombre de sujets, %(value)s : META (min_length, max_length) en demande plus, ou moins."
        ),
    }
    return sentences[problem.reason] % {
        "value": problem.value,
        "digits": MOST_DIGITS,
        "decimals": MOST_DECIMALS,
        "points": words.number(MOST_POINTS),
    }


def of_constraints(refused: ConstraintsRefused) -> str:
    """Return why constraints can't be met, after the option that gave them."""
    option = {
        "most_topics": "--most-topics",
        "must_have": "--must-have",
        "set_aside": "--set-aside",
        "excludes": "--excludes",
        "themes": "--theme",
    }[refused.field]
    sentence = {
        "unknown_topic": _("pas de sujet %(values)s dans ce fichier."),
        "unknown_theme": _("pas de thème %(values)s dans ce fichier (colonne category)."),
        "too_few": _("donnez au moins deux sujets, séparés par une virgule."),
        "must_and_aside": _("%(values)s : à la fois à retenir et à écarter."),
        "must_have_exclude": _("%(values)s s'excluent."),
        "must_have_exceed": _("ces sujets dépassent à eux seuls la capacité, ou leur nombre."),
        "themes_out_of_reach": _(
            "aucun choix ne donne un sujet à chacun de ces thèmes dans la "
            "capacité, avec les autres contraintes : %(values)s."
        ),
        "too_precise": _("les coûts ont trop de chiffres pour chercher un sujet par thème."),
    }[refused.reason]
    values = words.listed([words.quoted(value) for value in refused.values])
    return f"{option} : {sentence % {'values': values}}"


def of_steps(refused: TooManySteps) -> str:
    """Return why raising the endowments does not end."""
    return _(
        "--step : au bout de %(runs)s essais, chaque part n'est encore que de %(endowment)s ; "
        "donnez un pas plus grand que %(step)s."
    ) % {
        "runs": words.number(MOST_RUNS),
        "endowment": words.number(refused.endowment),
        "step": words.number(refused.step, 6),
    }
