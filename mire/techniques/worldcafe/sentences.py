"""The rules of a seating in words: those that clash, those that a mended seating lost."""

from collections.abc import Sequence

from mire.planning.rotation.clash import NoClash, clash
from mire.planning.rotation.facts import Facts
from mire.planning.rotation.plan import OutOfTime
from mire.planning.rotation.rules import Rule
from mire.technique_api.text import Text, text
from mire.techniques.worldcafe.config import Config, badge_words

MOST_TOLD = 6
"""Rules that are told one by one; more are counted."""


def why_none(config: Config, facts: Facts, *, seconds: float) -> Text:
    """Say why no seating was found: the smallest set of rules that clash, when it is known."""
    try:
        found = clash(facts, seconds=seconds)
    except (NoClash, OutOfTime):
        return text(
            "Aucune répartition n'est trouvée en %(seconds)s secondes : ajoutez une place à "
            "chaque table, ou laissez revenir au même poste.",
            seconds=int(seconds),
        )
    told = listed([rule_words(config, facts, each) for each in found.rules])
    if len(found.rules) == 1:
        return text("Cette règle ne peut pas être tenue : %(rules)s.", rules=told)
    return text(
        "Ces règles ne tiennent pas ensemble : %(rules)s. Retirez-en une, ou ajoutez des places.",
        rules=told,
    )


def rule_words(config: Config, facts: Facts, rule: Rule) -> Text:
    """Say a rule; ``facts`` tell the places that tables have."""
    match rule.kind:
        case "seats":
            people, seats = len(facts.people), sum(each.capacity for each in facts.tables)
            if people <= seats:
                return text("aucune table ne reçoit plus de personnes qu'elle n'a de places")
            return text("chacun a une place (%(people)s personnes, %(seats)s places)",
                        people=people, seats=seats)  # fmt: skip
        case "once":
            return text(
                "chacun vient une fois au plus à chaque poste (%(rounds)s tours, %(stations)s "
                "postes)",
                rounds=facts.rounds,
                stations=len(facts.stations),
            )
    return pair_words(config, rule.kind, (rule.subject, rule.other))


def pair_words(config: Config, kind: str, subjects: Sequence[str]) -> Text:
    """Say a rule that binds one or two people, as it should hold."""
    one, other = subjects
    who = badge_words(config, int(one))
    if kind == "host":
        return text("« %(who)s » accueille la table %(table)s", who=who, table=other)
    names = {"one": who, "other": badge_words(config, int(other))}
    if kind == "together":
        return text("« %(one)s » et « %(other)s » sont toujours ensemble", **names)
    return text("« %(one)s » et « %(other)s » ne sont jamais à la même table", **names)


def listed(each: Sequence[Text]) -> Text:
    """Return texts one after the other, as one."""
    told = each[0]
    for other in each[1:MOST_TOLD]:
        told = text("%(first)s ; %(second)s", first=told, second=other)
    if len(each) > MOST_TOLD:
        told = text("%(first)s ; et %(more)s autres", first=told, more=len(each) - MOST_TOLD)
    return told
