"""The techniques of this installation, by slug. Filled once, at start."""

import importlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Technique
from mire.technique_api.text import text

AnyTechnique = Technique[Any, Any, Any, Any, Any]

_techniques: dict[str, AnyTechnique] = {}


def load(packages: Iterable[str]) -> None:
    """Import ``<package>.manifest`` of each dotted name and register its ``technique``."""
    for package in packages:
        register(importlib.import_module(f"{package}.manifest").technique)


def register(technique: AnyTechnique) -> None:
    """Add one technique; raise ValueError if its slug is taken by another."""
    known = _techniques.setdefault(technique.slug, technique)
    if known is not technique:
        msg = f"two techniques have the slug {technique.slug!r}"
        raise ValueError(msg)


def techniques() -> Mapping[str, AnyTechnique]:
    """Return every technique by slug, in the order of registration."""
    return MappingProxyType(_techniques)


def technique(slug: str) -> AnyTechnique:
    """Return the technique of that slug; raise :class:`Refusal` when there is none."""
    try:
        return _techniques[slug]
    except KeyError:
        raise Refusal(
            text(
                "technique « %(slug)s » inconnue ; celles d'ici : %(known)s",
                slug=slug,
                known=", ".join(_techniques),
            ),
            path=("technique",),
            code="unknown_technique",
        ) from None
