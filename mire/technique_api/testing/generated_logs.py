"""Examples on which the laws are tried: settings, answers, entries; drawn, simulated or golden.

Called by ``laws`` and by techniques' tests.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import numpy as np
from hypothesis import strategies as st

from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import AnyTechnique
from mire.technique_api.technique import Entry, Primitives, Regime, Verbatim

AT = datetime(2018, 3, 21, 9, 30, tzinfo=UTC)
AUTHOR = "author-5f0c2b"
"""Given to entries of regimes that have one; no screen may repeat it."""


def canonical(value: Any) -> bytes:
    """Return the bytes by which two results are compared."""
    return msgspec.json.encode(value, order="deterministic")


def entries_of(
    technique: AnyTechnique, answers: Sequence[Any], *, author: str | None = None
) -> list[Entry[Any]]:
    """Cut answers into entries as the log holds them, read back from JSON."""
    pieces = [piece for answer in answers for piece in technique.expect_answers().split(answer)]
    found = []
    for number, piece in enumerate(pieces):
        body = json.loads(canonical(piece.body))
        read = technique.expect_fold().read_piece(piece.kind, body)
        medium = (None, "phone", "paper")[number % 3]
        found.append(Entry(f"entry-{number:05}", piece.kind, read, author, medium, AT))
    return found


def folded(
    technique: AnyTechnique, config: Any, entries: Sequence[Entry[Any]], state: Any = None
) -> Any:
    """Fold entries from the start, or from ``state``."""
    state = technique.first_state(config) if state is None else state
    for entry in entries:
        state = technique.expect_fold().step(config, state, entry)
    return state


def result_of(technique: AnyTechnique, config: Any, entries: Sequence[Entry[Any]]) -> Any:
    """Return the result that entries give; the generator is seeded alike each time."""
    state = folded(technique, config, entries)
    return technique.synthesis(config, state, np.random.default_rng(0))


def n_answers_of(technique: AnyTechnique, state: Any) -> int:
    """Return how many people answered; nobody where there is no fold."""
    return 0 if technique.fold is None else technique.fold.n_answers(state)


def verbatims_of(technique: AnyTechnique, state: Any) -> Sequence[Verbatim]:
    """Return the free texts that were said; none where there is no fold."""
    return () if technique.fold is None else technique.fold.verbatims(state)


def simulated(technique: AnyTechnique, config: Any, rng: np.random.Generator, n: int) -> list[Any]:
    """Return simulated answers; none where nobody answers."""
    return [] if technique.answers is None else list(technique.answers.simulate(config, rng, n))


@dataclass(frozen=True, slots=True)
class Golden:
    """A log kept for ever (``lines`` as in its file), and the result that it must give."""

    settings: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    result: Any
    name: str = "golden"

    @classmethod
    def of(
        cls, settings: Mapping[str, Any], pieces: Sequence[tuple[str, Primitives]], result: Any
    ) -> "Golden":
        """Return the log of anonymous pieces: kind, body."""
        lines = [
            {"id": f"entry-{number}", "kind": kind, "body": body, "medium": None}
            for number, (kind, body) in enumerate(pieces)
        ]
        return cls(settings, lines, result)


def golden_file(path: Path) -> Golden:
    """Read a golden log and the result beside it."""
    head, *tail = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    result = json.loads(path.with_suffix(".result.json").read_text(encoding="utf-8"))
    return Golden(head["settings"], tail, result, path.name)


def golden_entries(technique: AnyTechnique, log: Golden) -> list[Entry[Any]]:
    """Return a golden log's entries."""
    return [
        Entry(
            line["id"],
            line["kind"],
            technique.expect_fold().read_piece(line["kind"], line["body"]),
            line.get("author"),
            line["medium"],
            AT,
        )
        for line in log.lines
    ]


