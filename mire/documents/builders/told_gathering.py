"""What a restitution tells, gathered from the programme's rooms for its documents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.builders.told_restitution import (
    Told,
    ToldFinding,
    ToldText,
    ToldTheme,
    told_restitution,
)
from mire.documents.frozen import frozen
from mire.documents.tree import Document, Imprint
from mire.live.state.commitments import Tally
from mire.live.state.room import RoomState
from mire.programme.evidence.queries import Verbatim
from mire.programme.findings.queries import WeighedFinding
from mire.programme.findings.rules import (
    FINDING,
    STATUS_WORDS,
    FindingKind,
    Status,
    contrary_words,
    weight_words,
)
from mire.programme.reading.queries import ThemeOfMeeting, themes_of_meeting
from mire.programme.reading.rules import piles
from mire.programme.restitutions.queries import (
    Remark,
    Restitution,
    remarks_of,
    told_findings,
)
from mire.programme.restitutions.rules import Length, RemarkState, Section
from mire.words import words


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a document's addresses lead: its own short one, and a thread's by kind and key."""

    short: str
    thread: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Source:
    """Of what a restitution is told: its row, its meeting's room, what may be said of promises."""

    restitution: Restitution
    room: RoomState
    promised: Tally | None


def restitution_document(
    source: Source,
    length: Length,
    addresses: Addresses,
    *,
    today: date,
    status: Status | None = None,
    has_themes: bool = True,
) -> Document:
    """Return a restitution of one length as it stands; ``status``: the one it is given now.

    ``has_themes``: False for who reads blind beside the reading that made them.
    Its queries are those of ``told_findings``, ``themes_of_meeting`` and one for the remarks.
    """
    restitution = source.restitution
    language = restitution.programme.language
    with override(language):
        told = _told(restitution, addresses, status or Status(restitution.status), today)
        if not has_themes:
            told = replace(told, themes={})
        return told_restitution(length, source.room, told, language, source.promised)


def released_documents(source: Source, addresses: Addresses, *, today: date) -> dict[str, Any]:
    """Return all lengths of a restitution as JSON, as they are kept when it is released."""
    return {
        length.value: frozen(
            restitution_document(source, length, addresses, today=today, status=Status.RELEASED)
        )
        for length in Length
    }


def _told(restitution: Restitution, addresses: Addresses, status: Status, today: date) -> Told:
    remarks = remarks_of(restitution)
    findings = told_findings(restitution)
    keys = {each.finding.key for each in findings}
    return Told(
        meeting=restitution.meeting.key,
        lead=restitution.lead,
        next_steps=restitution.next_steps,
        sections=[Section(each) for each in restitution.sections],
        findings=[_finding(addresses, each, remarks) for each in findings],
        themes=_themes(themes_of_meeting(restitution.meeting)),
        missing=_answered([each for each in remarks if each.finding not in keys]),
        imprint=Imprint(
            status=words.translate(STATUS_WORDS[status]),
            version=_("version %(n)s") % {"n": restitution.version},
            day=words.day(today),
            address=addresses.short,
        ),
    )


def _finding(addresses: Addresses, told: WeighedFinding, remarks: Sequence[Remark]) -> ToldFinding:
    finding = told.finding
    contrary = contrary_words(told.weight)
    return ToldFinding(
        key=finding.key,
        kind=FindingKind(finding.kind),
        sentence=finding.sentence,
        detail=finding.detail,
        rests_on=" · ".join(words.translate(each) for each in weight_words(told.weight)),
        contrary="" if contrary is None else words.translate(contrary),
        address=addresses.thread(FINDING, finding.key),
        remarks=_answered([each for each in remarks if each.finding == finding.key]),
    )


def _answered(remarks: Sequence[Remark]) -> list[tuple[str, str]]:
    """Return what was answered and shown: nobody sees a remark before somebody has read it."""
    return [(each.words, each.reply) for each in remarks if each.state == RemarkState.SHOWN]


def _themes(themes: Sequence[ThemeOfMeeting]) -> Mapping[str, Sequence[ToldTheme]]:
    """Return what each theme holds of each activity."""
    found: dict[str, list[ToldTheme]] = {}
    for each in themes:
        activities = dict.fromkeys(row.activity for row in each.verbatims)
        for activity in activities:
            rows = {row.key: row for row in each.verbatims if row.activity == activity}
            found.setdefault(activity, []).append(_theme(each, rows))
    return found


def _theme(of: ThemeOfMeeting, rows: Mapping[str, Verbatim]) -> ToldTheme:
    texts = [
        ToldText(
            keys[0],
            rows[keys[0]].text,
            " ; ".join(dict.fromkeys(filter(None, (_where(rows[key]) for key in keys)))),
            any(key in of.opposed for key in keys),
            tuple(keys[1:]),
        )
        for keys in piles((row.key, row.text) for row in rows.values())
    ]
    texts.sort(key=lambda text: -len(text.others))
    tables = {row.table for row in rows.values() if row.table is not None}
    return ToldTheme(of.theme.name, of.theme.words, texts, len(tables))


def _where(row: Verbatim) -> str:
    return " · ".join(words.translate(each) for each in (row.about, row.beside) if each)
