"""`mire choose portfolio`: the topics that a lab takes on, from a Pabulib file."""

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from mire.choice.portfolio import pabulib
from mire.choice.portfolio.compared import better_off
from mire.choice.portfolio.election import Election, ElectionRefused
from mire.choice.portfolio.raising import TooManySteps
from mire.choice.portfolio.reasons import Explanation, explain
from mire.choice.portfolio.selection import Choice, choose
from mire.choice.portfolio.terms import (
    Completion,
    Constraints,
    ConstraintsRefused,
    Rule,
    Utility,
)
from mire.cli import speech
from mire.cli.choose import portfolio_refusals
from mire.cli.csv_table import Fault, read_text, refuse_all, tell
from mire.documents.builders.portfolio import portfolio_document
from mire.words import words

MOST_BYTES = 200_000_000
MOST_NOTES = 20


def choose_portfolio(
    file: Annotated[Path, typer.Argument(metavar="FILE.pb", help=_("Un fichier Pabulib."))],
    rule: Annotated[
        Rule,
        typer.Option(
            "--rule",
            help=_(
                "Parts égales ; Phragmén ; ou les sujets les plus soutenus d'abord, en passant "
                "ceux qui ne tiennent pas, ou en s'arrêtant au premier (greedy-strict)."
            ),
        ),
    ] = Rule.EQUAL_SHARES,
    utility: Annotated[
        Utility,
        typer.Option(
            "--utility", help=_("Ce que vaut un sujet pour qui le soutient : son coût, ou un.")
        ),
    ] = Utility.COST,
    completion: Annotated[
        Completion,
        typer.Option(
            "--completion",
            help=_(
                "Parts égales : s'arrêter là ; augmenter les parts jusqu'à ce que rien "
                "d'autre ne tienne ; ajouter ensuite ce qui tient encore ; les augmenter "
                "jusqu'à ce que la capacité soit dépassée ; ou, sans les augmenter, ajouter les "
                "plus soutenus qui tiennent (greedy), ou jusqu'au premier qui dépasse, pris lui "
                "aussi (greedy-overspend)."
            ),
        ),
    ] = Completion.NONE,
    step: Annotated[
        str,
        typer.Option(
            "--step",
            metavar="N",
            help=_("De combien chaque part augmente, dans l'unité des coûts."),
        ),
    ] = "1",
    most_topics: Annotated[
        int | None, typer.Option("--most-topics", min=0, help=_("Au plus N sujets."))
    ] = None,
    must_have: Annotated[
        list[str] | None,
        typer.Option("--must-have", metavar="ID", help=_("Un sujet à retenir ; se répète.")),
    ] = None,
    set_aside: Annotated[
        list[str] | None,
        typer.Option("--set-aside", metavar="ID", help=_("Un sujet à écarter ; se répète.")),
    ] = None,
    excludes: Annotated[
        list[str] | None,
        typer.Option(
            "--excludes",
            metavar="ID,ID",
            help=_("Des sujets dont un seul peut être retenu ; se répète."),
        ),
    ] = None,
    themes: Annotated[
        list[str] | None,
        typer.Option(
            "--theme",
            metavar="NAME",
            help=_("Un thème qui doit avoir au moins un sujet ; se répète."),
        ),
    ] = None,
    compared: Annotated[
        Rule | None,
        typer.Option(
            "--compare", help=_("Une autre règle : dire combien sont mieux servis par laquelle.")
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
) -> None:
    election = _read(file)
    constraints = Constraints(
        most_topics=most_topics,
        must_have=tuple(must_have or ()),
        set_aside=tuple(set_aside or ()),
        excludes=tuple(tuple(id.strip() for id in group.split(",")) for group in excludes or ()),
        themes=tuple(themes or ()),
    )
    try:
        choice = choose(
            election,
            rule=rule,
            utility=utility,
            completion=completion,
            step=step,
            constraints=constraints,
        )
        explanation = explain(choice)
        other = None
        if compared is not None:
            rival = choose(election, rule=compared, utility=utility, constraints=constraints)
            other = compared, better_off(choice, rival)
    except ElectionRefused:
        speech.refuse(
            _("--step : « %(step)s » n'est pas un nombre plus grand que 0.") % {"step": step}
        )
    except ConstraintsRefused as refused:
        speech.refuse(portfolio_refusals.of_constraints(refused))
    except TooManySteps as refused:
        speech.refuse(portfolio_refusals.of_steps(refused))
    if as_json:
        told = _primitive(choice, explanation)
        if other is not None:
            told["compared"] = {"rule": other[0].value, **asdict(other[1])}
        speech.print_json(told)
    else:
        speech.print_document(portfolio_document(choice, explanation, other))


def _read(file: Path) -> Election:
    notes: list[pabulib.Problem] = []
    try:
        election = pabulib.read(read_text(file, most=MOST_BYTES), notes)
    except pabulib.PabulibRefused as refused:
        refuse_all(
            file,
            [
                Fault(each.line, each.field, portfolio_refusals.of_problem(each))
                for each in refused.problems
            ],
        )
    for each in notes[:MOST_NOTES]:
        said = _("ligne %(line)s : %(why)s") % {
            "line": each.line,
            "why": portfolio_refusals.of_problem(each),
        }
        tell(file, said)
    if len(notes) > MOST_NOTES:
        tell(file, _("… et encore %(n)s.") % {"n": words.number(len(notes) - MOST_NOTES)})
    return election


def _primitive(choice: Choice, explanation: Explanation) -> dict[str, Any]:
    ids = [topic.id for topic in choice.election.topics]
    return {
        "selected": list(choice.ids),
        "cost": _number(choice.cost),
        "endowment": _number(choice.endowment),
        "rule": choice.terms.rule.value,
        "utility": choice.terms.utility.value,
        "completion": choice.terms.completion.value,
        "won": [
            {
                "topic": ids[each.topic],
                "how": each.how.value,
                "themes": list(each.themes),
                "supporters": each.supporters,
                "payers": each.payers,
                "each": each.each,
                "effective_support": each.effective,
                "up_to": _number(each.up_to),
                "alone_for": explanation.represented.alone[each.topic],
            }
            for each in explanation.won
        ],
        "lost": [
            {
                "topic": ids[each.topic],
                "why": each.why.value,
                "supporters": each.supporters,
                "rivals": [ids[rival] for rival in each.rivals],
                "means": each.means,
                "down_to": _number(each.down_to),
                "voters": each.voters,
            }
            for each in explanation.lost
        ],
        "ties": [
            {"topics": [ids[topic] for topic in tie.topics], "decided_by": tie.decided_by}
            for tie in choice.ties
        ],
        "voters_by_topics_won": list(explanation.represented.by_number),
    }


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)
