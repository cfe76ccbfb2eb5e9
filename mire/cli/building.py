"""What is made on the spot: compiled catalogues, fonts for the web, static files."""

import errno
import io
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from fontpkg_atkinson_hyperlegible import __file__ as font_package

LATIN = "U+0020-007E,U+00A0-017F,U+2010-2027,U+202F,U+2030,U+2039-203A,U+20AC,U+2190-2193,U+2212"
FONTS = ("AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold")


def build() -> None:
    """Build everything; what is already up to date is left as it is."""
    compile_catalogues()
    build_fonts()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def build_if_stale() -> None:
    """Build when what pages need is missing, or older than what it is made from."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < _newest_source():
        build()


def _newest_source() -> float:
    """Return when the last of the static files and catalogues was changed."""
    static = (
        Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([])
    )
    catalogues = (settings.PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")
    return max(path.stat().st_mtime for path in (*static, *catalogues))


def compile_catalogues() -> None:
    """Compile the catalogues of every language, French typography included."""
    for source in sorted((settings.PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        _keep(source.with_suffix(".mo"), compiled.getvalue())


def _keep(target: Path, content: bytes) -> None:
    """Write a file beside its source; where the program can't be written to, with the data."""
    beside = settings.MADE / target.relative_to(settings.PACKAGE)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_in_one_move(target, content)
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
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
    """Make web fonts: the Latin letters of Atkinson Hyperlegible, as WOFF2."""
    # Slow to import, and most commands build nothing.
    from fontTools import subset
    from fontTools.ttLib import TTFont

    source = Path(font_package).parent / "files"
    target = settings.PACKAGE / "web" / "shell" / "static" / "shell" / "fonts"
    for name in FONTS:
        made = target / f"{name}.woff2"
        if made.exists() or (settings.MADE / made.relative_to(settings.PACKAGE)).exists():
            continue
        font = TTFont(source / f"{name}.ttf")
        # Without hints, which phones' screens don't use and which weigh a third of the file.
        options = subset.Options(
            layout_features=["*"], flavor="woff2", notdef_outline=True, hinting=False
        )
        chosen = subset.Subsetter(options)
        chosen.populate(unicodes=subset.parse_unicodes(LATIN))
        chosen.subset(font)
        font.flavor = "woff2"
        subsetted = io.BytesIO()
        font.save(subsetted)
        _keep(made, subsetted.getvalue())
