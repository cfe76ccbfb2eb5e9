"""The file of a backup: a ZIP of its pieces, its manifest first; written whole or not at all."""

import errno
import lzma
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from mire.cli.backup.manifest import FORMAT, MANIFEST, Manifest, piece_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

MOST_MANIFEST_BYTES = 10_000_000
CUT = text("il est coupé ou abîmé, ou c'est un autre fichier")

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    OverflowError,
    RuntimeError,  # NotImplementedError too
    ValueError,
)
"""What ``zipfile`` raises where bytes are not what it wrote."""


class Damaged(Refusal):
    """A backup is not what its manifest says, or is none."""

    def __init__(self, what: str | Text) -> None:
        super().__init__(
            text("ce n'est pas une sauvegarde entière de Mire (%(what)s)", what=what),
            code="damaged",
        )


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Make a folder of this account alone inside ``folder``, gone at the end, however it ends."""
    made = Path(tempfile.mkdtemp(prefix=".mire-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def pack(path: Path, manifest: Manifest, pieces: Sequence[Path]) -> None:
    """Write a backup at ``path``, on the disk when this returns; mode 0600. Raises OSError."""
    path.touch(mode=0o600)
    with path.open("r+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
            for piece in pieces:
                archive.write(piece, piece.name)
        file.flush()
        os.fsync(file.fileno())


def put_in_place(part: Path, path: Path) -> None:
    """Give a written file its name, durably."""
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def unpack(path: Path, folder: Path) -> Manifest:
    """Write the pieces of a backup into a folder, each checked against the manifest, which returns.

    Raises ``Damaged``, and OSError where the file can't be read or the folder written to.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            for piece in manifest.pieces:
                if Path(piece.name).name != piece.name:
                    raise Damaged(piece.name)
                target = folder / piece.name
                target.touch(mode=0o600)
                with archive.open(piece.name) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                if piece_of(target) != piece:
                    raise Damaged(piece.name)
    except UNREADABLE as error:
        raise Damaged(CUT) from error
    except OSError as error:
        # An offset that points before the file is asked of the system; a decoder that reads
        # something else has no number. Any other is the disk's.
        if error.errno not in (errno.EINVAL, None):
            raise
        raise Damaged(CUT) from error
    return manifest


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise Damaged(MANIFEST)
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except msgspec.MsgspecError as error:
        raise Damaged(str(error)) from error
    if manifest.format != FORMAT:
        what = f"format {manifest.format}"
        raise Damaged(what)
    return manifest
