"""The office from the terminal: the address of the first start, a link for who is locked out."""

import secrets
import sys
from datetime import UTC, datetime
from typing import Annotated

import segno
import typer
from django.utils.translation import gettext as _

from mire.cli import serving, speech
from mire.cli.meetings import Port
from mire.programme.accounts.actions import make_first_start_key
from mire.programme.accounts.queries import has_accounts
from mire.programme.journal.rules import Actor
from mire.programme.people.actions import hand_out_link
from mire.programme.people.queries import persons_named

admin = typer.Typer(help=_("Les accès au bureau."), no_args_is_help=True)


def print_first_start(base: str) -> None:
    """Say, on an installation that nobody has started, the one address that starts it."""
    if has_accounts():
        return
    secret = secrets.token_urlsafe(24)
    make_first_start_key(secret=secret, now=datetime.now(UTC))
    typer.echo(
        _("Premier démarrage, à ouvrir une seule fois : %(address)s")
        % {"address": f"{base}/premier-demarrage/{secret}"}
    )
    serving.warn_of_address()
    sys.stdout.flush()


@admin.command("link", help=_("Donne à une personne un lien qui ouvre sa session, une fois."))
def link(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help=_("Son nom, ou son adresse électronique."))
    ],
    port: Port = None,
) -> None:
    """Make a one-use link, and an account for who has none."""
    serving.prepare_databases()
    found = persons_named(person)
    if len(found) != 1:
        names = ", ".join(f"{each} <{each.email}>" for each in found[:9])
        speech.refuse(
            _("Personne ne s'appelle ainsi ici : « %(person)s ».") % {"person": person}
            if not found
            else _("Plusieurs personnes répondent à « %(person)s » : %(names)s.")
            % {"person": person, "names": names}
        )
    secret = secrets.token_urlsafe(24)
    hand_out_link(person=found[0], secret=secret, programme="", by=Actor(), now=datetime.now(UTC))
    address = f"{serving.default_address(port)}/compte/lien/{secret}"
    typer.echo(_("Lien pour %(person)s, valable une fois, un jour :") % {"person": found[0]})
    typer.echo(address)
    serving.warn_of_address()
    segno.make(address, error="l").terminal(out=sys.stdout, compact=True, border=2)
