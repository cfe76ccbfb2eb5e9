"""What is said of an allotment: what would be taken, for whom, and what would have changed it."""

import textwrap
from collections.abc import Sequence

from mire.technique_api.breakdown import Breakdown, Part
from mire.technique_api.technique import Finding
from mire.technique_api.text import Text, text, text_n
from mire.techniques.allotment.config import Config, label
from mire.techniques.allotment.synthesis import FEW, Line, Result, State, Tie

LONG = 40
"""Letters of a name that a sentence on the projector has room for."""


def breakdowns(config: Config, result: Result) -> Sequence[Breakdown]:
    """Return how many support each topic, and how many do not: never two topics together."""
    return [
        Breakdown(
            f"t{line.number}",
            label(config, line.number),
            (
                Part("yes", text("soutient ce sujet"), line.n),
                Part("no", text("ne le soutient pas"), result.n - line.n),
            ),
        )
        for line in result.lines
    ]


def sentence(config: Config, result: Result, longest: int | None = None) -> Text:
    """What the figure shows, in one to three sentences."""
    said = _taken(config, result)
    if not result.taken:
        return said
    said = in_a_row([said, _served(result)])
    nearest = _nearest(result)
    if nearest is None or nearest.more is None:
        return said
    near = text_n(
        "%(topic)s le serait aussi si une personne de plus le soutenait.",
        "%(topic)s le serait aussi si %(count)s personnes de plus le soutenaient.",
        nearest.more,
        topic=_quoted(config, nearest.number, longest),
    )
    return in_a_row([said, near])


def _taken(config: Config, result: Result) -> Text:
    if not result.n:
        return text("Personne n'a répondu.")
    if result.n_blank == result.n:
        return text_n(
            "La seule personne qui a répondu ne soutient aucun de ces sujets.",
            "Les %(count)s personnes qui ont répondu ne soutiennent aucun de ces sujets.",
            result.n,
        )
    if result.n - result.n_blank < FEW:
        return text_n(
            "%(count)s personne seulement soutient un sujet : c'est trop peu pour dire lesquels "
            "seraient pris.",
            "%(count)s personnes seulement soutiennent un sujet : c'est trop peu pour dire "
            "lesquels seraient pris.",
            result.n - result.n_blank,
        )
    capacity = days_words(config.capacity)
    if not result.taken:
        return text("Aucun sujet ne tient dans une capacité de %(capacity)s.", capacity=capacity)
    if len(result.taken) == len(result.lines):
        return text(
            "Les %(n)s sujets tiennent tous dans la capacité : %(days)s sur %(capacity)s.",
            n=len(result.lines),
            days=result.days,
            capacity=capacity,
        )
    return text_n(
        "%(count)s sujet sur %(all)s serait pris, pour %(days)s jours sur %(capacity)s.",
        "%(count)s sujets sur %(all)s seraient pris, pour %(days)s jours sur %(capacity)s.",
        len(result.taken),
        all=len(result.lines),
        days=result.days,
        capacity=config.capacity,
    )


def _served(result: Result) -> Text:
    return text_n(
        "%(count)s personne sur %(n)s y trouve au moins un sujet qu'elle soutient.",
        "%(count)s personnes sur %(n)s y trouvent au moins un sujet qu'elles soutiennent.",
        result.n_served,
        n=result.n,
    )


def unserved_sentence(result: Result) -> Text | None:
    """Say how many find nothing in it, and how many of them support no topic at all."""
    nothing = result.n - result.n_served
    if not result.taken or not nothing:
        return None
    said = text_n(
        "%(count)s personne n'y trouve aucun sujet qu'elle soutient.",
        "%(count)s personnes n'y trouvent aucun sujet qu'elles soutiennent.",
        nothing,
    )
    if not result.n_blank:
        return said
    blank = text_n(
        "%(count)s personne n'en soutient aucun.",
        "%(count)s personnes n'en soutiennent aucun.",
        result.n_blank,
    )
    return in_a_row([said, blank])


def _nearest(result: Result) -> Line | None:
    """Return the topic that the fewest people more would have taken."""
    lost = [line for line in result.lines if line.more is not None]
    return min(lost, key=lambda line: (line.more or 0, -line.n, line.number), default=None)


def change_words(line: Line) -> Text:
    """What would have changed a topic's fate, or why it has none."""
    if line.taken is not None:
        if line.up_to is None:
            return text("pris") if line.taken == "rule" else text("pris : il tenait encore")
        return text("pris, et le serait encore à %(days)s", days=days_words(line.up_to))
    at = None if line.down_to is None else days_words(line.down_to)
    if line.why == "unsupported":
        return text("personne ne le soutient")
    if line.why == "too-costly":
        if at is None:
            return text("demande plus que toute la capacité")
        return text("demande plus que toute la capacité ; serait pris à %(days)s", days=at)
    if at is not None and line.more is not None:
        return text_n(
            "serait pris à %(days)s, ou avec une personne de plus",
            "serait pris à %(days)s, ou avec %(count)s personnes de plus",
            line.more,
            days=at,
        )
    if at is not None:
        return text("serait pris à %(days)s", days=at)
    if line.more is not None:
        return text_n(
            "serait pris avec une personne de plus",
            "serait pris avec %(count)s personnes de plus",
            line.more,
        )
    if line.why is None:
        return text("sans objet")
    return text("ses soutiens ne suffisent pas")


