"""What a table says: a note, a mark on a note, its harvest. A table speaks, not a person."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.worldcafe.choices import Choice, Closing
from mire.techniques.worldcafe.config import NOTE_LIMIT, Config, n_tables
from mire.techniques.worldcafe.seats import Move, Round, Seats

POINTS = 3
MOST_ID = 80
MOST_BADGES = 500

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=60)]

_SEAT = re.compile(r"(?P<round>[1-8])\.(?P<table>\d{1,2})")

_LINE = re.compile(
    r"(?P<table>\d{1,2})[./](?:(?P<round>\d)(?P<kept>\+)?|[rR](?P<rank>\d))\s+(?P<said>\S.*)",
    re.DOTALL,
)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: the table, and one of: ``said`` (``kept`` if the table retains it at
    once), ``strike``, ``retain``, ``release`` (ids of notes), or points of the harvest in order.
    Or, of no table, a ``badge`` and the ``seat`` that it books: the round, a point, the table
    ("2.5").
    """  # noqa: D205

    table: int | None = None
    round: int | None = None
    said: str | None = None
    kept: Literal["yes"] | None = None
    strike: str | None = None
    retain: str | None = None
    release: str | None = None
    point_1: str | None = None
    point_2: str | None = None
    point_3: str | None = None
    badge: int | None = None
    seat: str | None = None


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: Number
    round: int
    text: str
    kept: bool = False


