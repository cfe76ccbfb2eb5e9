"""Groups typed as options that no table, or no number of tables, can hold: said with numbers."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from mire.planning.rotation.facts import Facts, Pair
from mire.planning.rotation.pairs import together_groups
from mire.words import words

MOST_CLIQUES = 10_000
"""Groups of people all apart that are looked at; what is beyond is left to the planner."""
MOST_NAMED = 8


def over_large(facts: Facts, *, together: Sequence[Pair], apart: Sequence[Pair]) -> list[str]:
    """Say which groups, with a pair of ``together`` or ``apart`` in them, can't be seated."""
    return [*_kept_together(facts, together), *_kept_apart(facts, apart)]


def _kept_together(facts: Facts, typed: Sequence[Pair]) -> Iterator[str]:
    most = max(each.capacity for each in facts.tables)
    for each in together_groups(facts):
        ids = [facts.people[i].id for i in each]
        there = _most_there(facts, ids)
        if len(there) > most and _has_pair(ids, typed):
            yield _(
                "--together : %(people)s personnes restent ensemble (%(who)s), et une table a "
                "%(seats)s places au plus."
            ) % {
                "people": words.number(len(there)),
                "who": _named(there),
                "seats": words.number(most),
            }


def _kept_apart(facts: Facts, typed: Sequence[Pair]) -> Iterator[str]:
    if not typed:
        return
    import networkx

    n = len(facts.tables)
    at = {each.id: place for place, each in enumerate(facts.people)}
    cliques = networkx.find_cliques(networkx.Graph(facts.apart))
    found = (
        sorted(ids, key=at.__getitem__) for ids in islice(cliques, MOST_CLIQUES) if len(ids) > n
    )
    for ids in sorted(found, key=lambda ids: [at[id] for id in ids]):
        there = _most_there(facts, ids)
        if len(there) > n and _has_pair(ids, typed):
            yield _(
                "--apart : %(people)s personnes ne sont jamais à la même table (%(who)s), et "
                "le nombre de tables est %(tables)s."
            ) % {
                "people": words.number(len(there)),
                "who": _named(there),
                "tables": words.number(n),
            }


def _most_there(facts: Facts, ids: Sequence[str]) -> list[str]:
    """Return those of ``ids`` who are there in the round in which most of them are."""
    people = {each.id: each for each in facts.people}
    by_round = ([id for id in ids if people[id].is_present(r)] for r in range(facts.rounds))
    return max(by_round, key=len)


def _has_pair(ids: Sequence[str], typed: Iterable[Pair]) -> bool:
    return any(one in ids and other in ids for one, other in typed)


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids[:MOST_NAMED]) + (", …" if len(ids) > MOST_NAMED else "")
