"""The file of a meeting that is carried: written and read, pure.

A first line that names the format, a line of JSON that says what the file holds, then the log
where the meeting was held, as it is; a last line with the SHA-256 of all that stands above it.
``docs/reference/pack.md`` describes it for other programs.
"""

import hashlib
from typing import Annotated

import msgspec

from mire.live.engine.keeping import Apart
from mire.programme.keys import is_key
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import techniques
from mire.technique_api.text import Text, text

FORMAT = 1
MAGIC = b"mire-pack "
DIGEST = b"sha256 "
MOST_BYTES = 210_000_000
"""A little more than the largest log."""

Entry = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{6}\Z")]


class Carried(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="pack"):
    """What both ways say: the meeting's key, the id of its room's first entry, Mire's version."""

    version: Annotated[str, msgspec.Meta(max_length=40)]
    meeting: str
    first_entry: Entry


class ToHold(Carried, frozen=True, forbid_unknown_fields=True, tag="to-hold"):
    """A meeting that leaves: its run sheet as TOML, its place, the version of each technique."""

    sheet: Annotated[str, msgspec.Meta(max_length=1_000_000)]
    place: Annotated[str, msgspec.Meta(max_length=160)]
    techniques: dict[str, int]


class Held(Carried, frozen=True, forbid_unknown_fields=True, tag="held"):
    """A meeting that comes back: the code of its room, and what its log does not hold."""

    code: Code
    apart: Apart


class NotAPack(Refusal):
    """The bytes are no pack that this version can read; ``code`` says of which kind."""


def write_pack(carried: ToHold | Held, log: bytes = b"") -> bytes:
    """Return the file; ``log`` is that of a meeting that was held, each line ended."""
    head = MAGIC + str(FORMAT).encode() + b"\n" + msgspec.json.encode(carried) + b"\n"
    told = head + log
    return told + DIGEST + hashlib.sha256(told).hexdigest().encode() + b"\n"


def read_pack(raw: bytes) -> tuple[ToHold | Held, bytes]:
    """Return what a file holds, and its log (b"" for a meeting that leaves).

    Raises :class:`NotAPack`: "foreign", "newer" or "damaged".
    """
    first, _, rest = raw.partition(b"\n")
    if not first.startswith(MAGIC):
        raise NotAPack(text("ce n'est pas un paquet fait par « mire pack »"), code="foreign")
    number = first.removeprefix(MAGIC)
    if number.isdigit() and len(number) < 9 and int(number) > FORMAT:
        raise _newer(text("format %(n)s", n=int(number)))
    above, found, digest = raw.removesuffix(b"\n").rpartition(b"\n" + DIGEST)
    told = above + b"\n"
    if not found or hashlib.sha256(told).hexdigest().encode() != digest:
        raise _damaged()
    head, _, log = rest[: len(told) - len(first) - 1].partition(b"\n")
    try:
        carried = msgspec.json.decode(head, type=ToHold | Held)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged() from error
    if number != str(FORMAT).encode() or not is_key(carried.meeting):
        raise _damaged()
    if isinstance(carried, ToHold):
        known = {slug: each.version for slug, each in techniques().items()}
        if any(n > known.get(slug, 0) for slug, n in carried.techniques.items()):
            raise _newer(text("version %(version)s", version=carried.version))
    return carried, log


def _newer(which: Text) -> NotAPack:
    return NotAPack(
        text(
            "ce paquet vient d'un Mire plus récent (%(which)s) : mettez celui-ci à jour d'abord",
            which=which,
        ),
        code="newer",
    )


def _damaged() -> NotAPack:
    return NotAPack(text("ce paquet est coupé ou abîmé : copiez-le de nouveau"), code="damaged")
