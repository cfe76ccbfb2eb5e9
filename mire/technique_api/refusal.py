"""What is said when something is not accepted: what is wrong, where, and what to do."""

from collections.abc import Sequence

from mire.technique_api.text import Text

Path = tuple[str | int, ...]


class Refusal(Exception):
    """Something that a person gave is not accepted.

    ``text`` says it to them; ``path`` leads to the field (keys and 0-based indexes),
    empty when the whole is refused; ``code`` is a stable word for programs.
    """

    def __init__(
        self, text: Text, *, path: Sequence[str | int] = (), code: str = "invalid"
    ) -> None:
        super().__init__(str(text))
        self.text = text
        self.path: Path = tuple(path)
        self.code = code

    def under(self, *prefix: str | int) -> "Refusal":
        """Return the same refusal, its path seen from further out."""
        return Refusal(self.text, path=(*prefix, *self.path), code=self.code)
