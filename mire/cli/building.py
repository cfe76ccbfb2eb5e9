"""What is made on the spot: compiled catalogues, fonts and a sheet for the web, static files."""

import errno
import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from mire.documents import fonts

LATIN = (
    "U+0020-002F,U+003A-007E,U+00A0-017F,U+2010-2027,U+202F,U+2030,U+2039-203A,U+20AC,"
    "U+2190-2193,U+2212"
)
"""Without digits, which are another font's."""

FONTS: dict[str, Callable[[], bytes]] = {
    "AtkinsonHyperlegible-Regular": lambda: fonts.letters("Regular", LATIN),
    "AtkinsonHyperlegible-Bold": lambda: fonts.letters("Bold", LATIN),
    "Inter-Digits": lambda: fonts.digits((400, 700)),
}

SHEETS = (
    "web/shell/static/shell/css/tokens.css",
    "web/shell/static/shell/css/base.css",
    "web/shell/static/shell/css/components.css",
    "documents/static/documents/plot.css",
)
"""What every page needs, in the order in which it is read."""

NOT_OURS = (errno.EROFS, errno.EACCES, errno.EPERM)
"""What writing says where the program can only be read."""

MADE_FROM = "made-from"
"""The file, among those made, that says from which sources."""


def build() -> None:
    """Build everything; what is already up to date is left as it is."""
    compile_catalogues()
    build_fonts()
    build_faces()
    build_sheet()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    (settings.STATIC_ROOT / MADE_FROM).write_text(_sources(), "utf-8")


def build_if_stale() -> None:
    """Build when what pages need is missing, or was made from other sources than these."""
    if is_stale():
        build()


def is_stale() -> bool:
    """Say whether what pages need is missing, or was made from other sources than these."""
    made_from = settings.STATIC_ROOT / MADE_FROM
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    return not (manifest.exists() and made_from.exists() and made_from.read_text() == _sources())


def _sources() -> str:
    """Return a digest of the static files and catalogues: where, how long, of when.

    That they are older than what was made says nothing: a version that is put in place of
    another may have been unpacked before the other last built.
    """
    static = (
        Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([])
    )
    catalogues = (settings.PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")
    told = [
        f"{path} {state.st_size} {state.st_mtime_ns}"
        for path in sorted((*static, *catalogues))
        for state in [path.stat()]
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def compile_catalogues() -> None:
    """Compile the catalogues of every language, French typography included."""
    for source in sorted((settings.PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        _keep(source.with_suffix(".mo"), compiled.getvalue())


def _keep(target: Path, content: bytes) -> None:
    """Write a file beside its source; where the program can't be written to, with the data.

    One that says the same is left as it is: its day tells other installations of this program
    whether what they made of it is stale.
    """
    beside = settings.MADE / target.relative_to(settings.PACKAGE)
    try:
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_in_one_move(target, content)
    except OSError as error:
        if error.errno not in NOT_OURS:
            raise
        beside.parent.mkdir(parents=True, exist_ok=True)
        _write_in_one_move(beside, content)
    else:
        beside.unlink(missing_ok=True)  # it would hide the newer one


def _write_in_one_move(target: Path, content: bytes) -> None:
    """Write a file whole: another process may be reading it, or building at the same time."""
    with NamedTemporaryFile(dir=target.parent, suffix=target.suffix, delete=False) as part:
        part.write(content)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(target)


def build_fonts() -> None:
    """Make web fonts: the Latin letters of Atkinson Hyperlegible, Inter's digits, as WOFF2."""
    target = settings.PACKAGE / "web" / "shell" / "static" / "shell" / "fonts"
    for name, made_of in FONTS.items():
        made = target / f"{name}.woff2"
        if not made.exists() and not (settings.MADE / made.relative_to(settings.PACKAGE)).exists():
            _keep(made, made_of())


def build_faces() -> None:
    """Cut the fonts that documents carry, unless it was done; each process would do it anew.

    Where the program can't be written to, each does.
    """
    if fonts.kept_faces():
        return
    try:
        made = settings.PACKAGE / "documents" / fonts.FACES
        _write_in_one_move(made, fonts.faces_to_keep().encode())
    except OSError as error:
        if error.errno not in NOT_OURS:
            raise


def build_sheet() -> None:
    """Make one style sheet of those that every page needs, without their comments.

    A phone on a poor network then asks once instead of four times.
    """
    whole = "".join((settings.PACKAGE / path).read_text("utf-8") for path in SHEETS)
    plain = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)).strip()
    target = settings.PACKAGE / "web" / "shell" / "static" / "shell" / "css" / "common.css"
    _keep(target, plain.encode())
