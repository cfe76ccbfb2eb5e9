"""`mire plan …`: timetables that hold every rule, and the proof of how good they are.

Lives here: one module a command: it reads a file, calls one pure planner of
``mire.planning``, prints its document, its JSON or a file for another program.
Does not live here: planners (``mire.planning``), what is said of them (``mire.documents``).
May be called by: ``mire.cli.commands``, once the terminal's language is known.
"""

import typer
from django.utils.translation import gettext as _

from mire.cli.plan.residency import plan_residency
from mire.cli.plan.rotation import plan_rotation

app = typer.Typer(help=_("Planifier : des plans avec leur preuve."), no_args_is_help=True)

app.command(
    "residency", help=_("Planifie un labo en résidence dans plusieurs directions, tour à tour.")
)(plan_residency)
app.command(
    "rotation", help=_("Assoit chacun à une table, tour après tour, sans retrouver les mêmes.")
)(plan_rotation)
