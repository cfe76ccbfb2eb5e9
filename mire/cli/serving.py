"""Serving an installation: its databases made ready, its rooms opened, its addresses said."""

import gc
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import segno
import typer
import uvicorn
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from mire.cli import served, speech, troubles
from mire.cli.building import build_if_stale
from mire.cli.data_folder import hold_alone, keep_private
from mire.cli.workers import serve_in_workers
from mire.live.engine.engine import current_engine
from mire.programme.meetings.actions import OpenedMeeting, open_meeting
from mire.runsheet.sheet import Sheet

BACKLOG = 2_048
"""Connections that wait for one of several processes to take them."""


def prepare_databases() -> None:
    """Make or upgrade the tables of this installation, and what pages need if it is missing."""
    served.refuse_other_database()
    build_if_stale()
    names = [each["NAME"] for each in settings.DATABASES.values()]
    keep_private(settings.DATA, [name for name in names if isinstance(name, Path)])
    migrate_databases()


def migrate_databases() -> None:
    """Bring the tables of both databases to the state that this version knows."""
    for alias in settings.DATABASES:
        # The live database has the live tables alone: the others' migrations would each be told
        # to make nothing there, which takes a second and more of a first start.
        labels = [] if alias == "default" else ["live"]
        if not is_migrated(alias, labels):
            call_command("migrate", *labels, database=alias, interactive=False, verbosity=0)


def is_migrated(alias: str, labels: Sequence[str] = ()) -> bool:
    """Whether a database has had every migration of these applications, all of them when empty.

    By their names alone: Django's command imports each one to say as much, at every start.
    """
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return all(
        (config.label, found.name) in applied
        for config in apps.get_app_configs()
        if not labels or config.label in labels
        for found in iter_modules([str(Path(config.path) / "migrations")])
        if not found.name.startswith("_")
    )


@contextmanager
def alone() -> Iterator[None]:
    """Be the one server of this installation's SQLite files; end with a sentence if it has one.

    Two would each keep rooms in memory and not see what the other writes.
    """
    if settings.DATABASE_URL:
        yield
        return
    settings.DATA.mkdir(parents=True, exist_ok=True)
    lock = hold_alone(settings.DATA)
    if lock is None:
        speech.refuse(
            _(
                "Un autre serveur Mire se sert déjà de %(folder)s : arrêtez-le, ou donnez à "
                "celui-ci un autre dossier (MIRE_DATA)."
            )
            % {"folder": settings.DATA}
        )
    with lock:
        yield


def refuse_workers_on_files() -> None:
    """End with a sentence: SQLite's files have one server."""
    if not settings.DATABASE_URL:
        speech.refuse(
            _(
                "Plusieurs processus ne servent ensemble que sur PostgreSQL : renseignez "
                "DATABASE_URL, ou servez sans --workers."
            )
        )


def opened(sheet: Sheet) -> OpenedMeeting:
    """Open a room for a sheet."""
    return open_meeting(sheet=sheet, engine=current_engine(), now=datetime.now(UTC))


