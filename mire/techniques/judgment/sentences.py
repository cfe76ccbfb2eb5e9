"""What is said of a judgment: who comes first and what told them apart, then facts to cite."""

import textwrap
from collections.abc import Sequence

from mire.technique_api.breakdown import Breakdown, Part
from mire.technique_api.technique import Finding
from mire.technique_api.text import Text, text, text_n
from mire.techniques.judgment.config import Config, label, mention_words, mentions
from mire.techniques.judgment.synthesis import FEW, Line, Result, State, Tie


def breakdowns(config: Config, result: Result) -> Sequence[Breakdown]:
    """Return how many gave each mention to each option, or none."""
    return [
        Breakdown(
            f"o{line.number}",
            label(config, line.number),
            (
                *(
                    Part(str(mention), mention_words(config, mention), n)
                    for mention, n in zip(mentions(config), line.counts, strict=True)
                ),
                Part("none", text("ne se prononce pas"), line.n - line.n_judged),
            ),
        )
        for line in result.lines
    ]


LONG = 34
"""Letters of a name that a sentence on the projector has room for; the figure holds more of it."""


def wall_sentence(config: Config, result: Result) -> Text:
    """What a wall has room for: who comes first, why, and how firmly."""
    said = [_order(config, result, longest=LONG), _close(result)]
    return _in_a_row([each for each in said if each is not None])


def sentence(config: Config, result: Result) -> Text:
    """What the figure shows, in one to four sentences."""
    said = [_order(config, result)]
    said += [
        each
        for each in (_set_aside(config, result), _unsure(config, result), _close(result))
        if each is not None
    ]
    return _in_a_row(said)


def _order(config: Config, result: Result, longest: int | None = None) -> Text:
    ranked = result.ranked
    if not result.n:
        return text("Personne n'a répondu.")
    if not ranked:
        if not any(line.n_judged for line in result.lines):
            return text_n(
                "La seule personne qui a répondu ne se prononce sur aucune option.",
                "Les %(count)s personnes qui ont répondu ne se prononcent sur aucune option.",
                result.n,
            )
        return text(
            "Chaque option a reçu moins de %(least)s mentions : c'est trop peu pour les classer.",
            least=FEW,
        )
    first = [line for line in ranked if line.rank == 1]
    names = listed([_quoted(config, line.number, longest) for line in first])
    mention = mention_words(config, first[0].grade or 1)
    if first[0].grade == 1:
        return text(
            "Aucune option classée ne dépasse « %(mention)s » : plus de la moitié des personnes "
            "qui les jugent leur donnent cette mention.",
            mention=mention,
        )
    if len(first) > 1:
        return text(
            "%(options)s viennent en tête à égalité, avec la mention « %(mention)s » : rien ne "
            "les départage.",
            options=names,
            mention=mention,
        )
    near = next((tie for tie in result.ties if tie.winner == first[0].number), None)
    if near is None or near.mentions is None:
        return text(
            "%(option)s vient en tête, avec la mention « %(mention)s ».",
            option=names,
            mention=mention,
        )
    better, worse = (mention_words(config, each) for each in near.mentions)
    return text(
        "%(option)s vient en tête, avec la mention « %(mention)s », comme %(other)s : si l'on "
        "retire à chacune %(removed)s, la première passe devant, « %(better)s » contre "
        "« %(worse)s ».",
        option=names,
        other=_quoted(config, near.loser, longest),
        mention=mention,
        removed=_removed(config, near),
        better=better,
        worse=worse,
    )


def tie_sentence(config: Config, tie: Tie) -> Text:
    """Say what told apart two options of the same mention, or that nothing did."""
    winner, loser = _quoted(config, tie.winner), _quoted(config, tie.loser)
    if tie.mentions is None:
        return text(
            "%(winner)s et %(loser)s ont reçu les mêmes mentions, dans les mêmes proportions : "
            "rien ne les départage.",
            winner=winner,
            loser=loser,
        )
    better, worse = (mention_words(config, each) for each in tie.mentions)
    return text(
        "%(winner)s et %(loser)s ont la même mention : si l'on retire à chacune %(removed)s, la "
        "mention devient « %(better)s » pour la première, « %(worse)s » pour la seconde.",
        winner=winner,
        loser=loser,
        removed=_removed(config, tie),
        better=better,
        worse=worse,
    )


def _removed(config: Config, tie: Tie) -> Text:
    """Say what is taken from both: so many mentions, or such a share where sizes differ."""
    return listed(
        [
            text_n(
                "%(count)s mention « %(mention)s »",
                "%(count)s mentions « %(mention)s »",
                each.n,
                mention=mention_words(config, each.mention),
            )
            if each.n is not None
            else text(
                "%(percent)s %% de mentions « %(mention)s »",
                percent=_percent(each.share),
                mention=mention_words(config, each.mention),
            )
            for each in tie.removed
        ]
    )


def _percent(share: float) -> int | float:
    """Return a share in per cent, with a decimal where it would be rounded to nothing."""
    return round(100 * share) or round(100 * share, 1)


