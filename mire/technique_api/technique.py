"""The contract: what one facilitation technique furnishes to the program.

A technique is a value, not a class to derive from. It says how its settings and answers
are read, how entries of the log fold into a state, what is computed once closed, and what
each screen is told, as JSON primitives, in facets. It never sees the web, a clock or a database.
"""

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar, cast

import msgspec
import numpy

from mire.technique_api.breakdown import Breakdown
from mire.technique_api.card import Card
from mire.technique_api.proposed import Proposed
from mire.technique_api.refusal import Refusal
from mire.technique_api.seating import Canvases, Moving
from mire.technique_api.text import Text, text
from mire.technique_api.votes import Graded, Supported

ConfigT = TypeVar("ConfigT")
ContributionT = TypeVar("ContributionT")
PieceT = TypeVar("PieceT")
StateT = TypeVar("StateT")
ResultT = TypeVar("ResultT")

Primitives = Mapping[str, Any]


class Regime(enum.StrEnum):
    """Who is told what about an answer's author, while an activity is open and after."""

    NONE = "none"  # nothing is collected
    BALLOT = "ballot"  # anonymous, sealed until closed
    OPEN = "open"  # anonymous, appended as it comes
    GROUP = "group"  # the author is a table
    NAMED = "named"  # sealed until closed, then in the log with the author's name, as announced
    APART = "apart"  # named, in a register of its own, confirmed later; never in the log

    @property
    def is_sealed(self) -> bool:
        """Whether answers wait in the box, where they may change, until the closing."""
        return self in (Regime.BALLOT, Regime.NAMED)