class Strike(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: Number
    entry: str


class Retain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: Number
    entry: str
    on: bool


class Harvest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``rank`` is 1 for what matters most to the table."""

    table: Number
    rank: Annotated[int, msgspec.Meta(ge=1, le=POINTS)]
    text: str


AnyPiece: TypeAlias = Note | Strike | Retain | Harvest | Seats | Move | Round | Choice | Closing


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    """Read a form; a point of the harvest that its page already showed says nothing new."""
    known = [f"point_{rank}" for rank in range(1, POINTS + 1)]
    new = {
        name: said
        for name, said in fields.items()
        if name not in known or said.strip() != fields.get(f"was_{name[-1]}", "").strip()
    }
    return _settled(config, read_fields(Answer, new))


def read_line(config: Config, line: str) -> Answer:
    """Read ``3.2 what was said``: table, round, a + if the table retains it, words.

    ``3.r1 what matters most`` is a point of the table's harvest, at its rank.
    """
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise Refusal(
            text(
                "Ligne illisible : il faut la table, un point, le tour, puis le propos "
                "(« 3.2 Il faudrait un lieu »)."
            ),
            path=("said",),
            code="line",
        )
    if found["rank"]:
        return _harvested(config, int(found["table"]), int(found["rank"]), found["said"])
    table, number = int(found["table"]), int(found["round"])
    if not 1 <= table <= n_tables(config):
        raise Refusal(
            text("La table %(number)s n'existe pas.", number=table), path=("table",), code="range"
        )
    if not 1 <= number <= config.rounds:
        raise Refusal(
            text("Le tour %(number)s n'existe pas.", number=number), path=("round",), code="range"
        )
    return _settled(
        config,
        Answer(
            table=table, round=number, said=found["said"], kept="yes" if found["kept"] else None
        ),
    )


def _harvested(config: Config, table: int, rank: int, said: str) -> Answer:
    if not 1 <= rank <= POINTS:
        raise Refusal(
            text("La récolte a %(points)s points, de r1 à r%(points)s.", points=POINTS),
            path=("said",),
            code="range",
        )
    return _settled(config, read_fields(Answer, {"table": str(table), f"point_{rank}": said}))


def line_help(config: Config) -> Text:
    return text(
        "Un propos par ligne : la table, un point, le tour, puis le propos (« 3.2 Il faudrait un "
        "lieu ») ; un + après le tour marque ce que la table retient, « 3.r1 » à « 3.r3 » disent "
        "sa récolte. Tables de 1 à %(tables)s, tours de 1 à %(rounds)s.",
        tables=n_tables(config),
        rounds=config.rounds,
    )


def _settled(config: Config, given: Answer) -> Answer:
    if given.badge is not None or given.seat is not None:
        return _seat(given)
    if given.table is None or not 1 <= given.table <= n_tables(config):
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="range")
    said = tidy(given.said, limit=NOTE_LIMIT, path=("said",))
    marks = {name: getattr(given, name) for name in ("strike", "retain", "release")}
    marked = {name: entry for name, entry in marks.items() if entry}
    if any(len(entry) > MOST_ID for entry in marked.values()):
        raise Refusal(text("Ce propos n'est pas de cette table."), path=("strike",), code="range")
    points = {
        f"point_{rank}": kept
        for rank in range(1, POINTS + 1)
        if (
            kept := tidy(getattr(given, f"point_{rank}"), limit=NOTE_LIMIT, path=(f"point_{rank}",))
        )
    }
    if bool(said) + len(marked) + bool(points) > 1:
        raise Refusal(text("Une seule chose à la fois."), path=("said",), code="value")
    if said:
        number = 1 if given.round is None else given.round
        if not 1 <= number <= config.rounds:
            raise Refusal(
                text("Le tour %(number)s n'existe pas.", number=number),
                path=("round",),
                code="range",
            )
        return Answer(table=given.table, round=number, said=said, kept=given.kept)
    if marked:
        return Answer(
            table=given.table,
            strike=given.strike or None,
            retain=given.retain or None,
            release=given.release or None,
        )
    if points:
        return Answer(
            table=given.table,
            point_1=points.get("point_1"),
            point_2=points.get("point_2"),
            point_3=points.get("point_3"),
        )
    raise Refusal(
        text("Rien de nouveau n'est écrit ; ce qui a été noté est gardé."),
        path=("said",),
        code="missing",
    )


def _seat(given: Answer) -> Answer:
    """Return a booking; whether it holds is asked when it enters the log."""
    if given.badge is None or not 1 <= given.badge <= MOST_BADGES:
        raise Refusal(text("Écrivez le numéro de votre badge."), path=("badge",), code="missing")
    found = _SEAT.fullmatch(given.seat or "")
    if found is None:
        raise Refusal(text("Choisissez une table."), path=("seat",), code="missing")
    return Answer(badge=given.badge, seat=f"{found['round']}.{int(found['table'])}")


def split(answer: Answer) -> Sequence[Piece]:
    if answer.seat is not None:
        number, table = answer.seat.split(".")
        return [Piece("choice", {"badge": answer.badge, "round": int(number), "table": int(table)})]
    at = {"table": answer.table}
    if answer.said is not None:
        kept = {"kept": True} if answer.kept else {}
        return [Piece("note", {**at, "round": answer.round, "text": answer.said, **kept})]
    if answer.strike is not None:
        return [Piece("strike", {**at, "entry": answer.strike})]
    if answer.retain is not None or answer.release is not None:
        entry = answer.retain or answer.release
        return [Piece("retain", {**at, "entry": entry, "on": answer.retain is not None})]
    points = (answer.point_1, answer.point_2, answer.point_3)
    return [
        Piece("harvest", {**at, "rank": rank, "text": point})
        for rank, point in enumerate(points, 1)
        if point is not None
    ]


def author(answer: Answer) -> str:
    """Return who speaks: a table, or the badge that books a seat."""
    return table_name(answer.table or 0) if answer.badge is None else f"badge {answer.badge}"


def table_name(number: int) -> str:
    """Return how the log calls a table."""
    return f"table {number}"


def undo(id: str, piece: AnyPiece) -> Answer | None:
    """Strike what a scribe typed wrong."""
    if isinstance(piece, Note | Harvest):
        return Answer(table=piece.table, strike=id)
    return None


_KINDS: Mapping[str, type[AnyPiece]] = {
    "note": Note,
    "strike": Strike,
    "retain": Retain,
    "harvest": Harvest,
    "seats": Seats,
    "move": Move,
    "round": Round,
    "choice": Choice,
    "closing": Closing,
}


def read_piece(kind: str, body: Primitives) -> AnyPiece:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    return (
        {} if answer is None else {name: getattr(answer, name) for name in Answer.__struct_fields__}
    )
