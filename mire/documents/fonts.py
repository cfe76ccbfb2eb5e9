"""The fonts that printing holds: which are tried in turn, and the signs that none of them has.

Mire's font has the letters of French and its neighbours. Behind it stand a font for the rest
of Latin, Greek, Cyrillic, arrows and marks, then Noto's for other scripts and for pictures.
Digits are Inter's: the zero of Atkinson Hyperlegible is slashed (docs/decisions/0024).
"""

import base64
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any

HOUSE = "Atkinson Hyperlegible"
BYTE_ORDER_MARK = 0xFEFF
NO_SIGN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Categories: controls, halves of pairs, private use, not assigned."""

PACKAGES = {
    "fontpkg_atkinson_hyperlegible": "files",
    "fontpkg_inter": "files",
    "manimgx_fonts": "",
}
"""The packages that hold fonts, and the folder of each."""

SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi",
    "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil",
    "Telugu", "Thai",
)  # fmt: skip
FAMILIES = (
    HOUSE, "Inter", "Noto Sans", "Noto Sans Symbols", "Noto Emoji",
    *(f"Noto Sans {script}" for script in SCRIPTS),
)  # fmt: skip
"""In the order in which a sign is looked for."""

MISSING = "□"
"""What stands for a sign that can't be printed."""

JOINERS = frozenset("\n\t\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\ufe0e\ufe0f")
"""What is drawn by no font, and only says how its neighbours are."""

EMBEDDED = "U+0020-002F,U+003A-007E,U+00A0-017F,U+2010-2027,U+2030,U+2039-203A,U+20AC,U+2212"
"""What a document that stands alone carries along: the letters of French and its neighbours."""

DIGITS = "U+0030-0039"
DIGITS_SIZE = "92%"
"""Inter's capitals are taller than Atkinson Hyperlegible's: at this size they are as tall."""

FACES = "faces.css"
"""The rules that `mire build` makes, beside this file."""

TEXT_SIZE = 14
"""Of Inter's drawings, the one for text: open, sturdy, legible from afar as well."""


def folders() -> list[Traversable]:
    """Return where the fonts are."""
    return [files(package).joinpath(folder) for package, folder in PACKAGES.items()]


def printable(words: str) -> str:
    """Return what is printed for some words: signs that no font has become ``MISSING``.

    So do words of which nothing is seen: a heading must say something (PDF/UA).
    """
    if words and all(sign.isspace() or sign in JOINERS for sign in words):
        return MISSING
    return "".join(sign if is_held else MISSING for sign, is_held in _looked_up(words))


def lacking(words: str) -> str:
    """Return the signs that no font has, each once, in the order of their numbers."""
    return "".join(sorted({sign for sign, is_held in _looked_up(words) if not is_held}))


def named(sign: str) -> str:
    """Return the number and the name of a sign: its drawing can't be relied on."""
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, '—')})"


def words_in(data: Any) -> Iterator[str]:
    """Return every word of JSON primitives, their keys left out."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for each in data.values():
            yield from words_in(each)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from words_in(each)


@cache
def font_faces() -> str:
    """Return the style rules by which a document that stands alone carries Mire's font."""
    return kept_faces() or cut_faces()


def kept_faces() -> str:
    """Return the rules as `mire build` made them of these very fonts, "" where it did not."""
    try:
        kept = files("mire.documents").joinpath(FACES).read_text("utf-8")
    except OSError:
        return ""
    source, _, rules = kept.partition("\n")
    return rules if source == _faces_source() else ""


def faces_to_keep() -> str:
    """Cut the fonts, and return what ``FACES`` holds: what the rules are made of, then these."""
    return f"{_faces_source()}\n{cut_faces()}"


def _faces_source() -> str:
    """Return a comment with a digest of all that the rules are made of, and by what."""
    told = hashlib.sha256(
        repr((EMBEDDED, DIGITS, DIGITS_SIZE, TEXT_SIZE, HOUSE, version("fonttools"))).encode()
    )
    for source in (_letters_file("Regular"), _letters_file("Bold"), _digits_file()):
        told.update(source.read_bytes())
    return f"/* {told.hexdigest()} */"


