"""What files of scenarios give to cite: themselves, scenarios, arguments, how a criterion is known.

What was never sent, or has changed since, the group alone reads.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from mire.programme.choices.queries import (
    Choice,
    Scenario,
    Yardstick,
    arguments_by_key,
    choices_by_key,
    keys_of,
    keys_of_argued,
    keys_of_arguments,
    keys_of_choices,
    keys_of_scenarios,
    scenarios_by_key,
    yardsticks_by_key,
)
from mire.programme.choices.rules.kinds import (
    ARGUMENT,
    ARGUMENT_WORDS,
    CHOICE,
    HOW_WORDS,
    ORIGIN_WORDS,
    SCENARIO,
    YARDSTICK,
    ArgumentKind,
    How,
    Origin,
)
from mire.programme.evidence.rules import digest_of
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, State
from mire.technique_api.text import text


def _reach(choice: Choice, changed_at: datetime) -> Reach:
    is_sent = choice.sent_at is not None and changed_at <= choice.sent_at
    return Reach.MEMBERS if is_sent else Reach.GROUP


def _state(*removed_at: datetime | None) -> State:
    return State.SAID if all(each is None for each in removed_at) else State.WITHDRAWN


def _choices(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return files. One query."""
    return {
        key: Citable(
            Reference(CHOICE, key),
            text("Dossier de scénarios : %(title)s", title=row.title)
            if row.removed_at is None
            else "",
            digest_of({"title": row.title, "version": row.version}),
            _state(row.removed_at),
            ((text("version"), str(row.version - 1)),) if row.sent_at else (),
            reach=Reach.GROUP if row.sent_at is None else Reach.MEMBERS,
        )
        for key, row in choices_by_key(programme, keys).items()
    }


def _scenarios(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return scenarios. One query."""
    found = {}
    for key, row in scenarios_by_key(programme, keys).items():
        state = _state(row.removed_at, row.choice.removed_at)
        found[key] = Citable(
            Reference(SCENARIO, key),
            text("Scénario : %(title)s", title=row.title) if state is State.SAID else "",
            digest_of({"title": row.title, "what": row.what}),
            state,
            ((text("dossier"), row.choice.title),),
            rests_on=(Reference(CHOICE, row.choice.key),),
            reach=_reach(row.choice, row.changed_at),
        )
    return found


def _arguments(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return arguments. One query."""
    found = {}
    for key, row in arguments_by_key(programme, keys).items():
        scenario = row.scenario
        state = _state(row.removed_at, scenario.removed_at, scenario.choice.removed_at)
        found[key] = Citable(
            Reference(ARGUMENT, key),
            text("%(sentence)s", sentence=row.sentence) if state is State.SAID else "",
            digest_of({"sentence": row.sentence, "kind": row.kind}),
            state,
            (
                (text("scénario"), scenario.title),
                (text("genre"), ARGUMENT_WORDS[ArgumentKind(row.kind)]),
                (text("origine"), ORIGIN_WORDS[Origin(row.origin)]),
            ),
            rests_on=(Reference(SCENARIO, scenario.key),),
            reach=_reach(scenario.choice, row.changed_at),
        )
    return found


def _yardsticks(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return how criteria are known. One query."""
    return {
        key: Citable(
            Reference(YARDSTICK, key),
            text("Critère « %(name)s »", name=row.criterion.name),
            digest_of({"how": row.how, "unit": row.unit, "note": row.note}),
            _state(row.choice.removed_at),
            (
                (text("dossier"), row.choice.title),
                (text("mesure"), HOW_WORDS[How(row.how)]),
            ),
            rests_on=(Reference(CHOICE, row.choice.key),),
            reach=_reach(row.choice, row.made_at),
        )
        for key, row in yardsticks_by_key(programme, keys).items()
    }


def _seek(
    keys: Callable[[Programme, str], list[str]],
) -> Callable[[Programme, str, int], Sequence[str]]:
    return lambda programme, sought, most: keys(programme, sought)[:most]


def _scenarios_of(programme: Programme, reference: Reference) -> Sequence[str]:
    """Return the scenarios of a file. One query."""
    return keys_of(programme, Scenario, reference.key) if reference.kind == CHOICE else ()


def _yardsticks_of(programme: Programme, reference: Reference) -> Sequence[str]:
    """Return how criteria are known in a file. One query."""
    return keys_of(programme, Yardstick, reference.key) if reference.kind == CHOICE else ()


def _arguments_of(programme: Programme, reference: Reference) -> Sequence[str]:
    """Return what is argued of a scenario. One query."""
    return keys_of_argued(programme, reference.key) if reference.kind == SCENARIO else ()


KINDS = (
    Kind(CHOICE, text("dossier de scénarios"), _choices, seek=_seek(keys_of_choices)),
    Kind(SCENARIO, text("scénario"), _scenarios, _scenarios_of, _seek(keys_of_scenarios)),
    Kind(ARGUMENT, text("argument"), _arguments, _arguments_of, _seek(keys_of_arguments)),
    Kind(YARDSTICK, text("mesure d'un critère"), _yardsticks, _yardsticks_of),
)
