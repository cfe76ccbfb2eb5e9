"""Lists: search as you type, sort by column, 25 a page, the count in words, exported as shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from mire.technique_api.free_text import read_whole, without_unseen

MOST_PAGE = 9_999
PAGE = 25


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its word, the name by which it sorts ("" when it doesn't)."""

    title: str
    sort: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, in the columns' order, and where its first cell leads ("": nowhere)."""

    cells: Sequence[str]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, as its address and its page say it."""

    value: str
    title: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its name in the address, its word, its values; "" is for all."""

    name: str
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for."""

    words: str
    sort: str
    is_descending: bool
    page: int
    filters: dict[str, str]

    @property
    def start(self) -> int:
        """Return how many rows come before this page's."""
        return (self.page - 1) * PAGE


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, ready for ``office/list.html``."""

    columns: Sequence[dict[str, Any]]
    rows: Sequence[Row]
    count: str
    asked: Asked
    filters: Sequence[Filter]
    previous: str
    next: str
    position: str
    exports: Sequence[Choice]
    empty: str


def read_asked(
    request: HttpRequest,
    *,
    sorts: Sequence[str],
    filters: Sequence[str] = (),
    is_descending: bool = False,
) -> Asked:
    """Read what a list's address asks for; what it can't mean counts as not asked.

    ``sorts``: the names that may be sorted by, "-name" descending; unasked, it is the first, and
    ``is_descending`` says which way.
    """
    given = request.GET
    sort = given.get("tri", "")
    if sort.lstrip("-") in sorts:
        is_descending = sort.startswith("-")
    else:
        sort = sorts[0]
    page = given.get("page", "1")
    return Asked(
        words=without_unseen(given.get("q", "")).strip()[:200],
        sort=sort.lstrip("-"),
        is_descending=is_descending,
        page=read_whole(page, most=MOST_PAGE) or 1,
        filters={
            name: without_unseen(given.get(name, ""))[:60] for name in filters if given.get(name)
        },
    )


def listing(
    asked: Asked,
    *,
    columns: Sequence[Column],
    rows: Sequence[Row],
    n: int,
    count: str,
    empty: str,
    filters: Sequence[Filter] = (),
    exports: Callable[[str], Sequence[Choice]] = lambda _query: (),
    position: str = "",
) -> Listing:
    """Make one page of a list of ``n`` rows; ``count`` says how many there are, in words."""
    n_pages = max(1, ceil(n / PAGE))
    return Listing(
        columns=[_head(column, asked) for column in columns],
        rows=rows,
        count=count,
        asked=asked,
        filters=filters,
        previous=_address(asked, page=asked.page - 1) if asked.page > 1 else "",
        next=_address(asked, page=asked.page + 1) if asked.page < n_pages else "",
        position=position or f"{asked.page} / {n_pages}",
        exports=exports(_address(asked, page=1).lstrip("?")),
        empty=empty,
    )


def _head(column: Column, asked: Asked) -> dict[str, Any]:
    is_sorted = bool(column.sort) and column.sort == asked.sort
    turned = f"-{column.sort}" if is_sorted and not asked.is_descending else column.sort
    return {
        "title": column.title,
        "is_number": column.is_number,
        "href": _address(asked, page=1, sort=turned) if column.sort else "",
        "sorted": ("descending" if asked.is_descending else "ascending") if is_sorted else "",
    }


def _address(asked: Asked, *, page: int, sort: str | None = None) -> str:
    sorted_by = sort if sort is not None else ("-" if asked.is_descending else "") + asked.sort
    parts = {"q": asked.words, "tri": sorted_by, **asked.filters, "page": str(page)}
    return "?" + urlencode({name: value for name, value in parts.items() if value})
