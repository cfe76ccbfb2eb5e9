"""`mire backup` and `mire restore`: one file of an installation, and an installation of it."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire import __version__
from mire.cli import restoring, served, speech, troubles
from mire.cli.backup import archive, sqlite_files
from mire.cli.backup.archive import Damaged
from mire.cli.backup.manifest import DUMP, SECRET_KEY, Manifest, Table, piece_of
from mire.cli.data_folder import keep_private
from mire.technique_api.refusal import Refusal
from mire.words import words

File = Annotated[Path, typer.Argument(metavar="FILE", help=_("Le fichier de la sauvegarde."))]
WithSecretKey = Annotated[
    bool,
    typer.Option(
        "--with-secret-key",
        help=_("Y mettre aussi la clé secrète, qui signe les sessions : gardez-la à l'abri."),
    ),
]
Into = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="DIR",
        help=_("Où restaurer ; sinon, le dossier des données (MIRE_DATA)."),
    ),
]


def backup(file: File, with_secret_key: WithSecretKey = False) -> None:
    """Write a backup, while a server runs or not; read it again, then give it its name."""
    served.refuse_other_database()
    file = file.resolve()
    if file.exists():
        speech.refuse(
            _("%(file)s existe déjà : une sauvegarde n'en remplace pas une autre.") % {"file": file}
        )
    if not file.parent.is_dir():
        speech.refuse(
            _("%(folder)s : ce dossier n'existe pas ; la sauvegarde s'écrit dans un dossier qui "
              "est là.") % {"folder": file.parent}
        )  # fmt: skip
    key = settings.DATA / SECRET_KEY
    # A file that an older start left is not the key in use.
    if with_secret_key and not (key.exists() and key.read_text() == settings.SECRET_KEY):
        speech.refuse(
            _("La clé secrète est dans MIRE_SECRET_KEY, pas dans %(folder)s : gardez-la vous-même.")
            % {"folder": settings.DATA}
        )
    try:
        with archive.workplace(file.parent) as made:
            pieces, manifest = (_dumped if settings.DATABASE_URL else _copied)(made)
            if with_secret_key:
                pieces = [*pieces, made / SECRET_KEY]
                shutil.copyfile(key, pieces[-1])
            manifest = _sealed(manifest, pieces)
            part = made / "part"
            archive.pack(part, manifest, pieces)
            _read_again(part, made)
            archive.put_in_place(part, file)
    except Refusal as refusal:
        speech.refuse(
            _("Pas de sauvegarde : %(why)s.") % {"why": words.translate(refusal.text).rstrip(".")}
        )
    except OSError as error:
        speech.refuse(
            _("Pas de sauvegarde : %(file)s (%(why)s).")
            % {"file": error.filename or file, "why": troubles.why(error)}
        )
    _tell_written(file, manifest)


def _copied(made: Path) -> tuple[list[Path], Manifest]:
    """Return the pieces and the manifest of SQLite's two databases, as they are now."""
    if not all((settings.DATA / name).exists() for name in sqlite_files.NAMES):
        speech.refuse(
            _("Rien à sauvegarder : %(folder)s n'a pas encore de bases de données.")
            % {"folder": settings.DATA}
        )
    tables: dict[str, Table] = {}
    with sqlite_files.snapshots(settings.DATA) as (office, live):
        migrations = sqlite_files.migrations_of((office, live))
        ballots = sqlite_files.open_ballots(live)
        # The live one first: what reads it for long keeps a ballot from being scrubbed.
        for name, source in reversed(list(zip(sqlite_files.NAMES, (office, live), strict=True))):
            copied = sqlite_files.copy(source, made / name)
            tables |= {f"{name}/{table}": told for table, told in copied.items()}
            source.execute("ROLLBACK")
    return [made / name for name in sqlite_files.NAMES], _manifest(
        "sqlite", migrations, tables, ballots
    )


def _dumped(made: Path) -> tuple[list[Path], Manifest]:
    """Return the one piece and the manifest of PostgreSQL's database, as it is now."""
    from mire.cli.backup import postgresql_dump  # only where there is a PostgreSQL

    with postgresql_dump.snapshot(settings.DATABASE_URL) as (session, state):
        tables = postgresql_dump.tables_of(session)
        if "live_room" not in tables:
            speech.refuse(_("Rien à sauvegarder : cette base n'a pas encore les tables de Mire."))
        migrations = postgresql_dump.migrations_of(session)
        ballots = postgresql_dump.open_ballots(session)
        postgresql_dump.dump(settings.DATABASE_URL, state, made / DUMP)
    named = {f"{DUMP}/{name}": told for name, told in tables.items()}
    return [made / DUMP], _manifest("postgresql", migrations, named, ballots)


