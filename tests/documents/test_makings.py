"""Long documents made beside requests: joined, left, forgotten, tried again, gone after a while."""

import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest

from mire.documents.frozen import frozen
from mire.documents.makings import COMMAND, MOST_WAITING, Makings, Progress, TooManyError
from mire.documents.tree import Document, Quote, Quotes
from mire.documents.worker import Asked
from mire.documents.writers.formats import FORMATS
from mire.documents.writers.telling import tell_nobody
from tests.documents.test_pdf import DOCUMENT, NOTICE

SECONDS = 60.0
PAGE = {"address": "/a?format=pdf", "said": ("Du temps.",)}
NEVER = (
    sys.executable,
    "-c",
    'import sys; sys.stdin.readline(); print(\'{"done": 1, "n": 4}\', flush=True);sys.stdin.read()',
)
"""A worker that begins and never ends."""


@pytest.fixture
def slow() -> Iterator[Makings]:
    made = Makings(NEVER)
    yield made
    made.stop()


def task(document: Document, kind: str) -> bytes:
    return msgspec.json.encode(Asked(frozen(document), kind, NOTICE))


def begun(makings: Makings, name: str, who: str = "a") -> Progress:
    """Ask, and wait until the making has told how far it is."""
    makings.ask(name, b"{}", who=who, **PAGE)
    with makings._changed:
        assert makings._changed.wait_for(lambda: makings._makings[name].n == 4, SECONDS)
    found = makings.find(name, who=who, **PAGE)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["pdf", "odt", "docx"])
def test_what_is_made_beside_is_what_is_made_at_once(kind: str) -> None:
    makings = Makings()
    try:
        first = makings.ask("n", task(DOCUMENT, kind), who="a", **PAGE)
        assert (first.file, first.is_failed) == (None, False)
        assert makings.wait("n", seconds=SECONDS)
        found = makings.find("n", who="a", **PAGE)
        assert found is not None
        assert found.file == FORMATS[kind].write(DOCUMENT, NOTICE, tell_nobody)
    finally:
        makings.stop()


def test_who_asks_for_the_same_waits_for_the_same_and_the_last_to_leave_ends_it(
    slow: Makings,
) -> None:
    found = begun(slow, "n")
    assert (found.n_before, found.done, found.n) == (None, 1, 4)
    process = slow._process
    assert process is not None
    slow.ask("n", b"{}", who="b", **PAGE)
    assert slow._process is process
    assert slow.ask("m", b"{}", who="b", **PAGE).n_before == 1
    slow.leave("n", who="a")
    slow.leave("n", who="nobody")
    assert slow.find("n", who="b", **PAGE) is not None
    slow.leave("n", who="b")
    assert slow.find("n", who="b", **PAGE) is None
    process.wait(SECONDS)
    begun(slow, "m", who="b")  # its turn has come


def test_nothing_is_left_once_a_text_is_masked(slow: Makings) -> None:
    begun(slow, "n")
    process = slow._process
    assert process is not None
    slow.forget()
    assert slow.find("n", who="a", **PAGE) is None
    process.wait(SECONDS)
    assert not slow._makings


def test_a_file_that_says_what_is_said_no_more_is_not_given(slow: Makings) -> None:
    begun(slow, "n")
    assert slow.find("n", who="a", address=PAGE["address"], said=("Autre.",)) is None
    assert slow.find("n", who="a", address="/b?format=pdf", said=PAGE["said"]) is None
    assert slow.find("n", who="a", address=PAGE["address"], said=("Du temps.", "Autre."))


def test_what_fails_is_told_and_tried_again() -> None:
    makings = Makings((sys.executable, "-c", "raise SystemExit(3)"))
    try:
        makings.ask("n", b"{}", who="a", **PAGE)
        assert makings.wait("n", seconds=SECONDS)
        found = makings.find("n", who="a", **PAGE)
        assert found is not None
        assert (found.is_failed, found.file) == (True, None)
        assert not makings.ask("n", b"{}", who="a", **PAGE).is_failed
    finally:
        makings.stop()


def test_a_file_leaves_after_a_while_and_the_thread_with_it() -> None:
    makings = Makings(kept=0.01)
    makings.ask("n", task(DOCUMENT, "md"), who="a", **PAGE)
    thread = makings._thread
    assert thread is not None
    thread.join(SECONDS)
    assert not thread.is_alive()
    assert makings.find("n", who="a", **PAGE) is None


def test_only_so_many_wait(slow: Makings) -> None:
    for number in range(MOST_WAITING):
        slow.ask(f"n{number}", b"{}", who="a", **PAGE)
    with pytest.raises(TooManyError):
        slow.ask("more", b"{}", who="a", **PAGE)
    assert slow.ask("n3", b"{}", who="b", **PAGE).n_before == 3


def test_the_process_ends_with_who_asked() -> None:
    rows = tuple(Quote(f"q{n}", f"{n} Du temps, d'abord." * 4) for n in range(20_000))
    endless = Document("Tout", "", "fr", (Quotes(rows),))
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(task(endless, "docx") + b"\n")
        process.stdin.close()
        assert process.wait(SECONDS) == 1
