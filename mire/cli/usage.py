"""What was mistyped, said in the terminal's language: options, values, commands, what is missing.

Typer says these in English only. What it knows of a mistake is read from its exceptions; a
mistake of a kind unknown here is still said, in Typer's own words.
"""

import re
import sys
from collections.abc import Sequence
from typing import Any

import typer
from django.utils.translation import gettext as _
from typer.core import TyperGroup
from typer.exceptions import TyperException

from mire.cli import troubles
from mire.documents.writers import terminal


class SpokenGroup(TyperGroup):
    """The root of the commands: what is mistyped is refused as bad input is, with code 2."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; see :meth:`typer.core.TyperGroup.main`."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except TyperException as mistake:
            if not standalone_mode:
                raise
            _tell(mistake)
            sys.exit(mistake.exit_code)
        except typer.Abort:
            if not standalone_mode:
                raise
            sys.exit(1)
        except BrokenPipeError:  # whoever read what is printed has gone
            if not standalone_mode:
                raise
            sys.stdout = None  # nothing more to write at the end
            sys.exit(1)
        except Exception as error:
            told = troubles.sentence(error)
            if not standalone_mode or told is None:
                raise
            typer.echo(terminal.spoken(told), err=True)
            sys.exit(troubles.BAD_INPUT)
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)


def _tell(mistake: TyperException) -> None:
    context = getattr(mistake, "ctx", None)
    if type(mistake).__name__ == "NoArgsIsHelpError":
        return  # help is there already
    lines = [_words(mistake)]
    if context is not None:
        lines.append(_("Pour l'aide : %(command)s --help") % {"command": context.command_path})
    typer.echo(terminal.spoken("\n".join(lines)), err=True)


def _words(mistake: TyperException) -> str:
    option = getattr(mistake, "option_name", "")
    match type(mistake).__name__:
        case "NoSuchOption":
            likely = ", ".join(sorted(getattr(mistake, "possibilities", None) or ()))
            if likely:
                return _("%(option)s n'est pas une option ; peut-être : %(likely)s.") % {
                    "option": option,
                    "likely": likely,
                }
            return _("%(option)s n'est pas une option.") % {"option": option}
        case "BadOptionUsage" if "requires" in mistake.message:
            return _("%(option)s attend une valeur.") % {"option": option}
        case "BadOptionUsage" if "does not take" in mistake.message:
            return _("%(option)s n'attend pas de valeur.") % {"option": option}
        case "MissingParameter":
            return _("Il manque %(what)s.") % {"what": _parameter(mistake)}
        case "BadParameter":
            return _("%(what)s : %(why)s") % {"what": _parameter(mistake), "why": _why(mistake)}
    return _of_usage(mistake.format_message())


def _of_usage(message: str) -> str:
    if found := re.fullmatch(r"No such command '(.*?)'\..*", message, re.DOTALL):
        return _("« %(name)s » n'est pas une commande.") % {"name": found[1]}
    if found := re.fullmatch(
        r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", message, re.DOTALL
    ):
        return _("« %(what)s » est de trop.") % {"what": found[1]}
    if message.startswith("Missing command"):
        return _("Il manque une commande.")
    return message


def _parameter(mistake: Any) -> str:
    """Return an option's or argument's name as it is typed."""
    if mistake.param is None:
        return str(mistake.param_hint or "").strip("'\"")
    names = [name for name in mistake.param.opts if name.startswith("-")]
    return max(names, key=len) if names else str(mistake.param.metavar or mistake.param.name)


def _why(mistake: TyperException) -> str:
    said = mistake.message
    if found := re.search(r"greater than or equal to (\S+)", said):
        return _("au moins %(least)s.") % {"least": found[1]}
    if found := re.search(r"less than or equal to (\S+)", said):
        return _("au plus %(most)s.") % {"most": found[1]}
    if "valid integer" in said:
        return _("ce n'est pas un nombre entier.")
    if "valid number" in said:
        return _("ce n'est pas un nombre.")
    if found := re.search(r"is not one of (.*?)\.?$", said):
        return _("donnez l'un de ces mots : %(words)s.") % {"words": found[1].replace("'", "")}
    return said