class Screen(enum.StrEnum):
    """A surface that a technique draws, by the template of the same name."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    PROJECTOR = "projector"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Piece:
    """What enters the log of an answer: one kind, one JSON body.

    A ballot's answer is cut into pieces that are shuffled apart, so that a free text is
    not tied to the choice it came with; what the phone announced as analysed together
    stays in one piece.
    """

    kind: str
    body: Primitives


class Entry(msgspec.Struct, Generic[PieceT], frozen=True):
    """One accepted piece, as the fold sees it: ``body`` decoded by ``read_piece``.

    ``author`` is a table, a name or a badge; None for anonymous regimes. ``medium`` is
    "phone" or "paper", None where it was blanked.
    """

    id: str
    kind: str
    body: PieceT
    author: str | None
    medium: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A free text that was said; ``id`` is the entry it lies in.

    Screens never hold it: the room shows it, after a facilitator's press, and masks it
    where asked.
    """

    id: str
    kind: str
    text: str
    about: "Text | None" = None
    """Under which heading a report puts it; None: there is one list."""
    beside: "Text | None" = None
    """What a report says beside it, such as which table spoke; None: nothing."""
    table: int | None = None
    """At which table of the activity it was said; None: at none."""
    before: tuple[str, ...] = ()
    """Entries with the words that it took the place of: masked and erased with it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed an entry of a named regime; ``id`` is the entry's."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that can be cited, and the ids of the entries that it rests on (sorted)."""

    key: str
    sentence: Text
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The figure as a table: a caption, column titles, rows of Text, str or numbers."""

    caption: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text | str | int | float, ...], ...]

    def primitive(self) -> Primitives:
        """Return the table as JSON primitives, as screens carry it."""
        return {
            "caption": self.caption.primitive(),
            "columns": [column.primitive() for column in self.columns],
            "rows": [
                [cell.primitive() if isinstance(cell, Text) else cell for cell in row]
                for row in self.rows
            ],
        }


@dataclass(frozen=True, slots=True)
class Lines:
    """Words of a report, besides its figure: paragraphs, or items in order if ``is_list``."""

    lines: Sequence[Text | str]
    is_list: bool = False

    def primitive(self) -> Primitives:
        """Return them as JSON primitives, as screens carry them."""
        return {"items" if self.is_list else "lines": [_primitive(each) for each in self.lines]}


@dataclass(frozen=True, slots=True)
class Terms:
    """Words of a report, besides its figure: what each term means, or who speaks how long."""

    rows: Sequence[tuple[Text | str, Text | str]]

    def primitive(self) -> Primitives:
        """Return them as JSON primitives, as screens carry them."""
        return {"terms": [[_primitive(cell) for cell in row] for row in self.rows]}


def _primitive(words: Text | str) -> Primitives | str:
    return words.primitive() if isinstance(words, Text) else words


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers(Generic[ConfigT, ContributionT]):
    """What phones, forms and scribes send. Reading raises Refusal naming the field."""

    read_contribution: Callable[[ConfigT, bytes], ContributionT]
    """Decode what a phone sent (JSON). Older versions are upcast here."""
    read_form: Callable[[ConfigT, Mapping[str, str]], ContributionT]
    """The same answer from a plain HTML form (field names are the technique's own)."""
    read_line: Callable[[ConfigT, str], ContributionT]
    """The same answer from one line typed by a scribe; ``line_help`` says how."""
    line_help: Callable[[ConfigT], Text]
    split: Callable[[ContributionT], Sequence[Piece]]
    """Cut an answer into the pieces that enter the log."""
    own: Callable[[ConfigT, ContributionT | None], Primitives]
    """A seat's own answer as its form shows it, sent to it alone; None: not answered."""
    simulate: Callable[[ConfigT, numpy.random.Generator, int], Iterator[ContributionT]]
    author: Callable[[ContributionT], str] | None = None
    """The name that an answer bears, for the regimes "named" and "apart", or the table that
    speaks, for "group"; None for others."""
    told: Callable[[ConfigT, ContributionT], Sequence[Text]] | None = None
    """An answer in words, one thing after another, for the scribe to compare with the sheet before
    it is kept. None where the page shows the words themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fold(Generic[ConfigT, PieceT, StateT]):
    """How the pieces of the log become a state, and what is read from that state."""

    read_piece: Callable[[str, Primitives], PieceT]
    """Decode a piece of the log: kind, body. Older versions are upcast here."""
    start: Callable[[ConfigT], StateT]
    step: Callable[[ConfigT, StateT, Entry[PieceT]], StateT]
    """Fold one entry; never raises on an entry that was accepted."""
    n_answers: Callable[[StateT], int]
    """How many people answered: a refusal to answer that is offered counts, a withdrawal that
    leaves no piece does not."""
    verbatims: Callable[[StateT], Sequence[Verbatim]]
    """Free texts, in the order of the log."""
    withdrawn: Callable[[StateT], Sequence[Verbatim]] | None = None
    """Free texts that were struck or corrected: on no screen, still in the log, where who rereads
    may mask and erase them. None: nothing is ever taken back."""
    signatures: Callable[[StateT], Sequence[Signature]] | None = None
    """Who signed, for the regime "named": what a person may ask to have erased."""
    admit: Callable[[ConfigT, StateT, Sequence[PieceT]], None] | None = None
    """What may not enter the log any more though it is well written, because of what entered
    before (the last seat is taken): raises Refusal. Asked inside the transaction, of what comes
    in the regimes that append at once and of what ``direct`` made. None: everything may."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables(Generic[ConfigT, ContributionT, PieceT, StateT]):
    """What a technique of the regime "group" has besides."""

    direct: Callable[[ConfigT, StateT, Primitives, numpy.random.Generator], Sequence[Piece]]
    """What a facilitator asks of the technique itself (seat people, start a round): pieces that
    enter the log as the facilitator's. It may take seconds: it is called away from the writer.
    Raises Refusal."""
    script: Callable[[ConfigT], Sequence[Primitives]]
    """What a rehearsal's facilitator asks by ``direct``, in order."""
    board: Callable[[ConfigT, StateT, str], Primitives]
    """What the page of one author is told, as screens are: {"entry": id} gets its "text", or leaves
    its list where it is masked. A "clock" is a ring, whose "now_ms" the page fills in."""
    undo: Callable[[str, PieceT], ContributionT | None]
    """What takes a note back (its entry's id, its piece), for the scribe who typed it. It returns
    None for a piece that is no note."""
    n_tables: Callable[[ConfigT], int]
    """How many tables there may be, numbered from 1."""
    moving: Callable[[ConfigT, StateT], Moving] | None = None
    """Who goes where, for badges and what is printed. None: people stay at their table."""
    canvases: Callable[[ConfigT, StateT], Canvases] | None = None
    """What tables fill in on paper. None: nothing that has boxes."""
    needs_minutes: Callable[[ConfigT], int]
    """The fewest minutes that the settings can be played in."""
    proposed: Callable[[ConfigT, StateT], Proposed] | None = None
    """The proposal that the room decided on by consent. None: it decides nothing so."""
    draws_on: frozenset[str] = frozenset()
    """The settings that it may take from an earlier activity; empty: it takes none."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a person may promise; ``number`` counts from 1."""

    number: int
    words: Text | str
    asks: Literal["none", "text", "days"]
    """What comes with it: nothing, a few words, or days a year."""
    tick: str
    """The form's field that says "yes" where it is promised."""
    detail: str
    """The form's field of what comes with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Promises(Generic[ConfigT]):
    """What a technique of the regime "apart" has besides; its template "fields" is the form.

    That template is told ``screen`` as phones are, and ``offers``: each ``offer``, whether it
    ``is_ticked``, and what was ``given`` with it.
    """

    offers: Callable[[ConfigT], Sequence[Offer]]
    """What may be promised, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source(Generic[ConfigT, StateT, ResultT]):
    """What a later activity that is played ``from`` this one takes from it."""

    offers: Callable[[ConfigT], Primitives]
    """The settings that the later activity gets."""
    proposal: Callable[[ConfigT, StateT, ResultT], Primitives]
    """What ``direct`` of the later activity is told, as "proposal", once this one has a result.
    People are the ids of the entries that they signed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Votes(Generic[ConfigT, StateT, ResultT]):
    """What a choice made later may take from a ballot of a meeting that has ended."""

    finding: str
    """The key of the finding that says what came of it: it is cited as the source."""
    supported: Callable[[ConfigT, StateT], Supported] | None = None
    """The ballots, whole; None: they are not kept whole."""
    graded: Callable[[ConfigT, ResultT], Graded] | None = None
    """How many gave each option each mention; None: there are no mentions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rounds(Generic[ConfigT, ContributionT]):
    """What lets a technique be asked twice, as linked rounds."""

    pair: Callable[[ConfigT, ContributionT, ContributionT], Sequence[Piece]]
    """What one person's answers to two rounds (first, second; same settings) say together.

    Each piece's body holds ``first`` and ``second``; whatever else is in it says what was asked,
    and pieces that agree in that are shown together. [] where one of the two answers says
    nothing. Never a free text.
    """
    without_words: Callable[[ContributionT], ContributionT] | None = None
    """The same answer without its free texts: all that is held from a first round until the
    second closes. None: an answer holds no free text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """How facilitators ask an unforeseen question with a technique, in two presses."""

    question: Text
    """What it asks unless they write something else."""
    settings: Callable[[str], Mapping[str, Any]]
    """The settings of an activity that asks these words."""
    minutes: int
    most_letters: int = 240
    """How long what they write may be."""


@dataclass(frozen=True, kw_only=True)
class Technique(Generic[ConfigT, ContributionT, PieceT, StateT, ResultT]):
    """One facilitation technique: what every one has, then facets, None where they don't apply.

    Every function is pure. Reading raises :class:`~mire.technique_api.refusal.Refusal` naming
    the field.
    """

    slug: str
    version: int
    title: Text
    folder: str = ""
    """Where its templates are; empty: under its slug."""
    regime: Callable[[ConfigT], Regime]
    read_config: Callable[[Mapping[str, Any]], ConfigT]
    synthesis: Callable[[ConfigT, StateT, numpy.random.Generator], ResultT]
    """Computed after closing, never under the threshold; no order of entries matters."""
    screens: Mapping[Screen, Callable[[ConfigT, StateT, ResultT | None], Primitives]]
    """What each template is told. ``None``: no result to show (yet, or withheld).

    In the regime "group" a screen names a free text, or who signed, by the entry's id alone, as
    {"entry": id} or {"person": id}: the room adds "text" where that screen may show it, and
    "name" where the person has not been erased. One that says texts itself holds
    ``places_texts``: the wall lists none over it.

    A report's template draws its ``figure`` and nothing else. The document around it says
    ``question``, ``sentence``, ``table``, and what it may hold besides: ``parts`` (:class:`Lines`,
    :class:`Terms`), ``more`` (a sentence), ``claim`` (how many ``k`` of ``n`` are ``about`` what,
    for what the silent leave open), ``annex`` (a ``table`` for who wants to check), and
    ``discreet``: a ``screen`` that replaces parts of it where ``under`` is less than the
    threshold.
    """
    findings: Callable[[ConfigT, StateT, ResultT], Sequence[Finding]]
    breakdowns: Callable[[ConfigT, ResultT], Sequence[Breakdown]] | None = None
    """How many people answered what, for open data; None: it holds no figure of the technique."""
    card: Card | None = None
    """What one reads of it before choosing it; None: its title alone."""
    spot: Spot | None = None
    """None: it is not asked on the spot."""
    answers: Answers[ConfigT, ContributionT] | None = None
    """None: nobody answers."""
    fold: Fold[ConfigT, PieceT, StateT] | None = None
    """None: nothing of it enters the log, and its state is None."""
    tables: Tables[ConfigT, ContributionT, PieceT, StateT] | None = None
    """None: people don't answer by tables."""
    promises: Promises[ConfigT] | None = None
    """None: nobody promises anything by name."""
    source: Source[ConfigT, StateT, ResultT] | None = None
    """None: no activity can be played from it."""
    rounds: Rounds[ConfigT, ContributionT] | None = None
    """None: it can't be asked twice as linked rounds."""
    votes: Votes[ConfigT, StateT, ResultT] | None = None
    """None: no choice takes its answers."""

    def template(self, name: str) -> str:
        """Name the template that draws a screen, or "paper", "board" and the like."""
        return f"{self.folder or self.slug}/{name}.html"

    def first_state(self, config: ConfigT) -> StateT:
        """Return the state before any entry; None for a technique without fold."""
        return cast("StateT", None) if self.fold is None else self.fold.start(config)

    def expect_answers(self) -> Answers[ConfigT, ContributionT]:
        """Return ``answers``; raise Refusal where nobody answers."""
        if self.answers is None:
            raise Refusal(text("Cette séquence ne recueille pas de réponse."), code="nothing_asked")
        return self.answers

    def expect_promises(self) -> Promises[ConfigT]:
        """Return ``promises``; raise Refusal where nothing is promised."""
        if self.promises is None:
            raise Refusal(
                text("Cette séquence ne recueille pas d'engagements."), code="nothing_asked"
            )
        return self.promises

    def expect_fold(self) -> Fold[ConfigT, PieceT, StateT]:
        """Return ``fold``; raise Refusal where nothing enters the log."""
        if self.fold is None:
            self.expect_answers()
            raise Refusal(
                text("Cette séquence n'écrit rien dans le journal."),
                path=("kind",),
                code="nothing_kept",
            )
        return self.fold
