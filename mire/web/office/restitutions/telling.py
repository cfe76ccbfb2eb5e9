"""What a restitution tells, gathered for its documents; a released one, as it was kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
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
from mire.live.engine.engine import current_engine
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
from mire.web.addresses import public_address
from mire.web.commitment_pages import promised_in
from mire.words import words


def short_address(request: HttpRequest, restitution: Restitution) -> str:
    """Return the address that stands on each document of a restitution."""
    return public_address(request) + reverse("restitution", kwargs={"key": restitution.key})


def document_of(
    request: HttpRequest, restitution: Restitution, length: Length, *, status: Status | None = None
) -> Document:
    """Return a restitution of one length as it stands; ``status``: the one it is given now."""
    room = current_engine().room(restitution.meeting.code or "")
    language = restitution.programme.language
    with override(language):
        told = told_of(request, restitution, status or Status(restitution.status))
        return told_restitution(length, room.state, told, language, promised_in(room))


def released_documents(request: HttpRequest, restitution: Restitution) -> Mapping[str, Any]:
    """Return all lengths of a restitution as JSON, as they are kept when it is released."""
    return {
        length.value: frozen(document_of(request, restitution, length, status=Status.RELEASED))
        for length in Length
    }


def told_of(request: HttpRequest, restitution: Restitution, status: Status) -> Told:
    """Return what a restitution tells, in the active language."""
    remarks = remarks_of(restitution)
    findings = told_findings(restitution)
    keys = {each.finding.key for each in findings}
    return Told(
        meeting=restitution.meeting.key,
        lead=restitution.lead,
        next_steps=restitution.next_steps,
        sections=[Section(each) for each in restitution.sections],
        findings=[_finding(request, restitution, each, remarks) for each in findings],
        themes=_themes(themes_of_meeting(restitution.meeting)),
        missing=_answered([each for each in remarks if each.finding not in keys]),
        imprint=Imprint(
            status=words.translate(STATUS_WORDS[status]),
            version=_("version %(n)s") % {"n": restitution.version},
            day=words.day(timezone.localdate()),
            address=short_address(request, restitution),
        ),
    )


def _finding(
    request: HttpRequest,
    restitution: Restitution,
    told: WeighedFinding,
    remarks: Sequence[Remark],
) -> ToldFinding:
    finding = told.finding
    named = {"programme": restitution.programme.key, "kind": FINDING, "key": finding.key}
    contrary = contrary_words(told.weight)
    return ToldFinding(
        key=finding.key,
        kind=FindingKind(finding.kind),
        sentence=finding.sentence,
        detail=finding.detail,
        rests_on=" · ".join(words.translate(each) for each in weight_words(told.weight)),
        contrary="" if contrary is None else words.translate(contrary),
        address=public_address(request) + reverse("office_thread", kwargs=named),
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
    tables = {words.translate(row.beside) for row in rows.values() if row.beside is not None}
    return ToldTheme(of.theme.name, of.theme.words, texts, len(tables))


def _where(row: Verbatim) -> str:
    return " · ".join(words.translate(each) for each in (row.about, row.beside) if each)