class Examples:
    """A technique with settings, and the answers that may be drawn from them."""

    technique: ClassVar[AnyTechnique]
    settings: ClassVar[Sequence[Mapping[str, Any]]]
    """Several settings, each legal, together showing every option."""

    # --- Drawing ------------------------------------------------------------------------------

    def _configs(self) -> list[Any]:
        return [self.technique.read_config(settings) for settings in self.settings]

    def _is_collecting(self, config: Any) -> bool:
        return self.technique.regime(config) is not Regime.NONE

    def _for_collecting(self, law: Any) -> None:
        if any(self._is_collecting(config) for config in self._configs()):
            law()

    def _answers(self) -> st.SearchStrategy[tuple[Any, list[Any]]]:
        """A config, and simulated answers among which some were bent by hand."""
        configs = self._configs()
        bodies = {i: self._bodies_of(config) for i, config in enumerate(configs)}

        @st.composite
        def drawn(draw: st.DrawFn) -> tuple[Any, list[Any]]:
            i = draw(st.sampled_from(sorted(bodies)))
            config = configs[i]
            n = draw(st.integers(0, 40))
            rng = np.random.default_rng(draw(st.integers(0, 2**32)))
            answers = simulated(self.technique, config, rng, n)
            if answers:
                for body in draw(st.lists(bodies[i], max_size=4)):
                    read = outcome_of(
                        lambda b=body: self.technique.expect_answers().read_contribution(
                            config, canonical(b)
                        )
                    )
                    if not isinstance(read, tuple):
                        answers.append(read)
            return config, answers

        return drawn()

    def _bodies(self) -> st.SearchStrategy[tuple[Any, dict[str, Any]]]:
        configs = [config for config in self._configs() if self._is_collecting(config)]
        return st.sampled_from(configs).flatmap(
            lambda config: st.tuples(st.just(config), self._bodies_of(config))
        )

    def _bodies_of(self, config: Any) -> st.SearchStrategy[dict[str, Any]]:
        """A simulated answer's fields, some replaced, some taken away."""
        fields = self._fields()

        @st.composite
        def drawn(draw: st.DrawFn) -> dict[str, Any]:
            rng = np.random.default_rng(draw(st.integers(0, 2**32)))
            (answer,) = simulated(self.technique, config, rng, 1)
            body = dict(self.technique.expect_answers().own(config, answer))
            for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)):
                body[name] = draw(replaced(fields[name]))
            return {name: value for name, value in body.items() if value is not None}

        return drawn()

    def _pieces(self) -> Iterator[tuple[Any, Any]]:
        for config in self._configs():
            for answer in simulated(self.technique, config, np.random.default_rng(0), 60):
                for piece in self.technique.expect_answers().split(answer):
                    yield config, piece

    def _fields(self) -> dict[str, type]:
        """The names of the form's fields, each with the type of its values."""
        return {
            name: type(value)
            for config in self._configs()
            for answer in simulated(self.technique, config, np.random.default_rng(0), 60)
            for name, value in self.technique.expect_answers().own(config, answer).items()
            if value is not None
        }


def replaced(kind: type) -> st.SearchStrategy[Any]:
    """What a bent phone or a curious person might send in the place of a value."""
    if kind is bool:
        return st.none() | st.just(value=True)
    if kind is str:
        return st.none() | st.text(st.characters(codec="utf-8"), max_size=300)
    return st.none() | st.integers(-12, 12)


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


def json_objects(like: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    names = st.sampled_from(sorted(like)) | st.text(max_size=9) if like else st.text(max_size=9)
    return st.dictionaries(names, any_json, max_size=4)


def as_form(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that a browser sends for these values."""
    form = {}
    for name, value in body.items():
        if value is None or value is False:
            continue
        form[name] = "on" if value is True else str(value)
    return form


def refusal_of(read: Any) -> Refusal | None:
    """Return how the reading was refused, None when it was not; any other error is a failure."""
    try:
        read()
    except Refusal as raised:
        refusal = raised
    else:
        return None
    assert str(refusal.text).strip(), "a refusal without words"
    assert all(isinstance(step, str | int) for step in refusal.path)
    assert refusal.code
    return refusal


def outcome_of(read: Any) -> Any:
    """Return what was read, or the refusal's path and code."""
    try:
        return read()
    except Refusal as refusal:
        return refusal.path, refusal.code


def assert_primitives(value: Any) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case float():
            assert math.isfinite(value)
        case Mapping():
            for name, inner in value.items():
                assert isinstance(name, str)
                assert_primitives(inner)
        case list() | tuple():
            for inner in value:
                assert_primitives(inner)
        case _:
            message = f"{value!r} is no JSON primitive"
            raise AssertionError(message)


def strings_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from strings_in(inner)
        case list() | tuple():
            for inner in value:
                yield from strings_in(inner)
