"""`mire choose …`: many preferences, one order or one selection.

Lives here: one module a command: it reads a file, calls one pure rule of ``mire.choice``,
prints its document or its JSON.
Does not live here: rules (``mire.choice``), what is said of their results (``mire.documents``).
May be called by: ``mire.cli.commands``, once the terminal's language is known.
"""

import typer
from django.utils.translation import gettext as _

from mire.cli.choose.consent import choose_consent
from mire.cli.choose.judgment import choose_judgment
from mire.cli.choose.portfolio import choose_portfolio
from mire.cli.choose.scenarios import choose_scenarios

app = typer.Typer(
    help=_("Choisir : classer des options, retenir des sujets."), no_args_is_help=True
)
app.command("judgment", help=_("Classe des options par le jugement majoritaire."))(choose_judgment)
app.command("portfolio", help=_("Choisit des sujets dans une capacité."))(choose_portfolio)
app.command("scenarios", help=_("Compare des scénarios sur plusieurs critères."))(choose_scenarios)
app.command("consent", help=_("Dit si une proposition tient, d'après le journal d'une réunion."))(
    choose_consent
)