def lead_sentence(config: Config, result: Result) -> Text | None:
    """Say how many people would turn the first place; None where it is shared or alone."""
    lead = result.lead
    if lead is None:
        return None
    first, second = _quoted(config, lead.first), _quoted(config, lead.second)
    best = mention_words(config, mentions(config)[-1])
    if lead.n is None:
        return text(
            "Même si toutes les personnes qui jugent %(second)s lui donnaient « %(best)s », "
            "%(first)s ne passerait pas derrière.",
            first=first,
            second=second,
            best=best,
        )
    return text_n(
        "Il suffirait qu'une seule personne, parmi les plus sévères, relève à « %(best)s » sa "
        "mention de %(second)s pour que cette option passe devant %(first)s.",
        "Il suffirait que %(count)s personnes, parmi les plus sévères, relèvent à « %(best)s » "
        "leur mention de %(second)s pour que cette option passe devant %(first)s.",
        lead.n,
        first=first,
        second=second,
        best=best,
    )


def _close(result: Result) -> Text | None:
    """Say it beside the figure too where one person in ten would turn the first place."""
    lead = result.lead
    if lead is None or lead.n is None or 10 * lead.n > result.line(lead.second).n_judged:
        return None
    return text_n(
        "Une seule personne suffirait à inverser les deux premières options.",
        "%(count)s personnes suffiraient à inverser les deux premières options.",
        lead.n,
    )


def _set_aside(config: Config, result: Result) -> Text | None:
    """Say which options too few judged, where others are ranked."""
    aside = [line for line in result.lines if not line.rank]
    if not aside or not result.ranked:
        return None
    return text_n(
        "%(options)s n'est pas classée : moins de %(least)s personnes se prononcent.",
        "%(options)s ne sont pas classées : moins de %(least)s personnes se prononcent.",
        len(aside),
        options=listed([_quoted(config, line.number) for line in aside]),
        least=FEW,
    )


def _unsure(config: Config, result: Result) -> Text | None:
    """Say of which ranked option a third or more of the room gives no mention."""
    unsure = max(
        result.ranked, key=lambda line: (line.n - line.n_judged, -line.number), default=None
    )
    if unsure is None or 3 * (unsure.n - unsure.n_judged) < unsure.n:
        return None
    return text_n(
        "%(count)s personne sur %(n)s ne se prononce pas sur %(option)s.",
        "%(count)s personnes sur %(n)s ne se prononcent pas sur %(option)s.",
        unsure.n - unsure.n_judged,
        n=unsure.n,
        option=_quoted(config, unsure.number),
    )


def line_sentence(config: Config, line: Line) -> Text:
    """What one option received."""
    option = _quoted(config, line.number)
    if line.grade is None:
        return text_n(
            "%(option)s : %(count)s personne seulement se prononce, c'est trop peu pour classer "
            "cette option.",
            "%(option)s : %(count)s personnes seulement se prononcent, c'est trop peu pour "
            "classer cette option.",
            line.n_judged,
            option=option,
        )
    mention = mention_words(config, line.grade)
    if line.grade == mentions(config)[-1]:
        return text_n(
            "%(option)s a la mention « %(mention)s », donnée par %(count)s personne sur les %(n)s "
            "qui se prononcent.",
            "%(option)s a la mention « %(mention)s », donnée par %(count)s personnes sur les "
            "%(n)s qui se prononcent.",
            line.n_at_least,
            option=option,
            mention=mention,
            n=line.n_judged,
        )
    if line.grade == 1:
        return text_n(
            "%(option)s a la mention « %(mention)s », donnée par %(count)s personne sur les %(n)s "
            "qui se prononcent.",
            "%(option)s a la mention « %(mention)s », donnée par %(count)s personnes sur les "
            "%(n)s qui se prononcent.",
            line.counts[0],
            option=option,
            mention=mention,
            n=line.n_judged,
        )
    return text(
        "%(option)s a la mention « %(mention)s » : %(part)s des %(n)s personnes qui se "
        "prononcent donnent cette mention ou une meilleure.",
        option=option,
        mention=mention,
        part=line.n_at_least,
        n=line.n_judged,
    )


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then each option, then how firm the first place is."""
    if not result.n:
        return []
    everyone = tuple(sorted(each.id for each in state.given))
    found = [Finding("sentence", sentence(config, result), everyone)]
    for line in result.lines:
        held = tuple(sorted(each.id for each in state.given if each.option == line.number))
        if held:
            found.append(Finding(f"option-{line.number}", line_sentence(config, line), held))
    if (lead := lead_sentence(config, result)) and result.lead:
        pair = {result.lead.first, result.lead.second}
        held = tuple(sorted(each.id for each in state.given if each.option in pair))
        found.append(Finding("lead", lead, held))
    return found


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


def _in_a_row(sentences: Sequence[Text]) -> Text:
    said = sentences[0]
    for each in sentences[1:]:
        said = text("%(first)s %(second)s", first=said, second=each)
    return said
