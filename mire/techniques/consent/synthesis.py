"""What tables said of a proposal, what became of objections, and whether it stands.

An objection is lifted by the table that made it and by nobody else, either by a text amended
since or because it is withdrawn; ``choice.consent`` says whether the proposal stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np

from mire.choice.consent import Objection as Argument
from mire.choice.consent import Proposal, consent, standing
from mire.choice.consent import State as Became
from mire.technique_api import proposed as api
from mire.technique_api.free_text import tidy
from mire.technique_api.refusal import Refusal
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Finding, Piece, Verbatim
from mire.technique_api.text import Text, text, text_n
from mire.techniques.consent.config import OBJECT, PROPOSAL_LIMIT, STEPS, Config, label
from mire.techniques.consent.contribution import (
    Amended,
    AnyPiece,
    Lift,
    Note,
    Objection,
    Risk,
    Settle,
    Step,
    Strike,
    Wording,
)

Outcome: TypeAlias = Literal["adopted", "waiting", "unasked"]

ABOUT: Mapping[str, Text] = {
    "1": text("Clarifications"),
    "2": text("Réactions"),
    "risk": text("Objections : le risque"),
    "lift": text("Objections : ce qui les lèverait"),
    "wording": text("Textes amendés"),
}
"""Under which heading a report puts what was said, in order."""
BECAME: Mapping[Became, Text] = {
    Became.OPEN: text("ouverte"),
    Became.INTEGRATED: text("levée par un texte amendé"),
    Became.WITHDRAWN: text("retirée par qui l'a faite"),
}
MOST_AMENDED = 40


class Said(msgspec.Struct, frozen=True):
    """Words; ``part`` is a key of ABOUT, ``table`` 0 for the facilitator's."""

    id: str
    table: int
    part: str
    text: str


class Objected(msgspec.Struct, frozen=True):
    """An objection, with the entries of its words, "" where there are none (yet, or any more).

    ``after``: how many amended texts there were when it was made. ``lifted``: None while it is
    open, the id of the text that lifted it, "" when it is withdrawn.
    """

    id: str
    table: int
    after: int
    risk: str = ""
    lift: str = ""
    lifted: str | None = None


class State(msgspec.Struct, frozen=True):
    """``step`` is 0 while the proposal is read; ``gone``: ids of words that were struck."""

    said: Series[Said] = Series()
    objected: tuple[Objected, ...] = ()
    amended: tuple[str, ...] = ()
    """The entries by which the text was amended, in order."""
    wording: str = ""
    """The entry of the last one's words; "": there are none (any more)."""
    gone: frozenset[str] = frozenset()
    step: int = 0
    steps: tuple[str, ...] = ()
    """The entries by which steps began."""
    labels: tuple[Text | str, ...] = ()
    n_entries: int = 0


class Told(msgspec.Struct, frozen=True):
    """An objection in a result, and what became of it."""

    id: str
    table: int
    became: Became


class Result(msgspec.Struct, frozen=True):
    """It counts no words: it is the same once some are masked or erased."""

    outcome: Outcome
    n_amended: int
    objections: tuple[Told, ...] = ()

    def n(self, became: Became) -> int:
        """How many objections became so."""
        return sum(each.became is became for each in self.objections)


def start(config: Config) -> State:
    tables = range(1, (len(config.tables) or 1) + 1)
    return State(labels=tuple(label(config, table) for table in tables))


def step(_config: Config, state: State, entry: Entry[AnyPiece]) -> State:
    """Fold one entry. An act on another table's words or objection changes nothing."""
    change = msgspec.structs.replace
    match entry.body:
        case Step(number=number):
            return change(state, step=number, steps=(*state.steps, entry.id))
        case Amended():
            amended, steps = (*state.amended, entry.id), (*state.steps, entry.id)
            return change(state, amended=amended, steps=steps, wording="")
        case Wording(text=words):
            said = Said(entry.id, 0, "wording", words)
            return change(state, said=state.said.appended(said), wording=entry.id)
    return _spoken(change(state, n_entries=state.n_entries + 1), entry, entry.body)


