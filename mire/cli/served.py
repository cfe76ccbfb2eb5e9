"""What `mire serve` leaves in the data folder, for commands that are typed beside it.

A terminal, or the machine's scheduler, may lack what the service was given: its port, its public
address, its database.
"""

from pathlib import Path

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from mire.cli import speech
from mire.cli.data_folder import FILE_MODE

KEPT = "served.json"
USUAL_PORT = 8000


class Served(msgspec.Struct, frozen=True):
    """How this installation was last served.

    ``address``: where people reach it, "" where the server was not told. ``is_behind``: a proxy
    stands in front of it.
    """

    port: int
    address: str
    is_behind: bool
    is_postgresql: bool


def as_set(port: int) -> Served:
    """Return how the settings of this process have the installation served, on a port."""
    return Served(
        port=port,
        address=public_address(),
        is_behind=settings.IS_TLS or bool(settings.PROXIES),
        is_postgresql=bool(settings.DATABASE_URL),
    )


def public_address() -> str:
    """Return where people reach this installation, "" where no setting says so.

    Over TLS, the first name of MIRE_HOSTS is one; a name that stands for several is none.
    """
    if settings.PUBLIC_ADDRESS:
        return str(settings.PUBLIC_ADDRESS)
    name = settings.ALLOWED_HOSTS[0].strip() if settings.ALLOWED_HOSTS else ""
    return f"https://{name}" if settings.IS_TLS and name and name[0] not in ".*" else ""


def note_served(folder: Path, served: Served) -> None:
    """Leave it in the data folder, whole or not at all."""
    part = folder / f"{KEPT}.part"
    part.touch(mode=FILE_MODE)
    part.write_bytes(msgspec.json.encode(served))
    part.replace(folder / KEPT)


def last_served(folder: Path) -> Served | None:
    """Return how the installation was last served; None where no server has said so."""
    try:
        return msgspec.json.decode((folder / KEPT).read_bytes(), type=Served)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def refuse_other_database() -> None:
    """End with a sentence where the server of this folder keeps its data elsewhere.

    Without DATABASE_URL, a command would make empty files beside a PostgreSQL installation, and
    a backup of them would say that all is well.
    """
    kept = last_served(settings.DATA)
    if kept is not None and kept.is_postgresql and not settings.DATABASE_URL:
        speech.refuse(
            _("Cette installation est sous PostgreSQL, et DATABASE_URL n'est pas renseignée ici : "
              "donnez à cette commande les réglages de mire serve. Pour revenir à SQLite, "
              "supprimez %(file)s.") % {"file": settings.DATA / KEPT}
        )  # fmt: skip