def days_words(days: int) -> Text:
    return text_n("%(count)s jour", "%(count)s jours", days)


def other_sentence(config: Config, result: Result) -> Text | None:
    """Say what taking the most supported first would give instead, and to whom."""
    other = result.other
    if other is None or not (result.taken or other.topics):
        return None
    gained = [number for number in other.topics if number not in result.taken]
    left = [number for number in result.taken if number not in other.topics]
    if not gained and not left:
        return text("Prendre d'abord les sujets les plus soutenus donnerait les mêmes.")
    there = text_n("%(count)s personne", "%(count)s personnes", other.better_there)
    here = text_n("%(count)s personne", "%(count)s personnes", other.better_here)
    names = {
        "gained": _names(config, gained),
        "left": _names(config, left),
        "there": there,
        "here": here,
    }
    if not left:
        return text(
            "Prendre d'abord les plus soutenus ajouterait %(gained)s.", gained=names["gained"]
        )
    if not gained:
        return text("Prendre d'abord les plus soutenus écarterait %(left)s.", left=names["left"])
    return text(
        "Prendre d'abord les plus soutenus donnerait %(gained)s au lieu de %(left)s : plus de "
        "jours pour les sujets de %(there)s, moins pour ceux de %(here)s.",
        **names,
    )


def _names(config: Config, numbers: Sequence[int]) -> Text:
    return listed([_quoted(config, number) for number in numbers]) if numbers else text("rien")


def best_sentence(config: Config, result: Result) -> Text | None:
    """Say which topic wins every comparison two by two, where topics were ranked."""
    if config.mode != "ranking" or not result.by_number:
        return None
    if result.best is None:
        return text("Comparés deux à deux, aucun sujet ne l'emporte sur tous les autres.")
    name = _quoted(config, result.best)
    if result.best in result.taken:
        return text("Comparé deux à deux, %(topic)s l'emporte sur tous les autres.", topic=name)
    return text(
        "Comparé deux à deux, %(topic)s l'emporte sur tous les autres, et pourtant ne serait pas "
        "pris.",
        topic=name,
    )


def tie_sentence(config: Config, tie: Tie) -> Text:
    """Say between which topics the rule could not tell, and what did."""
    first = _quoted(config, tie.topics[0])
    params = {"topics": _names(config, tie.topics), "first": first}
    if tie.decided_by == "cost":
        return text(
            "À égalité entre %(topics)s, %(first)s passe d'abord : ce sujet demande moins de "
            "jours.",
            **params,
        )
    if tie.decided_by == "supporters":
        return text(
            "À égalité entre %(topics)s, %(first)s passe d'abord : plus de personnes le "
            "soutiennent.",
            **params,
        )
    return text(
        "À égalité entre %(topics)s, %(first)s passe d'abord, parce que ce sujet vient avant dans "
        "la liste : rien d'autre ne les départage.",
        **params,
    )


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then each topic that somebody supports."""
    if not result.n:
        return []
    everyone = tuple(sorted(each.id for each in state.cast))
    found = [Finding("sentence", sentence(config, result), everyone)]
    for line in result.lines:
        held = tuple(
            sorted(
                each.id
                for each in state.cast
                if any(number == line.number for number, _ in each.marks)
            )
        )
        if held:
            found.append(Finding(f"topic-{line.number}", line_sentence(config, line), held))
    return found


def line_sentence(config: Config, line: Line) -> Text:
    """What became of one topic, and who supports it."""
    days = days_words(config.topics[line.number - 1].days)
    topic = _quoted(config, line.number)
    if line.taken is None and line.why is None:
        return text_n(
            "%(topic)s (%(days)s) : %(count)s personne soutient ce sujet.",
            "%(topic)s (%(days)s) : %(count)s personnes soutiennent ce sujet.",
            line.n,
            topic=topic,
            days=days,
        )
    return text_n(
        "%(topic)s (%(days)s), que %(count)s personne soutient : %(change)s.",
        "%(topic)s (%(days)s), que %(count)s personnes soutiennent : %(change)s.",
        line.n,
        topic=topic,
        days=days,
        change=change_words(line),
    )


def _quoted(config: Config, number: int, longest: int | None = None) -> Text:
    name = label(config, number)
    if longest is not None:
        name = textwrap.shorten(name, longest, placeholder="…")
    return text("« %(name)s »", name=name)


def listed(parts: Sequence[Text]) -> Text:
    """Return things as they are said one after the other: « a, b et c »."""
    *before, last = parts
    if not before:
        return last
    first = before[0]
    for each in before[1:]:
        first = text("%(first)s, %(second)s", first=first, second=each)
    return text("%(first)s et %(last)s", first=first, last=last)


def in_a_row(sentences: Sequence[Text]) -> Text:
    """Return sentences said one after the other."""
    said = sentences[0]
    for each in sentences[1:]:
        said = text("%(first)s %(second)s", first=said, second=each)
    return said