def _spoken(state: State, entry: Entry[AnyPiece], body: AnyPiece) -> State:
    """Fold what a table did."""
    change = msgspec.structs.replace
    match body:
        case Note(table=table, heading=heading, text=words):
            said = Said(entry.id, table, str(heading), words)
            return change(state, said=state.said.appended(said))
        case Objection(table=table):
            objected = Objected(entry.id, table, len(state.amended))
            return change(state, objected=(*state.objected, objected))
        case Risk(table=table, text=words):
            said = Said(entry.id, table, "risk", words)
            return _attached(change(state, said=state.said.appended(said)), said)
        case Lift(table=table, text=words):
            said = Said(entry.id, table, "lift", words)
            return _attached(change(state, said=state.said.appended(said)), said)
        case Strike(table=table, entry=id):
            if any(each.id == id and each.table == table for each in state.said):
                return change(state, gone=state.gone | {id})
        case Settle() as settle:
            if _fault(state, settle) is None:
                return change(
                    state,
                    objected=tuple(
                        change(each, lifted=settle.amended) if each.id == settle.entry else each
                        for each in state.objected
                    ),
                )
    return state


def _attached(state: State, said: Said) -> State:
    """Return the state in which a table's last objection has these words, if it had none."""
    last = next((each for each in reversed(state.objected) if each.table == said.table), None)
    if last is None or getattr(last, said.part):
        return state
    worded = msgspec.structs.replace(last, **{said.part: said.id})
    return msgspec.structs.replace(
        state, objected=tuple(worded if each.id == last.id else each for each in state.objected)
    )


def admit(_config: Config, state: State, pieces: Sequence[AnyPiece]) -> None:
    """Refuse to lift what is another table's, or by a text that came before the objection."""
    for piece in pieces:
        if isinstance(piece, Settle) and (fault := _fault(state, piece)):
            raise Refusal(fault, path=("settle",), code="value")


def _fault(state: State, settle: Settle) -> Text | None:
    found = next((each for each in state.objected if each.id == settle.entry), None)
    if found is None or found.table != settle.table:
        return text("Cette objection n'est pas de cette table : seule la sienne peut la lever.")
    if settle.amended and settle.amended not in state.amended[found.after :]:
        return text(
            "Aucun texte amendé ne répond encore à cette objection : attendez-en un, ou retirez-la."
        )
    return None


def n_answers(state: State) -> int:
    return state.n_entries


def objections(state: State) -> list[Objected]:
    """Return the objections that stand in the log: none whose risk was struck."""
    return [each for each in state.objected if each.risk not in state.gone]


def became(objected: Objected) -> Became:
    """Return what became of an objection."""
    if objected.lifted is None:
        return Became.OPEN
    return Became.INTEGRATED if objected.lifted else Became.WITHDRAWN


def verbatims(state: State) -> Sequence[Verbatim]:
    return [_verbatim(state, each) for each in state.said if each.id not in state.gone]


def withdrawn(state: State) -> Sequence[Verbatim]:
    """Return what was struck, in the order of the log."""
    return [_verbatim(state, each) for each in state.said if each.id in state.gone]


def _verbatim(state: State, said: Said) -> Verbatim:
    return Verbatim(
        said.id,
        said.part,
        said.text,
        text(
            "%(number)s. %(heading)s",
            number=[*ABOUT].index(said.part) + 1,
            heading=ABOUT[said.part],
        ),
        _beside(state, said.table),
        said.table or None,
    )


def _beside(state: State, table: int) -> Text:
    if not table:
        return text("écrit par qui anime")
    called = state.labels[table - 1] if table <= len(state.labels) else str(table)
    return called if isinstance(called, Text) else text("%(label)s", label=called)


# --- What a facilitator asks ------------------------------------------------------------------