def claimed(host: str, port: int) -> socket.socket:
    """Return a socket that holds an address, before anything is said or made; refuse a busy one.

    ``port`` 0: 8000, else any that is free.
    """
    ports = (8000, 0) if port == 0 else (port,)
    for each in ports:
        try:
            family, kind, _proto, _name, address = socket.getaddrinfo(
                host, each, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            held = socket.socket(family, kind)
        except OSError as error:
            speech.refuse(
                _("On ne peut pas écouter sur %(host)s (%(why)s).") % {"host": host, "why": error}
            )
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind(address)
        except OSError as error:
            held.close()
            if each == ports[-1]:
                speech.refuse(
                    _(
                        "Le port %(port)s de %(host)s ne peut pas servir (%(why)s) : donnez-en un "
                        "autre par --port."
                    )
                    % {"port": each, "host": host, "why": troubles.why(error)}
                )
        else:
            return held
    raise AssertionError("the last port is refused or returned")


def load_pages() -> None:
    """Import every page at once, while nothing is collected: what modules make stays for good.

    Looking through it again and again took a fifth of the start; frozen, it is looked through no
    more while pages are served.
    """
    gc.disable()
    try:
        import_module("mire.config.asgi")
        import_module(settings.ROOT_URLCONF)
        gc.freeze()
    finally:
        gc.enable()


def configuration() -> uvicorn.Config:
    """Return how requests are served: what an address is told by is only what a proxy of ours says.

    No access log: addresses are not kept.
    """
    return uvicorn.Config(
        "mire.config.asgi:application",
        access_log=False,
        log_level="warning",
        **_logged(),
        timeout_graceful_shutdown=2,
        server_header=False,
        http="mire.web.shell.connections:BoundedProtocol",
        proxy_headers=bool(settings.PROXIES),
        forwarded_allow_ips=[str(network) for network in settings.PROXIES],
        ws="none",
    )


def _logged() -> dict[str, Any]:
    """Return what has the server's own words go where Mire's go, when programs read them."""
    return {"log_config": None} if settings.LOG_FORMAT == "json" else {}


def serve(host: str, held: socket.socket, *, workers: int = 1) -> None:
    """Serve until interrupted, by so many processes."""
    port = int(held.getsockname()[1])
    served.note_served(settings.DATA, served.as_set(port))
    if host in ("0.0.0.0", "::"):  # noqa: S104 - a comparison
        settings.NETWORK_ADDRESS = default_address(port)
    load_pages()
    if workers == 1:
        _serve_alone(held)
        return
    settings.WORKERS = workers
    held.listen(BACKLOG)
    serve_in_workers(workers, lambda: _serve_alone(held))


def _serve_alone(held: socket.socket) -> None:
    server = uvicorn.Server(configuration())
    # Asked to end, the server ends in order, then has the signal act: that must be no failure.
    kept = signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[held])
    signal.signal(signal.SIGTERM, kept)
    if not server.started:
        raise typer.Exit(3)


def network_address() -> str:
    """Return this machine's own address on its network, or the loopback one.

    Connecting a datagram socket sends nothing; it only asks the system for a route.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def default_address(port: int | None = None) -> str:
    """Return the operator's address, else this machine's on its network.

    ``port`` None: the one that the installation was last served on, else the usual one. What the
    server was told of its address holds for commands that were not told.
    """
    if given := served.public_address():
        return given
    kept = served.last_served(settings.DATA) if port is None else None
    if kept is not None and kept.address:
        return kept.address
    return f"http://{network_address()}:{port or (kept.port if kept else served.USUAL_PORT)}"


def warn_of_address() -> None:
    """Say, behind a proxy, that the addresses just printed are not where people come in."""
    kept = served.last_served(settings.DATA) or served.as_set(served.USUAL_PORT)
    now = served.as_set(kept.port)
    if (kept.is_behind or now.is_behind) and not (kept.address or now.address):
        typer.echo(
            _("Mire est derrière un mandataire, et aucun réglage ne dit sous quelle adresse on le "
              "joint : mettez la vôtre au début de ce qui précède, ou renseignez MIRE_ADDRESS."),
            err=True,
        )  # fmt: skip


def print_addresses(meeting: OpenedMeeting, base: str) -> None:
    """Say where phone, console and projector are, each with its QR code.

    In a terminal the codes are drawn; elsewhere too, for a log may be looked at from a phone.
    """
    addresses = (
        (_("Téléphones (code %(code)s)") % {"code": meeting.code}, f"{base}/{meeting.code}"),
        (_("Régie, secrète"), f"{base}/regie/{meeting.code}?cle={meeting.console}"),
        (_("Écran, secret"), f"{base}/ecran/{meeting.code}?cle={meeting.projector}"),
    )
    for whose, address in addresses:
        typer.echo(_("%(whose)s : %(address)s") % {"whose": whose, "address": address})
    warn_of_address()
    for whose, address in addresses:
        typer.echo(f"\n{whose}")
        segno.make(address, error="l").terminal(out=sys.stdout, compact=True, border=2)
    sys.stdout.flush()
