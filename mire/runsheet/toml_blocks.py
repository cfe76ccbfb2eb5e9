"""A TOML run sheet cut into blocks of whole lines, each with the comments that are its own."""

from dataclasses import dataclass, field

import tree_sitter

from mire.runsheet.toml_lines import keys_of, parser


@dataclass(slots=True)
class Block:
    """An activity's lines, its tables of settings included, as they were written.

    ``loose`` are the blank lines and the comments above it that a blank line parts from it;
    ``lines`` begins with the comments that stand right above its header.
    """

    loose: list[str]
    lines: list[str]


@dataclass(slots=True)
class Blocks:
    """A whole file: ``head`` comes before the first activity, ``foot`` after the last.

    A table that stands between two activities and is not an activity's is in ``foot``.
    ``tail`` are the blank lines and comments with which the file ends.
    """

    head: list[str] = field(default_factory=list)
    activities: list[Block] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


def cut(source: str) -> Blocks:
    """Cut valid TOML, its lines ended by line feeds; put together in order, nothing is lost.

    A comment belongs to the header right under it; if a blank line is between them and none
    after the line above, to the line above.
    """
    lines = _lines(source)
    headers, last_rows = _headers(source)
    blocks = Blocks()
    into = blocks.head
    begins = 0
    for position, (row, keys, is_element) in enumerate(headers):
        own = _first_own_row(lines, last_rows[position], row)
        into += lines[begins:own]
        begins = own
        if keys == ("activity",) and is_element:
            right_above = row
            while right_above > own and lines[right_above - 1].strip():
                right_above -= 1
            blocks.activities.append(Block(lines[own:right_above], []))
            begins = right_above
            into = blocks.activities[-1].lines
        elif keys[:1] == ("activity",) and blocks.activities:
            into = blocks.activities[-1].lines
        else:
            into = blocks.foot if blocks.activities else blocks.head
    own = _first_own_row(lines, last_rows[-1], len(lines))
    into += lines[begins:own]
    blocks.tail = lines[own:]
    return blocks


def _lines(source: str) -> list[str]:
    """Cut at line feeds alone, as TOML does (``splitlines`` knows other ends of lines)."""
    cut_lines = [f"{line}\n" for line in source.split("\n")]
    cut_lines[-1] = cut_lines[-1][:-1]
    return cut_lines if cut_lines[-1] else cut_lines[:-1]


def _headers(source: str) -> tuple[list[tuple[int, tuple[str | int, ...], bool]], list[int]]:
    """Return each header's row, keys and kind, and the last row of what precedes each, and ends."""
    headers: list[tuple[int, tuple[str | int, ...], bool]] = []
    ends = [-1]
    for node in parser().parse(source.encode()).root_node.named_children:
        if node.type == "pair":
            ends[-1] = _last_row(node)
        elif node.type in ("table", "table_array_element"):
            headers.append(
                (
                    node.start_point[0],
                    keys_of(node.named_children[0]),
                    node.type == "table_array_element",
                )
            )
            pairs = [child for child in node.named_children[1:] if child.type == "pair"]
            ends.append(_last_row(pairs[-1]) if pairs else node.start_point[0])
    return headers, ends


def _last_row(node: tree_sitter.Node) -> int:
    row, column = node.named_children[-1].end_point
    return row if column else row - 1


def _first_own_row(lines: list[str], last: int, header: int) -> int:
    """Return the first row, after ``last``, that belongs to the header and not to what precedes."""
    row = last + 1
    while row < header and lines[row].strip():
        row += 1
    return row if row < header or header == len(lines) else last + 1
