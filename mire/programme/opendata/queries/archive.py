"""The archive of a programme, or of one meeting: everything, internal, as files."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from mire.live.engine.engine import Engine
from mire.live.engine.readers import ReadLog
from mire.live.replay import replayed, written_log
from mire.live.state.entries import canonical
from mire.live.state.results import results
from mire.programme.approvals.queries import approvals_archived
from mire.programme.chronicle.queries.archive import chronicle_archived, pictures_archived
from mire.programme.evidence.models import Verbatim
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import FINDING
from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.note.queries import note_archived
from mire.programme.opendata.queries.decided import decisions_told
from mire.programme.opendata.queries.sounded import soundings_told
from mire.programme.opendata.queries.tried import cases_told, methods_told
from mire.programme.opendata.rules.readme import archive_readme
from mire.programme.opendata.rules.seal import sealed
from mire.programme.people.models import Role
from mire.programme.programmes.models import Programme
from mire.programme.reading.models import Line, Reading, ReadingAct
from mire.programme.residencies.queries import cycles_archived
from mire.programme.restitutions.models import ReleasedRestitution
from mire.programme.scheme.queries import scheme_told
from mire.programme.sponsorship.queries import sponsorship_archived
from mire.programme.thread.queries import cited_by
from mire.programme.topics.queries import topics_told

Files = dict[str, bytes]
Shown = Callable[[Mapping[str, Any]], bytes]
"""What makes a page of a released document, given as its JSON."""


def meetings_to_archive(programme: Programme) -> tuple[list[Meeting], list[Meeting]]:
    """Return the meetings that have ended, the first one first, and the others. One query."""
    found = Meeting.objects.filter(programme=programme).order_by("planned_at", "pk")
    rows = list(found.select_related("programme"))
    ended = [each for each in rows if each.code is not None and each.ended_at is not None]
    return ended, [each for each in rows if each not in ended]


def archive_of_programme(programme: Programme, *, engine: Engine, shown: Shown) -> Files:
    """Return the files of a programme's archive, sealed. Raises ``StorageUnavailable``."""
    ended, others = meetings_to_archive(programme)
    readings = Reading.objects.filter(programme=programme)
    restitutions = ReleasedRestitution.objects.filter(restitution__programme=programme)
    files: Files = {
        "README.md": archive_readme(programme.name, [each.title for each in others]).encode(),
        "programme.json": _json(
            {
                "name": programme.name,
                "authority": programme.authority.name,
                "starts_on": programme.starts_on,
                "ends_on": programme.ends_on,
                "aims": programme.aims,
                "threshold": programme.threshold,
                "words": programme.words,
            }
        ),
        "cases.json": _json(cases_told(programme)),
        "methods.json": _json(methods_told(programme)),
        "decisions.json": _json(decisions_told(programme)),
        "scheme.json": _json(scheme_told(programme)),
        "cycles.json": _json(cycles_archived(programme)),
        "note.json": _json(note_archived(programme)),
        "circuit.json": _json(approvals_archived(programme)),
        "sponsorship.json": _json(sponsorship_archived(programme)),
        "chronicle.json": _json(chronicle_archived(programme)),
        **pictures_archived(programme),
        "topics.json": _json(topics_told(programme)),
        "soundings.json": _json(soundings_told(programme)),
        "findings.json": _json(_findings(programme)),
        "journal.json": _json(_journal(programme)),
        "people.json": _json(_people(programme)),
    }
    for meeting in ended:
        files |= _meeting(meeting, engine)
    files |= _readings(list(readings))
    files |= _restitutions(list(restitutions.select_related("restitution__meeting")), shown)
    return sealed(files)


def archive_of_meeting(meeting: Meeting, *, engine: Engine, shown: Shown) -> Files:
    """Return the files of one ended meeting's archive, sealed. Raises ``StorageUnavailable``."""
    restitutions = ReleasedRestitution.objects.filter(restitution__meeting=meeting)
    files = {"README.md": archive_readme(meeting.title, []).encode()}
    files |= _meeting(meeting, engine)
    files |= _readings(list(Reading.objects.filter(meetings=meeting)))
    files |= _restitutions(list(restitutions.select_related("restitution__meeting")), shown)
    return sealed(files)


