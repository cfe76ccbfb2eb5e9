"""Citing."""

from collections.abc import Collection, Sequence
from datetime import datetime

from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor
from mire.programme.programmes.models import Programme
from mire.programme.thread.models import Citation
from mire.programme.thread.queries import citables, cited_by
from mire.programme.thread.rules import Reference, State
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def set_source(
    *,
    programme: Programme,
    citing: Reference,
    name: str,
    source: Reference,
    how: str,
    by: Actor,
    now: datetime,
) -> None:
    """Make something a source of what cites, called ``name`` in the journal; others stay.

    ``how``: "for", "against", or "" for no more. One that is turned round keeps its place. Raises
    what ``cite`` raises.
    """
    links = cited_by(programme, citing.kind, [citing.key])[citing.key]
    cited = [each.cited for each in links if each.cited != source]
    contrary = {each.cited for each in links if each.is_contrary} - {source}
    if how:
        place = next((n for n, each in enumerate(links) if each.cited == source), len(cited))
        cited.insert(place, source)
        contrary |= {source} if how == "against" else set()
    cite(
        programme=programme,
        citing=citing,
        name=name,
        cited=cited,
        contrary=contrary,
        by=by,
        now=now,
    )


@journalled
def cite(
    *,
    programme: Programme,
    citing: Reference,
    name: str,
    cited: Sequence[Reference],
    contrary: Collection[Reference] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Make ``cited``, in this order, all that ``citing`` cites; the journal calls it ``name``.

    ``contrary``: those among them that say the contrary. What was cited before keeps the digest
    that it was cited by. Raises Refusal for something that can't be read, unless it was cited
    before: nothing new is built on it.
    """
    wanted = list(dict.fromkeys(cited))
    rows = {
        Reference(row.cited_kind, row.cited_key): row
        for row in Citation.objects.select_for_update().filter(
            programme=programme, citing_kind=citing.kind, citing_key=citing.key
        )
    }
    if list(rows) == wanted and all(
        row.is_contrary == (each in contrary) for each, row in rows.items()
    ):
        nothing_done()
        return
    added = [each for each in wanted if each not in rows]
    known = citables(programme, added)
    if citing in wanted or any(each.state is not State.SAID for each in known.values()):
        raise Refusal(
            text("On ne cite que ce qui peut se lire : cette source est occultée ou introuvable."),
            path=("cited",),
            code="unreadable",
        )
    gone = [row.pk for each, row in rows.items() if each not in wanted]
    Citation.objects.filter(pk__in=gone).delete()
    for place, each in enumerate(wanted, 1):
        row = rows.get(each)
        if row is None:
            row = Citation(
                programme=programme,
                citing_kind=citing.kind,
                citing_key=citing.key,
                cited_kind=each.kind,
                cited_key=each.key,
                digest=known[each].digest,
                by=by.name[:120],
                at=now,
            )
        if (row.place, row.is_contrary) != (place, each in contrary):
            row.place, row.is_contrary = place, each in contrary
            row.save()
    note(
        by=by,
        act="sources.changed",
        about=About(citing.kind, citing.key, name),
        programme=programme.key,
        before={"n": len(rows)},
        after={"n": len(wanted)},
        now=now,
    )
