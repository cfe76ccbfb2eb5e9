"""A file of scenarios as plain values: what pages and documents tell, what a copy keeps. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mire.programme.choices.rules.kinds import (
    ARGUMENT_WORDS,
    PART_WORDS,
    PARTS,
    ArgumentKind,
)
from mire.technique_api.text import Text, text, text_n


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument; ``reply``: what answers it, "" for nothing yet."""

    key: str
    kind: str
    sentence: str
    origin: str
    reply: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario. ``measures``: by the key of a criterion, what is known.

    ``{"value": x}``, ``{"from": x, "to": y}`` or ``{"counts": voices for 0 to 4, or for each
    mention}``.
    """

    key: str
    title: str
    what: str
    hosts: str
    decides: str
    means: str
    conditions: str
    first_days: str
    arguments: tuple[Argument, ...]
    measures: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a criterion is known in this file; ``key`` is the yardstick's own, for the thread.

    ``mentions``: those of a judgment, from the worst to the best.
    """

    key: str
    criterion: str
    name: str
    meaning: str
    how: str
    direction: str
    unit: str
    low: float | None
    high: float | None
    note: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a scenario does to some people; ``scenario`` is its key."""

    key: str
    who: str
    scenario: str
    effect: str
    what: str


@dataclass(frozen=True, slots=True)
class Told:
    """A whole file, each part in its order."""

    title: str
    lead: str
    yardsticks: tuple[Yardstick, ...]
    scenarios: tuple[Scenario, ...]
    bearings: tuple[Bearing, ...]

    @property
    def n_arguments(self) -> int:
        """How many arguments there are in all."""
        return sum(len(each.arguments) for each in self.scenarios)


def kept(told: Told) -> dict[str, Any]:
    """Return a file as JSON holds it."""
    return asdict(told)


def from_kept(values: Mapping[str, Any]) -> Told:
    """Return a file from JSON that ``kept`` made."""
    return Told(
        title=values["title"],
        lead=values["lead"],
        yardsticks=tuple(
            Yardstick(**{**each, "mentions": tuple(each.get("mentions", ()))})
            for each in values["yardsticks"]
        ),
        scenarios=tuple(
            Scenario(
                **{
                    **each,
                    "arguments": tuple(Argument(**one) for one in each["arguments"]),
                }
            )
            for each in values["scenarios"]
        ),
        bearings=tuple(Bearing(**each) for each in values["bearings"]),
    )


def changes(before: Told, after: Told) -> list[Text]:
    """Say what changed from one copy to the next, a sentence a change; empty for nothing."""
    return list(_changes(before, after))


def _changes(before: Told, after: Told) -> Iterator[Text]:
    if before.title != after.title:
        yield text("Le dossier s'appelle maintenant « %(title)s ».", title=after.title)
    if before.lead != after.lead:
        yield text("Ce qui est demandé est récrit.")
    was = {each.key: each for each in before.scenarios}
    here = {each.key: each for each in after.scenarios}
    for key, each in here.items():
        if key not in was:
            yield text("Scénario ajouté : « %(title)s ».", title=each.title)
    for key, each in was.items():
        if key not in here:
            yield text("Scénario retiré : « %(title)s ».", title=each.title)
    for key, each in here.items():
        if key in was:
            yield from _changes_of_scenario(was[key], each)
    yield from _changes_of_measures(before, after)
    if _by_key(before.bearings) != _by_key(after.bearings):
        yield text("Ce que chacun aurait à porter est récrit.")


def _changes_of_scenario(before: Scenario, after: Scenario) -> Iterator[Text]:
    title = after.title
    if before.title != title:
        yield text("« %(before)s » s'appelle maintenant « %(title)s ».", before=before.title,
                   title=title)  # fmt: skip
    for part in PARTS:
        if getattr(before, part) != getattr(after, part):
            yield text("« %(title)s », « %(part)s » : récrit.", title=title, part=PART_WORDS[part])
    was, here = _by_key(before.arguments), _by_key(after.arguments)
    for key, each in here.items():
        said = {
            "title": title,
            "kind": ARGUMENT_WORDS[ArgumentKind(each.kind)],
            "sentence": each.sentence,
        }
        old = was.get(key)
        if old is None:
            yield text("« %(title)s », argument ajouté (%(kind)s) : %(sentence)s", **said)
        elif (old.sentence, old.kind, old.origin) != (each.sentence, each.kind, each.origin):
            yield text("« %(title)s », argument récrit (%(kind)s) : %(sentence)s", **said)
        elif old.reply != each.reply:
            yield text("« %(title)s », réponse donnée à : %(sentence)s", **said)
    for key, each in was.items():
        if key not in here:
            yield text("« %(title)s », argument retiré : %(sentence)s", title=title,
                       sentence=each.sentence)  # fmt: skip


def _changes_of_measures(before: Told, after: Told) -> Iterator[Text]:
    was = {each.criterion: each for each in before.yardsticks}
    here = {each.criterion: each for each in after.yardsticks}
    for key, each in here.items():
        if key not in was:
            yield text("Critère pris en compte : « %(name)s ».", name=each.name)
        elif was[key] != each:
            yield text("Critère mesuré autrement : « %(name)s ».", name=each.name)
    for key, each in was.items():
        if key not in here:
            yield text("Critère laissé de côté : « %(name)s ».", name=each.name)
    old = {each.key: each.measures for each in before.scenarios}
    n = sum(
        old[each.key].get(key) != each.measures.get(key)
        for each in after.scenarios
        if each.key in old
        for key in here.keys() & was.keys()
    )
    if n:
        yield text_n("%(n)s mesure a changé.", "%(n)s mesures ont changé.", n, n=n)


def _by_key(rows: Sequence[Any]) -> dict[str, Any]:
    return {each.key: each for each in rows}
