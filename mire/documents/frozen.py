"""A document as JSON, and back: what was released is kept as it was, whatever Mire becomes."""

from dataclasses import fields, is_dataclass
from typing import Any

from mire.documents import tree
from mire.documents.tree import Document

IS = "is"
"""The name under which JSON says what class of the tree an object is."""

CLASSES = {
    name: made
    for name, made in vars(tree).items()
    if isinstance(made, type) and (is_dataclass(made) or made is tree.Quote)
}


def frozen(document: Document) -> dict[str, Any]:
    """Return a document as JSON primitives."""
    made: dict[str, Any] = _frozen(document)
    return made


def thawed(kept: dict[str, Any]) -> Document:
    """Return the document that ``frozen`` made JSON of.

    Fields that a later version added take their default. Raises TypeError for what is none.
    """
    made = _thawed(kept)
    if not isinstance(made, Document):
        msg = f"not a document: {kept.get(IS)}"
        raise TypeError(msg)
    return made


def _frozen(value: Any) -> Any:
    if isinstance(value, tree.Quote):
        return {IS: "Quote", **{name: _frozen(each) for name, each in value._asdict().items()}}
    if is_dataclass(value) and not isinstance(value, type):
        said = {each.name: _frozen(getattr(value, each.name)) for each in fields(value)}
        return {IS: type(value).__name__, **said}
    if isinstance(value, frozenset):
        return {IS: "frozenset", "of": sorted(value)}
    if isinstance(value, tuple | list):
        return [_frozen(each) for each in value]
    return value


def _thawed(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_thawed(each) for each in value)
    if not isinstance(value, dict):
        return value
    name = value.get(IS)
    if name == "frozenset":
        return frozenset(value["of"])
    if name not in CLASSES:
        msg = f"nothing in a document is called {name}"
        raise TypeError(msg)
    known = CLASSES[name]
    names = known._fields if known is tree.Quote else [each.name for each in fields(known)]  # type: ignore[arg-type]
    return known(**{each: _thawed(value[each]) for each in names if each in value})
