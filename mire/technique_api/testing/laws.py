"""The laws that every technique keeps, as a class of tests that its own tests inherit.

    class TestLaws(laws.Laws):
        technique = technique
        settings = ({"question": "…"}, …)
        lines = {"3 mot": {"mood": "3", "word": "mot"}, …}
        logs = Path(__file__).parent / "logs"

Test-time only: it needs Hypothesis, nothing else imports it. A golden log is
``<name>.jsonl``: a line ``{"settings": {…}}``, then one entry a line (id, kind, body, medium,
author where there is one); beside it ``<name>.result.json`` holds the result that it must give,
for ever. A short one may stand in the test instead, as ``golden``.
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mire.technique_api.breakdown import EVERYBODY
from mire.technique_api.technique import Entry, Piece, Regime, Screen
from mire.technique_api.testing.answer_laws import AnswerLaws, brief, quick
from mire.technique_api.testing.generated_logs import (
    AT,
    AUTHOR,
    Golden,
    assert_primitives,
    canonical,
    entries_of,
    folded,
    golden_entries,
    golden_file,
    json_objects,
    n_answers_of,
    refusal_of,
    result_of,
    strings_in,
    verbatims_of,
)

WITH_RESULT = (Screen.FACILITATOR, Screen.PROJECTOR, Screen.REPORT)


def _about(piece: Piece) -> Any:
    """What a pair's piece is about: all of it but the two answers."""
    return [piece.kind, {k: v for k, v in piece.body.items() if k not in {"first", "second"}}]


