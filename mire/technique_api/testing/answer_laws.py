"""The laws of how answers are read; ``laws`` adds them to the others."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from mire.technique_api.technique import Primitives
from mire.technique_api.testing.generated_logs import (
    Examples,
    any_json,
    as_form,
    assert_primitives,
    canonical,
    json_objects,
    outcome_of,
    refusal_of,
)

brief = limits(
    max_examples=limits().max_examples * 2 // 5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
"""Whole meetings are drawn: fewer examples, each richer, and no clock on a busy machine."""

quick = limits(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class AnswerLaws(Examples):
    """One law a test."""

    lines: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    """What the paper sheet documents: a scribe's line → the JSON answer it stands for, read
    under the first settings."""

    def test_a_contribution_survives_json(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            for answer in answers:
                assert (
                    self.technique.expect_answers().read_contribution(config, canonical(answer))
                    == answer
                )

        self._for_collecting(law)

    def test_own_gives_a_form_that_reads_back_to_the_same_answer(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            for answer in answers:
                own = self.technique.expect_answers().own(config, answer)
                assert_primitives(own)
                assert self.technique.expect_answers().read_form(config, as_form(own)) == answer
                body = {name: value for name, value in own.items() if value is not None}
                assert (
                    self.technique.expect_answers().read_contribution(config, canonical(body))
                    == answer
                )

        self._for_collecting(law)

    def test_a_scribe_is_told_two_answers_in_different_words(self) -> None:
        """What is shown before it is kept tells apart all that would be kept apart."""

        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            told = self.technique.expect_answers().told
            if not self.technique.regime(config).is_sealed:
                return
            assert told is not None
            words: dict[str, Any] = {}
            for answer in answers:
                said = json.dumps([each.primitive() for each in told(config, answer)])
                assert said != "[]"
                assert words.setdefault(said, answer) == answer

        self._for_collecting(law)

    def test_own_of_nothing_is_empty(self) -> None:
        for config in self._configs():
            if self.technique.answers is not None:
                assert dict(self.technique.answers.own(config, None)) == {}

    def test_form_and_json_agree(self) -> None:
        """The same fields are read alike, or refused alike, from a form and from a phone."""

        @brief
        @given(self._bodies())
        def law(drawn: tuple[Any, dict[str, Any]]) -> None:
            config, body = drawn
            sent = canonical({k: v for k, v in body.items() if v not in {None, ""}})
            by_phone = outcome_of(
                lambda: self.technique.expect_answers().read_contribution(config, sent)
            )
            # In one order: of two fields that are wrong, the first that comes is the one named.
            fields = as_form(dict(sorted(body.items())))
            by_form = outcome_of(lambda: self.technique.expect_answers().read_form(config, fields))
            assert by_phone == by_form

        self._for_collecting(law)

    def test_a_form_may_carry_fields_that_are_not_the_techniques(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            for answer in answers:
                form = {
                    **as_form(self.technique.expect_answers().own(config, answer)),
                    "csrf-token": "k",
                }
                assert self.technique.expect_answers().read_form(config, form) == answer

        self._for_collecting(law)

    def test_any_bytes_are_read_or_refused_with_words(self) -> None:
        @quick
        @given(st.sampled_from(self._configs()), st.binary(max_size=64))
        def law(config: Any, raw: bytes) -> None:
            refusal_of(lambda: self.technique.expect_answers().read_contribution(config, raw))

        law()

    def test_any_json_is_read_or_refused_with_words(self) -> None:
        @quick
        @given(st.sampled_from(self._configs()), any_json)
        def law(config: Any, value: Any) -> None:
            refusal_of(
                lambda: self.technique.expect_answers().read_contribution(config, canonical(value))
            )

        law()

    def test_any_form_is_read_or_refused_with_words(self) -> None:
        names = sorted(self._fields()) or ["field"]

        @quick
        @given(
            st.sampled_from(self._configs()),
            st.dictionaries(st.sampled_from(names) | st.text(max_size=9), st.text(max_size=400)),
        )
        def law(config: Any, fields: Mapping[str, str]) -> None:
            refusal_of(lambda: self.technique.expect_answers().read_form(config, fields))

        law()

    def test_any_line_is_read_or_refused_with_words(self) -> None:
        known = [*self.lines, ""]

        @quick
        @given(
            st.sampled_from(self._configs()),
            st.text(max_size=400) | st.builds(str.__add__, st.sampled_from(known), st.text()),
        )
        def law(config: Any, line: str) -> None:
            refusal_of(lambda: self.technique.expect_answers().read_line(config, line))

        law()

    def test_the_lines_of_the_paper_sheet_say_what_the_phone_says(self) -> None:
        config = self._configs()[0]
        assert bool(self.lines) == self._is_collecting(config)
        for line, body in self.lines.items():
            answer = self.technique.expect_answers().read_contribution(config, canonical(body))
            assert self.technique.expect_answers().read_line(config, line) == answer, line
            assert self.technique.expect_answers().read_line(config, f"  {line} \n") == answer, line

    def test_what_a_scribe_is_told_of_a_line_tells_it_from_any_other(self) -> None:
        """A line that was misread is seen before it is kept: two answers are never told alike."""
        answers = self.technique.answers
        if answers is None or answers.told is None:
            sealed = [each for each in self._configs() if self.technique.regime(each).is_sealed]
            assert not sealed, "lines of a ballot are told before they are kept"
            return
        told_of = answers.told

        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, given_ = drawn
            said: dict[str, bytes] = {}
            for answer in given_:
                told = " · ".join(str(part) for part in told_of(config, answer))
                kept = canonical([[each.kind, each.body] for each in answers.split(answer)])
                assert told
                assert said.setdefault(told, kept) == kept, told

        law()

    def test_any_piece_is_read_or_refused_with_words(self) -> None:
        kinds = sorted({piece.kind for _, piece in self._pieces()}) or ["kind"]

        @quick
        @given(st.sampled_from(kinds) | st.text(max_size=9), json_objects({}))
        def law(kind: str, body: Primitives) -> None:
            refusal_of(lambda: self.technique.expect_fold().read_piece(kind, body))

        law()

    def test_a_technique_that_collects_nothing_refuses_everything(self) -> None:
        for config in self._configs():
            if self._is_collecting(config):
                continue
            for read in (
                lambda c=config: self.technique.expect_answers().read_contribution(c, b"{}"),
                lambda c=config: self.technique.expect_answers().read_form(c, {}),
                lambda c=config: self.technique.expect_answers().read_line(c, ""),
            ):
                assert refusal_of(read) is not None
