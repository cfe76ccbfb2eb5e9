"""From a plain ballot's answers to a result: how many gave each, and a sentence that says so."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from mire.technique_api.ballot.form import AnyPiece, Choice, Question, Words
from mire.technique_api.breakdown import Breakdown, Part
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Table, Verbatim
from mire.technique_api.text import Text, text, text_n


class State(msgspec.Struct, frozen=True):
    """Entries' ids, each with what was chosen or written."""

    chosen: Series[tuple[str, str]] = Series()
    written: Series[tuple[str, str]] = Series()


class Counts(msgspec.Struct, frozen=True):
    """``choices`` holds all that are offered, in their order, those that nobody gave too."""

    n: int
    choices: dict[str, int]
    n_written: int


def start(_question: Question) -> State:
    return State()


def step(_question: Question, state: State, entry: Entry[AnyPiece]) -> State:
    match entry.body:
        case Choice(choice=choice):
            return State(state.chosen.appended((entry.id, choice)), state.written)
        case Words(text=words):
            return State(state.chosen, state.written.appended((entry.id, words)))


def n_answers(state: State) -> int:
    """Where there is a choice everyone makes one; words come besides."""
    return len(state.chosen) or len(state.written)


def verbatims(state: State) -> Sequence[Verbatim]:
    return [Verbatim(id, "words", words) for id, words in state.written]


def counted(choices: Mapping[str, Text], state: State) -> Counts:
    found = Counter(choice for _, choice in state.chosen)
    return Counts(
        n=n_answers(state),
        choices={value: found[value] for value in choices},
        n_written=len(state.written),
    )


def answered(state: State) -> tuple[str, ...]:
    """Return the ids of the entries that are counted, sorted."""
    return tuple(sorted(id for id, _ in (state.chosen or state.written)))


def sentence(choices: Mapping[str, Text], counts: Counts) -> Text:
    if not counts.n:
        return text("Personne n'a répondu.")
    if not choices:
        return text_n(
            "%(count)s personne a répondu par écrit.",
            "%(count)s personnes ont répondu par écrit.",
            counts.n,
        )
    said = [
        text("« %(choice)s » : %(n)s", choice=label, n=counts.choices[value])
        for value, label in choices.items()
    ]
    listed = said[0]
    for one in said[1:]:
        listed = text("%(first)s ; %(second)s", first=listed, second=one)
    return text_n(
        "%(count)s réponse. %(counts)s.", "%(count)s réponses. %(counts)s.", counts.n, counts=listed
    )


def table(choices: Mapping[str, Text], counts: Counts) -> Table:
    rows = [(label, counts.choices[value]) for value, label in choices.items()]
    return Table(
        caption=text("Combien de personnes ont donné chaque réponse"),
        columns=(text("Réponse"), text("Personnes")),
        rows=tuple(rows or [(text("par écrit"), counts.n)]),
    )


def breakdowns(choices: Mapping[str, Text], counts: Counts) -> Sequence[Breakdown]:
    """Return how many gave each answer; nothing where people only write."""
    parts = tuple(Part(value, label, counts.choices[value]) for value, label in choices.items())
    return [Breakdown("choice", text("Réponse"), parts)] if parts else []
