"""Checksums of a folder, as ``sha256sum`` writes them, and one of their list."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from mire.technique_api.text import Text, text

CHECKSUMS = "CHECKSUMS"
SEAL = "SEAL"
LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def digest_of_bytes(body: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(body).hexdigest()


def checksums(files: Mapping[str, bytes]) -> bytes:
    """Return the list of checksums of some files, by name."""
    return "".join(f"{digest_of_bytes(files[name])}  {name}\n" for name in sorted(files)).encode()


def sealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files with the checksums of all, and the checksum of that list."""
    listed = checksums(files)
    return {**files, CHECKSUMS: listed, SEAL: checksums({CHECKSUMS: listed})}


def fault_in(folder: Path) -> Text | None:
    """Return what first differs from the checksums of a folder, None when nothing does.

    In the order of the list: the seal, then each file, then what the list doesn't hold. Raises
    OSError for what can't be read.
    """
    if not (folder / CHECKSUMS).is_file():
        return text("« %(name)s » manque : rien n'est à vérifier.", name=CHECKSUMS)
    listed = (folder / CHECKSUMS).read_bytes()
    seal = folder / SEAL
    if seal.is_file() and seal.read_bytes() != checksums({CHECKSUMS: listed}):
        return text("« %(name)s » a changé depuis le scellement.", name=CHECKSUMS)
    lines = listed.decode("utf-8", "replace").splitlines()
    known = {CHECKSUMS, SEAL}
    for line in lines:
        found = LINE.fullmatch(line)
        if found is None or ".." in Path(found[2]).parts or Path(found[2]).is_absolute():
            return text("« %(name)s » n'est pas lisible.", name=CHECKSUMS)
        known.add(found[2])
        path = folder / found[2]
        if not path.is_file():
            return text("« %(name)s » manque.", name=found[2])
        if digest_of_bytes(path.read_bytes()) != found[1]:
            return text("« %(name)s » a changé.", name=found[2])
    there = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*")
                   if not each.is_dir())  # fmt: skip
    added = next((each for each in there if each not in known), None)
    return None if added is None else text("« %(name)s » n'était pas là.", name=added)
