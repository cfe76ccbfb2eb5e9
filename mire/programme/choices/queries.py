"""Files of scenarios, read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from mire.programme.choices.models import Argument as Argument
from mire.programme.choices.models import Bearing as Bearing
from mire.programme.choices.models import Choice as Choice
from mire.programme.choices.models import Measure as Measure
from mire.programme.choices.models import Scenario as Scenario
from mire.programme.choices.models import SentChoice as SentChoice
from mire.programme.choices.models import Yardstick as Yardstick
from mire.programme.choices.rules import told as plain
from mire.programme.choices.rules.kinds import ARGUMENT, PARTS, YARDSTICK
from mire.programme.evidence.rules import searched
from mire.programme.programmes.models import Programme
from mire.programme.thread.queries import citables, links_from
from mire.programme.thread.rules import Reference, Step


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A file of scenarios in a list: its title, how many it compares, how many arguments."""

    choice: Choice
    title: str
    n_scenarios: int
    n_arguments: int


def choices_of(programme: Programme, *, with_drafts: bool) -> list[ChoiceLine]:
    """Return a programme's files, the last one first; ``with_drafts``: as they stand now.

    Without, those that were sent, as their last copies have them. Two queries at most.
    """
    found = Choice.objects.filter(programme=programme, removed_at=None)
    found = found.order_by("-made_at", "-pk")
    if not with_drafts:
        rows = found.exclude(sent_at=None).prefetch_related("sent")
        return [_as_sent(each, [*each.sent.all()][-1]) for each in rows]
    live = Q(scenarios__removed_at=None)
    counted = found.annotate(
        n_scenarios=Count("scenarios", filter=live, distinct=True),
        n_arguments=Count(
            "scenarios__arguments",
            filter=live & Q(scenarios__arguments__removed_at=None),
            distinct=True,
        ),
    )
    return [ChoiceLine(each, each.title, each.n_scenarios, each.n_arguments) for each in counted]


def _as_sent(choice: Choice, copy: SentChoice) -> ChoiceLine:
    told = plain.from_kept(copy.told)
    return ChoiceLine(choice, told.title, len(told.scenarios), told.n_arguments)


def choice_in(programme: Programme, key: str) -> Choice | None:
    """Return a file of a programme, None when there is none. One query."""
    found = Choice.objects.filter(programme=programme, key=key, removed_at=None)
    return found.select_related("programme").first()


def removed_choices(programme: Programme) -> Sequence[Choice]:
    """Return the files of a programme that were withdrawn. One query."""
    return list(Choice.objects.filter(programme=programme).exclude(removed_at=None))


def removed_choice(programme: Programme, key: str) -> Choice | None:
    """Return a file that was withdrawn, None when there is none. One query."""
    found = Choice.objects.filter(programme=programme, key=key).exclude(removed_at=None)
    return found.select_related("programme").first()


def removed_from(choice: Choice) -> tuple[Sequence[Scenario], Sequence[Argument]]:
    """Return what was taken out of a file: scenarios, then arguments of those left. Two queries."""
    scenarios = Scenario.objects.filter(choice=choice).exclude(removed_at=None)
    arguments = Argument.objects.filter(scenario__choice=choice, scenario__removed_at=None)
    return list(scenarios), list(arguments.exclude(removed_at=None).select_related("scenario"))


def scenario_in(choice: Choice, key: str) -> Scenario | None:
    """Return a scenario of a file, removed or not; None when there is none. One query."""
    return Scenario.objects.filter(choice=choice, key=key).select_related("choice").first()


def argument_in(choice: Choice, key: str) -> Argument | None:
    """Return an argument of a file, removed or not; None when there is none. One query."""
    found = Argument.objects.filter(scenario__choice=choice, key=key)
    return found.select_related("scenario__choice__programme").first()


def yardstick_of(choice: Choice, criterion: str) -> Yardstick | None:
    """Return how a criterion (its key) is known in a file, None where it isn't. One query."""
    found = Yardstick.objects.filter(choice=choice, criterion__key=criterion)
    return found.select_related("criterion", "choice__programme").first()


def bearing_in(choice: Choice, key: str) -> Bearing | None:
    """Return who would bear what, None when there is none. One query."""
    found = Bearing.objects.filter(scenario__choice=choice, key=key)
    return found.select_related("scenario__choice").first()


