"""How many voices a passage rests on."""

from collections.abc import Collection, Iterable, Mapping

from mire.programme.thread.rules import Link, Reference, reached

FIGURE, VERBATIM = "figure", "verbatim"


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


def is_one_voice(references: Collection[Reference]) -> bool:
    """Say whether what is behind holds one text that was said, and no figure of several."""
    said = [each for each in references if each.kind == VERBATIM]
    return len(said) == 1 and not any(each.kind == FIGURE for each in references)
