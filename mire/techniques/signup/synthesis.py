"""From wishes to a proposed seating, and what is said of it."""

from collections.abc import Sequence

import msgspec
import numpy as np

from mire.planning.seating import Wish, seated
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Finding, Primitives, Signature, Verbatim
from mire.technique_api.text import Text, text, text_n
from mire.techniques.signup.config import Config
from mire.techniques.signup.contribution import Signed


class Person(msgspec.Struct, frozen=True):
    id: str
    name: str
    wish: Signed


class State(msgspec.Struct, frozen=True):
    people: Series[Person] = Series()


class Table(msgspec.Struct, frozen=True):
    """One table of a profile: ``number`` over all tables, from 1; names in alphabetical order."""

    number: int
    profile: int
    names: tuple[str, ...]


class Demand(msgspec.Struct, frozen=True):
    """What was wished of one profile, and how many sit there."""

    n_first: int
    n_second: int
    n_seated: int
    seats: int


class Result(msgspec.Struct, frozen=True):
    """``standing`` are those for whom no seat was left, in alphabetical order."""

    n: int
    n_wishing: int
    n_first: int
    n_second: int
    tables: tuple[Table, ...]
    demand: tuple[Demand, ...]
    standing: tuple[str, ...]


def start(_config: Config) -> State:
    return State()


def step(_config: Config, state: State, entry: Entry[Signed]) -> State:
    return State(state.people.appended(Person(entry.id, entry.author or "", entry.body)))


def n_answers(state: State) -> int:
    return len(state.people)


def verbatims(_state: State) -> Sequence[Verbatim]:
    return ()


def signatures(state: State) -> Sequence[Signature]:
    return [Signature(person.id, person.name) for person in state.people]


def synthesis(config: Config, state: State, rng: np.random.Generator) -> Result:
    # Names and wishes alone decide the order: that of the log tells nothing.
    people = sorted(
        state.people,
        key=lambda each: (
            each.name,
            each.wish.first or 0,
            each.wish.second or 0,
            each.wish.department or "",
        ),
    )
    profiles = config.profiles
    known = range(1, len(profiles) + 1)
    wishes = [
        Wish(
            None if each.wish.first not in known else int(each.wish.first or 0) - 1,
            None if each.wish.second not in known else int(each.wish.second or 0) - 1,
            each.wish.department or "",
        )
        for each in people
    ]
    plan = seated(
        wishes, [each.tables for each in profiles], [each.seats for each in profiles], rng
    )
    found: dict[tuple[int, int], list[str]] = {}
    for person, profile, table in zip(people, plan.subject, plan.table, strict=True):
        if profile is not None and table is not None:
            found.setdefault((profile, table), []).append(person.name)
    return Result(
        n=len(people),
        n_wishing=sum(wish.first is not None for wish in wishes),
        n_first=plan.n_first,
        n_second=plan.n_second,
        tables=tuple(
            Table(number, profile, tuple(sorted(names)))
            for number, ((profile, _), names) in enumerate(sorted(found.items()), 1)
        ),
        demand=tuple(
            Demand(
                sum(wish.first == i for wish in wishes),
                sum(wish.second == i for wish in wishes),
                plan.subject.count(i),
                profile.tables * profile.seats,
            )
            for i, profile in enumerate(profiles)
        ),
        standing=tuple(
            sorted(p.name for p, at in zip(people, plan.subject, strict=True) if at is None)
        ),
    )


def proposal(config: Config, state: State, result: Result) -> Primitives:
    """Return the tables with the ids of those who sit there, for who goes on from them.

    Of two people who gave the same name, either may be meant: nobody could tell them apart.
    """
    ids: dict[str, list[str]] = {}
    for person in state.people:
        ids.setdefault(person.name, []).append(person.id)
    return {
        "tables": [
            {
                "number": each.number,
                "label": config.profiles[each.profile].label.strip(),
                "seats": config.profiles[each.profile].seats,
                "people": [ids[name].pop(0) for name in each.names],
            }
            for each in result.tables
        ],
        "standing": [ids[name].pop(0) for name in result.standing],
    }


# --- In words ---------------------------------------------------------------------------------


def sentence(result: Result) -> Text:
    """How many sit where they wished; what lacks, if something does."""
    said = _served(result)
    if not result.standing:
        return said
    lacking = text_n(
        "Il manque %(count)s place : ajoutez une table.",
        "Il manque %(count)s places : ajoutez une table.",
        len(result.standing),
    )
    return text("%(first)s %(second)s", first=said, second=lacking)


def _served(result: Result) -> Text:
    if not result.n:
        return text("Personne ne s'est inscrit.")
    if not result.n_wishing:
        return text_n(
            "%(count)s personne est placée, sans préférence exprimée.",
            "%(count)s personnes sont placées, sans préférence exprimée.",
            result.n,
        )
    if result.n_first == result.n_wishing:
        return text_n(
            "La personne qui avait un souhait l'obtient.",
            "Les %(count)s personnes qui avaient un souhait obtiennent toutes leur premier choix.",
            result.n_wishing,
        )
    first = text_n(
        "%(count)s personne sur %(n)s est à son premier choix",
        "%(count)s personnes sur %(n)s sont à leur premier choix",
        result.n_first,
        n=result.n_wishing,
    )
    if not result.n_second:
        return text("%(first)s.", first=first)
    second = text_n("%(count)s au second", "%(count)s au second", result.n_second)
    return text("%(first)s, %(second)s.", first=first, second=second)


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then what was wished of each profile: counts, never names."""
    if not result.n:
        return []
    ids = tuple(sorted(person.id for person in state.people))
    found = [Finding("sentence", sentence(result), ids)]
    for number, (profile, demand) in enumerate(zip(config.profiles, result.demand, strict=True), 1):
        if not demand.n_first:
            continue
        wishing = text_n(
            "%(count)s personne souhaitait d'abord travailler sur « %(profile)s ».",
            "%(count)s personnes souhaitaient d'abord travailler sur « %(profile)s ».",
            demand.n_first,
            profile=profile.label,
        )
        rests_on = sorted(each.id for each in state.people if each.wish.first == number)
        found.append(Finding(f"profile-{number}", wishing, tuple(rests_on)))
    return found
