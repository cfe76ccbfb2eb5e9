"""How many voices a passage rests on."""

from collections.abc import Collection, Iterable, Mapping

from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.thread.rules import Link, Reference, reached


def behind(
    starts: Collection[Reference],
    links: Iterable[Link],
    rests_on: Mapping[Reference, Collection[Reference]],
) -> dict[Reference, set[Reference]]:
    """Return all that each start rests on, through citations and by itself."""
    whole = [*links]
    known = {(link.citing, link.cited) for link in whole}
    whole += [
        Link(citing, cited, "")
        for citing, resting in rests_on.items()
        for cited in resting
        if (citing, cited) not in known
    ]
    return {start: set(reached(start, whole, upstream=True)) for start in starts}


def is_one_voice(
    references: Collection[Reference], behind_each: Mapping[Reference, Collection[Reference]]
) -> bool:
    """Say whether all that is behind leads back to one text that was said.

    ``behind_each``: what each of the references rests on. A figure counts several; what rests on
    nothing (a decision, say) is a source of its own.
    """
    ends = {each for each in references if not behind_each.get(each) or each.kind == FIGURE}
    return len(ends) == 1 and next(iter(ends)).kind == VERBATIM
