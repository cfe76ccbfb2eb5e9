"""On which line of a TOML file each value stands, so that a refusal can say where."""

from functools import cache

import tree_sitter
import tree_sitter_toml

Path = tuple[str | int, ...]


@cache
def parser() -> tree_sitter.Parser:
    """Return the parser of TOML source, which says where each node stands."""
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))


def lines_by_path(source: bytes) -> dict[Path, int]:
    """Return the 1-based line of every table, array element and key of ``source``.

    Paths are made of keys and 0-based indexes of arrays of tables, as in
    ``("activity", 2, "planned")``. ``source`` should be valid TOML: of anything else,
    what could be understood is returned.
    """
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    for node in parser().parse(source).root_node.named_children:
        if node.type == "pair":
            _pair(node, (), found)
            continue
        if node.type not in ("table", "table_array_element"):
            continue
        base = _indexed(keys_of(node.named_children[0]), counts)
        if node.type == "table_array_element":
            index = counts.get(base, -1) + 1
            counts[base] = index
            base = (*base, index)
        found.setdefault(base, _line(node))
        for child in node.named_children[1:]:
            if child.type == "pair":
                _pair(child, base, found)
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """Return the line of ``path``, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _line(node: tree_sitter.Node) -> int:
    return node.start_point[0] + 1


def keys_of(node: tree_sitter.Node) -> Path:
    """Return the keys that a key, dotted or not, is made of."""
    if node.type == "dotted_key":
        return tuple(key for child in node.named_children for key in keys_of(child))
    written = (node.text or b"").decode("utf-8", "replace")
    return (written.strip("\"'") if node.type == "quoted_key" else written,)


def _indexed(keys: Path, counts: dict[Path, int]) -> Path:
    """Say which element of each array of tables a header speaks of: the last one."""
    path: Path = ()
    for position, key in enumerate(keys):
        path = (*path, key)
        if path in counts and position < len(keys) - 1:
            path = (*path, counts[path])
    return path


def _pair(node: tree_sitter.Node, base: Path, found: dict[Path, int]) -> None:
    key, value = node.named_children[0], node.named_children[-1]
    path = (*base, *keys_of(key))
    found[path] = _line(node)
    _value(value, path, found)


def _value(node: tree_sitter.Node, path: Path, found: dict[Path, int]) -> None:
    if node.type == "inline_table":
        for child in node.named_children:
            if child.type == "pair":
                _pair(child, path, found)
    if node.type == "array":
        items = [child for child in node.named_children if child.type != "comment"]
        for index, child in enumerate(items):
            found[(*path, index)] = _line(child)
            _value(child, (*path, index), found)
