"""What a facilitator asks of a café: to seat people, begin a round, mend, close a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from mire.technique_api.refusal import Refusal
from mire.technique_api.seating import plan_act
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import text, text_n
from mire.techniques.worldcafe import choices
from mire.techniques.worldcafe import seats as seating
from mire.techniques.worldcafe.choices import Bookings, Choice, Closing
from mire.techniques.worldcafe.config import Config, n_people
from mire.techniques.worldcafe.synthesis import State, booking_round

MOST_BOOKED = 100
"""Badges for which a rehearsal's facilitator books a seat at once."""


def direct(
    config: Config, state: State, asked: Mapping[str, Any], rng: np.random.Generator
) -> Sequence[Piece]:
    """Plan seats, have people move, begin a round, or mend; raise :class:`Refusal`."""
    match asked.get("do"):
        case "plan":
            _is_planned(config)
            if state.round:
                raise Refusal(
                    text(
                        "Les tours ont commencé : la répartition se corrige, elle ne se refait pas."
                    ),
                    code="late",
                )
            return [seating.piece(seating.planned(_counted(config, asked), rng))]
        case "round" | "move" as do:
            if state.round >= config.rounds:
                raise Refusal(text("C'était le dernier tour."), code="late")
            if config.assignment == "plan" and state.seats is None:
                raise Refusal(text("Répartissez d'abord les personnes aux tables."), code="early")
            return [Piece(do, {"number": state.round + 1})]
        case "harvest":
            if state.round < config.rounds:
                raise Refusal(text("La récolte vient après le dernier tour."), code="early")
            return [Piece("move", {"number": config.rounds + 1})]
        case "book" | "close" | "open" as do:
            return _by_choice(config, state, asked, do)
        case "mend":
            _is_planned(config)
            if state.seats is None:
                raise Refusal(text("Répartissez d'abord les personnes aux tables."), code="early")
            given = {name: _ids(asked.get(name)) for name in _MENDING}
            if not any(given.values()):
                raise Refusal(text("Dites qui, ou quelle table."), code="missing")
            mended = seating.mended(
                config,
                state.seats,
                state.round - 1,
                absent=given["absent"],
                leaving=given["leaving"],
                late=given["late"],
                closed=given["closed"],
            )
            return [seating.piece(mended)]
    raise Refusal(text("Cette commande n'existe pas."), code="unknown")


def _counted(config: Config, asked: Mapping[str, Any]) -> Config:
    """Return the settings for as many people as were counted in the room (``headcount``).

    Badges that bear names are those of the sheet; a badge that a rule names is always awaited.
    """
    counted = str(asked.get("headcount") or "")
    if config.badges or not counted.isdecimal():
        return config
    named = [badge for pair in (*config.together, *config.apart) for badge in pair]
    return msgspec.structs.replace(config, people=max(2, int(counted), *named, 2))


def _by_choice(config: Config, state: State, asked: Mapping[str, Any], do: str) -> Sequence[Piece]:
    """Do what is for a café where people choose."""
    if do == "book":
        return _booked(config, state, asked)
    return _closed(config, state, asked, on=do == "close")


def _booked(config: Config, state: State, asked: Mapping[str, Any]) -> Sequence[Piece]:
    """Book a table for badges whose bearers have no phone; "": where most seats are left."""
    number, wanted = booking_round(config, state), str(asked.get("table") or "").strip()
    if config.assignment == "free" and not number:
        raise Refusal(text("C'était le dernier tour."), code="late")
    ids, bookings = _ids(asked.get("badges")), state.bookings
    if not ids:
        raise Refusal(text("Dites quels badges."), path=("badges",), code="missing")
    made = []
    for id in ids:
        table = wanted or str(choices.roomiest(config, bookings, number))
        try:
            choice = msgspec.convert(
                {"badge": int(id), "round": number or 1, "table": int(table)}, Choice
            )
        except ValueError:  # msgspec's own is one
            raise Refusal(
                text(
                    "« %(badge)s » à « %(table)s » : il faut un numéro de badge et une table.",
                    badge=id,
                    table=table,
                ),
                path=("badges",),
                code="value",
            ) from None
        bookings = choices.booked_with(config, bookings, state.round, choice)
        made.append(Piece("choice", msgspec.to_builtins(choice)))
    return made