def cut_faces() -> str:
    """Cut the fonts, and return the rules that hold them."""
    adjusted = f" size-adjust: {DIGITS_SIZE}; unicode-range: {DIGITS};"
    # A face joins another of its family only if their weights are told alike.
    faces = (
        (letters("Regular", EMBEDDED), 400, ""),
        (letters("Bold", EMBEDDED), 700, ""),
        (digits(400), 400, adjusted),
        (digits(700), 700, adjusted),
    )
    return "".join(
        f'@font-face {{ font-family: "{HOUSE}"; font-weight: {weight};{more} '
        f"src: url(data:font/woff2;base64,{base64.b64encode(face).decode()}) "
        'format("woff2"); }\n'
        for face, weight, more in faces
    )


def letters(face: str, signs: str) -> bytes:
    """Return a face of Mire's font ("Bold") with some signs alone, as WOFF2.

    The same bytes each time; without hints, which phones' screens don't use and which weigh a
    third of the file.
    """
    from fontTools import subset

    options = subset.Options(layout_features=["*"], notdef_outline=True, hinting=False)
    return _web(_cut(_letters_file(face), signs, options))


def _letters_file(face: str) -> Traversable:
    return files("fontpkg_atkinson_hyperlegible").joinpath(
        "files", f"AtkinsonHyperlegible-{face}.ttf"
    )


def digits(weight: int | tuple[int, int]) -> bytes:
    """Return Inter's ten digits, as WOFF2, of one weight or of all those between two.

    Their widths are equal where a style asks for it (tabular-nums).
    """
    from fontTools import subset
    from fontTools.varLib import instancer

    options = subset.Options(
        layout_features=["tnum"], name_IDs=[1, 2], notdef_outline=False, hinting=False
    )
    options.drop_tables += ["GPOS", "GDEF", "STAT", "MVAR", "gasp"]
    cut = _cut(_digits_file(), DIGITS, options)
    return _web(instancer.instantiateVariableFont(cut, {"opsz": TEXT_SIZE, "wght": weight}))


def _digits_file() -> Traversable:
    return files("fontpkg_inter").joinpath("files", "Inter[opsz,wght].ttf")


def _looked_up(words: str) -> Iterator[tuple[str, bool]]:
    """Yield each sign, and whether a font has it; an accent, if the font of its letter does."""
    letter = " "
    for sign in unicodedata.normalize("NFC", words):
        if " " <= sign <= "~":
            is_held = True
        elif sign in JOINERS:
            yield sign, True
            continue
        else:
            together = {ord(sign)}
            if unicodedata.category(sign).startswith("M"):
                together.add(ord(letter))
            is_held = any(together <= held for held in _held())
        if not unicodedata.category(sign).startswith("M"):
            letter = sign
        yield sign, is_held


@cache
def _held() -> tuple[frozenset[int], ...]:
    """Return the numbers of the signs that each font has."""
    from fontTools.ttLib import TTFont  # slow to load, and most words are plain

    found = []
    for folder in folders():
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            if file.name.endswith(".ttf") and "Italic" not in file.name:
                with TTFont(BytesIO(file.read_bytes()), lazy=True) as font:
                    found.append(frozenset(filter(_is_sign, font.getBestCmap())))
    return tuple(found)


def _is_sign(number: int) -> bool:
    """Say whether it has a meaning to draw: PDF/UA refuses controls and the byte order mark."""
    return number != BYTE_ORDER_MARK and unicodedata.category(chr(number)) not in (
        "Cc",
        "Cs",
        "Co",
        "Cn",
    )


def _cut(source: Traversable, signs: str, options: Any) -> Any:
    """Return a font with some of its signs."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(source.read_bytes()), recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=subset.parse_unicodes(signs))
    chosen.subset(font)
    return font


def _web(font: Any) -> bytes:
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()
