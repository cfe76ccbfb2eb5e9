"""A tree of departments, pure: its order, what lies in what, what is said of a merge."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from mire.technique_api.text import Text, text, text_n

T = TypeVar("T")

KINDS = {
    "pole": text("pôle"),
    "department": text("direction"),
    "service": text("service"),
}
"""What a part of an authority may be."""


def tree_order(
    nodes: Sequence[T], *, key: Callable[[T], str], parent: Callable[[T], str]
) -> list[tuple[int, T]]:
    """Return nodes with their depth from 0, each after its parent, siblings in their order.

    A node whose parent is not among them stands at the top; none is lost, even in a loop.
    """
    known = {key(node) for node in nodes}
    below: dict[str, list[T]] = {}
    for node in nodes:
        over = parent(node)
        below.setdefault(over if over in known else "", []).append(node)
    ordered: list[tuple[int, T]] = []
    seen: set[str] = set()

    def walk(over: str, depth: int) -> None:
        for node in below.get(over, ()):
            if key(node) not in seen:
                seen.add(key(node))
                ordered.append((depth, node))
                walk(key(node), depth + 1)

    walk("", 0)
    for node in nodes:  # what a loop of parents keeps from the top
        if key(node) not in seen:
            seen.add(key(node))
            ordered.append((0, node))
            walk(key(node), 1)
    return ordered


def within(parents: Mapping[str, str], key: str) -> frozenset[str]:
    """Return a department and all that lies in it. ``parents``: of each key, its parent's or ""."""
    found = {key}
    while more := {each for each, over in parents.items() if over in found and each not in found}:
        found |= more
    return frozenset(found)


def unrepresented(
    parents: Mapping[str, str], kinds: Mapping[str, str], represented: Iterable[str]
) -> list[str]:
    """Return the departments in which, services included, nobody is of the group.

    Poles and services are told by their departments; all are where no part is a department.
    """
    reached = set(represented)
    asked = [key for key in parents if kinds[key] == "department"] or list(parents)
    return [key for key in asked if not within(parents, key) & reached]


def unrepresented_sentence(n: int, total: int) -> Text:
    """Say how many departments nobody of the group comes from."""
    if not total:
        return text("Aucune direction n'est encore inscrite.")
    if not n:
        return text("Chaque direction a quelqu'un dans le groupe.")
    return text_n(
        "%(count)s direction sur %(total)s n'a personne dans le groupe.",
        "%(count)s directions sur %(total)s n'ont personne dans le groupe.",
        n,
        total=total,
    )


def merge_sentence(name: str, n_people: int, n_parts: int) -> Text:
    """Say what a merge moves, and what stays."""
    people = text_n("%(count)s personne", "%(count)s personnes", n_people)
    parts = text_n("%(count)s service", "%(count)s services", n_parts)
    return text(
        "Passent à la direction choisie : %(people)s, %(parts)s. « %(name)s » finit ce jour-là et "
        "reste lisible, avec ses dates et ses anciens noms.",
        people=people,
        parts=parts,
        name=name,
    )
