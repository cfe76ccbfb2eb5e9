"""What is wrong with the facts of a cycle, in words."""

from collections.abc import Sequence

from mire.planning.residency.facts import BadFacts, Fault
from mire.planning.residency.tables import ResidencyTables, facts_of
from mire.technique_api.text import Text, text

UNFINISHED = ("empty", "too_short", "nobody")
"""Kinds of faults that what is written later may mend: a draft has them, a plan can't."""


def faults_of(tables: ResidencyTables) -> Sequence[Fault]:
    """Return all that is wrong with a cycle, [] when it can be planned."""
    try:
        facts_of(tables)
    except BadFacts as bad:
        return bad.faults
    return []


def wrong_faults(tables: ResidencyTables) -> Sequence[Fault]:
    """Return the faults that nothing written later mends."""
    return [
        each
        for each in faults_of(tables)
        if each.kind not in UNFINISHED or (each.kind == "empty" and each.field)
    ]


_WORDS = {
    "empty": text("il en faut au moins un, avec un nom."),
    "not_a_number": text("il faut un nombre fini, 0 ou plus."),
    "order": text(
        "va dans le mauvais sens : du plus petit au plus grand, du plus tôt au plus tard."
    ),
    "outside": text("c'est hors du calendrier du cycle."),
}


def fault_words(fault: Fault) -> Text:
    """Say what is wrong and what to do."""
    value = fault.value
    match fault.kind:
        case "twice":
            return text("« %(value)s » vient deux fois.", value=value)
        case "too_small":
            return text("%(value)s est trop petit.", value=value)
        case "out_of_range":
            return text("%(value)s sort de ce qui est possible.", value=value)
        case "too_short":
            return text(
                "aucune fenêtre ne contient une résidence : il en faut %(value)s semaines.",
                value=value,
            )
        case "nobody":
            return text("personne n'a la compétence « %(value)s ».", value=value)
        case "unknown":
            return text("« %(value)s » n'est pas parmi les données du cycle.", value=value)
        case "circle":
            return text("ces directions s'attendent l'une l'autre : %(value)s.", value=value)
        case "phases":
            return text("il faut une date par phase ; il y en a %(value)s.", value=value)
    return _WORDS[fault.kind]
