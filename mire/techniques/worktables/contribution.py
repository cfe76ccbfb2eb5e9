"""What a table says: a note under a heading, a correction, a mark, who speaks for it."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.worktables.config import NOTE_LIMIT, Config, n_tables
from mire.techniques.worktables.seats import Added, Moved, Seats

NO_MARK = "none"
MARKS = ("agree", "disagree", "deepen")
SIGNS = {"+": "agree", "-": "disagree", "−": "disagree", "–": "disagree", "?": "deepen"}

Mark: TypeAlias = Literal["none", "agree", "disagree", "deepen"]
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=60)]

_ID = re.compile(r"[0-9a-f]{1,64}(-\d{1,4})?")
"""An entry's id, or a badge's number: no words, which nobody could mask."""

_LINE = re.compile(
    r"(?P<table>\d{1,2})[./](?P<heading>\d)(?P<sign>[-+?−–])?\s+(?P<said>\S.*)", re.DOTALL
)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: the table, and one act.

    ``said`` under a ``heading`` (a ``mark`` may come with it), in the place of an ``entry`` if
    there is one;
    ``strike`` of an entry; a ``mark`` on an ``entry``; ``speaker``, somebody of the seating, or
    ``speaker_name``, in words.
    """

    table: int | None = None
    heading: int | None = None
    said: str | None = None
    entry: str | None = None
    strike: str | None = None
    mark: str | None = None
    speaker: str | None = None
    speaker_name: str | None = None


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    table: Number
    heading: Number
    text: str
    mark: Mark = "none"


class Revise(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """``heading`` says where the words stand once those that they correct are erased; 0: they
    go with them.
    """  # noqa: D205

    table: Number
    entry: str
    text: str
    heading: Annotated[int, msgspec.Meta(ge=0, le=60)] = 0


class Strike(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: Number
    entry: str


class Marked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: Number
    entry: str
    mark: Mark


class Speaker(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who tells the room: an id of the seating, or words that name a role."""

    table: Number
    person: str = ""
    name: str = ""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading begins, for all tables; numbered from 1."""

    number: Annotated[int, msgspec.Meta(ge=1, le=8)]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which order tables tell the room."""

    tables: tuple[int, ...]


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table tells the room; 0: none, they are side by side again."""

    table: Annotated[int, msgspec.Meta(ge=0, le=60)]


AnyPiece: TypeAlias = (
    Note | Revise | Strike | Marked | Speaker | Seats | Moved | Added | Step | Order | Turn
)


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``3.2+ what was said``: table, heading, a mark if there is one, words."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise Refusal(
            text(
                "Ligne illisible : il faut la table, un point, la rubrique, puis le propos "
                "(« 3.2 Une équipe de quatre »)."
            ),
            path=("said",),
            code="line",
        )
    mark = SIGNS.get(found["sign"] or "")
    return _settled(
        config,
        Answer(
            table=int(found["table"]), heading=int(found["heading"]), said=found["said"], mark=mark
        ),
    )


def line_help(config: Config) -> Text:
    return text(
        "Un propos par ligne : la table, un point, la rubrique, puis le propos (« 3.2 Une équipe "
        "de quatre ») ; un signe après la rubrique dit l'accord (+), le désaccord (-) ou ce qui "
        "est à creuser (?). Tables de 1 à %(tables)s, rubriques de 1 à %(headings)s.",
        tables=n_tables(config),
        headings=len(config.headings),
    )


def _settled(config: Config, given: Answer) -> Answer:
    if given.table is None or not 1 <= given.table <= n_tables(config):
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="range")
    said = tidy(given.said, limit=NOTE_LIMIT, path=("said",))
    name = " ".join((tidy(given.speaker_name, limit=60, path=("speaker_name",)) or "").split())
    if given.mark not in (None, NO_MARK, *MARKS):
        raise Refusal(text("Cette marque n'existe pas."), path=("mark",), code="range")
    ids = [each for each in (given.entry, given.strike, given.speaker) if each]
    if not all(_ID.fullmatch(each) for each in ids):
        raise Refusal(text("Ce propos n'est pas de cette table."), path=("entry",), code="range")
    if sum(map(bool, (said, given.strike, given.speaker, name))) > 1:
        raise Refusal(text("Une seule chose à la fois."), path=("said",), code="value")
    table = given.table
    if said:
        return _words_given(config, given, said)
    if given.strike:
        return Answer(table=table, strike=given.strike)
    if given.speaker:
        return Answer(table=table, speaker=given.speaker)
    if name:
        return Answer(table=table, speaker_name=name)
    if given.entry and given.mark:
        return Answer(table=table, entry=given.entry, mark=given.mark)
    raise Refusal(
        text("Rien de nouveau n'est écrit ; ce qui a été noté est gardé."),
        path=("said",),
        code="missing",
    )


def _words_given(config: Config, given: Answer, said: str) -> Answer:
    """Return words under a heading, or in the place of others."""
    heading, is_revised = given.heading, bool(given.entry)
    is_known = heading is not None and 1 <= heading <= len(config.headings)
    if not is_known and not (is_revised and heading is None):
        raise Refusal(text("Cette rubrique n'existe pas."), path=("heading",), code="range")
    if is_revised:
        return Answer(table=given.table, heading=heading, said=said, entry=given.entry)
    mark = None if given.mark == NO_MARK else given.mark
    return Answer(table=given.table, heading=heading, said=said, mark=mark)


def split(answer: Answer) -> Sequence[Piece]:
    at = {"table": answer.table}
    if answer.said is not None and answer.entry is not None:
        where = {} if answer.heading is None else {"heading": answer.heading}
        return [Piece("revise", {**at, "entry": answer.entry, "text": answer.said, **where})]
    if answer.said is not None:
        mark = {} if answer.mark is None else {"mark": answer.mark}
        return [Piece("note", {**at, "heading": answer.heading, "text": answer.said, **mark})]
    if answer.strike is not None:
        return [Piece("strike", {**at, "entry": answer.strike})]
    if answer.speaker is not None:
        return [Piece("speaker", {**at, "person": answer.speaker})]
    if answer.speaker_name is not None:
        return [Piece("speaker", {**at, "name": answer.speaker_name})]
    return [Piece("mark", {**at, "entry": answer.entry, "mark": answer.mark})]


def author(answer: Answer) -> str:
    return table_name(answer.table or 0)


def table_name(number: int) -> str:
    """Return how the log calls a table."""
    return f"table {number}"


def undo(id: str, piece: AnyPiece) -> Answer | None:
    """Strike what a scribe typed wrong."""
    if isinstance(piece, Note | Revise):
        return Answer(table=piece.table, strike=id)
    return None


_KINDS: Mapping[str, type[AnyPiece]] = {
    "note": Note,
    "revise": Revise,
    "strike": Strike,
    "mark": Marked,
    "speaker": Speaker,
    "seats": Seats,
    "move": Moved,
    "person": Added,
    "heading": Step,
    "order": Order,
    "turn": Turn,
}


def read_piece(kind: str, body: Primitives) -> AnyPiece:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    return (
        {} if answer is None else {name: getattr(answer, name) for name in Answer.__struct_fields__}
    )
