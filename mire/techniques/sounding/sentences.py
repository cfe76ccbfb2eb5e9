"""What is said of a sounding: one sentence for all, then facts that can be cited.

Statements go by their numbers, which stand beside them on every figure; facts quote them whole.
"""

from collections.abc import Sequence

from mire.technique_api.breakdown import Breakdown, Part
from mire.technique_api.technique import Finding
from mire.technique_api.text import Text, text, text_n
from mire.techniques.sounding.config import Config, grade_words, grades
from mire.techniques.sounding.synthesis import (
    FEW,
    LEAST_PAIRS,
    Change,
    Line,
    Result,
    State,
)

AGREED = 0.5
"""From this agreement on, people stand together; 0 is evenly spread, 1 all alike."""

ALIKE = 0.1
"""Where no two agreements are further apart, no statement is set apart."""

NEAR = 0.05
"""Statements as near as this to the first, or to the last, are named with it."""


def breakdowns(config: Config, result: Result) -> Sequence[Breakdown]:
    """Return how many gave each grade to each statement, or none."""
    return [
        Breakdown(
            f"s{line.number}",
            config.statements[line.number - 1],
            (
                *(Part(str(bar.grade), grade_words(config, bar.grade), bar.n) for bar in line.bars),
                Part("unknown", text("ne sait pas"), line.n_unknown),
                Part("decline", text("ne veut pas répondre"), line.n_declined),
            ),
        )
        for line in result.lines
    ]


def sentence(config: Config, result: Result) -> Text:
    """What the figure shows, in one to three sentences."""
    said = _tendency(config, result)
    if unsure := _unsure(config, result):
        said = text("%(first)s %(second)s", first=said, second=unsure)
    if moved := move_sentence(config, result):
        said = text("%(first)s %(second)s", first=said, second=moved)
    return said


def _tendency(config: Config, result: Result) -> Text:
    if len(result.lines) == 1:
        return line_sentence(config, result.lines[0])
    if result.n == 0:
        return text("Personne n'a répondu.")
    ranked = [result.line(number) for number in result.order if result.line(number).rank]
    if not ranked:
        if all(line.n_graded == 0 for line in result.lines):
            return _silent(result.n)
        return text_n(
            "Une seule personne a répondu : trop peu de réponses pour conclure.",
            "%(count)s personnes ont répondu : trop peu de réponses pour conclure.",
            result.n,
        )
    first, last = ranked[0], ranked[-1]
    if first is last:
        return text(
            "Affirmation %(number)s : %(said)s Ailleurs, trop peu de réponses pour conclure.",
            number=first.number,
            said=line_sentence(config, first),
        )
    most, least = first.agreement or 0.0, last.agreement or 0.0
    if most - least < ALIKE or not result.is_ordered:
        if least >= AGREED:
            return text("On se rejoint sur chaque affirmation.")
        if most < AGREED:
            return text("Les réponses se partagent sur chaque affirmation.")
        return text(
            "D'une affirmation à l'autre, l'accord ne diffère pas nettement : trop peu de "
            "réponses, ou des réponses trop proches."
        )
    on_most = _numbered([line for line in ranked if most - (line.agreement or 0.0) < NEAR])
    on_least = _numbered([line for line in ranked if (line.agreement or 0.0) - least < NEAR])
    if least >= AGREED:
        return text("On se rejoint sur chaque affirmation, le plus sur %(most)s.", most=on_most)
    if most < AGREED:
        return text(
            "Aucun accord net ; les réponses se partagent le plus sur %(least)s.", least=on_least
        )
    return text(
        "On se rejoint le plus sur %(most)s, le moins sur %(least)s.", most=on_most, least=on_least
    )


def _numbered(lines: Sequence[Line]) -> Text:
    return text_n(
        "l'affirmation %(numbers)s",
        "les affirmations %(numbers)s",
        len(lines),
        numbers=_listed(sorted(line.number for line in lines)),
    )


def _listed(numbers: Sequence[int]) -> Text | str:
    """Return numbers as they are said: « 1, 2 et 5 »."""
    if len(numbers) == 1:
        return str(numbers[0])
    return text("%(first)s et %(last)s", first=", ".join(map(str, numbers[:-1])), last=numbers[-1])