def _closed(config: Config, state: State, asked: Mapping[str, Any], *, on: bool) -> Sequence[Piece]:
    """Close a table from the round that goes on, or for which people move; or open it again."""
    if state.moving > config.rounds:
        raise Refusal(text("C'était le dernier tour."), code="late")
    try:
        closing = msgspec.convert(
            {
                "table": int(asked.get("table") or 0),
                "on": on,
                "round": max(1, state.round, state.moving),
            },
            Closing,
        )
    except ValueError:
        raise Refusal(text("Choisissez une table."), path=("table",), code="missing") from None
    choices.closed_with(config, state.bookings, state.round, closing)
    return [Piece("closing", msgspec.to_builtins(closing))]


_MENDING = ("absent", "leaving", "late", "closed")


def _is_planned(config: Config) -> None:
    if config.assignment != "plan":
        raise Refusal(
            text("Ici chacun choisit sa table : il n'y a pas de répartition."), code="free"
        )


def _ids(given: object) -> list[str]:
    """Read numbers parted by spaces, commas or semicolons."""
    written = given if isinstance(given, str) else ""
    for mark in ",;·":
        written = written.replace(mark, " ")
    return list(dict.fromkeys(each.lstrip("0") or "0" for each in written.split()))[:500]


def script(config: Config) -> Sequence[Mapping[str, Any]]:
    """What a rehearsal's facilitator does: seats, every move and round, the harvest."""
    is_free = config.assignment == "free"
    none = Bookings()
    movers = [n for n in range(1, n_people(config) + 1) if n not in choices.hosts(config, none, 1)]
    n_seats = sum(choices.left(config, none, 1).values())
    badges = " ".join(map(str, movers[: min(n_seats, MOST_BOOKED)]))
    book = [{"do": "book", "badges": badges}] if is_free and badges else []
    rounds = [*book, {"do": "move"}, {"do": "round"}] * config.rounds
    return [*([] if is_free else [{"do": "plan"}]), *rounds, {"do": "harvest"}]


def offered(config: Config, state: State) -> list[Primitives]:
    """Return what the console offers, the awaited act first: to seat, move, begin a round."""
    is_planned, is_seated = config.assignment == "plan", state.seats is not None
    may_plan = is_planned and not state.round
    replan: list[Primitives] = [plan_act(is_seated=is_seated)] if may_plan else []
    if is_planned and not is_seated:
        return replan
    acts: list[Primitives] = []
    number, is_moving = state.round + 1, 0 < state.moving <= config.rounds
    minutes = config.move if state.round else config.late
    if number <= config.rounds:
        if minutes and not is_moving:
            words = (
                text("Changer de table · %(minutes)s min", minutes=minutes)
                if state.round
                else text("Laisser s'installer · %(minutes)s min", minutes=minutes)
            )
            acts.append({"do": "move", "words": words.primitive()})
        words = text("Commencer le tour %(number)s", number=number)
        acts.append({"do": "round", "words": words.primitive()})
    elif config.harvest and state.moving <= config.rounds:
        words = text("Récolte · %(minutes)s min", minutes=config.harvest)
        acts.append({"do": "harvest", "words": words.primitive()})
    return [*acts, *replan]


def left(config: Config, state: State) -> Primitives | None:
    """Say how many rounds a closing would cut short, None for none."""
    rounds = config.rounds - state.round
    said = text_n("il reste %(count)s tour", "il reste %(count)s tours", rounds)
    return said.primitive() if rounds > 0 else None
