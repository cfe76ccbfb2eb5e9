"""Checks of the machine: disk, files, key, clock, descriptors, versions, built files, mail."""

import platform
import resource
import shutil
import smtplib
import stat
import time
from collections.abc import Iterable
from pathlib import Path

import django
from django.conf import settings
from django.core.mail import get_connection

from mire import __version__
from mire.cli import troubles
from mire.cli.building import is_stale
from mire.cli.doctor.checked import Checked, mind, well, wrong
from mire.technique_api.text import text

MEGABYTE = 1_000_000
LEAST_FREE, FEW_FREE = 200 * MEGABYTE, 2_000 * MEGABYTE
LEAST_DESCRIPTORS = 4_096
LEAST_KEY = 32
JUMP_SECONDS = 0.1
LOOKED_SECONDS = 0.3


def of_machine() -> Iterable[Checked]:
    """Look at the machine; gives each check as soon as it is done."""
    yield versions()
    yield disk(shutil.disk_usage(settings.DATA).free)
    yield rights(settings.DATA)
    yield key(settings.SECRET_KEY)
    yield clock(*_passed())
    yield descriptors(resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    yield built()
    yield mail()


def versions() -> Checked:
    """Say which versions run."""
    return well(
        "versions",
        text(
            "Versions : Mire %(mire)s, Python %(python)s, Django %(django)s.",
            mire=__version__,
            python=platform.python_version(),
            django=django.get_version(),
        ),
    )


def disk(free: int) -> Checked:
    """Judge the bytes that are free where the data lie."""
    n = free // MEGABYTE
    if free < LEAST_FREE:
        return wrong(
            "disk", text("Disque : %(n)s Mo libres, c'est trop peu ; faites de la place.", n=n)
        )
    if free < FEW_FREE:
        return mind("disk", text("Disque : %(n)s Mo libres ; prévoyez de la place.", n=n))
    return well("disk", text("Disque : %(n)s Mo libres.", n=n))


def rights(folder: Path) -> Checked:
    """Judge who else may read the data: nobody should."""
    apart = {settings.STATIC_ROOT, settings.MADE}
    for path in (folder, *folder.iterdir()):
        if path in apart or path.is_symlink():
            continue
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return wrong(
                "rights",
                text(
                    "Droits : d'autres comptes peuvent lire %(file)s ; relancez « mire serve », "
                    "qui le ferme, ou faites chmod go= %(file)s.",
                    file=str(path),
                ),
            )
    return well("rights", text("Droits : ce compte seul lit %(folder)s.", folder=str(folder)))


def key(secret: str) -> Checked:
    """Judge the secret key by its length; nothing of it is said."""
    if len(secret) < LEAST_KEY:
        return wrong(
            "key",
            text(
                "Clé secrète : trop courte (%(n)s signes) ; donnez-en %(least)s au moins, tirés au "
                "hasard, ou ôtez MIRE_SECRET_KEY.",
                n=len(secret),
                least=LEAST_KEY,
            ),
        )
    return well("key", text("Clé secrète : assez longue."))


def _passed() -> tuple[float, float]:
    wall, steady = time.time(), time.monotonic()
    time.sleep(LOOKED_SECONDS)
    return time.time() - wall, time.monotonic() - steady


def clock(wall: float, steady: float) -> Checked:
    """Judge by how much the time of day ran otherwise than a clock that nobody sets; seconds."""
    if abs(wall - steady) > JUMP_SECONDS:
        return mind(
            "clock",
            text("Horloge : elle vient de sauter ; voyez la synchronisation (NTP) de la machine."),
        )
    return well("clock", text("Horloge : elle avance régulièrement."))


def descriptors(most: int) -> Checked:
    """Judge how many files and connections the system lets one process have."""
    if 0 <= most < LEAST_DESCRIPTORS:
        return mind(
            "descriptors",
            text(
                "Connexions : %(n)s au plus pour un processus ; une grande salle en demande "
                "%(least)s (LimitNOFILE, ulimit -n).",
                n=most,
                least=LEAST_DESCRIPTORS,
            ),
        )
    return well("descriptors", text("Connexions : la limite du système suffit."))


def built() -> Checked:
    """Judge whether what pages need is built."""
    if is_stale():
        return mind(
            "built",
            text(
                "Fichiers statiques : à refaire ; « mire build », ou le prochain "
                "démarrage, s'en charge."
            ),
        )
    return well("built", text("Fichiers statiques : à jour."))


def mail() -> Checked:
    """Connect to the mail server and sign in; nothing is sent."""
    if not settings.HAS_MAIL:
        return well("mail", text("Messagerie : aucune ; les connexions se font par des liens."))
    connection = get_connection()
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError:
        return wrong(
            "mail", text("Messagerie : le serveur refuse le mot de passe ; voyez MIRE_MAIL.")
        )
    except OSError as error:  # those of SMTP too
        why = troubles.why(error) if error.errno else type(error).__name__
        return wrong(
            "mail",
            text("Messagerie : le serveur ne répond pas (%(why)s) ; voyez MIRE_MAIL.", why=why),
        )
    finally:
        connection.close()
    return well("mail", text("Messagerie : le serveur répond et accepte la connexion."))
