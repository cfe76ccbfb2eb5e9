"""Settings of a world café: its stations, its rounds with their minutes, who comes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import text

NOTE_LIMIT = 2000
MOST_TABLES = 60

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=500)]
Pair: TypeAlias = tuple[Number, Number]
Label: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=80)]


class Station(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An axis, the question that is asked there, who welcomes people (a role)."""

    label: Annotated[Label, setting(text("Axe"), words_of="axes")]
    question: Annotated[str, setting(text("Question du poste"), max_length=240)] = ""
    host: Annotated[str, setting(text("Hôte"), text("Un rôle, pas un nom."), max_length=80)] = ""
    tables: Annotated[int, setting(text("Tables"), ge=1, le=20)] = 1
    seats: Annotated[int, setting(text("Places par table"), ge=2, le=30)] = 6


class Badge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who comes: a role, a department if tables are to mix them.

    ``table``: the one where they stay as its host; None: they move. ``rounds``: the last one
    in which they are there; None: all of them.
    """

    label: Annotated[Label, setting(text("Rôle"))]
    department: Annotated[str, setting(text("Direction"), max_length=60)] = ""
    table: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=MOST_TABLES)] | None,
        setting(text("Hôte de la table"), text("Son numéro ; vide : change de table.")),
    ] = None
    rounds: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=8)] | None,
        setting(text("Dernier tour"), text("Vide : reste jusqu'au bout.")),
    ] = None


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    stations: Annotated[tuple[Station, ...], setting(text("Postes"), min_length=1, max_length=12)]
    rounds: Annotated[int, setting(text("Tours"), ge=1, le=8)] = 3
    minutes: Annotated[int, setting(text("Minutes par tour"), ge=1, le=60)] = 8
    """Of one round."""
    move: Annotated[int, setting(text("Minutes de déplacement"), ge=0, le=15)] = 4
    """Minutes to change tables."""
    late: Annotated[
        int,
        setting(
            text("Minutes d'accueil"), text("Avant le premier tour, pour qui arrive."), ge=0, le=15
        ),
    ] = 5
    """Minutes for the late to arrive, before the first round."""
    harvest: Annotated[
        int,
        setting(
            text("Minutes de récolte"), text("Après le dernier tour, par les hôtes."), ge=0, le=60
        ),
    ] = 5
    """Minutes for the hosts' harvest, after the last round."""
    assignment: Annotated[
        Literal["plan", "free"],
        setting(
            text("Répartition"),
            choices={"plan": text("chacun a son parcours"), "free": text("on choisit sa table")},
        ),
    ] = "plan"
    """Whether seats are planned, or people choose where there is room."""
    once: Annotated[bool, setting(text("Une fois au plus à chaque poste"))] = True
    """Whether everyone comes to a station once at most."""
    together: Annotated[
        tuple[Pair, ...],
        setting(text("Toujours ensemble"), text("Deux numéros de badge par ligne."), max_length=60),
    ] = ()
    """Pairs of badges always at the same table."""
    apart: Annotated[
        tuple[Pair, ...],
        setting(text("Jamais ensemble"), text("Deux numéros de badge par ligne."), max_length=60),
    ] = ()
    """Pairs of badges never at the same table."""
    people: Annotated[int, setting(text("Personnes attendues"), ge=2, le=500)] = 36
    """How many badges, numbered from 1, where ``badges`` does not say who comes."""
    badges: Annotated[
        tuple[Badge, ...],
        setting(
            text("Badges"), text("Qui vient, par rôle ; à la place du nombre."), max_length=500
        ),
    ] = ()
    projector: Annotated[
        Literal["numbers", "names", "none"],
        setting(
            text("Qui va où, à l'écran"),
            choices={
                "numbers": text("par numéro"),
                "names": text("par rôle"),
                "none": text("non montré"),
            },
        ),
    ] = "numbers"
    """What the wall shows of who goes where."""


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    labels = [each.label.strip().casefold() for each in config.stations]
    if len(set(labels)) < len(labels):
        raise Refusal(text("deux entrées portent le même nom"), path=("stations",), code="value")
    if n_tables(config) > MOST_TABLES:
        raise Refusal(
            text("il y a plus de %(most)s tables", most=MOST_TABLES),
            path=("stations",),
            code="value",
        )
    if config.assignment == "plan" and config.once and config.rounds > len(config.stations):
        raise Refusal(
            text(
                "%(rounds)s tours pour %(stations)s postes : chacun ne peut venir à chaque poste "
                "qu'une fois ; retirez des tours, ou mettez « once = false »",
                rounds=config.rounds,
                stations=len(config.stations),
            ),
            path=("rounds",),
            code="value",
        )
    _check_badges(config)
    _check_pairs(config)
    return config


def _check_badges(config: Config) -> None:
    names: dict[str, int] = {}
    for index, badge in enumerate(config.badges):
        name = badge.label.strip().casefold()
        if name in names:
            raise Refusal(
                text("« %(label)s » y est deux fois", label=badge.label),
                path=("badges", index, "label"),
                code="value",
            )
        names[name] = index
        if badge.table is not None and badge.table > n_tables(config):
            raise Refusal(
                text("la table %(number)s n'existe pas", number=badge.table),
                path=("badges", index, "table"),
                code="value",
            )
    seats = sum(each.tables * each.seats for each in config.stations)
    if config.assignment == "plan" and n_people(config) > seats:
        raise Refusal(
            text(
                "%(people)s personnes pour %(seats)s places : ajoutez une table ou des places",
                people=n_people(config),
                seats=seats,
            ),
            path=("badges",) if config.badges else ("people",),
            code="value",
        )


def _check_pairs(config: Config) -> None:
    for name, pairs in (("together", config.together), ("apart", config.apart)):
        for index, pair in enumerate(pairs):
            if max(pair) > n_people(config):
                raise Refusal(
                    text("le badge %(number)s n'existe pas", number=max(pair)),
                    path=(name, index),
                    code="value",
                )
            if pair[0] == pair[1]:
                raise Refusal(
                    text("il faut deux badges différents"), path=(name, index), code="value"
                )


def n_people(config: Config) -> int:
    """Return how many badges there are."""
    return len(config.badges) or config.people


def n_tables(config: Config) -> int:
    """Return how many tables there are, over all stations."""
    return sum(each.tables for each in config.stations)


def station_of(config: Config, table: int) -> int:
    """Return the place, from 0, of the station at which a table (from 1) stands."""
    first = 1
    for index, station in enumerate(config.stations):
        if table < first + station.tables:
            return index
        first += station.tables
    msg = f"there is no table {table}"
    raise ValueError(msg)


def badge_words(config: Config, number: int) -> str:
    """Return how a badge (from 1) is called: its role, or its number."""
    if 1 <= number <= len(config.badges):
        return config.badges[number - 1].label.strip()
    return str(number)


def needs_minutes(config: Config) -> int:
    """Return what the rounds take: arrivals, rounds, moves between them, harvest."""
    moves = (config.rounds - 1) * config.move
    return config.late + config.rounds * config.minutes + moves + config.harvest
