"""What is wrong with the machine, in one sentence: the disk, the data folder, the database.

Imports no settings: what is told here may be what keeps them from being read.
"""

import errno
import os
import sqlite3
import sys
from pathlib import Path
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.translation import gettext as _

BAD_INPUT = 2


def why(error: OSError) -> str:
    """Say what the system said, in the reader's language where it is a usual thing."""
    told = {
        errno.ENOENT: _("il n'existe pas"),
        errno.EISDIR: _("c'est un dossier"),
        errno.ENOTDIR: _("ce n'est pas un dossier"),
        errno.EEXIST: _("ce n'est pas un dossier"),
        errno.EACCES: _("vous n'en avez pas le droit"),
        errno.EPERM: _("vous n'en avez pas le droit"),
        errno.EROFS: _("vous n'en avez pas le droit"),
        errno.ENOSPC: _("le disque est plein"),
        errno.EDQUOT: _("le disque est plein"),
        errno.EFBIG: _("le disque est plein"),
        errno.ENAMETOOLONG: _("ce nom est trop long"),
        errno.EADDRINUSE: _("un autre programme l'écoute déjà"),
        errno.EADDRNOTAVAIL: _("ce n'est pas une adresse de cette machine"),
    }
    return told.get(error.errno or 0) or error.strerror or _("raison inconnue")


def sentence(error: BaseException) -> str | None:
    """Return what to say of an error of the machine; None for one of the program."""
    if isinstance(error, OSError) and error.errno is not None:
        if error.filename is None:
            return _("Le système refuse : %(why)s.") % {"why": why(error)}
        return _("%(file)s : on ne peut pas s'en servir (%(why)s).") % {
            "file": error.filename,
            "why": why(error),
        }
    if not _is_of_database(error):
        return None
    told = str(error).lower()
    if "full" in told or "no space" in told:
        return _("La base de données ne peut plus écrire : le disque est plein.")
    if "readonly" in told or "unable to open" in told or "read-only" in told:
        return _(
            "La base de données ne peut pas être ouverte en écriture : voyez les droits du "
            "dossier des données (MIRE_DATA)."
        )
    if os.environ.get("DATABASE_URL"):
        return _(
            "La base de données ne répond pas comme il faut (%(why)s) : voyez si PostgreSQL "
            "tourne et si DATABASE_URL dit bien où."
        ) % {"why": str(error).strip().splitlines()[0] if str(error).strip() else ""}
    return _("La base de données ne répond pas comme il faut (%(why)s).") % {"why": error}


def of_settings(error: BaseException) -> str | None:
    """Return what to say of an error met while settings are read; None if it is not known."""
    if _is_of_database(error):
        return _(
            "DATABASE_URL n'est pas une adresse de PostgreSQL : écrivez "
            "postgresql://utilisateur:motdepasse@machine:5432/base, ou ôtez-la."
        )
    if isinstance(error, ImproperlyConfigured):
        return _("Un réglage ne se lit pas : %(why)s.") % {"why": error}
    if isinstance(error, OSError) and error.errno is not None:
        return _("MIRE_DATA, %(folder)s : on ne peut pas y garder les données (%(why)s).") % {
            "folder": error.filename or os.environ.get("MIRE_DATA", ""),
            "why": why(error),
        }
    return None


def _is_of_database(error: BaseException) -> bool:
    """Whether a database driver, or Django in its name, raised this."""
    module = type(error).__module__
    is_named = module.split(".")[0] == "psycopg" or module == "django.db.utils"
    return isinstance(error, sqlite3.Error) or is_named


def set_up() -> None:
    """Read the settings; where they can't be, say why in one sentence and end with code 2."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.prod")
    try:
        django.setup(set_prefix=False)
    except Exception as error:
        _speak_without_settings()
        told = of_settings(error)
        if told is None:
            raise
        end(told)


def end(told: str) -> NoReturn:
    """Say a sentence on standard error and end with code 2."""
    sys.stderr.write(f"{told}\n")
    sys.exit(BAD_INPUT)


def _speak_without_settings() -> None:
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        package = Path(__file__).resolve().parents[1]
        settings.configure(USE_I18N=True, LANGUAGE_CODE="fr", LOCALE_PATHS=[package / "locale"])
        apps.populate([])
    translation.activate(language())


def language() -> str:
    """Return the terminal's language: French, unless its locale is an English one."""
    told = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "en" if told.startswith("en") else "fr"
