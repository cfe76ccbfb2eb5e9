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
    sources = [_step(known[cited], *behind[cited]) for cited in behind]
    met = {start, *behind}
    for source in (here, *(step.citable for step in sources)):
        depth = 1 + behind.get(source.reference, (0, ""))[0]
        for each in source.rests_on:
            if each not in met:
                met.add(each)
                sources.append(_step(known[each], depth, known[each].digest))
    uses = [_step(known[citing], depth, "") for citing, (depth, _digest) in ahead.items()]
    return Trace(here, sorted(sources, key=lambda step: step.depth), uses)


def links_of(programme: Programme) -> list[Link]:
    """Return who cites what in a programme, in the order of each list. One query."""
    rows = Citation.objects.filter(programme=programme).values_list(
        "citing_kind", "citing_key", "cited_kind", "cited_key", "digest"
    )
    return [
        Link(Reference(citing_kind, citing), Reference(cited_kind, cited), digest)
        for citing_kind, citing, cited_kind, cited, digest in rows
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
    cited = {Reference(row.cited_kind, row.cited_key): row.digest for row in rows}
    known = citables(programme, cited)
    return [_step(known[each], 1, digest) for each, digest in cited.items()]


def taken_up(programme: Programme, kind: str) -> set[str]:
    """Return the keys of one kind that something cites. One query."""
    found = Citation.objects.filter(programme=programme, cited_kind=kind)
    return set(found.values_list("cited_key", flat=True))


def _step(citable: Citable, depth: int, digest: str) -> Step:
    return Step(citable, depth, bool(digest) and digest != citable.digest)
