"""Sponsorship, read: the path planned, its periods, facts on sponsors, the deliberation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import override

from mire.programme.note.models import Passage
from mire.programme.note.queries import note_of
from mire.programme.outcomes.models import Outcome
from mire.programme.programmes.models import Programme
from mire.programme.sponsorship.models import Body as Body
from mire.programme.sponsorship.models import Deliberation as Deliberation
from mire.programme.sponsorship.models import PathStep as PathStep
from mire.programme.sponsorship.models import RestraintPeriod as RestraintPeriod
from mire.programme.sponsorship.models import SponsorFact as SponsorFact
from mire.programme.sponsorship.models import SponsorshipPath as SponsorshipPath
from mire.programme.sponsorship.rules.days import Count, WorkingDays
from mire.programme.sponsorship.rules.deliberation import DeliberationText, considering_words
from mire.programme.sponsorship.rules.elections import Restraint, restraint_on
from mire.programme.sponsorship.rules.path import (
    Path,
    Plan,
    Planned,
    Shortening,
    Side,
    Step,
    earliest_council,
    later_dates,
    plan,
    shortenings,
)
from mire.programme.sponsorship.rules.template import VISAS
from mire.technique_api.text import text
from mire.words import words


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step planned, its row, its body's name, the election period that it falls in."""

    planned: Planned
    row: PathStep
    body: str
    restraint: Restraint | None


@dataclass(frozen=True, slots=True)
class PathTold:
    """A path seen from a day. ``plan`` None: no date of the council was chosen.

    ``later``, ``shorter``: what could be done where the date doesn't hold; ``earliest``: the first
    day at which the council could sit, None where nobody can say.
    """

    row: SponsorshipPath
    path: Path
    bodies: Sequence[Body]
    periods: Sequence[RestraintPeriod]
    plan: Plan | None
    steps: Sequence[StepTold]
    later: Sequence[Plan]
    shorter: Sequence[Shortening]
    earliest: date | None


def path_of(programme: Programme) -> SponsorshipPath | None:
    """Return the path of a programme, None before it is begun. One query."""
    rows = SponsorshipPath.objects.filter(programme=programme)
    return rows.select_related("programme__authority").first()


def bodies_of(path: SponsorshipPath) -> Sequence[Body]:
    """Return the bodies of a path, the council first. One query."""
    return list(path.bodies.filter(removed_at=None))


def steps_of(path: SponsorshipPath) -> Sequence[PathStep]:
    """Return the steps of a path, in the order in which they were written. One query."""
    return list(path.steps.filter(removed_at=None).select_related("body"))


def periods_of(path: SponsorshipPath) -> Sequence[RestraintPeriod]:
    """Return the election periods of a path, the first one first. One query."""
    return list(path.periods.filter(removed_at=None))


def facts_of(path: SponsorshipPath) -> Sequence[SponsorFact]:
    """Return what sponsors did, withdrawn facts too, the first one first. One query."""
    return list(path.facts_noted.all())


def deliberation_of(path: SponsorshipPath) -> Deliberation | None:
    """Return the deliberation of a path, None before it is begun. One query."""
    rows = Deliberation.objects.select_related("path__programme__authority")
    return rows.filter(path=path).first()


def text_of(row: Deliberation) -> DeliberationText:
    """Return what a deliberation says. No query."""
    return DeliberationText(
        row.title,
        row.rapporteur,
        tuple(row.visas),
        tuple(row.considering),
        row.reasons,
        tuple(row.articles),
        row.signatory,
    )


def step_in(path: SponsorshipPath, key: str) -> PathStep | None:
    """Return a step of a path, None when there is none. One query."""
    rows = PathStep.objects.select_related("path__programme", "body")
    return rows.filter(path=path, key=key, removed_at=None).first()


def body_in(path: SponsorshipPath, key: str) -> Body | None:
    """Return a body of a path, None when there is none. One query."""
    rows = Body.objects.select_related("path__programme")
    return rows.filter(path=path, key=key, removed_at=None).first()


def period_in(path: SponsorshipPath, key: str) -> RestraintPeriod | None:
    """Return an election period of a path, None when there is none. One query."""
    rows = RestraintPeriod.objects.select_related("path__programme")
    return rows.filter(path=path, key=key, removed_at=None).first()


def fact_in(path: SponsorshipPath, key: str) -> SponsorFact | None:
    """Return a fact of a path, None when there is none. One query."""
    return SponsorFact.objects.select_related("path__programme").filter(path=path, key=key).first()


def removed_steps(path: SponsorshipPath) -> Sequence[PathStep]:
    """Return the steps that were taken out. One query."""
    return list(path.steps.exclude(removed_at=None))


