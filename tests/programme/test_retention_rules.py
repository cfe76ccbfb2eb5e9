"""How long things are kept, on plain values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.retention.rules import (
    FATE_WORDS,
    RULES,
    Fate,
    Kind,
    Stock,
    due,
    erased_kinds,
    goes_on,
    months_after,
)
from tests.house.reading import ROOT

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
STOCKS = st.builds(
    Stock,
    st.sampled_from(Kind),
    st.dictionaries(DAYS, st.integers(1, 50), max_size=8),
    st.integers(0, 20),
)


def test_every_kind_has_one_rule_and_every_fate_its_words() -> None:
    assert set(RULES) == set(Kind)
    assert set(FATE_WORDS) == set(Fate)
    archived = [kind for kind, rule in RULES.items() if rule.fate is Fate.ARCHIVED]
    assert archived == [Kind.MEETINGS]
    both = [*erased_kinds(is_common=True), *erased_kinds(is_common=False), *archived]
    assert sorted(both) == sorted(Kind)


def test_the_reference_says_every_rule() -> None:
    written = (ROOT / "docs" / "reference" / "retention.md").read_text()
    told = {row[0].strip("` "): row[2].strip() for row in map(cells, written.splitlines()) if row}
    for kind, rule in RULES.items():
        months = {None: "the programme's setting", 0: "until they end"}
        said = f"{rule.months} month{'s' if rule.months != 1 else ''}"
        assert told[kind] == months.get(rule.months, said), kind
    assert len(told) == len(RULES) + 2  # the heading and its line


def cells(line: str) -> list[str]:
    return line.strip("|").split("|") if line.startswith("|") else []


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2018, 1, 31), 1, date(2018, 2, 28)),
        (date(2016, 2, 29), 12, date(2017, 2, 28)),
        (date(2018, 7, 31), 36, date(2021, 7, 31)),
        (date(2018, 11, 30), 1, date(2018, 12, 30)),
        (date(2018, 12, 31), 1, date(2019, 1, 31)),
        (date(2018, 5, 5), 0, date(2018, 5, 5)),
        (date(9999, 1, 1), 600, date.max),
    ],
)
def test_months_end_within_their_month(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


def test_what_ends_on_a_day_is_kept_that_day_of_the_later_month_too() -> None:
    assert goes_on(Kind.PERSONS, date(2018, 7, 31), retention_months=36) == date(2021, 8, 1)
    assert goes_on(Kind.ACCOUNTS, date(2018, 7, 31), retention_months=36) == date(2019, 8, 1)
    assert goes_on(Kind.SESSIONS, date(2018, 7, 31)) == date(2018, 8, 1)
    assert goes_on(Kind.MEETINGS, date.max, retention_months=600) == date.max


@given(st.sampled_from(Kind), DAYS, DAYS, st.integers(1, 600), st.integers(1, 600))
def test_what_ends_later_or_is_kept_longer_never_goes_sooner(
    kind: Kind, one: date, other: date, few: int, many: int
) -> None:
    first, second = sorted((one, other))
    short, long = sorted((few, many))
    sooner = goes_on(kind, first, retention_months=short)
    assert first < sooner <= goes_on(kind, second, retention_months=long)


@given(st.lists(STOCKS, max_size=5), DAYS)
def test_all_of_it_goes_now_later_or_is_in_use(stocks: list[Stock], today: date) -> None:
    for stock, each in zip(stocks, due(stocks, today=today), strict=True):
        assert each.n + each.n_later == sum(stock.going.values())
        assert each.n_in_use == stock.n_in_use
        assert each.n == sum(n for day, n in stock.going.items() if day <= today)
        assert (each.next_on is None) == (each.n_later == 0)
        if each.next_on is not None:
            assert each.next_on > today
            assert each.n_next == stock.going[each.next_on]


@given(STOCKS, DAYS, st.integers(0, 4000))
def test_what_goes_only_grows_with_time(stock: Stock, today: date, days: int) -> None:
    [now] = due([stock], today=today)
    [later] = due([stock], today=today + timedelta(days=days))
    assert now.n <= later.n
