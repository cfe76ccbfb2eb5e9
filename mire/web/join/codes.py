"""Codes of rooms: in addresses, six letters in capitals or not; and as people type them."""

import re

from mire.live.store import seats


class CodeConverter:
    """Reads a code in an address; writes it in capitals."""

    regex = "[A-Za-z]{6}"

    def to_python(self, value: str) -> str:
        """Return the code in capitals; whether a room has it is for the view to ask."""
        return value.upper()

    def to_url(self, value: str) -> str:
        """Return the code as it is."""
        return value


def read_typed_code(written: str) -> str | None:
    """Return the code in what was typed: letters alone, with a sign at the end, or an address.

    None when there is no code in it.
    """
    bare = written.strip().strip(".,;:!?()«»\"' ")
    address = re.sub(r"^[a-z]+://", "", bare, flags=re.IGNORECASE)
    path = re.split(r"[?#]", address)[0]
    parts = [part for part in path.split("/") if part]
    # Of an address, the code is the first part after the machine's name.
    tried = [bare, *(parts[1:] if "." in (parts or [""])[0] or ":" in path else parts)]
    return next((code for part in tried if (code := seats.read_code(part.strip(".,;:")))), None)
