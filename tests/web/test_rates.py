"""A bucket fills again, never above its rim, and forgets the oldest of too many keys."""

import pytest

from mire.web import rates
from mire.web.rates import Rate


class Clock:
    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(rates, "time", made)
    return made


def taken(rate: Rate, key: str, tries: int) -> int:
    return sum(rate.allows(key) for _ in range(tries))


def test_a_burst_then_what_flows_in(clock: Clock) -> None:
    rate = Rate(per_second=2, burst=5)
    assert taken(rate, "a", 9) == 5
    clock.now += 0.4
    assert taken(rate, "a", 9) == 0
    clock.now += 0.1
    assert taken(rate, "a", 9) == 1
    assert taken(rate, "b", 9) == 5, "each key has a bucket of its own"


def test_however_long_one_waits_a_bucket_holds_no_more_than_its_burst(clock: Clock) -> None:
    rate = Rate(per_second=2, burst=5)
    assert taken(rate, "a", 1) == 1
    clock.now += 3_600
    assert taken(rate, "a", 99) == 5


def test_a_refusal_costs_nothing(clock: Clock) -> None:
    rate = Rate(per_second=1, burst=2)
    assert taken(rate, "a", 50) == 2
    clock.now += 1.0
    assert taken(rate, "a", 50) == 1


def test_many_keys_push_out_the_oldest(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 3)
    rate = Rate(per_second=0.001, burst=1)
    for key in "abcd":
        assert rate.allows(key)
    assert rate.allows("a"), "forgotten: a new bucket"
    assert not rate.allows("d")
