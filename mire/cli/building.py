"""What is made on the spot: compiled catalogues, fonts for the web, static files."""

import io
import re
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from fontpkg_atkinson_hyperlegible import __file__ as font_package
from fontTools import subset
from fontTools.ttLib import TTFont

NARROW = "\u202f"
LATIN = "U+0020-007E,U+00A0-017F,U+2010-2027,U+202F,U+2030,U+2039-203A,U+20AC,U+2190-2193,U+2212"
FONTS = ("AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold")


def build() -> None:
    """Build everything; what is already up to date is left as it is."""
    compile_catalogues()
    build_fonts()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def compile_catalogues() -> None:
    """Compile the catalogues; the French one only adds typography to the source sentences."""
    for language in ("fr", "en"):
        folder = settings.PACKAGE / "locale" / language / "LC_MESSAGES"
        source, compiled = folder / "django.po", folder / "django.mo"
        if not source.exists():
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        if language == "fr":
            for message in catalogue:
                if not message.id:
                    continue
                if isinstance(message.id, tuple):
                    told = message.string if all(message.string) else message.id
                    message.string = tuple(typeset(each) for each in told)
                else:
                    message.string = typeset(message.string or message.id)
        out = io.BytesIO()
        write_mo(out, catalogue)
        compiled.write_bytes(out.getvalue())


def typeset(sentence: str) -> str:
    """Put the narrow no-break spaces of French typography where a plain one stands."""
    sentence = re.sub(r" ([;:!?»%])(?!\()", NARROW + r"\1", sentence)
    return sentence.replace("« ", "«" + NARROW)


def build_fonts() -> None:
    """Make web fonts: the Latin letters of Atkinson Hyperlegible, as WOFF2."""
    source = Path(font_package).parent / "files"
    target = settings.PACKAGE / "web" / "shell" / "static" / "shell" / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for name in FONTS:
        made = target / f"{name}.woff2"
        if made.exists():
            continue
        font = TTFont(source / f"{name}.ttf")
        options = subset.Options(layout_features=["*"], flavor="woff2", notdef_outline=True)
        chosen = subset.Subsetter(options)
        chosen.populate(unicodes=subset.parse_unicodes(LATIN))
        chosen.subset(font)
        font.flavor = "woff2"
        font.save(made)
