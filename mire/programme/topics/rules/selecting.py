"""What a choice among topics proposes under a capacity, and why each is taken or not: pure.

By equal shares (``mire.choice.portfolio``): everybody's ballot has the same part of the capacity;
parts then grow until nothing more fits, and what still fits is added.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from mire.choice.portfolio.election import Election, Topic, election
from mire.choice.portfolio.reasons import Explanation, Lost, Why, explain
from mire.choice.portfolio.selection import Choice, How, choose
from mire.choice.portfolio.terms import Completion, Constraints, ConstraintsRefused
from mire.programme.topics.rules.ballots import Ballots
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text, text_n

COMPLETION = Completion.ADD1_GREEDY


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic to choose from: its number, its cost in agent-days, its theme ("": none)."""

    number: int
    title: str
    cost: int
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a choice must respect: agent-days, topics at once (None: as many as fit), the rest.

    ``musts`` are taken first; ``asides`` are not considered; of each group of ``excludes`` one at
    most; each of ``themes`` has one at least. By the topics' numbers.
    """

    capacity: int
    most_topics: int | None = None
    musts: Sequence[int] = ()
    asides: Sequence[int] = ()
    excludes: Sequence[Sequence[int]] = ()
    themes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One topic in a proposal.

    ``why``: ``How`` for one that is taken, ``Why`` for one that isn't. ``supporters``: ballots
    that support it. ``rivals``: those taken that exclude it. For one that isn't taken, ``down_to``
    is a cost at which it would be, ``voters`` how many more ballots for it alone would do it; for
    one that is, ``up_to`` is the highest cost at which it still would be. None: none was found.
    """

    number: int
    cost: int
    is_taken: bool
    why: str
    supporters: int
    themes: Sequence[str] = ()
    rivals: Sequence[int] = ()
    up_to: int | None = None
    down_to: int | None = None
    voters: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal: lines of those taken, in the order in which they were, then of the others.

    ``n_served`` ballots support at least one topic that is taken, out of ``n_ballots`` of which
    ``n_blank`` support none. ``ties``: topics that the rule could not tell apart.
    """

    capacity: int
    cost: int
    n_ballots: int
    n_blank: int
    n_served: int
    lines: Sequence[Line]
    ties: Sequence[Sequence[int]] = ()
    is_searched: bool = True

    def primitive(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


def proposal_of(primitive: Mapping[str, Any]) -> Proposal:
    """Return the proposal that ``primitive`` made JSON of."""
    values = dict(primitive)
    values["lines"] = [Line(**each) for each in values["lines"]]
    return Proposal(**values)


def election_of(topics: Sequence[Wanted], ballots: Ballots, capacity: int) -> Election:
    """Return the election: topics under their numbers, a ballot for each that was cast."""
    return election(
        [
            Topic(
                str(each.number), Fraction(each.cost), each.title, (each.theme,) * bool(each.theme)
            )
            for each in topics
        ],
        [[str(number) for number in marked] for marked, n in ballots for _ in range(n)],
        capacity=capacity,
    )


def propose(topics: Sequence[Wanted], ballots: Ballots, terms: Terms) -> Proposal:
    """Return what equal shares take under the terms. Raises a ``Refusal`` naming what can't be."""
    if not topics:
        raise Refusal(text("Il n'y a aucun sujet à choisir."), code="none")
    try:
        choice = choose(
            election_of(topics, ballots, terms.capacity),
            completion=COMPLETION,
            constraints=Constraints(
                most_topics=terms.most_topics,
                must_have=tuple(map(str, terms.musts)),
                set_aside=tuple(map(str, terms.asides)),
                excludes=tuple(tuple(map(str, group)) for group in terms.excludes),
                themes=tuple(terms.themes),
            ),
        )
    except ConstraintsRefused as refused:
        raise _refusal(refused) from refused
    return _proposal(choice, explain(choice))


def _proposal(choice: Choice, found: Explanation) -> Proposal:
    topics = choice.election.topics

    def number(topic: int) -> int:
        return int(topics[topic].id)

    won = [
        Line(
            number(each.topic),
            int(topics[each.topic].cost),
            is_taken=True,
            why=each.how.value,
            supporters=each.supporters,
            themes=list(each.themes),
            rivals=[],
            up_to=None if each.up_to is None else int(each.up_to),
        )
        for each in found.won
    ]
    lost = [
        Line(
            number(each.topic),
            int(topics[each.topic].cost),
            is_taken=False,
            why=each.why.value,
            supporters=each.supporters,
            themes=[],
            rivals=[number(rival) for rival in each.rivals],
            down_to=_down_to(each),
            voters=each.voters,
        )
        for each in found.lost
    ]
    n = choice.election.n_voters
    return Proposal(
        capacity=int(choice.election.capacity),
        cost=int(choice.cost),
        n_ballots=n,
        n_blank=found.represented.blank,
        n_served=n - found.represented.by_number[0],
        lines=[*won, *lost],
        ties=[[number(topic) for topic in each.topics] for each in choice.ties],
        is_searched=found.is_searched,
    )


def _down_to(lost: Lost) -> int | None:
    """Return a whole cost at which it would be taken; costs are whole days, so it is one."""
    return None if lost.down_to is None or lost.down_to < 1 else int(lost.down_to)