def direct(
    _config: Config, state: State, asked: Mapping[str, Any], _rng: np.random.Generator
) -> Sequence[Piece]:
    """Begin a step, amend the text; raise :class:`Refusal`."""
    match asked.get("do"):
        case "step":
            if state.step >= len(STEPS):
                raise Refusal(text("C'était la dernière étape."), code="late")
            return [Piece("step", {"number": state.step + 1})]
        case "amend":
            said = tidy(str(asked.get("said") or ""), limit=PROPOSAL_LIMIT, path=("said",))
            if said is None:
                raise Refusal(text("Écrivez le texte amendé."), path=("said",), code="missing")
            if len(state.amended) >= MOST_AMENDED:
                raise Refusal(
                    text("Le texte a été amendé %(most)s fois : c'est assez.", most=MOST_AMENDED),
                    path=("said",),
                    code="most",
                )
            return [Piece("amended", {}), Piece("wording", {"text": said})]
    raise Refusal(text("Cette commande n'existe pas."), code="unknown")


def script(_config: Config) -> Sequence[Mapping[str, Any]]:
    """What a rehearsal's facilitator does: every step, one after the other."""
    return [{"do": "step"}] * len(STEPS)


# --- Once closed ------------------------------------------------------------------------------


def synthesis(_config: Config, state: State, _rng: np.random.Generator) -> Result:
    made = objections(state)
    found = consent(
        [
            Proposal(
                id="proposal",
                objections=tuple(
                    # Words that were masked leave an objection that stands without them.
                    Argument(
                        reason=each.risk or each.id, state=became(each), answer=each.lifted or ""
                    )
                    for each in made
                ),
            )
        ]
    )
    (outcome,) = found.outcomes
    return Result(
        outcome=standing(outcome, is_asked=state.step >= OBJECT).value,
        n_amended=len(state.amended),
        objections=tuple(Told(each.id, each.table, became(each)) for each in made),
    )


def proposed(config: Config, state: State) -> api.Proposed:
    """Return the proposal and its objections, with the words that are left."""
    words = {each.id: each.text for each in state.said if each.id not in state.gone}
    return api.Proposed(
        text=words.get(state.wording) if state.amended else config.proposal,
        n_amended=len(state.amended),
        is_asked=state.step >= OBJECT,
        objections=tuple(
            api.Objected(
                by=label(config, each.table),
                risk=words.get(each.risk, ""),
                lift=words.get(each.lift, ""),
                became=became(each),
                by_text=state.amended.index(each.lifted) + 1 if each.lifted else None,
            )
            for each in objections(state)
        ),
    )


def sentence(result: Result) -> Text:
    """Say whether the proposal stands, and what it waits on."""
    if result.outcome == "unasked":
        return text(
            "Les objections n'ont pas été demandées : la proposition n'est ni adoptée ni écartée."
        )
    if result.outcome == "waiting":
        return text_n(
            "Non adoptée : %(count)s objection reste ouverte, et la proposition attend.",
            "Non adoptée : %(count)s objections restent ouvertes, et la proposition attend.",
            result.n(Became.OPEN),
        )
    if not result.objections:
        if result.n_amended:
            return text("Aucune objection : la proposition est adoptée, dans son texte amendé.")
        return text("Aucune objection : la proposition est adoptée, telle qu'elle a été lue.")
    lifted = text_n(
        "Plus d'objection : %(count)s a été levée par qui l'avait faite.",
        "Plus d'objection : %(count)s ont été levées par qui les avait faites.",
        len(result.objections),
    )
    adopted = (
        text("La proposition est adoptée, dans son texte amendé.")
        if result.n_amended
        else text("La proposition est adoptée, telle qu'elle a été lue.")
    )
    return text("%(first)s %(second)s", first=lifted, second=adopted)


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """Whether it stands, then each objection; each rests on what was said."""
    made = objections(state)
    standing = [each.id for each in state.said if each.id not in state.gone]
    everything = {*standing, *state.steps, *(each.id for each in made)}
    if not everything:
        return []
    found = [Finding("sentence", sentence(result), tuple(sorted(everything)))]
    for number, each in enumerate(made, start=1):
        rests_on = {each.id, *(id for id in (each.risk, each.lift) if id in standing)}
        said = text(
            "Objection %(number)s, de « %(table)s » : %(became)s.",
            number=number,
            table=label(config, each.table),
            became=BECAME[became(each)],
        )
        found.append(Finding(f"objection-{number}", said, tuple(sorted(rests_on))))
    return found
