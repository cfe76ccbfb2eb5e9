"""Scenarios to test with: the six cars of PROMETHEE's first papers, and drawn ones."""

from hypothesis import strategies as st

from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.measures import Exact, Option

# The example of J.-P. Brans and B. Mareschal's PROMETHEE manuals; flows in tests of promethee.
CARS = {
    "Tourism B": (25500, 85, 7.0, 4, 3),
    "Luxury 1": (38000, 90, 8.5, 4, 5),
    "Tourism A": (26000, 75, 8.0, 3, 3),
    "Luxury 2": (35000, 85, 9.0, 5, 4),
    "Economic": (15000, 50, 7.5, 2, 1),
    "Sport": (29000, 110, 9.0, 1, 2),
}
CAR_CRITERIA = (
    ("price", Direction.MIN),
    ("power", Direction.MAX),
    ("consumption", Direction.MIN),
    ("habitability", Direction.MAX),
    ("comfort", Direction.MAX),
)


def car_criteria(
    shape: Shape, q: tuple[float, ...] = (), p: tuple[float, ...] = ()
) -> list[Criterion]:
    return [
        Criterion(
            name=name,
            direction=direction,
            weight=0.2,
            shape=shape,
            q=q[index] if q else None,
            p=p[index] if p else None,
        )
        for index, (name, direction) in enumerate(CAR_CRITERIA)
    ]


def options(rows: dict[str, tuple[float, ...]]) -> list[Option]:
    return [Option(name=name, measures=[Exact(each) for each in row]) for name, row in rows.items()]


def table(rows: list[list[float]]) -> list[Option]:
    return options({f"o{index}": tuple(row) for index, row in enumerate(rows)})


def plain(n: int) -> list[Criterion]:
    return [Criterion(name=f"c{index}") for index in range(n)]


@st.composite
def criteria(draw: st.DrawFn, n: int) -> list[Criterion]:
    made = []
    for index in range(n):
        q = draw(st.integers(0, 4))
        made.append(
            Criterion(
                name=f"c{index}",
                direction=draw(st.sampled_from(Direction)),
                weight=draw(st.integers(1, 9)),
                shape=draw(st.sampled_from(Shape)),
                q=q,
                p=q + draw(st.integers(1, 4)),
                s=draw(st.integers(1, 5)),
            )
        )
    return made


def values(n_options: int, n_criteria: int, most: int = 9) -> st.SearchStrategy[list[list[float]]]:
    row = st.lists(st.integers(0, most), min_size=n_criteria, max_size=n_criteria)
    return st.lists(row, min_size=n_options, max_size=n_options)  # type: ignore[return-value]


@st.composite
def comparisons(
    draw: st.DrawFn, most_options: int = 5, most_criteria: int = 4
) -> tuple[list[Criterion], list[list[float]]]:
    n_options = draw(st.integers(2, most_options))
    n_criteria = draw(st.integers(1, most_criteria))
    return draw(criteria(n_criteria)), draw(values(n_options, n_criteria))