def step_from(row: PathStep) -> Step:
    """Return a step as the rules plan it. No query where its body was read with it."""
    return Step(
        row.key,
        row.title,
        Side(row.side),
        tuple(row.anchors),
        row.delay,
        Count(row.count),
        "" if row.body is None else row.body.key,
        row.is_law,
        row.is_public,
        row.done_on,
    )


def rules_path(row: SponsorshipPath, steps: Sequence[PathStep], bodies: Sequence[Body]) -> Path:
    """Return a path as the rules plan it. No query."""
    return Path(
        [step_from(each) for each in steps],
        {each.key: [date.fromisoformat(one) for one in each.sessions] for each in bodies},
        WorkingDays(row.is_alsace_moselle),
    )


def restraints(periods: Sequence[RestraintPeriod]) -> list[Restraint]:
    """Return periods as the rules read them. No query."""
    return [Restraint(each.title, each.first, each.last, each.source) for each in periods]


def path_told(row: SponsorshipPath, *, today: date) -> PathTold:
    """Return a path planned and seen from a day, with what to do where it slips. Three queries."""
    steps, bodies, periods = steps_of(row), bodies_of(row), periods_of(row)
    path = rules_path(row, steps, bodies)
    made = None if row.council_on is None else plan(path, row.council_on, today)
    by_key = {each.key: each for each in steps}
    names = {each.key: each.name for each in bodies}
    held = restraints(periods)
    slips = row.council_on is not None and made is not None and not made.holds
    return PathTold(
        row,
        path,
        bodies,
        periods,
        made,
        [
            StepTold(
                each,
                by_key[each.step.key],
                names.get(each.step.body, ""),
                restraint_on(each.on, held),
            )
            for each in ([] if made is None else made.steps)
        ],
        later_dates(path, row.council_on, today) if slips and row.council_on else [],
        shortenings(path, row.council_on, today) if slips and row.council_on else [],
        earliest_council(path, today),
    )


def next_step_of(programme: Programme, *, today: date) -> Planned | None:
    """Return the next step of a programme's path, None where nothing waits. Four queries."""
    row = path_of(programme)
    if row is None or row.council_on is None:
        return None
    path = rules_path(row, steps_of(row), bodies_of(row))
    if path.council.done_on is not None:
        return None
    return plan(path, row.council_on, today).next_step


def assembled_text(
    path: SponsorshipPath, title: str, passages: Sequence[Passage], decisions: Sequence[Outcome]
) -> DeliberationText:
    """Return the text that passages and decisions give, in the programme's language.

    Steps that are done give their visas, with their day. Two queries at most.
    """
    with override(path.programme.language):
        visas = [words.translate(each) for each in VISAS]
        visas += [
            each.visa.replace("{day}", words.day(each.done_on))
            for each in steps_of(path)
            if each.visa and each.done_on is not None
        ]
        note = note_of(path.programme) if passages else None
        if note is not None:
            visas.append(words.translate(text("Vu la note « %(title)s » ;", title=note.title)))
        reasons: list[str] = []
        section = None
        for each in passages:
            if each.section_id != section:
                reasons.append(f"**{each.section.title}**")
                section = each.section_id
            reasons.append(each.words)
        return DeliberationText(
            title=title,
            visas=tuple(visas),
            considering=tuple(
                words.translate(considering_words(each.why)) for each in decisions if each.why
            ),
            reasons="\n\n".join(reasons),
            articles=tuple(each.what.rstrip(". ") + "." for each in decisions),
        )


def sponsorship_archived(programme: Programme) -> Mapping[str, Any]:
    """Return what the archive tells of a path, sponsors' facts and the deliberation.

    Six queries, one where there is no path.
    """
    row = path_of(programme)
    if row is None:
        return {"path": None, "sponsors": [], "deliberation": None}
    said = deliberation_of(row)
    return {
        "path": {
            "council_on": row.council_on,
            "bodies": [{"name": each.name, "sessions": each.sessions} for each in bodies_of(row)],
            "steps": [
                {
                    "key": each.key,
                    "title": each.title,
                    "side": each.side,
                    "anchors": each.anchors,
                    "delay": each.delay,
                    "count": each.count,
                    "body": "" if each.body is None else each.body.name,
                    "is_law": each.is_law,
                    "source": each.source,
                    "done_on": each.done_on,
                }
                for each in steps_of(row)
            ],
            "periods": [
                {"title": each.title, "first": each.first, "last": each.last}
                for each in periods_of(row)
            ],
        },
        "sponsors": [
            {
                "role": each.role,
                "function": each.function,
                "what": each.what,
                "words": each.words,
                "since": each.since,
                "until": each.until,
                "is_withdrawn": each.withdrawn_at is not None,
            }
            for each in facts_of(row)
        ],
        "deliberation": None
        if said is None
        else {
            "key": said.key,
            **text_of(said).stored(),
            "state": said.state,
            "act": said.act,
            "document": said.document,
        },
    }