def _meeting(meeting: Meeting, engine: Engine) -> Files:
    raw = written_log(engine.read(ReadLog(meeting.code or "")))
    given = results(replayed(raw).room)
    at = f"meetings/{meeting.planned_at.date().isoformat()}-{meeting.key}"
    verbatims = Verbatim.objects.filter(meeting=meeting).order_by("place")
    told = {
        "key": meeting.key,
        "code": meeting.code,
        "title": meeting.title,
        "kind": meeting.kind,
        "planned_at": meeting.planned_at,
        "minutes": meeting.minutes,
        "place": meeting.place,
        "opened_at": meeting.opened_at,
        "ended_at": meeting.ended_at,
        "texts": list(verbatims.values("key", "activity", "text", "state", "reason")),
    }
    files = {
        f"{at}/log.jsonl": raw,
        f"{at}/results.json": _pretty(given),
        f"{at}/meeting.json": _json(told),
    }
    return {**files, f"{at}/sheet.toml": meeting.sheet.encode()} if meeting.sheet else files


def _readings(readings: Sequence[Reading]) -> Files:
    acts = ReadingAct.objects.filter(reading__in=readings).order_by("reading", "number")
    lines = Line.objects.filter(reading__in=readings)
    return {
        f"readings/{each.key}.json": _json(
            {
                "title": each.title,
                "meetings": sorted(each.meetings.values_list("key", flat=True)),
                "made_by": each.made_by,
                "made_at": each.made_at,
                "lines": [
                    {"key": line.key, "text": line.text, "source": line.source}
                    for line in lines
                    if line.reading_id == each.pk
                ],
                "acts": [
                    {
                        "number": act.number,
                        "kind": act.kind,
                        "body": act.body,
                        "by": act.by_name,
                        "at": act.at,
                    }
                    for act in acts
                    if act.reading_id == each.pk
                ],
            }
        )
        for each in readings
    }


def _findings(programme: Programme) -> list[dict[str, Any]]:
    found = Finding.objects.filter(programme=programme).prefetch_related("released")
    links = cited_by(programme, FINDING, [each.key for each in found])
    return [
        {
            "key": each.key,
            "kind": each.kind,
            "sentence": each.sentence,
            "detail": each.detail,
            "version": each.version,
            "status": each.status,
            "status_by": each.status_by,
            "made_by": each.made_by,
            "made_at": each.made_at,
            "removed_at": each.removed_at,
            "cites": [
                {
                    "kind": link.cited.kind,
                    "key": link.cited.key,
                    "is_contrary": link.is_contrary,
                }
                for link in links[each.key]
            ],
            "released": [
                {
                    "version": one.version,
                    "sentence": one.sentence,
                    "detail": one.detail,
                    "by": one.by,
                    "at": one.at,
                }
                for one in each.released.all()
            ],
        }
        for each in found
    ]


def _restitutions(released: Sequence[ReleasedRestitution], shown: Shown) -> Files:
    files: Files = {}
    for each in released:
        at = f"restitutions/{each.restitution.key}-v{each.version}"
        told = {"meeting": each.restitution.meeting.key, "version": each.version, "why": each.why,
                "by": each.by, "at": each.at, "documents": each.documents}  # fmt: skip
        files[f"{at}.json"] = _json(told)
        for length in sorted(each.documents):
            files[f"{at}-{length}.html"] = shown(each.documents[length])
    return files


def _journal(programme: Programme) -> list[dict[str, Any]]:
    """Return who did what, without the e-mail addresses that pages of persons held."""
    rows = Entry.objects.filter(programme=programme.key).order_by("pk")
    return [
        {**each, "before": _without_email(each["before"]), "after": _without_email(each["after"])}
        for each in rows.values(
            "at", "actor_name", "act", "about_kind", "about_name", "before", "after"
        )
    ]


def _without_email(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {k: v for k, v in values.items() if k != "email"}


def _people(programme: Programme) -> list[dict[str, Any]]:
    """Return who held which role, as retention leaves them: no address, no letter, no presence."""
    roles = Role.objects.filter(kind__programme=programme).order_by("starts_on", "pk")
    return [
        {
            "name": "" if each.person.erased_at else str(each.person),
            "is_erased": each.person.erased_at is not None,
            "department": None
            if each.person.erased_at or each.person.department is None
            else str(each.person.department),
            "role": each.kind.name,
            "starts_on": each.starts_on,
            "ends_on": each.ends_on,
        }
        for each in roles.select_related("person__department", "kind")
    ]


def _pretty(given: Any) -> bytes:
    """Return JSON as ``mire replay`` writes it."""
    return msgspec.json.format(canonical(given), indent=2) + b"\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    """Return a day or a time in ISO 8601."""
    return str(value.isoformat())
