"""A file of three scenarios, argued and measured on two criteria that were graded or counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from mire.programme.choices.actions import (
    add_scenario,
    answer_argument,
    begin_choice,
    measure,
    remove_scenario,
    send_choice,
    set_bearing,
    set_yardstick,
    write_argument,
)
from mire.programme.choices.models import Argument, Choice, Scenario
from mire.programme.choices.rules.kinds import PARTS, ArgumentKind, Effect, How, Origin, Way
from mire.programme.criteria.actions import add_criterion
from mire.programme.criteria.models import Criterion
from mire.programme.keys import new_key
from tests.support.office import NOW, Office
from tests.support.steering import SECRETARY

TITLES = ("Cellule", "Dans une direction", "En résidence")
GRADED = {
    "how": How.GRADES, "unit": "", "direction": Way.MORE, "low": None, "high": None, "note": "",
}  # fmt: skip
COUNTED = {**GRADED, "how": How.FIGURE, "unit": "jours", "direction": Way.LESS}


def file_of_scenarios(office: Office, titles: Sequence[str] = TITLES) -> Choice:
    """Begin a file with scenarios of these titles."""
    choice = begin_choice(
        programme=office.programme, key=new_key(), title="Trois scénarios", lead="Lequel choisir ?",
        by=SECRETARY, now=NOW,
    )  # fmt: skip
    for title in titles:
        values = {"title": title, **dict.fromkeys(PARTS, "")}
        add_scenario(choice=choice, key=new_key(), values=values, by=SECRETARY, now=NOW)
    return choice


def argued(
    scenario: Scenario, sentence: str, kind: ArgumentKind = ArgumentKind.STRENGTH
) -> Argument:
    """Write an argument on a scenario."""
    return write_argument(
        scenario=scenario, key=new_key(), kind=kind, sentence=sentence, origin=Origin.DIRECTORS,
        by=SECRETARY, now=NOW,
    )  # fmt: skip


def criterion_of(office: Office, name: str) -> Criterion:
    """Return a criterion of the programme, added if it isn't there."""
    if not Criterion.objects.filter(programme=office.programme, name=name).exists():
        add_criterion(
            programme=office.programme, key=new_key(), name=name, meaning="", by=SECRETARY, now=NOW
        )
    return Criterion.objects.get(programme=office.programme, name=name)


def measured(
    office: Office,
    choice: Choice,
    name: str,
    figures: Sequence[Mapping[str, Any] | None],
    scale: Mapping[str, Any] = COUNTED,
) -> Criterion:
    """Measure the scenarios of a file by a criterion."""
    criterion = criterion_of(office, name)
    known = set_yardstick(choice=choice, criterion=criterion, values=scale, by=SECRETARY, now=NOW)
    rows = Scenario.objects.filter(choice=choice, removed_at=None)
    for row, each in zip(rows, figures, strict=True):
        measure(yardstick=known, scenario=row, figures=each, by=SECRETARY, now=NOW)
    return criterion


def whole_file(office: Office) -> Choice:
    """Return a file whose three scenarios are argued and measured by four criteria."""
    choice = file_of_scenarios(office)
    for row in choice.scenarios.all():
        argued(row, f"Pour {row.title}.")
        argued(row, f"Contre {row.title}.", ArgumentKind.WEAKNESS)
    counts = ([0, 0, 1, 3, 5], [2, 5, 2, 0, 0], [0, 1, 5, 3, 0])
    measured(office, choice, "Portage", [{"counts": each} for each in counts], GRADED)
    counts = ([3, 6, 0, 0, 0], [0, 4, 5, 0, 0], [0, 0, 1, 4, 4])
    measured(office, choice, "Proximité", [{"counts": each} for each in counts], GRADED)
    measured(office, choice, "Jours", [{"value": 400}, {"value": 500}, {"from": 280, "to": 360}])
    scale = {**COUNTED, "unit": "", "direction": Way.MORE, "low": 0.0, "high": 14.0}
    measured(office, choice, "Directions", [{"value": 7}, {"value": 3}, {"value": 11}], scale)
    return choice


def scenario_pages(office: Office) -> list[str]:
    """Make files of scenarios, whole, sent, and begun; return the addresses of their pages."""
    choice = whole_file(office)
    scenario = choice.scenarios.all()[0]
    argument = scenario.arguments.all()[0]
    answer_argument(argument=argument, reply="Deux ans au plus.", by=SECRETARY, now=NOW)
    set_bearing(
        scenario=scenario, key=new_key(), who="Les agents", effect=Effect.BEARS,
        what="un jour par mois", by=SECRETARY, now=NOW,
    )  # fmt: skip
    send_choice(choice=choice, document={}, version=1, why="", by=SECRETARY, now=NOW)
    argued(scenario, "Un argument de plus.")
    begun = file_of_scenarios(office, ("Seul",))
    remove_scenario(scenario=begun.scenarios.all()[0], is_out=True, by=SECRETARY, now=NOW)
    graded = Criterion.objects.get(programme=office.programme, name="Portage").key
    counted = Criterion.objects.get(programme=office.programme, name="Jours").key
    here, all_of_them = f"decider/scenarios/{choice.key}", "decider/scenarios"
    return [
        all_of_them,
        f"{all_of_them}/nouveau",
        here,
        f"{here}?p0=100&p1=0&a=2&b=3",
        f"{all_of_them}/{begun.key}",
        f"{here}/changer",
        f"{here}/scenario",
        f"{here}/scenario/{scenario.key}",
        f"{here}/scenario/{scenario.key}/argument",
        f"{here}/scenario/{scenario.key}/effet",
        f"{here}/argument/{argument.key}",
        f"{here}/argument/{argument.key}/reponse",
        f"{here}/argument/{argument.key}/sources",
        f"{here}/criteres",
        f"{here}/critere/{graded}",
        f"{here}/critere/{graded}/mesures",
        f"{here}/critere/{counted}/mesures",
        f"{here}/critere/{counted}/sources",
    ]