def _silent(n: int) -> Text:
    return text_n(
        "La seule personne qui a répondu ne sait pas, ou n'a pas voulu se prononcer.",
        "Les %(count)s personnes qui ont répondu ne savent pas, ou n'ont pas voulu se prononcer.",
        n,
    )


def _unsure(config: Config, result: Result) -> Text | None:
    """Say where a third or more give no grade: a statement that nobody understood has no result."""
    lines = [line for line in result.lines if line.n_graded]
    unsure = max(lines, key=lambda line: (line.n - line.n_graded, -line.number), default=None)
    if unsure is None or unsure.n < FEW or 3 * (unsure.n - unsure.n_graded) < unsure.n:
        return None
    silent = unsure.n - unsure.n_graded
    is_alone = len(config.statements) == 1
    params = {"n": unsure.n} if is_alone else {"n": unsure.n, "number": unsure.number}
    if unsure.n_declined:
        if is_alone:
            return text_n(
                "%(count)s personne sur %(n)s ne sait pas, ou ne veut pas répondre.",
                "%(count)s personnes sur %(n)s ne savent pas, ou ne veulent pas répondre.",
                silent,
                **params,
            )
        return text_n(
            "Sur l'affirmation %(number)s, %(count)s personne sur %(n)s ne sait pas, ou ne veut "
            "pas répondre.",
            "Sur l'affirmation %(number)s, %(count)s personnes sur %(n)s ne savent pas, ou ne "
            "veulent pas répondre.",
            silent,
            **params,
        )
    if is_alone:
        return text_n(
            "%(count)s personne sur %(n)s ne sait pas.",
            "%(count)s personnes sur %(n)s ne savent pas.",
            silent,
            **params,
        )
    return text_n(
        "%(count)s personne sur %(n)s ne sait pas que répondre à l'affirmation %(number)s.",
        "%(count)s personnes sur %(n)s ne savent pas que répondre à l'affirmation %(number)s.",
        silent,
        **params,
    )


def line_sentence(config: Config, line: Line) -> Text:
    """What one statement's grades show."""
    n, ends = line.n_graded, grades(config)
    low, high = grade_words(config, ends[0]), grade_words(config, ends[-1])
    match line.pattern:
        case "nobody":
            return text("Personne n'a répondu.")
        case "silent":
            return _silent(line.n)
        case "few":
            return text_n(
                "Une seule réponse : c'est trop peu pour conclure.",
                "%(count)s réponses seulement : c'est trop peu pour conclure.",
                n,
            )
        case "one":
            (grade,) = (bar.grade for bar in line.bars if bar.n)
            return text(
                "Les %(n)s personnes qui se prononcent donnent la même réponse : « %(grade)s ».",
                n=n,
                grade=grade_words(config, grade),
            )
        case "split":
            return text(
                "Des avis opposés existent, du côté de « %(high)s » et du côté de « %(low)s ».",
                high=high,
                low=low,
            )
        case "bright" if line.n_high == n:
            return _all_on_a_side(n, high)
        case "dark" if line.n_low == n:
            return _all_on_a_side(n, low)
        case "bright":
            return text(
                "La plupart sont du côté de « %(high)s » : %(bright)s des %(n)s personnes qui se "
                "prononcent.",
                high=high,
                bright=line.n_high,
                n=n,
            )
        case "dark":
            return text(
                "La plupart sont du côté de « %(low)s » : %(dark)s des %(n)s personnes qui se "
                "prononcent.",
                low=low,
                dark=line.n_low,
                n=n,
            )
        case "middle":
            return text(
                "La plupart se tiennent entre les deux : %(middle)s des %(n)s personnes qui se "
                "prononcent.",
                middle=n - line.n_high - line.n_low,
                n=n,
            )
        case "mixed":
            return text(
                "Les réponses se répartissent : aucun côté ne réunit une nette majorité des "
                "%(n)s personnes qui se prononcent.",
                n=n,
            )


