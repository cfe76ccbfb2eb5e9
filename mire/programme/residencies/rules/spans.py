"""Spans of days as people write them, one a line: « 14/09/2026 – 18/12/2026 Fenêtre d'automne »."""

import re
from collections.abc import Sequence
from datetime import date

from mire.planning.residency.tables import Span
from mire.tables.values import read_day
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_NAME = 120
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}([/.])\d{1,2}\1\d{4}", re.ASCII)
_BETWEEN = re.compile(r"^[\s:;,–—-]*(?:au|à|jusqu'au|to|until)?[\s:;,–—-]*", re.IGNORECASE)


def read_spans(written: str, *, field: str) -> tuple[Span, ...]:
    """Return the spans of a text, one a line or after a « ; »; a day alone is a span of one day.

    What else a line says is the span's name. Raises a ``Refusal`` that names ``field`` and quotes
    the line for one without a day, with a day that no calendar has, or that ends before it begins.
    """
    lines = [each.strip() for each in re.split(r"[\n;]", written)]
    return tuple(_span(line, field) for line in lines if line)


def write_spans(spans: Sequence[Span]) -> str:
    """Return spans as ``read_spans`` reads them, one a line, days as France writes them."""
    return "\n".join(
        " ".join(filter(None, (f"{each.first:%d/%m/%Y} – {each.last:%d/%m/%Y}", each.name)))
        for each in spans
    )


def _span(line: str, field: str) -> Span:
    found = list(_DAY.finditer(line))
    if not found:
        raise Refusal(
            text("« %(line)s » : écrivez deux jours, par exemple 14/09/2026 – 18/12/2026.",
                 line=line),
            path=(field,),
            code="no_day",
        )  # fmt: skip
    if len(found) > 2:
        raise Refusal(
            text("« %(line)s » : une seule période par ligne, de deux jours.", line=line),
            path=(field,),
            code="many_days",
        )
    first, last = (_day(each[0], line, field) for each in (found[0], found[-1]))
    if first > last:
        raise Refusal(
            text("« %(line)s » : la période finit avant de commencer.", line=line),
            path=(field,),
            code="order",
        )
    rest = line[: found[0].start()] + line[found[-1].end() :]
    if len(found) == 2 and not _BETWEEN.fullmatch(line[found[0].end() : found[1].start()]):
        rest += " " + line[found[0].end() : found[1].start()]
    rest = re.sub(r"^(?:du|le|from)\b", "", rest.strip(" :,–—-"), flags=re.IGNORECASE)
    name = " ".join(rest.split())
    if len(name) > MOST_NAME:
        raise Refusal(
            text("« %(line)s » : %(most)s caractères au plus.", line=line, most=MOST_NAME),
            path=(field,),
            code="long",
        )
    return Span(first, last, name.strip(" :,–—-"))


def _day(written: str, line: str, field: str) -> date:
    day = read_day(written)
    if day is None or not 1900 <= day.year <= 2199:
        raise Refusal(
            text("« %(line)s » : %(day)s n'est pas un jour du calendrier.", line=line, day=written),
            path=(field,),
            code="no_day",
        )
    return day
