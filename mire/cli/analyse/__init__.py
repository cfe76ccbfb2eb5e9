"""`mire analyse …`: figures from what people did.

Lives here: one module a command: it reads a file, calls one pure function of
``mire.analysis``, prints its document or its JSON.
Does not live here: figures (``mire.analysis``), what is said of them (``mire.documents``).
May be called by: ``mire.cli.commands``, once the terminal's language is known.
"""

import typer
from django.utils.translation import gettext as _

from mire.cli.analyse.reach import analyse_reach

app = typer.Typer(help=_("Analyser : ce que disent les présences."), no_args_is_help=True)


@app.callback()
def analyse() -> None:
    """Keep `reach` a command of its own name while it is the only one."""


app.command("reach", help=_("Dit qui l'on touche, d'après qui a pris part à quoi."))(analyse_reach)
