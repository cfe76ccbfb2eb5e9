"""From answers to a result: how many chose each grade, the middle answer, a sentence."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.breakdown import Breakdown, Part
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Finding, Verbatim
from mire.technique_api.text import Text, text, text_n
from mire.techniques.mood.config import Config, end_words, grade_words, grades
from mire.techniques.mood.contribution import AnyPiece, Decline, Mood, Word

FEW = 5
"""Under this number of marks, counts are given and no weather is named."""

Pattern: TypeAlias = Literal[
    "nobody", "declined", "few", "one", "split", "bright", "dark", "middle", "mixed"
]


class Marked(msgspec.Struct, frozen=True):
    id: str
    grade: int


class State(msgspec.Struct, frozen=True):
    marked: Series[Marked] = Series()
    declined: Series[str] = Series()
    words: Series[tuple[str, str]] = Series()


class Bar(msgspec.Struct, frozen=True):
    """``share`` is of those who gave a mark."""

    grade: int
    n: int
    share: float


class Result(msgspec.Struct, frozen=True):
    """``median`` holds the two middle answers, equal when there is but one; None: no mark."""

    n: int
    n_marked: int
    n_declined: int
    bars: tuple[Bar, ...]
    median: tuple[int, int] | None
    pattern: Pattern


def start(_config: Config) -> State:
    return State()


def step(_config: Config, state: State, entry: Entry[AnyPiece]) -> State:
    match entry.body:
        case Mood(grade=grade):
            marked = state.marked.appended(Marked(entry.id, grade))
            return State(marked, state.declined, state.words)
        case Decline():
            return State(state.marked, state.declined.appended(entry.id), state.words)
        case Word(text=said):
            return State(state.marked, state.declined, state.words.appended((entry.id, said)))


def n_answers(state: State) -> int:
    return len(state.marked) + len(state.declined)


def verbatims(state: State) -> Sequence[Verbatim]:
    return [Verbatim(entry_id, "word", said) for entry_id, said in state.words]


def synthesis(config: Config, state: State, _rng: np.random.Generator) -> Result:
    counts = Counter(marked.grade for marked in state.marked)
    n = counts.total()
    return Result(
        n=n_answers(state),
        n_marked=n,
        n_declined=len(state.declined),
        bars=tuple(
            Bar(grade, counts[grade], round(counts[grade] / n, 4) if n else 0.0)
            for grade in grades(config)
        ),
        median=_median(counts),
        pattern=_pattern(config, counts, n_answers(state)),
    )


def breakdowns(config: Config, result: Result) -> Sequence[Breakdown]:
    """Return how many gave a mark, and which."""
    stance = (
        Part("marked", text("a répondu"), result.n_marked),
        Part("declined", text("préfère ne pas répondre"), result.n_declined),
    )
    bars = tuple(Part(str(bar.grade), grade_words(config, bar.grade), bar.n) for bar in result.bars)
    return [
        Breakdown("stance", text("Se prononce"), stance),
        Breakdown("grade", config.question, bars, of="stance.marked"),
    ]


def _median(counts: Counter[int]) -> tuple[int, int] | None:
    ordered = sorted(counts.elements())
    if not ordered:
        return None
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]


def n_dark(config: Config, counts: Counter[int]) -> int:
    """How many are on the lower side: two weathers of five, four grades of ten."""
    return sum(counts[grade] for grade in grades(config)[: len(grades(config)) * 2 // 5])


def n_bright(config: Config, counts: Counter[int]) -> int:
    return sum(counts[grade] for grade in grades(config)[len(grades(config)) * 3 // 5 :])


def stands_out(part: int, whole: int) -> bool:
    """Tell whether ``part`` exceeds half of ``whole`` by more than half its square root."""
    return 2 * part > whole and (2 * part - whole) ** 2 > whole


def _pattern(config: Config, counts: Counter[int], n: int) -> Pattern:
    """Return the first pattern that holds, from the most telling to the least."""
    marked = counts.total()
    if n == 0:
        return "nobody"
    if marked == 0:
        return "declined"
    if marked < FEW:
        return "few"
    if len(+counts) == 1:
        return "one"
    dark, bright = n_dark(config, counts), n_bright(config, counts)
    middle = marked - dark - bright
    # Two camps: a third of the marks at least on each side, and few between them.
    if 3 * dark >= marked and 3 * bright >= marked and 5 * middle <= marked:
        return "split"
    if stands_out(bright, marked):
        return "bright"
    if stands_out(dark, marked):
        return "dark"
    return "middle" if stands_out(middle, marked) else "mixed"


# --- In words ---------------------------------------------------------------------------------


def median_words(config: Config, median: tuple[int, int]) -> Text:
    """The middle answer, or both when an even number of people part in the middle."""
    low, high = (grade_words(config, grade) for grade in median)
    if median[0] == median[1]:
        return text("« %(grade)s »", grade=low)
    return text("entre « %(low)s » et « %(high)s »", low=low, high=high)


def sentence(config: Config, result: Result) -> Text:
    """What the figure shows, in one to three sentences."""
    said = tendency(config, result)
    # Where everyone gave the same mark or too few did, a middle would say nothing more.
    if result.median and result.pattern not in {"few", "one"}:
        said = text(
            "%(first)s Réponse du milieu : %(median)s.",
            first=said,
            median=median_words(config, result.median),
        )
    if not result.n_declined or not result.n_marked:
        return said
    declined = text_n(
        "%(count)s personne a préféré ne pas répondre.",
        "%(count)s personnes ont préféré ne pas répondre.",
        result.n_declined,
    )
    return text("%(first)s %(second)s", first=said, second=declined)


def tendency(config: Config, result: Result) -> Text:
    """What the figure shows, in the one sentence that a wall has room for."""
    n = result.n_marked
    counts = Counter({bar.grade: bar.n for bar in result.bars})
    dark, bright = n_dark(config, counts), n_bright(config, counts)
    low, high = end_words(config)
    match result.pattern:
        case "nobody":
            return text("Personne n'a répondu.")
        case "declined":
            return text_n(
                "La seule personne qui s'est exprimée a préféré ne pas répondre.",
                "Les %(count)s personnes qui se sont exprimées ont toutes préféré ne pas répondre.",
                result.n_declined,
            )
        case "few":
            return text_n(
                "Une seule réponse : c'est trop peu pour dire une tendance.",
                "%(count)s réponses seulement : c'est trop peu pour dire une tendance.",
                n,
            )
        case "one":
            (grade,) = (bar.grade for bar in result.bars if bar.n)
            return text(
                "Les %(n)s personnes ont donné la même réponse : « %(grade)s ».",
                n=n,
                grade=grade_words(config, grade),
            )
        case "split":
            return text(
                "Les avis s'opposent : %(bright)s personnes sur %(n)s du côté de « %(high)s », "
                "%(dark)s du côté de « %(low)s ».",
                bright=bright,
                n=n,
                high=high,
                dark=dark,
                low=low,
            )
        case "bright" | "dark" if n in (bright, dark):
            return text(
                "Les %(n)s personnes sont toutes du côté de « %(end)s ».",
                n=n,
                end=high if bright else low,
            )
        case "bright":
            return text(
                "La plupart sont du côté de « %(high)s » : %(bright)s personnes sur %(n)s.",
                high=high,
                bright=bright,
                n=n,
            )
        case "dark":
            return text(
                "La plupart sont du côté de « %(low)s » : %(dark)s personnes sur %(n)s.",
                low=low,
                dark=dark,
                n=n,
            )
        case "middle":
            return text(
                "La plupart se tiennent entre les deux : %(middle)s personnes sur %(n)s.",
                middle=n - dark - bright,
                n=n,
            )
        case "mixed":
            counted = text_n(
                "%(count)s personne sur %(n)s du côté de « %(high)s », "
                "%(dark)s du côté de « %(low)s », %(middle)s entre les deux",
                "%(count)s personnes sur %(n)s du côté de « %(high)s », "
                "%(dark)s du côté de « %(low)s », %(middle)s entre les deux",
                bright,
                n=n,
                high=high,
                dark=dark,
                low=low,
                middle=n - dark - bright,
            )
            if config.scale == "weather":
                return text("La météo est mitigée : %(counted)s.", counted=counted)
            return text("Les réponses sont partagées : %(counted)s.", counted=counted)


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then one fact a grade that someone chose, then those who declined."""
    found = []
    if result.n:
        everyone = sorted([*(marked.id for marked in state.marked), *state.declined])
        found.append(Finding("sentence", sentence(config, result), tuple(everyone)))
    for bar in result.bars:
        if not bar.n:
            continue
        said = text_n(
            "%(count)s personne sur %(n)s a répondu « %(grade)s ».",
            "%(count)s personnes sur %(n)s ont répondu « %(grade)s ».",
            bar.n,
            n=result.n_marked,
            grade=grade_words(config, bar.grade),
        )
        held = sorted(marked.id for marked in state.marked if marked.grade == bar.grade)
        found.append(Finding(f"grade-{bar.grade}", said, tuple(held)))
    if result.n_declined:
        said = text_n(
            "%(count)s personne sur %(n)s a préféré ne pas répondre.",
            "%(count)s personnes sur %(n)s ont préféré ne pas répondre.",
            result.n_declined,
            n=result.n,
        )
        found.append(Finding("declined", said, tuple(sorted(state.declined))))
    return found
