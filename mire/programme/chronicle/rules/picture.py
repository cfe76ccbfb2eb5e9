"""A picture that somebody brings: decoded, turned upright, written anew without what it carried."""

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES, MOST_PIXELS = 12_000_000, 50_000_000
WIDE, NARROW, LEAST = 1600, 800, 40
"""How wide a picture is kept, in points, how wide for a phone, and what is too small to be one."""

QUALITY, MOST_PNG = 82, 600_000
JPEG, PNG = "image/jpeg", "image/png"
READ = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Written:
    """A picture written anew: its bytes, its size in points."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MadePicture:
    """What is kept of a picture: at most ``WIDE``, and at most ``NARROW``."""

    media: str
    wide: Written
    narrow: Written


def made_picture(raw: bytes) -> MadePicture:
    """Return a picture written anew from its points alone: no place, device, date or comment.

    Raises a ``Refusal`` naming ``file`` for what is none, is too large, or can't be read whole.
    """
    if len(raw) > MOST_BYTES:
        raise Refusal(
            text("Cette image dépasse %(most)s Mo : réduisez-la.", most=MOST_BYTES // 1_000_000),
            path=("file",),
            code="large",
        )
    image = _decoded(raw)
    has_hole = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if has_hole else "RGB")
    wide = _resized(image, WIDE)
    narrow = _resized(image, NARROW)
    if has_hole or _is_drawn(wide):
        drawn = (_png(wide), _png(narrow))
        if has_hole or max(len(each.content) for each in drawn) <= MOST_PNG:
            return MadePicture(PNG, *drawn)
    return MadePicture(JPEG, _jpeg(wide), _jpeg(narrow))


def _decoded(raw: bytes) -> "Image":
    from PIL import Image, ImageOps  # slow to load, and seldom needed

    unread = Refusal(
        text("Ce fichier ne se lit pas comme une image JPEG, PNG ou WebP."),
        path=("file",),
        code="unread",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its size is looked at right below
            image = Image.open(io.BytesIO(raw), formats=READ)
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        if isinstance(error, Image.DecompressionBombError):
            raise _too_many() from error
        raise unread from error
    if image.width * image.height > MOST_PIXELS:
        raise _too_many()
    if min(image.size) < LEAST:
        raise Refusal(
            text("Cette image est trop petite pour être vue : %(least)s points au moins.",
                 least=LEAST),
            path=("file",),
            code="small",
        )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.load()
            turned = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError) as error:
        raise unread from error
    return turned


def _too_many() -> Refusal:
    return Refusal(
        text(
            "Cette image a trop de points : %(most)s millions au plus.",
            most=MOST_PIXELS // 1_000_000,
        ),
        path=("file",),
        code="large",
    )


def _resized(image: "Image", most: int) -> "Image":
    if image.width <= most:
        return image.copy()
    return image.resize((most, max(1, round(image.height * most / image.width))), reducing_gap=3)


def _is_drawn(image: "Image") -> bool:
    """Say whether it is a drawing rather than a photograph: few colours."""
    small = image.convert("RGB").resize((120, 120), resample=0)
    return small.getcolors(maxcolors=1_200) is not None


def _png(image: "Image") -> Written:
    return _written(image, "PNG", optimize=True)


def _jpeg(image: "Image") -> Written:
    return _written(image.convert("RGB"), "JPEG", quality=QUALITY, optimize=True, progressive=True)


def _written(image: "Image", how: str, **options: object) -> Written:
    from PIL import Image

    bare = Image.new(image.mode, image.size)  # nothing but points goes on
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, how, **options)
    return Written(out.getvalue(), image.width, image.height)
