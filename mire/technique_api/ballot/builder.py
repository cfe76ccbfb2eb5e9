"""``ballot``: a whole technique from a question's answers, sealed until the closing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from mire.technique_api.ballot import counts as counting
from mire.technique_api.ballot.counts import Counts, State
from mire.technique_api.ballot.form import Answer, AnyPiece, Form, Question, read_question, split
from mire.technique_api.card import Card
from mire.technique_api.technique import (
    Answers,
    Finding,
    Fold,
    Primitives,
    Regime,
    Screen,
    Spot,
    Technique,
)
from mire.technique_api.text import Text

Ballot: TypeAlias = Technique[Question, Answer, AnyPiece, State, Counts]

NO_CHOICE: Mapping[str, Text] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of the counts: ``template`` is given what ``drawn`` makes, as ``figure``, and
    ``sentence``, its words.
    """  # noqa: D205

    template: str
    drawn: Callable[[Counts], Primitives]


def ballot(
    *,
    slug: str,
    title: Text,
    choices: Mapping[str, Text] = NO_CHOICE,
    words: int = 0,
    examples: Sequence[str] = (),
    sentence: Callable[[Counts], Text] | None = None,
    figure: Figure | None = None,
    version: int = 1,
    spot: Spot | None = None,
    card: Card | None = None,
) -> Ballot:
    """Return the technique that asks one question, and counts.

    ``choices`` are the answers in the order of the form, by the value that the log keeps for
    ever; ``words`` is the most characters of a free text, 0 for none; with both, words are
    optional and cut apart from the choice. ``examples`` are what a rehearsal's crew writes.
    ``spot`` is how it is asked unforeseen, ``card`` what one reads of it before choosing it.
    ``sentence`` says the counts in the technique's own words. Raise ValueError where that makes
    no ballot.
    """
    if len(choices) == 1 or not (choices or words):
        msg = f"{slug}: a ballot offers two answers or more, or words"
        raise ValueError(msg)
    if words and not examples:
        msg = f"{slug}: say by `examples` what a rehearsal's crew writes"
        raise ValueError(msg)
    form = Form(choices, words, examples)
    said = sentence or (lambda counts: counting.sentence(choices, counts))
    screens = _Screens(form, said, figure)
    return Technique(
        slug=slug,
        version=version,
        title=title,
        folder="ballot",
        card=card,
        spot=spot,
        regime=lambda _question: Regime.BALLOT,
        read_config=read_question,
        synthesis=lambda _question, state, _rng: counting.counted(choices, state),
        screens={
            Screen.PARTICIPANT: screens.asked,
            Screen.FACILITATOR: screens.shown,
            Screen.PROJECTOR: screens.shown,
            Screen.REPORT: screens.shown,
        },
        findings=screens.findings,
        breakdowns=lambda _question, counts: counting.breakdowns(choices, counts),
        answers=Answers(
            read_contribution=form.read_contribution,
            read_form=form.read_form,
            read_line=form.read_line,
            line_help=form.line_help,
            split=split,
            own=form.own,
            simulate=form.simulate,
            told=form.told,
        ),
        fold=Fold(
            read_piece=form.read_piece,
            start=counting.start,
            step=counting.step,
            n_answers=counting.n_answers,
            verbatims=counting.verbatims,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Screens:
    """What each screen is told, and what can be cited."""

    form: Form
    sentence: Callable[[Counts], Text]
    figure: Figure | None

    def asked(self, question: Question, _state: State, _counts: Counts | None) -> Primitives:
        return self._question(question)

    def shown(self, question: Question, _state: State, counts: Counts | None) -> Primitives:
        said = {**self._question(question), "figure": None}
        if counts is None:
            return said
        said["sentence"] = self.sentence(counts).primitive()
        said["table"] = counting.table(self.form.choices, counts).primitive()
        if self.figure is not None:
            said["figure"] = self.figure.drawn(counts)
            said["figure_template"] = self.figure.template
        return said

    def _question(self, question: Question) -> dict[str, Any]:
        return {
            "question": question.question,
            "choices": [
                {"value": value, "label": label.primitive()}
                for value, label in self.form.choices.items()
            ],
            "words_limit": self.form.words,
        }

    def findings(self, _question: Question, state: State, counts: Counts) -> Sequence[Finding]:
        if not counts.n:
            return ()
        return (Finding("counts", self.sentence(counts), counting.answered(state)),)
