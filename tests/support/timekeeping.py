"""How long tests take: the longest files first, and at the end where the time went.

Without it a growing suite is noticed only once it is slow.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Generator

import pytest

CACHE = "mire/seconds"
SHORT_SECONDS = 5.0
SLOW_SECONDS = 10.0
SLOWEST = 10
PROCESSOR = "processor"
"""What a report calls the processor's seconds that its test took."""


def seconds_of_files(config: pytest.Config, items: list[pytest.Item]) -> dict[str, float]:
    """Return how long each file takes: as the last run found, else what its marks say."""
    found: dict[str, float] = defaultdict(float)
    for item in items:
        is_slow = item.get_closest_marker("slow") is not None
        found[_file(item.nodeid)] += SLOW_SECONDS if is_slow else 0.0
    cache = _cache(config)
    return found if cache is None else {**found, **cache.get(CACHE, {})}


def put_longest_first(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have workers begin with the files that take longest, so that they end together.

    Short files stay in the random order in which they come, and tests in that of their file.
    """
    seconds = seconds_of_files(config, items)

    def rank(item: pytest.Item) -> float:
        known = seconds.get(_file(item.nodeid), 0.0)
        return -known if known >= SHORT_SECONDS else 0.0

    items.sort(key=rank)


def _cache(config: pytest.Config) -> pytest.Cache | None:
    """Return what pytest remembers between runs, None where it was told not to."""
    return getattr(config, "cache", None)


def processor_seconds() -> float:
    """Return what this process has used, with those it has begun and seen end."""
    return sum(os.times()[:4])


class ProcessorMeter:
    """Writes into each report the processor's seconds since the one before it."""

    def __init__(self) -> None:
        self._before = processor_seconds()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        now = processor_seconds()
        report.user_properties.append((PROCESSOR, now - self._before))
        self._before = now
        return report


class Timekeeper:
    """Adds up what every test took, set-up and clearing away included."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._tests: Counter[str] = Counter()
        self._processor: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._tests[report.nodeid] += report.duration
        used = dict(report.user_properties).get(PROCESSOR, 0.0)
        assert isinstance(used, float)
        self._processor[_folder(report.nodeid)] += used

    def pytest_sessionfinish(self) -> None:
        """Keep what files took, for the order of the next run of them all."""
        cache = _cache(self._config)
        if cache is not None and len(self._tests) > 1:
            files: Counter[str] = Counter()
            for test, seconds in self._tests.items():
                files[_file(test)] += seconds
            whole = {**cache.get(CACHE, {}), **{file: round(s, 1) for file, s in files.items()}}
            cache.set(CACHE, whole)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which tests took longest, and how long each folder took."""
        if len(self._tests) < SLOWEST:
            return
        folders: dict[str, list[float]] = defaultdict(list)
        for test, seconds in self._tests.items():
            folders[_folder(test)].append(seconds)
        say = terminalreporter.write_line
        terminalreporter.section(f"the {SLOWEST} slowest tests, in seconds")
        for test, seconds in self._tests.most_common(SLOWEST):
            say(f"{seconds:7.1f}  {test}")
        terminalreporter.section("what each folder took, in seconds of workers and of processor")
        for folder, taken in sorted(folders.items(), key=lambda each: -sum(each[1])):
            used = self._processor[folder]
            say(f"{sum(taken):7.1f}  {used:7.1f}  {folder} ({len(taken)} tests)")


def is_worker() -> bool:
    """Whether this process runs tests for another, which tells of them."""
    return "PYTEST_XDIST_WORKER" in os.environ


def _folder(test: str) -> str:
    return "/".join(test.split("/")[:2])


def _file(test: str) -> str:
    return test.partition("::")[0]
