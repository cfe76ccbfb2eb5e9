"""The thread, read: the kinds that can be cited, what they are, the trace both ways."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from mire.programme.programmes.models import Programme
from mire.programme.thread.models import Citation
from mire.programme.thread.rules import (
    Citable,
    Kind,
    Link,
    Reference,
    Step,
    missing,
    reached,
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Something, where it comes from and where it went: the nearest first."""

    here: Citable
    sources: Sequence[Step]
    uses: Sequence[Step]


@cache
def kinds() -> Mapping[str, Kind]:
    """Return what can be cited, by name, from the ``citable`` modules of the programme's rooms."""
    found: dict[str, Kind] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.citable"
        if app.name.startswith("mire.programme.") and find_spec(name) is not None:
            for kind in import_module(name).KINDS:
                if kind.name in found:
                    msg = f"two kinds are called {kind.name}"
                    raise ValueError(msg)
                found[kind.name] = kind
    return found


def citables(programme: Programme, references: Collection[Reference]) -> dict[Reference, Citable]:
    """Return these things, a stub for what is nowhere. One query for each kind among them."""
    by_kind: dict[str, list[str]] = {}
    for each in references:
        by_kind.setdefault(each.kind, []).append(each.key)
    found: dict[Reference, Citable] = {}
    for name, keys in by_kind.items():
        kind = kinds().get(name)
        known = {} if kind is None else kind.find(programme, keys)
        for key in keys:
            reference = Reference(name, key)
            found[reference] = known.get(key) or missing(reference)
    return found


def sought(
    programme: Programme,
    words: str,
    *,
    of: Collection[str] | None = None,
    without: Collection[Reference] = (),
    most: int = 12,
) -> list[Citable]:
    """Return what could be cited and holds these words: at most so many of each kind.

    ``of``: the kinds that are meant, None for all that can be sought.
    One query or two for each kind that can be sought, and one for each kind that is found.
    """
    found = [
        Reference(kind.name, key)
        for kind in kinds().values()
        if kind.seek is not None and (of is None or kind.name in of)
        for key in kind.seek(programme, words, most + len(without))
    ]
    kept: list[Reference] = []
    for each in found:
        if each not in without and sum(one.kind == each.kind for one in kept) < most:
            kept.append(each)
    known = citables(programme, kept)
    return [known[each] for each in kept]


def trace(programme: Programme, start: Reference) -> Trace | None:
    """Return where something comes from and where it went, None when it does not exist.

    Two queries, two for each kind that is met, and one for each kind of which some may rest on it.
    """
    here = citables(programme, [start])[start]
    if not here.digest:
        return None
    links = [*links_of(programme), *_resting_on(programme, start)]
    behind = reached(start, links, upstream=True)
    ahead = reached(start, links, upstream=False)
    known = citables(programme, [*behind, *ahead, *here.rests_on])
    further = [each for cited in behind for each in known[cited].rests_on if each not in known]
    known |= citables(programme, further)
    sources = [_step(known[cited], depth, link) for cited, (depth, link) in behind.items()]
    met = {start, *behind}
    for source in (here, *(step.citable for step in sources)):
        depth = 1 + (behind[source.reference][0] if source.reference in behind else 0)
        for each in source.rests_on:
            if each not in met:
                met.add(each)
                sources.append(Step(known[each], depth, has_changed=False))
    uses = [
        Step(known[citing], depth, has_changed=False, is_contrary=link.is_contrary)
        for citing, (depth, link) in ahead.items()
    ]
    return Trace(here, sorted(sources, key=lambda step: step.depth), uses)


def links_of(programme: Programme) -> list[Link]:
    """Return who cites what in a programme, in the order of each list. One query."""
    rows = Citation.objects.filter(programme=programme).values_list(
        "citing_kind", "citing_key", "cited_kind", "cited_key", "digest", "is_contrary"
    )
    return [
        Link(Reference(citing_kind, citing), Reference(cited_kind, cited), digest, is_contrary)
        for citing_kind, citing, cited_kind, cited, digest, is_contrary in rows
    ]


def _resting_on(programme: Programme, start: Reference) -> list[Link]:
    """Return what rests on something without anybody's citation, as links."""
    return [
        Link(Reference(kind.name, key), start, "")
        for kind in kinds().values()
        if kind.resting is not None
        for key in kind.resting(programme, start)
    ]


def sources_of(programme: Programme, citing: Reference) -> list[Step]:
    """Return what something cites, in its order. One query, and one for each kind cited."""
    rows = Citation.objects.filter(
        programme=programme, citing_kind=citing.kind, citing_key=citing.key
    )
    links = [
        Link(citing, Reference(row.cited_kind, row.cited_key), row.digest, row.is_contrary)
        for row in rows
    ]
    known = citables(programme, [each.cited for each in links])
    return [_step(known[each.cited], 1, each) for each in links]


def cited_by(programme: Programme, kind: str, keys: Collection[str]) -> Mapping[str, list[Link]]:
    """Return what each thing of one kind cites, in its order, by its key. One query."""
    rows = Citation.objects.filter(programme=programme, citing_kind=kind, citing_key__in=keys)
    found: dict[str, list[Link]] = {key: [] for key in keys}
    for row in rows:
        cited = Reference(row.cited_kind, row.cited_key)
        link = Link(Reference(kind, row.citing_key), cited, row.digest, row.is_contrary)
        found[row.citing_key].append(link)
    return found


def links_from(
    programme: Programme, citing: Collection[Reference]
) -> Mapping[Reference, Sequence[Link]]:
    """Return what each of these things cites, in its order. One query."""
    rows = Citation.objects.filter(
        programme=programme,
        citing_kind__in={each.kind for each in citing},
        citing_key__in=[each.key for each in citing],
    )
    found: dict[Reference, list[Link]] = {each: [] for each in citing}
    for row in rows:
        here = Reference(row.citing_kind, row.citing_key)
        cited = Reference(row.cited_kind, row.cited_key)
        if here in found:
            found[here].append(Link(here, cited, row.digest, row.is_contrary))
    return found


def links_to(programme: Programme, cited: Collection[Reference]) -> list[Link]:
    """Return who cites these things, in no order. One query."""
    wanted = set(cited)
    rows = Citation.objects.filter(
        programme=programme,
        cited_kind__in={each.kind for each in wanted},
        cited_key__in=[each.key for each in wanted],
    )
    links = [
        Link(
            Reference(row.citing_kind, row.citing_key),
            Reference(row.cited_kind, row.cited_key),
            row.digest,
            row.is_contrary,
        )
        for row in rows
    ]
    return [each for each in links if each.cited in wanted]


def taken_up(programme: Programme, kind: str) -> set[str]:
    """Return the keys of one kind that something cites. One query."""
    found = Citation.objects.filter(programme=programme, cited_kind=kind)
    return set(found.values_list("cited_key", flat=True))


def _step(citable: Citable, depth: int, link: Link) -> Step:
    has_changed = bool(link.digest) and link.digest != citable.digest
    return Step(citable, depth, has_changed, is_contrary=link.is_contrary)
