"""What a wall can hold of a seating: names, else how many sit at each table, else by profile.

Letters of a wall are never smaller than what the last row reads: what does not fit is said
shorter, never smaller, and nothing runs off the screen.
"""

from itertools import groupby
from math import ceil

from mire.technique_api.technique import Primitives
from mire.techniques.signup.config import Config
from mire.techniques.signup.synthesis import Result, Table, sentence

MOST_COLUMNS = 4
LINES = 17.0
"""Lines of the smallest letters on a screen of 16:9, under its title."""
BETWEEN_ROWS = 0.6
WIDTH = 80
"""Letters on a line of a screen's width, capitals among them; a gap is two."""
NUMBER = "00   "
"""The room that a table's number takes before its profile."""


def draw_tables(config: Config, result: Result) -> Primitives:
    """Return the tables as the wall shows them; ``shows``: "names", "tables" or "profiles".

    ``standing`` are the names of those who have no seat, [] where names are not shown, and
    ``n_standing`` how many they are.
    """
    labels = [each.label for each in config.profiles]
    heads = [labels[each.profile] for each in result.tables]
    said = str(sentence(result))
    named = [[NUMBER + head, *each.names] for head, each in zip(heads, result.tables, strict=True)]
    if result.standing:
        named.append(["", ", ".join(result.standing)])
    if _fit(named, said):
        shows = "names"
    elif _fit([["", head, ""] for head in heads], said):
        shows = "tables"
    else:
        shows = "profiles"
    return {
        "shows": shows,
        "tables": [
            {
                "number": each.number,
                "label": labels[each.profile],
                "n": len(each.names),
                "names": list(each.names),
            }
            for each in result.tables
        ],
        "profiles": [
            _gathered(labels[profile], list(tables))
            for profile, tables in groupby(result.tables, key=lambda each: each.profile)
        ],
        "standing": list(result.standing) if shows == "names" else [],
        "n_standing": len(result.standing),
    }


def _gathered(label: str, tables: list[Table]) -> Primitives:
    return {
        "label": label,
        "n": sum(len(each.names) for each in tables),
        "first": tables[0].number,
        "last": tables[-1].number,
    }


def _fit(blocks: list[list[str]], said: str) -> bool:
    """Say whether blocks of lines, side by side in rows, hold on a screen over a sentence."""
    columns = min(MOST_COLUMNS, len(blocks)) or 1
    width = (WIDTH - 2 * (columns - 1)) // columns
    tall = [sum(max(1, ceil(len(line) / width)) for line in block) for block in blocks]
    rows = [max(tall[i : i + columns]) for i in range(0, len(tall), columns)]
    last = BETWEEN_ROWS + ceil(len(said) / WIDTH)
    return sum(rows) + BETWEEN_ROWS * len(rows) + last <= LINES
