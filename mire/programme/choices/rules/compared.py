"""A file of scenarios as the computing takes it, what keeps it from that, its export. Pure.

A criterion counts once it is known for every scenario; until then it is named, never guessed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mire.choice.scenarios.comparison import Comparison, compare
from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.measures import Exact, Grades, Measure, Option, Range
from mire.choice.scenarios.weight_maps import mean_worths
from mire.programme.choices.rules.kinds import GRADES, LEAST_SCENARIOS, ArgumentKind, How
from mire.programme.choices.rules.told import Told, Yardstick
from mire.technique_api.text import Text, text

SEED, DRAWS = 1, 20_000
"""Where shares can't be exact; the export says them, so that anybody finds the same figures."""
NAMES = tuple(str(grade) for grade in range(GRADES))
CLEAR_GRADES = 1.0
"""By preferences, a difference counts in proportion up to one whole grade, or one mention."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """What can be compared: criteria that are known for all scenarios, by their place in the file.

    ``left_out``: yardsticks that are not, each with the titles of scenarios where it isn't known.
    """

    criteria: tuple[Criterion, ...]
    options: tuple[Option, ...]
    left_out: tuple[tuple[Yardstick, tuple[str, ...]], ...]


def comparable(told: Told) -> Comparable:
    """Return what a file holds that can be compared."""
    known, left_out = [], []
    for each in told.yardsticks:
        lacking = tuple(one.title for one in told.scenarios if each.criterion not in one.measures)
        if lacking or not told.scenarios:
            left_out.append((each, lacking))
        else:
            known.append(each)
    return Comparable(
        tuple(_criterion(each) for each in known),
        tuple(
            Option(
                name=one.title,
                measures=tuple(_measure(one.measures[each.criterion]) for each in known),
                strengths=_argued(one.arguments, ArgumentKind.STRENGTH),
                weaknesses=_argued(one.arguments, ArgumentKind.WEAKNESS),
            )
            for one in told.scenarios
        ),
        tuple(left_out),
    )


def hindrance(told: Told, found: Comparable) -> Text | None:
    """Say why nothing can be compared yet, and what to do; None when it can."""
    if not told.scenarios:
        return text("Aucun scénario encore : écrivez-en deux au moins, pour pouvoir comparer.")
    if len(told.scenarios) < LEAST_SCENARIOS:
        return text("Un seul scénario : il en faut deux au moins pour comparer.")
    if not told.yardsticks:
        return text(
            "Aucun critère n'est retenu pour ce dossier : dites comment chacun se mesure, ou se "
            "note. La comparaison viendra ensuite."
        )
    if not found.criteria:
        return text(
            "Aucun critère n'est mesuré pour tous les scénarios : sans cela, rien ne se compare."
        )
    return None


def are_all_equal(found: Comparable) -> bool:
    """Say whether options are worth the same on every criterion, by the mean of each measure."""
    return len(set(mean_worths(found.criteria, found.options))) == 1


def comparison(found: Comparable) -> Comparison:
    """Return what is computed of options that nothing hinders, once for the same figures."""
    return _compared(found.criteria, found.options)


@lru_cache(maxsize=64)
def _compared(criteria: tuple[Criterion, ...], options: tuple[Option, ...]) -> Comparison:
    return compare(criteria, options, rng=np.random.default_rng(SEED), n_draws=DRAWS)


def _criterion(yardstick: Yardstick) -> Criterion:
    if yardstick.how != How.FIGURE:
        names = yardstick.mentions if yardstick.how == How.MENTIONS else NAMES
        return Criterion(name=yardstick.name, grades=names, shape=Shape.V, p=CLEAR_GRADES)
    is_bounded = yardstick.low is not None and yardstick.high is not None
    return Criterion(
        name=yardstick.name,
        direction=Direction(yardstick.direction),
        unit=yardstick.unit,
        scale=(yardstick.low, yardstick.high) if is_bounded else None,  # type: ignore[arg-type]
    )


def _measure(figures: object) -> Measure:
    assert isinstance(figures, dict)
    if "counts" in figures:
        return Grades(tuple(figures["counts"]))
    if "value" in figures:
        return Exact(figures["value"])
    return Range(figures["from"], figures["to"])


def _argued(arguments: Sequence[object], kind: ArgumentKind) -> tuple[str, ...]:
    return tuple(
        str(each.sentence)  # type: ignore[attr-defined]
        for each in arguments
        if each.kind == kind  # type: ignore[attr-defined]
    )


def export(found: Comparable, weights: Sequence[int]) -> str:
    """Return the TOML that ``mire choose scenarios`` reads, with these weights."""
    lines = [f"# mire choose scenarios FILE --seed {SEED} --samples {DRAWS}"]
    for criterion, weight in zip(found.criteria, weights, strict=True):
        lines += [
            "",
            "[[criterion]]",
            f"name = {_text(criterion.name)}",
            f'direction = "{criterion.direction}"',
            f"weight = {weight}",
            f'shape = "{criterion.shape}"',
        ]
        if criterion.p is not None:
            lines.append(f"p = {criterion.p!r}")
        if criterion.unit:
            lines.append(f"unit = {_text(criterion.unit)}")
        if criterion.scale is not None:
            lines.append(f"scale = [{criterion.scale[0]!r}, {criterion.scale[1]!r}]")
        if criterion.grades:
            lines.append(f"grades = [{', '.join(map(_text, criterion.grades))}]")
    for option in found.options:
        lines += ["", f"[option.{_text(option.name)}]"]
        values = [
            _value(criterion, each)
            for criterion, each in zip(found.criteria, option.measures, strict=True)
            if each is not None
        ]
        lines.append(f"values = [{', '.join(values)}]")
        for name, argued in (("strengths", option.strengths), ("weaknesses", option.weaknesses)):
            lines.append(f"{name} = [{', '.join(map(_text, argued))}]")
    return "\n".join(lines) + "\n"


def _value(criterion: Criterion, measure: Measure) -> str:
    match measure:
        case Exact(value):
            return repr(value)
        case Range(least, most):
            return f"{{from = {least!r}, to = {most!r}}}"
        case Grades(counts):
            given = zip(criterion.grades, counts, strict=True)
            return "{" + ", ".join(f"{_text(name)} = {n}" for name, n in given) + "}"
    raise TypeError(measure)


def _text(words: str) -> str:
    """Return words as TOML writes them: what JSON escapes, TOML reads."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
