"""The demonstration's file of scenarios, sent twice before the second steering meeting."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from mire.cli.demo_choices_words import (
    CRITERIA,
    LEAD,
    SCENARIOS,
    TITLE,
    WHY_AGAIN,
    Argued,
    Known,
)
from mire.cli.demo_steering import Secretary
from mire.documents.builders.choices import Copy, choice_document
from mire.documents.builders.told_gathering import Addresses
from mire.documents.frozen import frozen
from mire.programme.choices.actions import (
    add_scenario,
    answer_argument,
    begin_choice,
    measure,
    send_choice,
    set_bearing,
    set_yardstick,
    write_argument,
)
from mire.programme.choices.queries import Choice, Scenario, sent_of, sources_behind, told_of
from mire.programme.choices.rules.kinds import ARGUMENT, YARDSTICK
from mire.programme.choices.rules.told import changes, from_kept
from mire.programme.criteria.actions import add_criterion
from mire.programme.criteria.queries import criteria_in_use
from mire.programme.evidence.queries import verbatims_of
from mire.programme.evidence.rules import VERBATIM
from mire.programme.findings.queries import findings_of
from mire.programme.findings.rules import FINDING
from mire.programme.keys import new_key
from mire.programme.programmes.queries import Programme
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference

WRITTEN_ON, SENT_ON, SENT_AGAIN_ON = date(2018, 5, 9), date(2018, 5, 10), date(2018, 5, 15)
MOST_SAID = 3
"""Texts that an argument cites for one way in which they begin: some were said at many tables."""


def weigh_scenarios(*, programme: Programme, secretary: Secretary) -> None:
    """Write the three scenarios, if the story has come to them, and send them twice."""
    if secretary.today < SENT_ON:
        return
    by, now = secretary.by, secretary.moment(WRITTEN_ON, time(14))
    sources = _sources(programme)
    choice = begin_choice(
        programme=programme, key=new_key(), title=TITLE, lead=LEAD, by=by, now=now
    )
    rows = []
    for told in SCENARIOS:
        row = add_scenario(choice=choice, key=new_key(), values=told.words, by=by, now=now)
        rows.append(row)
        for each in told.argued:
            if not each.is_late:
                _argue(row, each, sources, secretary)
        for who, effect, what in told.borne:
            set_bearing(
                scenario=row, key=new_key(), who=who, effect=effect, what=what, by=by, now=now
            )
    for known in CRITERIA:
        _measure(choice, known, rows, sources, secretary)
    _send(choice, secretary, SENT_ON)
    if secretary.today >= SENT_AGAIN_ON:
        _revise(choice, rows, sources, secretary)
        _send(choice, secretary, SENT_AGAIN_ON, why=WHY_AGAIN)


def _sources(programme: Programme) -> list[tuple[str, Reference]]:
    """Return what can be cited with how it begins: findings, then texts that were said."""
    findings, _n = findings_of(programme)
    said = verbatims_of(programme, most=None).verbatims
    return [
        *((each.finding.sentence, Reference(FINDING, each.finding.key)) for each in findings),
        *((each.text, Reference(VERBATIM, each.key)) for each in said),
    ]


def _found(sources: Sequence[tuple[str, Reference]], starts: Sequence[str]) -> list[Reference]:
    return [
        reference
        for start in starts
        for reference in [each for words, each in sources if words.startswith(start)][:MOST_SAID]
    ]


def _argue(
    row: Scenario, each: Argued, sources: Sequence[tuple[str, Reference]], secretary: Secretary
) -> None:
    day = SENT_AGAIN_ON if each.is_late else WRITTEN_ON
    by, now = secretary.by, secretary.moment(day, time(15))
    made = write_argument(
        scenario=row, key=new_key(), kind=each.kind, sentence=each.sentence, origin=each.origin,
        by=by, now=now,
    )  # fmt: skip
    against = _found(sources, each.against)
    cite(
        programme=row.choice.programme, citing=Reference(ARGUMENT, made.key), name=each.sentence,
        cited=[*_found(sources, each.cites), *against], contrary=against, by=by, now=now,
    )  # fmt: skip
    if each.reply and not each.replied_late:
        answer_argument(argument=made, reply=each.reply, by=by, now=now)


def _measure(
    choice: Choice,
    known: Known,
    rows: Sequence[Scenario],
    sources: Sequence[tuple[str, Reference]],
    secretary: Secretary,
) -> None:
    by, now = secretary.by, secretary.moment(WRITTEN_ON, time(16))
    programme = choice.programme
    if known.meaning:
        add_criterion(
            programme=programme, key=new_key(), name=known.name, meaning=known.meaning, by=by,
            now=now,
        )  # fmt: skip
    criterion = next(each for each in criteria_in_use(programme) if each.name == known.name)
    made = set_yardstick(choice=choice, criterion=criterion, values=known.scale, by=by, now=now)
    for row, figures in zip(rows, known.figures, strict=True):
        measure(yardstick=made, scenario=row, figures=figures, by=by, now=now)
    cite(
        programme=programme, citing=Reference(YARDSTICK, made.key), name=known.name,
        cited=_found(sources, known.cites), by=by, now=now,
    )  # fmt: skip


def _revise(
    choice: Choice,
    rows: Sequence[Scenario],
    sources: Sequence[tuple[str, Reference]],
    secretary: Secretary,
) -> None:
    """Do what was asked for after the first copy."""
    by, now = secretary.by, secretary.moment(SENT_AGAIN_ON, time(15))
    for row, told in zip(rows, SCENARIOS, strict=True):
        for each in told.argued:
            if each.is_late:
                _argue(row, each, sources, secretary)
            if each.replied_late:
                argument = row.arguments.get(sentence=each.sentence)
                answer_argument(argument=argument, reply=each.reply, by=by, now=now)
    for known in CRITERIA:
        for place, figures in known.later.items():
            made = choice.yardsticks.get(criterion__name=known.name)
            measure(yardstick=made, scenario=rows[place], figures=figures, by=by, now=now)


def _send(choice: Choice, secretary: Secretary, day: date, *, why: str = "") -> None:
    choice.refresh_from_db()
    now = secretary.moment(day, time(16, 30))
    base = f"{secretary.address}/programme/{choice.programme.key}"
    told, copies = told_of(choice), sent_of(choice)
    copy = Copy(
        version=choice.version,
        day=now.date(),
        language=choice.programme.language,
        addresses=Addresses(
            f"{base}/decider/scenarios/{choice.key}",
            lambda kind, key: f"{base}/fil/{kind}/{key}",
        ),
        changes=changes(from_kept(copies[0].told), told) if copies else (),
        why=why,
    )
    document: Mapping[str, Any] = frozen(
        choice_document(told, sources_behind(choice.programme, told), copy)
    )
    send_choice(
        choice=choice, document=document, version=choice.version, why=why, by=secretary.by, now=now
    )
