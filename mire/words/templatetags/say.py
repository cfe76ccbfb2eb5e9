"""``{% load say %}``: say texts, days, hours, minutes and shares in the page's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template

from mire.technique_api.registry import technique
from mire.words import words

register = template.Library()

register.filter("say", words.translate)
register.filter("percent", words.percent)
register.filter("minutes", words.minutes)


def _read(at: datetime | str) -> datetime:
    return at if isinstance(at, datetime) else datetime.fromisoformat(at)


@register.filter
def day(at: date | str | None) -> str:
    """Say a day; takes a date, a datetime or its ISO writing."""
    if not at:
        return ""
    return words.day(at if isinstance(at, date) else _read(at))


@register.filter
def hour(at: datetime | str | None) -> str:
    """Say a time of day; takes a datetime or its ISO writing."""
    return words.hour(_read(at)) if at else ""


@register.filter
def clocktime(at: datetime | str | None) -> str:
    """Write a time as a time field holds it: "09:30"."""
    return _read(at).strftime("%H:%M") if at else ""


@register.filter
def lines(table: Mapping[str, Any]) -> dict[str, list[list[tuple[str, bool]]]]:
    """Say a technique's table: head and rows of (words, whether the column is of figures)."""
    rows = [[words.translate(cell) for cell in row] for row in table["rows"]]
    numbers = words.number_columns(rows)
    head = [words.translate(column) for column in table["columns"]]
    told = [[(cell, i in numbers) for i, cell in enumerate(row)] for row in (head, *rows)]
    return {"head": told[:1], "rows": told[1:]}


@register.simple_tag
def technique_template(slug: str, screen: str) -> str:
    """Name the template that a technique draws a screen with."""
    return technique(slug).template(screen)