class Laws(AnswerLaws):
    """One law a test; a technique's class gives the attributes."""

    logs: ClassVar[Path | None] = None
    golden: ClassVar[Sequence[Golden]] = ()
    """Golden logs that are short enough to stand in the test."""

    # --- Settings -----------------------------------------------------------------------------

    def test_config_survives_json(self) -> None:
        for settings in self.settings:
            config = self.technique.read_config(settings)
            again = self.technique.read_config(json.loads(canonical(config)))
            assert again == config
            assert canonical(again) == canonical(config)

    def test_every_config_has_a_regime_and_help_for_the_scribe(self) -> None:
        for config in self._configs():
            assert isinstance(self.technique.regime(config), Regime)
            if self.technique.answers is not None:
                assert str(self.technique.answers.line_help(config))

    def test_it_has_the_facets_that_its_regimes_call_for(self) -> None:
        technique = self.technique
        for config in self._configs():
            regime = technique.regime(config)
            if regime is Regime.NONE:
                continue
            assert technique.answers is not None
            if regime in {Regime.GROUP, Regime.NAMED, Regime.APART}:
                assert technique.answers.author is not None
            assert (technique.fold is not None) == (regime is not Regime.APART)
            assert (technique.tables is not None) == (regime is Regime.GROUP)

    def test_an_unknown_setting_is_named(self) -> None:
        for settings in self.settings:
            refusal = refusal_of(lambda s=settings: self.technique.read_config({**s, "zzz": 1}))
            assert refusal is not None
            assert refusal.path == ("zzz",)

    def test_any_settings_are_read_or_refused_with_words(self) -> None:
        first = self.settings[0]

        @quick
        @given(json_objects(first))
        def law(settings: Mapping[str, Any]) -> None:
            refusal_of(lambda: self.technique.read_config({**first, **settings}))
            refusal_of(lambda: self.technique.read_config(settings))

        law()

    # --- Folding ------------------------------------------------------------------------------

    def test_the_same_log_gives_the_same_state_and_result(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            entries = self._entries(config, answers)
            once, again = (folded(self.technique, config, entries) for _ in range(2))
            assert once == again
            assert self._result(config, entries) == self._result(config, entries)

        law()

    def test_a_snapshot_and_its_tail_are_the_whole(self) -> None:
        @brief
        @given(self._answers(), st.data())
        def law(drawn: tuple[Any, list[Any]], data: st.DataObject) -> None:
            config, answers = drawn
            entries = self._entries(config, answers)
            cut = data.draw(st.integers(0, len(entries)))
            snapshot = folded(self.technique, config, entries[:cut])
            before = canonical(snapshot)
            whole = folded(self.technique, config, entries[cut:], snapshot)
            assert whole == folded(self.technique, config, entries)
            assert canonical(snapshot) == before, "step changed the state that it was given"

        law()

    def test_the_order_of_entries_changes_no_result(self) -> None:
        @brief
        @given(self._answers(), st.randoms(use_true_random=False))
        def law(drawn: tuple[Any, list[Any]], shuffler: Any) -> None:
            config, answers = drawn
            if self.technique.regime(config) is Regime.GROUP:
                return  # tables speak in turn: what they strike was written before
            entries = self._entries(config, answers)
            shuffled = shuffler.sample(entries, len(entries))
            assert self._result(config, shuffled) == self._result(config, entries)
            one, other = (
                {
                    finding.key: (str(finding.sentence), finding.rests_on)
                    for finding in self._findings(config, order)
                }
                for order in (entries, shuffled)
            )
            assert one == other

        law()

    def test_everyone_who_answered_is_counted_once(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            state = folded(self.technique, config, self._entries(config, answers))
            pieces = [len(self.technique.expect_answers().split(answer)) for answer in answers]
            is_group = self.technique.regime(config) is Regime.GROUP
            entered = sum(pieces) if is_group else sum(map(bool, pieces))
            assert n_answers_of(self.technique, state) == entered

        law()

    def test_findings_rest_on_entries_of_the_log(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            entries = self._entries(config, answers)
            ids = {entry.id for entry in entries}
            findings = self._findings(config, entries)
            assert len({finding.key for finding in findings}) == len(findings)
            for finding in findings:
                assert str(finding.sentence)
                assert list(finding.rests_on) == sorted(set(finding.rests_on))
                assert finding.rests_on, finding.key
                assert ids.issuperset(finding.rests_on)

        law()

    def test_breakdowns_add_up_to_those_who_answered(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            state = folded(self.technique, config, self._entries(config, answers))
            result = self.technique.synthesis(config, state, np.random.default_rng(0))
            wholes = {EVERYBODY: n_answers_of(self.technique, state)}
            given_of = self.technique.breakdowns
            for each in given_of(config, result) if given_of is not None else ():
                assert sum(part.n for part in each.parts) == wholes[each.of], each.name
                wholes |= {f"{each.name}.{part.key}": part.n for part in each.parts}

        law()

    def test_votes_hold_every_ballot_and_no_order(self) -> None:
        votes = self.technique.votes
        if votes is None:
            return

        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            assert self.technique.regime(config) is Regime.BALLOT
            entries = self._entries(config, answers)
            state = folded(self.technique, config, entries)
            n = n_answers_of(self.technique, state)
            if votes.supported is not None:
                found = votes.supported(config, state)
                back = folded(self.technique, config, entries[::-1])
                assert found == votes.supported(config, back)
                assert found.n == n
                assert list(found.ballots) == sorted(found.ballots)
                numbers = set(range(1, len(found.options) + 1))
                for supported, n_alike in found.ballots:
                    assert n_alike
                    assert list(supported) == sorted(numbers & set(supported))
            if votes.graded is not None:
                result = self.technique.synthesis(config, state, np.random.default_rng(0))
                profiles = votes.graded(config, result)
                assert len(profiles.counts) == len(profiles.options)
                for counts in profiles.counts:
                    assert len(counts) == len(set(map(str, profiles.mentions)))
                    assert sum(counts) <= n
            if findings := self._findings(config, entries):
                assert votes.finding in {each.key for each in findings}

        law()

    def test_golden_logs_give_their_results(self) -> None:
        files = sorted(self.logs.glob("*.jsonl")) if self.logs else []
        logs = [*map(golden_file, files), *self.golden]
        assert logs, f"no golden log in {self.logs}, none in the test"
        for log in logs:
            config = self.technique.read_config(log.settings)
            entries = golden_entries(self.technique, log)
            orders = [entries, entries[::-1], entries[1::2] + entries[::2]]
            if self.technique.regime(config) is Regime.GROUP:
                orders = [entries]
            for order in orders:
                assert json.loads(self._result(config, order)) == log.result, log.name

    def test_what_a_scribe_undoes_is_said_no_more(self) -> None:
        """And nothing else goes with it."""
        tables = self.technique.tables
        if tables is None:
            return

        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            entries = self._entries(config, answers)
            state = folded(self.technique, config, entries)
            before = {each.id for each in verbatims_of(self.technique, state)}
            for entry in entries:
                back = tables.undo(entry.id, entry.body)
                if back is None:
                    assert entry.id not in before, "a text that nobody can take back"
                    continue
                assert self.technique.expect_answers().own(config, back)
                after = folded(self.technique, config, self._entries(config, [back]), state)
                left = {each.id for each in verbatims_of(self.technique, after)}
                assert entry.id not in left
                assert before - {entry.id} <= left

        law()

    # --- Two linked rounds --------------------------------------------------------------------

    def test_a_pair_says_what_both_rounds_said_and_no_word(self) -> None:
        """Its pieces are read back, count nobody, hold both answers and no free text."""
        rounds = self.technique.rounds
        if rounds is None:
            return
        pair = rounds.pair

        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            state = folded(self.technique, config, self._entries(config, answers))
            for first, second in itertools.pairwise(answers):
                pieces = pair(config, first, second)
                bare = [self._without_words(answer) for answer in (first, second)]
                assert canonical(pair(config, *bare)) == canonical(pieces)
                asked = {canonical(_about(piece)) for piece in pieces}
                assert len(asked) == len(pieces)
                for answer in (first, second):
                    assert asked <= {canonical(_about(p)) for p in pair(config, answer, answer)}
                for number, piece in enumerate(pieces):
                    assert {"first", "second"} <= set(piece.body)
                    read = self.technique.expect_fold().read_piece(
                        piece.kind, json.loads(canonical(piece.body))
                    )
                    entry = Entry(f"pair-{number}", piece.kind, read, None, None, AT)
                    state = self.technique.expect_fold().step(config, state, entry)
            entered = sum(bool(self.technique.expect_answers().split(answer)) for answer in answers)
            assert n_answers_of(self.technique, state) == entered
            assert_primitives(
                msgspec.to_builtins(
                    self.technique.synthesis(config, state, np.random.default_rng(0))
                )
            )

        self._for_collecting(law)

    def _without_words(self, answer: Any) -> Any:
        rounds = self.technique.rounds
        without = None if rounds is None else rounds.without_words
        bare = answer if without is None else without(answer)
        config = self._configs()[0]
        state = folded(self.technique, config, entries_of(self.technique, [bare]))
        assert not verbatims_of(self.technique, state)
        return bare

    def test_what_is_promised_apart_is_named_offer_by_offer(self) -> None:
        """The regime "apart" has offers, numbered from 1, whose fields an answer's form holds."""
        for config in self._configs():
            is_apart = self.technique.regime(config) is Regime.APART
            assert (self.technique.promises is not None) == is_apart
            if self.technique.promises is None:
                continue
            offers = self.technique.promises.offers(config)
            assert [each.number for each in offers] == [*range(1, len(offers) + 1)]
            fields = [name for each in offers for name in (each.tick, each.detail)]
            assert len(set(fields)) == len(fields)
            answers = self.technique.expect_answers()
            for answer in answers.simulate(config, np.random.default_rng(0), 20):
                own = answers.own(config, answer)
                ticked = [each for each in offers if own.get(each.tick) == "yes"]
                assert ticked
                known = {name for each in ticked for name in (each.tick, each.detail)}
                assert {name for name in own if name in fields} <= known

    # --- Screens ------------------------------------------------------------------------------

    def test_screens_are_primitives_without_free_text_nor_author(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            entries = self._entries(config, answers)
            state = folded(self.technique, config, entries)
            result = self.technique.synthesis(config, state, np.random.default_rng(0))
            assert set(self.technique.screens) == set(Screen)
            for (screen, told), given_result in itertools.product(
                self.technique.screens.items(), (None, result)
            ):
                said = told(config, state, given_result)
                assert_primitives(said)
                strings = set(strings_in(said))
                if self.technique.regime(config) not in {Regime.NAMED, Regime.GROUP}:
                    assert not any(AUTHOR in string for string in strings), screen
                self._assert_no_free_text(config, strings, screen, entries)

        law()

    def test_a_result_comes_with_a_sentence_a_table_and_a_figure(self) -> None:
        @brief
        @given(self._answers())
        def law(drawn: tuple[Any, list[Any]]) -> None:
            config, answers = drawn
            state = folded(self.technique, config, self._entries(config, answers))
            result = self.technique.synthesis(config, state, np.random.default_rng(0))
            for screen in WITH_RESULT:
                said = self.technique.screens[screen](config, state, result)
                assert said["sentence"]["msgid"]
                table = said["table"]
                assert table["caption"]["msgid"]
                assert all(len(row) == len(table["columns"]) for row in table["rows"])
                assert "figure" in said
                bare = self.technique.screens[screen](config, state, None)
                assert not bare["figure"]
                assert "sentence" not in bare

        law()

    # --- Asking -------------------------------------------------------------------------------

    def _entries(self, config: Any, answers: Sequence[Any]) -> list[Entry[Any]]:
        has_author = self.technique.regime(config) in {Regime.GROUP, Regime.NAMED}
        return entries_of(self.technique, answers, author=AUTHOR if has_author else None)

    def _result(self, config: Any, entries: Sequence[Entry[Any]]) -> bytes:
        return canonical(result_of(self.technique, config, entries))

    def _findings(self, config: Any, entries: Sequence[Entry[Any]]) -> Sequence[Any]:
        state = folded(self.technique, config, entries)
        result = self.technique.synthesis(config, state, np.random.default_rng(0))
        return self.technique.findings(config, state, result)

    def _assert_no_free_text(
        self, config: Any, strings: set[str], screen: Screen, entries: Sequence[Entry[Any]]
    ) -> None:
        """No string of a screen holds what someone wrote, but for words that are the program's.

        Short texts (a « 4 », an « a ») are looked for as whole strings: within others they
        prove nothing.
        """
        blank = self.technique.first_state(config)
        own_words = set(strings_in(self.technique.screens[screen](config, blank, None)))
        state = folded(self.technique, config, entries)
        for verbatim in verbatims_of(self.technique, state):
            if len(verbatim.text) < 8:
                continue
            assert not any(verbatim.text in string for string in strings - own_words), (
                f"{screen} shows a verbatim"
            )