def _all_on_a_side(n: int, end: Text | str) -> Text:
    return text(
        "Les %(n)s personnes qui se prononcent sont toutes du côté de « %(end)s ».", n=n, end=end
    )


def median_words(config: Config, median: tuple[int, int]) -> Text:
    """The middle answer, or both when an even number of people part in the middle."""
    low, high = (grade_words(config, grade) for grade in median)
    if median[0] == median[1]:
        return text("« %(grade)s »", grade=low)
    return text("entre « %(low)s » et « %(high)s »", low=low, high=high)


def move_sentence(config: Config, result: Result) -> Text | None:
    """What changed between two linked rounds; None where none is linked."""
    changes = {line.number: line.change for line in result.lines if line.change}
    if not changes:
        return None
    clear = {number: change for number, change in changes.items() if change.is_clear}
    if not clear:
        most = max(change.n for change in changes.values())
        if most < LEAST_PAIRS:
            return text_n(
                "%(count)s personne seulement a ses deux réponses rapprochées : trop peu pour "
                "dire si les réponses ont changé.",
                "%(count)s personnes seulement ont leurs deux réponses rapprochées : trop peu "
                "pour dire si les réponses ont changé.",
                most,
            )
        return text("Entre les deux tours, aucun changement net.")
    up = [number for number, change in clear.items() if change.n_up > change.n_down]
    down = [number for number in clear if number not in up]
    ends = grades(config)
    told = [
        text("« %(end)s »", end=grade_words(config, end))
        if len(config.statements) == 1
        else text_n(
            "« %(end)s » sur l'affirmation %(numbers)s",
            "« %(end)s » sur les affirmations %(numbers)s",
            len(numbers),
            end=grade_words(config, end),
            numbers=_listed(numbers),
        )
        for end, numbers in ((ends[-1], up), (ends[0], down))
        if numbers
    ]
    if len(told) == 2:
        return text(
            "Entre les deux tours, les réponses vont vers %(first)s et vers %(second)s.",
            first=told[0],
            second=told[1],
        )
    return text("Entre les deux tours, les réponses vont vers %(first)s.", first=told[0])


def claim(config: Config, result: Result) -> tuple[int, Text] | None:
    """What a majority says of a single statement, and how many do; None elsewhere."""
    (line, *others) = result.lines
    if others or line.pattern not in {"bright", "dark"}:
        return None
    ends = grades(config)
    end, held = (ends[-1], line.n_high) if line.pattern == "bright" else (ends[0], line.n_low)
    return held, text("du côté de « %(end)s »", end=grade_words(config, end))


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then what is said of each statement, then what changed."""
    if not result.n:
        return []
    everyone = [*(each.id for each in state.said), *(each.id for each in state.linked)]
    found = [Finding("sentence", sentence(config, result), tuple(sorted(everyone)))]
    for line in result.lines:
        held = tuple(sorted(each.id for each in state.said if each.statement == line.number))
        if not held:
            continue
        quoted = text(
            "« %(statement)s » %(said)s",
            statement=config.statements[line.number - 1].strip(),
            said=line_sentence(config, line),
        )
        found.append(Finding(f"statement-{line.number}", quoted, held))
        if line.change:
            linked = sorted(each.id for each in state.linked if each.statement == line.number)
            moved = change_sentence(config, line, line.change)
            found.append(Finding(f"change-{line.number}", moved, tuple(linked)))
    return found


def change_sentence(config: Config, line: Line, change: Change) -> Text:
    """How many moved which way on one statement: for a report."""
    ends = grades(config)
    return text_n(
        "« %(statement)s » Sur %(count)s personne dont les deux réponses sont rapprochées, %(up)s "
        "va vers « %(high)s », %(down)s vers « %(low)s ».",
        "« %(statement)s » Sur %(count)s personnes dont les deux réponses sont rapprochées, %(up)s "
        "vont vers « %(high)s », %(down)s vers « %(low)s ».",
        change.n,
        statement=config.statements[line.number - 1].strip(),
        up=change.n_up,
        high=grade_words(config, ends[-1]),
        down=change.n_down,
        low=grade_words(config, ends[0]),
    )
