"""Checks of the databases: sound, writable, of this version; PostgreSQL's clock and archives."""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing

from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from mire.cli.backup.sqlite_files import NAMES
from mire.cli.doctor.checked import Checked, mind, well, wrong
from mire.cli.served import last_served
from mire.technique_api.text import text

LOCK_SECONDS = 3.0
OLDEST_POSTGRESQL = 150_000
OFF_SECONDS, FAR_SECONDS = 1.0, 30.0
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND wait_event_type = 'Lock' AND now() - query_start > interval '5 seconds'"
)


def of_storage() -> Iterable[Checked]:
    """Look at the databases; gives each check as soon as it is done."""
    if settings.DATABASE_URL:
        yield from _of_postgresql()
    else:
        kept = last_served(settings.DATA)
        if kept is not None and kept.is_postgresql:
            yield wrong(
                "database",
                text(
                    "Bases de données : la dernière fois, Mire servait sous PostgreSQL, et "
                    "DATABASE_URL n'est pas renseignée ici ; donnez à cette commande les réglages "
                    "de mire serve."
                ),
            )
            return
        missing = [name for name in NAMES if not (settings.DATA / name).exists()]
        if missing:
            yield mind(
                "database",
                text("Bases de données : pas encore faites ; « mire serve » les fait."),
            )
            return
        for name in NAMES:
            yield _of_file(name)
    yield migrations()


def _of_file(name: str) -> Checked:
    """Read a file whole, and take its lock for a moment; nothing is written."""
    try:
        with closing(
            sqlite3.connect(settings.DATA / name, isolation_level=None, timeout=LOCK_SECONDS)
        ) as database:
            told = database.execute("PRAGMA quick_check").fetchall()
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return wrong(
            "database",
            text(
                "%(file)s : il n'est pas possible d'y écrire (%(why)s).", file=name, why=str(error)
            ),
        )
    except sqlite3.DatabaseError as error:
        return _damaged(name, str(error))
    if told != [("ok",)]:
        return _damaged(name, str(told[0][0]))
    return well("database", text("%(file)s : entier, et rien n'empêche d'y écrire.", file=name))


def _damaged(name: str, why: str) -> Checked:
    return wrong(
        "database",
        text(
            "%(file)s : abîmé (%(why)s) ; arrêtez Mire, gardez ce fichier, restaurez "
            "une sauvegarde.",
            file=name,
            why=why,
        ),
    )


def _of_postgresql() -> Iterable[Checked]:
    with connections["default"].cursor() as cursor:

        def one(query: str) -> str:
            cursor.execute(query)
            return str(cursor.fetchone()[0])

        version = one("SHOW server_version")
        if int(one("SHOW server_version_num")) < OLDEST_POSTGRESQL:
            yield wrong(
                "database",
                text(
                    "PostgreSQL : version %(version)s ; il en faut une de 15 ou plus.",
                    version=version,
                ),
            )
        else:
            yield well("database", text("PostgreSQL : version %(version)s.", version=version))
        before = time.time()
        there = float(one("SELECT extract(epoch FROM clock_timestamp())"))
        yield database_clock(there - (before + time.time()) / 2)
        yield locks(int(one(WAITING)))
        yield archives(one("SHOW archive_mode"))


def database_clock(ahead: float) -> Checked:
    """Judge by how many seconds the database's clock is ahead of this machine's."""
    if abs(ahead) > OFF_SECONDS:
        found = wrong if abs(ahead) > FAR_SECONDS else mind
        return found(
            "database_clock",
            text(
                "Horloge de PostgreSQL : %(n)s s d'écart avec celle-ci ; synchronisez les deux "
                "machines (NTP).",
                n=round(abs(ahead)),
            ),
        )
    return well("database_clock", text("Horloge de PostgreSQL : la même que celle-ci."))


def locks(n: int) -> Checked:
    """Judge how many have waited for a lock for more than five seconds."""
    if n:
        return mind(
            "locks",
            text(
                "Verrous : demandes qui attendent depuis plus de cinq secondes : %(n)s ; voyez "
                "pg_stat_activity.",
                n=n,
            ),
        )
    return well("locks", text("Verrous : rien n'attend."))


def archives(mode: str) -> Checked:
    """Judge PostgreSQL's ``archive_mode``."""
    if mode != "off":
        return mind(
            "archives",
            text(
                "Archives du journal de PostgreSQL : elles sont en service, et gardent les "
                "réponses d'une question ouverte ; chiffrez-les et purgez-les (dossier de "
                "sécurité)."
            ),
        )
    return well("archives", text("Archives du journal de PostgreSQL : aucune."))


def migrations() -> Checked:
    """Judge whether the tables are of this version."""
    n = 0
    for alias in settings.DATABASES:
        executor = MigrationExecutor(connections[alias])
        nodes = executor.loader.graph.leaf_nodes()
        targets = [each for each in nodes if alias == "default" or each[0] == "live"]
        n += len(executor.migration_plan(targets))
    if n:
        return mind(
            "migrations",
            text(
                "Tables : étapes à passer : %(n)s ; sauvegardez, puis relancez « mire serve », qui "
                "les passe.",
                n=n,
            ),
        )
    return well("migrations", text("Tables : de cette version."))
