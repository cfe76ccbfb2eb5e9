"""What a table says: a clarification, a reaction, an objection; what becomes of its objection."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias

import msgspec

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.consent.config import NOTE_LIMIT, OBJECT, STEPS, Config, n_tables

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=60)]

BETWEEN = "//"
"""On a line, between the risk and what would lift the objection."""

_ID = re.compile(r"[0-9a-f]{1,64}(-\d{1,4})?")
"""An entry's id: no words, which nobody could mask."""

_LINE = re.compile(r"(?P<table>\d{1,2})[./](?P<heading>\d)\s+(?P<said>\S.*)", re.DOTALL)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: the table, and one act.

    ``said`` at a step (``heading``), with ``lift`` for an objection; ``strike`` of something said;
    ``settle`` of an objection, by an ``amended`` text, or withdrawn where there is none.
    """

    table: int | None = None
    heading: int | None = None
    said: str | None = None
    lift: str | None = None
    strike: str | None = None
    settle: str | None = None
    amended: str | None = None


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clarification (heading 1) or a reaction (2)."""

    table: Number
    heading: Annotated[int, msgspec.Meta(ge=1, le=2)]
    text: str


class Objection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table objects. It holds no words: it stays when those that follow it are masked."""

    table: Number


class Risk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The risk that the table's last objection names."""

    table: Number
    text: str


class Lift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would lift the table's last objection."""

    table: Number
    text: str


class Strike(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: Number
    entry: str


class Settle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An objection is lifted by the table that made it: by an amended text, or withdrawn ("")."""

    table: Number
    entry: str
    amended: str = ""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step begins, for all; numbered from 1."""

    number: Annotated[int, msgspec.Meta(ge=1, le=3)]


class Amended(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proposal is amended. It holds no words, as an objection holds none."""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of the last amended text; they take the place of those before."""

    text: str


AnyPiece: TypeAlias = Note | Objection | Risk | Lift | Strike | Settle | Step | Amended | Wording


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``2.1 what is said``, ``2.3 the risk // what would lift it``."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise Refusal(
            text(
                "Ligne illisible : il faut la table, un point, l'étape, puis le propos "
                "(« 1.2 Cela nous soulagerait »)."
            ),
            path=("said",),
            code="line",
        )
    return _settled(
        config,
        Answer(table=int(found["table"]), heading=int(found["heading"]), said=found["said"]),
    )


def line_help(config: Config) -> Text:
    return text(
        "Un propos par ligne : la table (de 1 à %(tables)s), un point, l'étape (1 clarification, "
        "2 réaction, 3 objection), puis le propos ; d'une objection, le risque, « // », puis ce "
        "qui la lèverait (« 1.3 Plus d'accueil le lundi // un essai d'un mois »).",
        tables=n_tables(config),
    )


def _settled(config: Config, given: Answer) -> Answer:
    if given.table is None or not 1 <= given.table <= n_tables(config):
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="range")
    said = tidy(given.said, limit=2 * NOTE_LIMIT + 8, path=("said",))
    ids = [each for each in (given.strike, given.settle, given.amended) if each]
    if not all(_ID.fullmatch(each) for each in ids):
        raise Refusal(text("Ce propos n'est pas de cette table."), path=("settle",), code="range")
    if sum(map(bool, (said, given.strike, given.settle))) > 1:
        raise Refusal(text("Une seule chose à la fois."), path=("said",), code="value")
    if said:
        return _words_given(given, said)
    if given.strike:
        return Answer(table=given.table, strike=given.strike)
    if given.settle:
        return Answer(table=given.table, settle=given.settle, amended=given.amended or None)
    raise Refusal(
        text("Rien de nouveau n'est écrit ; ce qui a été noté est gardé."),
        path=("said",),
        code="missing",
    )


def _words_given(given: Answer, said: str) -> Answer:
    if given.heading not in STEPS:
        raise Refusal(text("Cette étape n'existe pas."), path=("heading",), code="range")
    lift = tidy(given.lift, limit=NOTE_LIMIT, path=("lift",))
    if given.heading == OBJECT and lift is None:
        said, _, after = (each.strip() for each in said.partition(BETWEEN))
        lift = tidy(after, limit=NOTE_LIMIT, path=("lift",))
    kept = tidy(said, limit=NOTE_LIMIT, path=("said",))
    if given.heading == OBJECT and (kept is None or lift is None):
        raise Refusal(
            text(
                "Une objection nomme un risque, et ce qui la lèverait : complétez-la, au besoin "
                "par « à chercher ensemble »."
            ),
            path=("lift",) if kept else ("said",),
            code="missing",
        )
    if given.heading != OBJECT and lift is not None:
        raise Refusal(
            text("Seule une objection dit ce qui la lèverait."), path=("lift",), code="unknown"
        )
    return Answer(table=given.table, heading=given.heading, said=kept, lift=lift)


def split(answer: Answer) -> Sequence[Piece]:
    """Cut an objection from its words, so that it stands when they are masked."""
    at = {"table": answer.table}
    if answer.strike is not None:
        return [Piece("strike", {**at, "entry": answer.strike})]
    if answer.settle is not None:
        by = {} if answer.amended is None else {"amended": answer.amended}
        return [Piece("settle", {**at, "entry": answer.settle, **by})]
    if answer.heading == OBJECT:
        return [
            Piece("objection", at),
            Piece("risk", {**at, "text": answer.said}),
            Piece("lift", {**at, "text": answer.lift}),
        ]
    return [Piece("note", {**at, "heading": answer.heading, "text": answer.said})]


def author(answer: Answer) -> str:
    return table_name(answer.table or 0)


def table_name(number: int) -> str:
    """Return how the log calls a table."""
    return f"table {number}"


def undo(id: str, piece: AnyPiece) -> Answer | None:
    """Strike what a scribe typed wrong; an objection goes with its risk."""
    if isinstance(piece, Note | Risk | Lift):
        return Answer(table=piece.table, strike=id)
    return None


_KINDS: Mapping[str, type[AnyPiece]] = {
    "note": Note,
    "objection": Objection,
    "risk": Risk,
    "lift": Lift,
    "strike": Strike,
    "settle": Settle,
    "step": Step,
    "amended": Amended,
    "wording": Wording,
}


def read_piece(kind: str, body: Primitives) -> AnyPiece:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    return {name: getattr(answer, name) for name in Answer.__struct_fields__}
