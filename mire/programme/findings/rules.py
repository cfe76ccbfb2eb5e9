"""What a finding is, how it is agreed on, what it rests on: pure."""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mire.programme.evidence.rules import digest_of
from mire.programme.people.rules import Right
from mire.technique_api.text import Text, text, text_n

FINDING = "finding"
MOST_SENTENCE, MOST_DETAIL = 400, 2_000


class FindingKind(enum.StrEnum):
    """What sort of sentence a finding is."""

    FINDING = "finding"  # something that was established
    WATCH_POINT = "watch_point"  # something to keep an eye on
    OPEN_QUESTION = "open_question"  # something that nobody answered


KIND_WORDS = {
    FindingKind.FINDING: text("constat"),
    FindingKind.WATCH_POINT: text("point de vigilance"),
    FindingKind.OPEN_QUESTION: text("question ouverte"),
}


class Status(enum.StrEnum):
    """How far something that is told has come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RELEASED = "released"


STATUS_WORDS = {
    Status.DRAFT: text("brouillon"),
    Status.REVIEWED: text("relu"),
    Status.RELEASED: text("diffusé"),
}

MOVES: Mapping[Status, Mapping[Status, tuple[Right, ...]]] = {
    Status.DRAFT: {Status.REVIEWED: (Right.FACILITATOR, Right.AMBASSADOR)},
    Status.REVIEWED: {
        Status.DRAFT: (Right.FACILITATOR, Right.AMBASSADOR),
        Status.RELEASED: (Right.FACILITATOR,),
    },
    Status.RELEASED: {},
}
"""From which status to which, and who may: what was released is changed by a new version alone."""


def digest_of_finding(kind: str, sentence: str, detail: str) -> str:
    """Return what tells that a finding says something else."""
    return digest_of({"kind": str(kind), "sentence": sentence, "detail": detail})


def moves_from(status: Status, rights: Collection[Right]) -> list[Status]:
    """Return the statuses that somebody with these rights may give, the next one first."""
    found = [to for to, who in MOVES[status].items() if set(who) & set(rights)]
    return sorted(found, key=lambda to: list(Status).index(to), reverse=True)


@dataclass(frozen=True, slots=True)
class TextBehind:
    """A text that a finding rests on. ``table``: which table of which meeting, "" for none."""

    key: str
    meeting: str
    table: str = ""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a finding rests on. ``n_gone``: texts that were masked or erased since."""

    n_texts: int = 0
    n_tables: int = 0
    n_meetings: int = 0
    n_figures: int = 0
    n_contrary: int = 0
    n_gone: int = 0
    has_changed: bool = False

    @property
    def is_nothing(self) -> bool:
        """Say whether nothing that can be read is cited."""
        return not (self.n_texts or self.n_figures)


def weigh(
    texts: Collection[TextBehind],
    contrary: Collection[str],
    *,
    n_figures: int,
    n_gone: int,
    has_changed: bool,
) -> Weight:
    """Count what a finding rests on; a text that is cited twice counts once.

    ``contrary``: the keys of those that say the contrary; they are not among those that it rests
    on, even where a theme that it cites holds them.
    """
    against = set(contrary)
    behind = {each.key: each for each in texts if each.key not in against}.values()
    return Weight(
        n_texts=len(behind),
        n_tables=len({each.table for each in behind if each.table}),
        n_meetings=len({each.meeting for each in behind}),
        n_figures=n_figures,
        n_contrary=len(against),
        n_gone=n_gone,
        has_changed=has_changed,
    )


def weight_words(weight: Weight) -> list[Text]:
    """Return what a finding rests on in words: « 12 propos », « 4 tables », « 2 réunions »."""
    if weight.is_nothing and not weight.n_contrary:
        return [text("sans source")]
    said = [
        (weight.n_texts, text_n("%(count)s propos", "%(count)s propos", weight.n_texts)),
        (weight.n_tables, text_n("%(count)s table", "%(count)s tables", weight.n_tables)),
        (weight.n_meetings, text_n("%(count)s réunion", "%(count)s réunions", weight.n_meetings)),
        (weight.n_figures, text_n("%(count)s chiffre", "%(count)s chiffres", weight.n_figures)),
    ]
    found = [words for n, words in said if n]
    return [text("sans source"), *found] if weight.is_nothing else found


def contrary_words(weight: Weight) -> Text | None:
    """Return how many texts say the contrary, in words; None where none does."""
    if not weight.n_contrary:
        return None
    return text_n(
        "%(count)s propos dit le contraire",
        "%(count)s propos disent le contraire",
        weight.n_contrary,
    )
