"""The rules of a cycle, one by one, so that those that clash can be named."""

from collections.abc import Iterator
from dataclasses import dataclass

from mire.planning.residency.facts import Facts


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One rule: its ``kind``, whom it binds (an id or a name, "" for all), and the other."""

    kind: str
    subject: str = ""
    other: str = ""


def rules_of(facts: Facts) -> list[Rule]:
    """Return every rule that the facts make, in the order in which they are told."""
    return list(_rules(facts))


def _rules(facts: Facts) -> Iterator[Rule]:
    yield Rule("cycle")
    yield Rule("at_once")
    if facts.equity is not None:
        yield Rule("equity")
    for person in facts.people:
        yield Rule("person", person.name)
    for each in facts.departments:
        if each.windows:
            yield Rule("windows", each.id)
        if each.blackout:
            yield Rule("blackout", each.id)
        if each.ready:
            yield Rule("ready", each.id)
        if each.fixed is not None:
            yield Rule("fixed", each.id)
        if each.sponsor:
            yield Rule("sponsor", each.id, each.sponsor)
        for other in each.after:
            yield Rule("after", each.id, other)