def _refusal(refused: ConstraintsRefused) -> Refusal:
    field = {
        "most_topics": "most_topics",
        "must_have": "capacity",
        "set_aside": "capacity",
        "excludes": "excludes",
        "themes": "themes",
    }[refused.field]
    said = {
        "unknown_topic": text("Un sujet nommé n'est pas à choisir."),
        "unknown_theme": text("Aucun sujet à choisir n'a l'un de ces thèmes."),
        "too_few": text("Donnez au moins deux sujets qui s'excluent."),
        "must_and_aside": text("Un sujet est à la fois à retenir et à écarter."),
        "must_have_exclude": text("Deux sujets à retenir s'excluent."),
        "must_have_exceed": text(
            "Les sujets à retenir dépassent à eux seuls la capacité, ou leur nombre."
        ),
        "themes_out_of_reach": text(
            "Aucun choix ne donne un sujet à chacun de ces thèmes dans la capacité, avec les "
            "autres conditions."
        ),
        "too_precise": text("Les coûts ont trop de chiffres pour chercher un sujet par thème."),
    }[refused.reason]
    return Refusal(said, path=(field,), code="terms")


def summary_words(proposal: Proposal) -> Text:
    """Say how many topics are taken, for how much of the capacity."""
    return text_n(
        "%(count)s sujet sur %(all)s, pour %(cost)s jours d'agents sur %(capacity)s.",
        "%(count)s sujets sur %(all)s, pour %(cost)s jours d'agents sur %(capacity)s.",
        sum(each.is_taken for each in proposal.lines),
        all=len(proposal.lines),
        cost=proposal.cost,
        capacity=proposal.capacity,
    )


def served_words(proposal: Proposal, *, threshold: int) -> Text:
    """Say how many ballots have a topic of theirs; nearly all, where the others would be few."""
    others = proposal.n_ballots - proposal.n_served
    if 0 < others < threshold:
        return text(
            "Presque tous les %(all)s bulletins ont au moins un de leurs sujets.",
            all=proposal.n_ballots,
        )
    if 0 < proposal.n_served < threshold:
        return text(
            "Presque aucun des %(all)s bulletins n'a l'un de ses sujets.", all=proposal.n_ballots
        )
    return text_n(
        "%(count)s bulletin sur %(all)s a au moins un de ses sujets.",
        "%(count)s bulletins sur %(all)s ont au moins un de leurs sujets.",
        proposal.n_served,
        all=proposal.n_ballots,
    )


def support_words(supporters: int, *, threshold: int) -> Text:
    """Say how many ballots support a topic; under the threshold, that they are few."""
    if 0 < supporters < threshold:
        return text("soutenu par moins de %(threshold)s bulletins", threshold=threshold)
    if not supporters:
        return text("soutenu par aucun bulletin")
    return text("soutenu par %(n)s bulletins", n=supporters)


WON_WORDS = {
    How.MUST_HAVE: text("à retenir, décidé avant le vote"),
    How.THEME: text("pour que son thème ait un sujet"),
    How.RULE: text("ses soutiens peuvent le payer de leurs parts"),
    How.COMPLETION: text("tient dans ce qui restait"),
}
LOST_WORDS = {
    Why.SET_ASIDE: text("écarté avant le vote"),
    Why.RIVAL: text("un autre sujet retenu l'exclut"),
    Why.TOO_COSTLY: text("son coût dépasse à lui seul la capacité"),
    Why.UNSUPPORTED: text("aucun bulletin ne le soutient"),
    Why.NO_PLACE: text("le nombre de sujets est atteint, avec des sujets plus soutenus"),
    Why.OUT_OF_REACH: text("il ne restait pas assez à ses soutiens, une fois payés les autres"),
    Why.NO_ROOM: text("il ne restait pas assez de jours"),
    Why.AFTER_THE_END: text("la règle s'est arrêtée avant lui"),
}


def why_words(line: Line) -> Text:
    """Say why a topic is taken, or not."""
    return WON_WORDS[How(line.why)] if line.is_taken else LOST_WORDS[Why(line.why)]


def change_words(line: Line) -> list[Text]:
    """Say what would have changed what became of a topic; nothing where nothing was found."""
    if line.is_taken:
        if line.up_to is None or line.up_to <= line.cost:
            return []
        return [text("Il l'aurait été encore à %(cost)s jours.", cost=line.up_to)]
    said = []
    if line.down_to is not None:
        said.append(text("À %(cost)s jours, il aurait été retenu.", cost=line.down_to))
    if line.voters is not None:
        said.append(
            text_n(
                "Avec %(count)s bulletin de plus pour lui seul, il aurait été retenu.",
                "Avec %(count)s bulletins de plus pour lui seul, il aurait été retenu.",
                line.voters,
            )
        )
    return said


def command_words(terms: Terms, *, file: str) -> str:
    """Return the public command that makes the same choice from the file of ballots."""
    parts = ["mire choose portfolio", file, f"--completion {COMPLETION.value}"]
    if terms.most_topics is not None:
        parts.append(f"--most-topics {terms.most_topics}")
    parts += [f"--must-have {each}" for each in terms.musts]
    parts += [f"--set-aside {each}" for each in terms.asides]
    parts += [f"--excludes {','.join(map(str, group))}" for group in terms.excludes]
    parts += [f"--theme {shlex.quote(each)}" for each in terms.themes]
    return " ".join(parts)
