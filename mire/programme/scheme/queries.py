"""The operating scheme, read: lines by section, what directors asked, aims and what serves them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from mire.programme.evidence.models import Verbatim
from mire.programme.evidence.rules import VERBATIM
from mire.programme.programmes.models import Programme
from mire.programme.scheme.models import AimServed as AimServed
from mire.programme.scheme.models import PlanAim as PlanAim
from mire.programme.scheme.models import Scheme as Scheme
from mire.programme.scheme.models import SchemeLine as SchemeLine
from mire.programme.scheme.rules import LINE, Read, Section
from mire.programme.thread.queries import citables, links_from
from mire.programme.thread.rules import Citable, Reach, Reference, State
from mire.words.words import translate


@dataclass(frozen=True, slots=True)
class SourcedLine:
    """A line with what it cites, those that say the contrary left out."""

    line: SchemeLine
    sources: Sequence[Citable]


@dataclass(frozen=True, slots=True)
class AskedHeading:
    """A heading of the directors' tables: what was asked under it, the lines that answer it."""

    heading: str
    asked: Sequence[Reference]
    texts: Sequence[str]
    lines: Sequence[SchemeLine]


@dataclass(frozen=True, slots=True)
class AimTold:
    """An aim of the plan with what serves it."""

    aim: PlanAim
    served: Sequence[tuple[Citable, str]]


def lines_of(programme: Programme) -> list[SchemeLine]:
    """Return the lines of a scheme, in the order of its sections. One query."""
    found = SchemeLine.objects.filter(programme=programme, removed_at=None)
    order = {each.value: n for n, each in enumerate(Section)}
    return sorted(
        found.select_related("department"),
        key=lambda each: (order[each.section], each.place, each.pk),
    )


def for_members(lines: Sequence[SourcedLine]) -> list[SourcedLine]:
    """Return lines with what whoever has a right in the programme reads: no draft of the group."""
    return [
        SourcedLine(each.line, [one for one in each.sources if one.reach is not Reach.GROUP])
        for each in lines
    ]


def sourced(programme: Programme, lines: Sequence[SchemeLine]) -> list[SourcedLine]:
    """Return lines with what they cite. Two queries, and as many as the kinds that are cited."""
    links = links_from(programme, [Reference(LINE, each.key) for each in lines])
    cited = {link.cited for each in links.values() for link in each if not link.is_contrary}
    known = citables(programme, cited) if cited else {}
    return [
        SourcedLine(
            each,
            [
                known[link.cited]
                for link in links[Reference(LINE, each.key)]
                if not link.is_contrary and known[link.cited].state is State.SAID
            ],
        )
        for each in lines
    ]


def line_in(programme: Programme, key: str) -> SchemeLine | None:
    """Return a line of a programme, None for none or one that was taken out. One query."""
    found = SchemeLine.objects.filter(programme=programme, key=key, removed_at=None)
    return found.select_related("department", "programme").first()


def lines_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, SchemeLine]:
    """Return the lines of a programme that have these keys, removed ones too. One query."""
    found = SchemeLine.objects.filter(programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("department")}


def read_lines(lines: Sequence[SchemeLine]) -> list[Read]:
    """Return lines as rules read them."""
    return [
        Read(
            Section(each.section),
            "" if each.department is None else each.department.name,
            each.is_gap,
            each.heading,
        )
        for each in lines
    ]


def compared_activity(programme: Programme) -> tuple[str, str]:
    """Return the meeting (its key) and the activity whose headings are answered. One query."""
    found = Scheme.objects.filter(programme=programme).select_related("meeting").first()
    if found is None or found.meeting is None:
        return "", ""
    return found.meeting.key, found.activity


def activities_with_headings(programme: Programme) -> list[tuple[str, str, str]]:
    """Return (meeting's key, activity, its title) where texts stand under headings. One query."""
    found = (
        Verbatim.objects.filter(meeting__programme=programme, about__isnull=False, state=State.SAID)
        .order_by()
        .values_list("meeting__key", "meeting__title", "activity", "activity_title")
        .distinct()
    )
    return sorted((key, slug, f"{title} · {named}") for key, title, slug, named in found)


def headings_asked(programme: Programme, lines: Sequence[SchemeLine]) -> list[AskedHeading]:
    """Return what was asked under each heading, by their numbers. Two queries."""
    meeting, activity = compared_activity(programme)
    if not activity:
        return []
    found: dict[str, tuple[list[Reference], list[str]]] = {}
    for key, about, words in (
        Verbatim.objects.filter(
            meeting__programme=programme, meeting__key=meeting, activity=activity,
            about__isnull=False, state=State.SAID,
        )
        .order_by("place")
        .values_list("key", "about", "text")
    ):  # fmt: skip
        with override(programme.language):  # what a line answers is kept in these words
            heading = _heading(about)
        asked, texts = found.setdefault(heading, ([], []))
        asked.append(Reference(VERBATIM, key))
        texts.append(words)
    return [
        AskedHeading(heading, asked, texts, [each for each in lines if each.heading == heading])
        for heading, (asked, texts) in sorted(found.items())
    ]


def aims_of(programme: Programme) -> list[PlanAim]:
    """Return the aims of the authority's plan. One query."""
    return list(PlanAim.objects.filter(programme=programme))


def aims_told(programme: Programme) -> list[AimTold]:
    """Return the aims with what serves each. Two queries, and one for each kind that serves."""
    aims = list(PlanAim.objects.filter(programme=programme).prefetch_related("served"))
    references = {Reference(each.kind, each.key) for aim in aims for each in aim.served.all()}
    known = citables(programme, references) if references else {}
    return [
        AimTold(
            aim,
            [
                (known[Reference(each.kind, each.key)], each.how)
                for each in aim.served.all()
                if known[Reference(each.kind, each.key)].state is State.SAID
            ],
        )
        for aim in aims
    ]


def aim_in(programme: Programme, key: str) -> PlanAim | None:
    """Return an aim of a programme's plan, None when there is none. One query."""
    return PlanAim.objects.filter(programme=programme, key=key).first()


def scheme_told(programme: Programme) -> dict[str, Any]:
    """Return what an archive holds of a scheme: lines with what each cites, aims. Five queries."""
    lines = lines_of(programme)
    links = links_from(programme, [Reference(LINE, each.key) for each in lines])
    return {
        "lines": [
            {
                "key": each.key,
                "section": each.section,
                "what": each.what,
                **each.values,
                "department": None if each.department is None else each.department.name,
                "is_gap": each.is_gap,
                "heading": each.heading,
                "cites": [
                    {
                        "kind": link.cited.kind,
                        "key": link.cited.key,
                        "is_contrary": link.is_contrary,
                    }
                    for link in links[Reference(LINE, each.key)]
                ],
            }
            for each in lines
        ],
        "plan": [
            {
                "words": aim.words,
                "served": [
                    {"kind": each.kind, "key": each.key, "how": each.how}
                    for each in aim.served.all()
                ],
            }
            for aim in PlanAim.objects.filter(programme=programme).prefetch_related("served")
        ],
    }


def _heading(about: Any) -> str:
    """Return a heading as it is written: people's own words, or a message of ours with them."""
    return about if isinstance(about, str) else translate(about)
