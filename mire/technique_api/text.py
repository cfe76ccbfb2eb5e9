"""Words for people, said by pure code and translated at the edges.

A message id is the French sentence itself, with ``%(name)s`` holes. The markers
:func:`text` and :func:`text_n` are what the message catalogues are extracted from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Param: TypeAlias = "str | int | float | Text"
Primitive: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to say: French message id, holes, and a count when it has a plural."""

    msgid: str
    params: Mapping[str, Param] = field(default_factory=dict)
    plural: str | None = None
    count: int | None = None

    def primitive(self) -> Primitive:
        """Return the text as JSON primitives, as screens carry it."""
        said: Primitive = {"msgid": self.msgid}
        if self.params:
            said["params"] = {
                name: value.primitive() if isinstance(value, Text) else value
                for name, value in self.params.items()
            }
        if self.plural is not None:
            said["plural"] = self.plural
            said["count"] = self.count
        return said

    def __str__(self) -> str:
        """Return the French source sentence with its holes filled (logs, tests)."""
        is_plural = self.plural is not None and abs(self.count or 0) >= 2
        chosen = self.plural if is_plural and self.plural is not None else self.msgid
        return chosen % {**self.params, "count": self.count} if "%" in chosen else chosen


def text(msgid: str, /, **params: Param) -> Text:
    """Mark a sentence for translation."""
    return Text(msgid, params)


def text_n(singular: str, plural: str, count: int, /, **params: Param) -> Text:
    """Mark a sentence that has a plural; ``%(count)s`` is filled with ``count``."""
    return Text(singular, params, plural, count)
