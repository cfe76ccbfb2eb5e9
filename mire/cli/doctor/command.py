"""The command: every check, a line each; exit code 1 where something is wrong."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from mire.cli import speech
from mire.cli.doctor.checked import SIGNS, Checked, State, wrong
from mire.cli.doctor.machine import of_machine
from mire.cli.doctor.served import of_served
from mire.cli.doctor.storage import of_storage
from mire.cli.troubles import sentence
from mire.documents.writers import terminal
from mire.technique_api.text import text
from mire.words import words

Url = Annotated[
    str,
    typer.Option(
        "--url", metavar="URL", help=_("L'adresse servie : regarder aussi ce qui y arrive.")
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("En JSON."))]


def doctor(url: Url = "", as_json: AsJson = False) -> None:
    """Look at what this installation stands on; say what to do."""
    found: list[Checked] = []
    for looked in (of_machine(), of_storage(), of_served(url) if url else ()):
        try:
            for each in looked:
                found.append(each)
                if not as_json:
                    typer.echo(terminal.spoken(f"{SIGNS[each.state]} {words.translate(each.told)}"))
        except Exception as error:
            told = sentence(error)
            if told is None:
                raise
            found.append(wrong("database", text("%(why)s", why=told)))
            if not as_json:
                typer.echo(terminal.spoken(f"{SIGNS[State.WRONG]} {told}"))
    if as_json:
        speech.print_json(
            [
                {"check": each.check, "state": each.state, "told": words.translate(each.told)}
                for each in found
            ]
        )
    if any(each.state is State.WRONG for each in found):
        raise typer.Exit(1)
