"""Codes of rooms in addresses: six letters, in capitals or not."""


class CodeConverter:
    """Reads a code in an address; writes it in capitals."""

    regex = "[A-Za-z]{6}"

    def to_python(self, value: str) -> str:
        """Return the code in capitals; whether a room has it is for the view to ask."""
        return value.upper()

    def to_url(self, value: str) -> str:
        """Return the code as it is."""
        return value