def told_of(choice: Choice) -> plain.Told:
    """Return a file as it stands now. Five queries."""
    scenarios = list(Scenario.objects.filter(choice=choice, removed_at=None))
    arguments: dict[int, list[plain.Argument]] = {each.pk: [] for each in scenarios}
    for row in Argument.objects.filter(scenario__in=scenarios, removed_at=None):
        arguments[row.scenario_id].append(
            plain.Argument(row.key, row.kind, row.sentence, row.origin, row.reply)
        )
    yardsticks = list(Yardstick.objects.filter(choice=choice).select_related("criterion"))
    used = {each.pk: each.criterion.key for each in yardsticks}
    measures: dict[int, dict[str, Mapping[str, object]]] = {each.pk: {} for each in scenarios}
    for one in Measure.objects.filter(scenario__in=scenarios):
        measures[one.scenario_id][used[one.yardstick_id]] = one.figures
    keys = {each.pk: each.key for each in scenarios}
    return plain.Told(
        title=choice.title,
        lead=choice.lead,
        yardsticks=tuple(
            plain.Yardstick(
                each.key,
                each.criterion.key,
                each.criterion.name,
                each.criterion.meaning,
                each.how,
                each.direction,
                each.unit,
                each.low,
                each.high,
                each.note,
                tuple(each.mentions),
            )
            for each in yardsticks
        ),
        scenarios=tuple(
            plain.Scenario(
                key=each.key,
                title=each.title,
                **{part: getattr(each, part) for part in PARTS},
                arguments=tuple(arguments[each.pk]),
                measures=measures[each.pk],
            )
            for each in scenarios
        ),
        bearings=tuple(
            plain.Bearing(each.key, each.who, keys[each.scenario_id], each.effect, each.what)
            for each in Bearing.objects.filter(scenario__in=scenarios)
        ),
    )


def sent_of(choice: Choice) -> Sequence[SentChoice]:
    """Return the copies of a file, the last one first. One query."""
    return list(SentChoice.objects.filter(choice=choice).order_by("-version"))


def choices_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Choice]:
    """Return files by key, removed ones too. One query."""
    return {each.key: each for each in Choice.objects.filter(programme=programme, key__in=keys)}


def scenarios_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Scenario]:
    """Return scenarios by key, removed ones too, each with its file. One query."""
    found = Scenario.objects.filter(choice__programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("choice")}


def arguments_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Argument]:
    """Return arguments by key, removed ones too, each with its scenario and file. One query."""
    found = Argument.objects.filter(scenario__choice__programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("scenario__choice")}


def yardsticks_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Yardstick]:
    """Return yardsticks by key, each with its criterion and file. One query."""
    found = Yardstick.objects.filter(choice__programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("criterion", "choice")}


def keys_of(
    programme: Programme, model: type[Scenario] | type[Yardstick], choice: str
) -> list[str]:
    """Return the keys of what belongs to a file, removed or not. One query."""
    found = model.objects.filter(choice__programme=programme, choice__key=choice)
    return [each.key for each in found]


def keys_of_argued(programme: Programme, scenario: str) -> list[str]:
    """Return the keys of what is argued of a scenario, removed or not. One query."""
    found = Argument.objects.filter(scenario__choice__programme=programme, scenario__key=scenario)
    return list(found.values_list("key", flat=True))


def keys_of_choices(programme: Programme, sought: str) -> list[str]:
    """Return the keys of files that hold these words, the last one first. One query."""
    rows = Choice.objects.filter(programme=programme, removed_at=None).order_by("-made_at", "-pk")
    return [
        key for key, title, lead in rows.values_list("key", "title", "lead")
        if holds(sought, title, lead)
    ]  # fmt: skip


def keys_of_scenarios(programme: Programme, sought: str) -> list[str]:
    """Return the keys of scenarios that hold these words, in their order. One query."""
    rows = Scenario.objects.filter(
        choice__programme=programme, choice__removed_at=None, removed_at=None
    )
    return [
        key for key, title, what in rows.values_list("key", "title", "what")
        if holds(sought, title, what)
    ]  # fmt: skip


def keys_of_arguments(programme: Programme, sought: str) -> list[str]:
    """Return the keys of arguments that hold these words, the last one first. One query."""
    rows = Argument.objects.filter(
        scenario__choice__programme=programme,
        scenario__choice__removed_at=None,
        scenario__removed_at=None,
        removed_at=None,
    ).order_by("-made_at", "-pk")
    found = rows.values_list("key", "sentence", "scenario__title")
    return [key for key, *said in found if holds(sought, *said)]


def holds(sought: str, *said: str) -> bool:
    """Say whether texts hold all the words that are sought, whatever their accents."""
    here = searched(" ".join(said))
    return all(word in here for word in searched(sought).split())


def sources_behind(programme: Programme, told: plain.Told) -> dict[Reference, list[Step]]:
    """Return what each argument and each yardstick of a file cites, in its order.

    One query, and one for each kind that is cited.
    """
    citing = [
        *(Reference(ARGUMENT, each.key) for one in told.scenarios for each in one.arguments),
        *(Reference(YARDSTICK, each.key) for each in told.yardsticks),
    ]
    links = links_from(programme, citing)
    known = citables(programme, {each.cited for found in links.values() for each in found})
    return {
        here: [
            Step(
                known[each.cited],
                1,
                bool(each.digest) and each.digest != known[each.cited].digest,
                is_contrary=each.is_contrary,
            )
            for each in found
        ]
        for here, found in links.items()
    }