def _manifest(
    kind: str, migrations: list[str], tables: dict[str, Table], ballots: list[tuple[int, str]]
) -> Manifest:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(kind, __version__, now, migrations, tables, ballots, [])


def _sealed(manifest: Manifest, pieces: Sequence[Path]) -> Manifest:
    return msgspec.structs.replace(manifest, pieces=[piece_of(each) for each in pieces])


def _read_again(part: Path, made: Path) -> None:
    """Unpack what was written, and compare it with what was to be. Raises ``Damaged``."""
    again = made / "again"
    again.mkdir()
    check_pieces(archive.unpack(part, again), again)


def check_pieces(manifest: Manifest, folder: Path) -> None:
    """See that unpacked pieces are the databases that a manifest tells. Raises ``Damaged``."""
    if manifest.kind == "postgresql":
        from mire.cli.backup import postgresql_dump

        postgresql_dump.listed(folder / DUMP)
        return
    for name in sqlite_files.NAMES:
        sqlite_files.check(
            folder / name,
            {
                table.partition("/")[2]: told
                for table, told in manifest.tables.items()
                if table.startswith(f"{name}/")
            },
        )


def _tell_written(file: Path, manifest: Manifest) -> None:
    typer.echo(
        ngettext(
            "Sauvegarde écrite et relue : %(file)s (%(size)s Ko, %(n)s réunion).",
            "Sauvegarde écrite et relue : %(file)s (%(size)s Ko, %(n)s réunions).",
            manifest.n_meetings,
        )
        % {
            "file": file,
            "size": words.number(-(-file.stat().st_size // 1000)),
            "n": words.number(manifest.n_meetings),
        }
    )
    if manifest.has_secret_key:
        typer.echo(_("La clé secrète y est : qui lit ce fichier peut signer des sessions."))
    else:
        typer.echo(_("La clé secrète n'y est pas : --with-secret-key l'y met."))
    tell_open_ballots(manifest)


def tell_open_ballots(manifest: Manifest) -> None:
    """Say that the answers of ballots that were open are not in a backup, if there were any."""
    if n := len(manifest.open_ballots):
        typer.echo(
            ngettext(
                "Attention : %(n)s question attendait des réponses ; celles-ci ne sont pas dans la "
                "sauvegarde.",
                "Attention : %(n)s questions attendaient des réponses ; celles-ci ne sont pas dans "
                "la sauvegarde.",
                n,
            )
            % {"n": words.number(n)}
        )


def restore(file: File, into: Into = None) -> None:
    """Make an installation of a backup, where there is none yet: all of it, or nothing."""
    if into is not None and settings.DATABASE_URL:
        speech.refuse(
            _("--into ne vaut que pour SQLite : DATABASE_URL dit dans quelle base restaurer.")
        )
    folder = (into or settings.DATA).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with restoring.alone_in(folder), archive.workplace(folder) as made:
            restoring.refuse_unless_empty(folder)
            manifest = archive.unpack(file, made)
            restoring.refuse_what_does_not_fit(manifest)
            check_pieces(manifest, made)
            if manifest.kind == "postgresql":
                restoring.restore_dump(manifest, made / DUMP)
            else:
                restoring.restore_files(manifest, made, folder)
            if manifest.has_secret_key:
                (made / SECRET_KEY).replace(folder / SECRET_KEY)
            keep_private(folder, [])
    except Damaged as damaged:
        speech.refuse(
            _("%(file)s : %(why)s. Rien n'est restauré.")
            % {"file": file, "why": words.translate(damaged.text)}
        )
    except Refusal as refusal:
        speech.refuse(
            _("La restauration n'a pas abouti : %(why)s.")
            % {"why": words.translate(refusal.text).rstrip(".")}
        )
    except OSError as error:
        speech.refuse(
            _("Rien n'est restauré : %(file)s (%(why)s).")
            % {"file": error.filename or file, "why": troubles.why(error)}
        )
    _tell_restored(folder, manifest)


def _tell_restored(folder: Path, manifest: Manifest) -> None:
    made_at = datetime.fromisoformat(manifest.made_at)
    typer.echo(
        _("Installation restaurée dans %(where)s, telle qu'elle était le %(day)s à %(time)s.")
        % {
            "where": _("PostgreSQL") if settings.DATABASE_URL else folder,
            "day": words.day(made_at.astimezone().date()),
            "time": words.hour(made_at.astimezone()),
        }
    )
    tell_open_ballots(manifest)
    typer.echo(
        _("Les sessions sont fermées et les liens de connexion ne servent plus ; les adresses "
          "secrètes des réunions restent.")
    )  # fmt: skip
    typer.echo(
        _("Ce qui a été effacé, occulté ou retiré depuis ce jour-là est revenu : refaites-le, puis "
          "lancez « mire purge » et « mire evidence ».")
    )  # fmt: skip
