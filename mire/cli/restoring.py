"""Making an installation of a backup: only where there is none, brought to this version's state."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from mire.cli import serving
from mire.cli.backup import sqlite_files
from mire.cli.backup.archive import Damaged
from mire.cli.backup.manifest import DUMP, Manifest
from mire.cli.data_folder import hold_alone, keep_private
from mire.live.store.copies import renew_ballots
from mire.programme.accounts.actions import forget_links
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

KEY_BYTES = 32


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep servers out of a folder of SQLite files; refuse where one is at work."""
    if settings.DATABASE_URL:
        yield
        return
    lock = hold_alone(folder)
    if lock is None:
        raise Refusal(text("un serveur Mire se sert de ce dossier : arrêtez-le"))
    with closing(lock):
        yield


def refuse_unless_empty(folder: Path) -> None:
    """Refuse to restore over an installation, even one in which nothing was written yet."""
    if settings.DATABASE_URL:
        from mire.cli.backup import postgresql_dump

        with postgresql_dump.snapshot(settings.DATABASE_URL) as (session, _state):
            if postgresql_dump.tables_of(session):
                raise Refusal(
                    text("cette base de PostgreSQL a déjà des tables : donnez une base vide")
                )
        return
    for name in sqlite_files.NAMES:
        if found := sorted(folder.glob(f"{name}*")):
            raise Refusal(
                text(
                    "%(file)s existe déjà : restaurez dans un autre dossier, par --into, ou "
                    "écartez celui-ci",
                    file=str(found[0]),
                )
            )


def refuse_what_does_not_fit(manifest: Manifest) -> None:
    """Refuse a backup of the other kind of database, or of a version that this one can't read."""
    if (manifest.kind == "postgresql") != bool(settings.DATABASE_URL):
        raise Refusal(
            text("cette sauvegarde vient de PostgreSQL : renseignez DATABASE_URL")
            if manifest.kind == "postgresql"
            else text("cette sauvegarde vient de SQLite : ôtez DATABASE_URL")
        )
    disk = MigrationLoader(None).disk_migrations
    known = {f"{app}.{name}" for app, name in disk}
    if set(manifest.migrations) - known:
        raise Refusal(
            text(
                "cette sauvegarde vient d'une version plus récente de Mire (%(version)s) : "
                "installez-la d'abord",
                version=manifest.version,
            ),
            code="newer",
        )


def restore_files(manifest: Manifest, made: Path, folder: Path) -> None:
    """Make a folder's two databases of checked pieces, which lie in ``made`` on the same disk."""
    kept = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    renew_ballots(str(made / sqlite_files.NAMES[1]), _fresh(manifest), n_steps=_n_steps(manifest))
    try:
        for alias, name in zip(("default", "live"), sqlite_files.NAMES, strict=True):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = made / name
        serving.migrate_databases()
        forget_links()
    finally:
        for alias, database in kept.items():
            connections[alias].close()  # the last connection folds the write-ahead log back
            connections[alias].settings_dict["NAME"] = database
    if left := [each.name for each in made.glob("*-wal")]:
        raise Damaged(left[0])
    keep_private(made, [])
    office, live = (folder / name for name in sqlite_files.NAMES)
    (made / live.name).rename(live)
    try:
        (made / office.name).rename(office)
    except OSError:
        live.unlink()
        raise


def restore_dump(manifest: Manifest, dump: Path) -> None:
    """Make the tables of a dump in the empty database of DATABASE_URL; count them again."""
    from mire.cli.backup import postgresql_dump

    url = settings.DATABASE_URL
    postgresql_dump.put_back(url, dump)
    with postgresql_dump.snapshot(url) as (session, _state):
        found = {f"{DUMP}/{name}": t for name, t in postgresql_dump.tables_of(session).items()}
    for name in sorted(found.keys() | manifest.tables.keys()):
        if found.get(name) != manifest.tables.get(name):
            raise Refusal(
                text(
                    "la base n'a pas ce que dit la sauvegarde (%(table)s) : videz-la et "
                    "recommencez",
                    table=name,
                )
            )
    renew_ballots(url, _fresh(manifest), n_steps=_n_steps(manifest))
    serving.migrate_databases()
    forget_links()


def _fresh(manifest: Manifest) -> list[tuple[int, str, bytes]]:
    return [(*each, secrets.token_bytes(KEY_BYTES)) for each in manifest.open_ballots]


def _n_steps(manifest: Manifest) -> int:
    return sum(each.startswith("live.") for each in manifest.migrations)
