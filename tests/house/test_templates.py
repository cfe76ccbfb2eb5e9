"""No template lies unused, none reaches outside, and each can be read."""

import re
from pathlib import Path

import pytest

from mire.documents.template_loader import _BLOCKS
from mire.technique_api.technique import Screen
from mire.techniques import TECHNIQUES
from mire.web.frames import FRAMES
from tests.house.reading import HOUSE, ROOT, tracked_files

TECHNIQUE_NAMES = {name.rpartition(".")[2] for name in TECHNIQUES}
# Drawn by name: a technique's screens, those that plain ballots share, a
# room's surfaces.
BY_CONTRACT = {
    f"{technique}/{name}.html"
    for technique in [*TECHNIQUE_NAMES, "ballot"]
    for name in [*Screen, "paper", "fields", "board", "scribe"]
}
BY_CONTRACT |= set(FRAMES.values())
# Found by Django itself.
BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}

REMOTE = re.compile(r"""(?:src|href|action|srcset|url)\s*[=(]\s*["']?(?:https?:)?//""")
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)[^>]*>|<style\b|\son[a-z]+\s*=\s*["']|\sstyle\s*=""")

MOST_COLUMNS = 160
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
# The last element that a selector names, when it ends with it.
ELEMENT = re.compile(r"(?:^|[\s>+~])([a-z][a-z0-9]*)(?:[:\[][^\s>+~]*)?$")
INLINE_BOX = re.compile(r"display:\s*inline")
PRESERVES = re.compile(r"white-space(?:-collapse)?:\s*(?:pre\b(?!-line)|preserve|break-spaces)")


def templates() -> dict[str, Path]:
    """Each template by the name under which it is loaded."""
    return {
        path.relative_to(HOUSE).as_posix().partition("templates/")[2]: path
        for path in tracked_files()
        if path.is_relative_to(HOUSE)
        and "templates" in path.relative_to(HOUSE).parts
        and path.suffix in {".html", ".svg", ".txt"}
    }


def sources() -> str:
    return "\n".join(
        path.read_text()
        for path in tracked_files()
        if path.is_relative_to(HOUSE) and path.suffix in {".py", ".html", ".svg", ".txt"}
    )


def test_every_template_is_named_somewhere() -> None:
    everything = sources()
    unused = {
        name
        for name in templates()
        if name not in BY_CONTRACT | BY_DJANGO
        and f'"{name}"' not in everything
        and f"'{name}'" not in everything
    }
    assert unused == set()


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        '<p style="color: red">',
        "<style>p { color: red }</style>",
    ],
)
def test_inline_code_is_seen(page: str) -> None:
    assert INLINE.search(page)


def test_a_module_and_a_data_attribute_are_no_inline_code() -> None:
    assert not INLINE.search('<script type="module" src="{% static x %}"></script><p data-on="1">')


def page_templates() -> dict[str, Path]:
    # A document that is written to a file carries its style with it; pages never do.
    return {
        name: path
        for name, path in templates().items()
        if not path.is_relative_to(HOUSE / "documents")
    }


def test_no_page_holds_inline_code_that_its_policy_would_refuse() -> None:
    inline = {
        name: found.group()
        for name, path in page_templates().items()
        # What stands inside a tag of Django's is no attribute.
        if (found := INLINE.search(re.sub(r"{%.*?%}", "", path.read_text())))
    }
    assert inline == {}


def test_nothing_is_loaded_from_a_third_party() -> None:
    remote = {
        path.relative_to(ROOT).as_posix(): found.group()
        for path in tracked_files()
        if path.is_relative_to(HOUSE)
        and path.suffix in {".html", ".css", ".js", ".svg"}
        and "vendor" not in path.parts
        and (found := REMOTE.search(path.read_text()))
    }
    assert remote == {}


def test_no_line_of_a_template_is_over_160_columns() -> None:
    long = {
        f"{name}:{number}": len(line)
        for name, path in templates().items()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > MOST_COLUMNS
    }
    assert long == {}


def style_rules() -> list[tuple[str, str, str]]:
    """Each selector of our style sheets: (file, selector, declarations)."""
    return [
        (path.relative_to(ROOT).as_posix(), selector.strip(), body)
        for path in tracked_files()
        if path.is_relative_to(HOUSE) and path.suffix == ".css" and "vendor" not in path.parts
        for selectors, body in RULE.findall(COMMENT.sub("", path.read_text()))
        for selector in selectors.split(",")
    ]


def is_told_by_white_space(selector: str, body: str) -> bool:
    """Whether white space that the template loader takes out would show under this rule."""
    element = ELEMENT.search(selector)
    # A summary comes first in its details, so that nothing stands before it in its line.
    is_block = element is not None and element.group(1) in _BLOCKS - {"summary"}
    return bool(PRESERVES.search(body) or (is_block and INLINE_BOX.search(body)))


def test_no_style_sheet_shows_white_space_that_the_template_loader_takes_out() -> None:
    rules = style_rules()
    assert len(rules) > 500
    assert [rule for rule in rules if is_told_by_white_space(*rule[1:])] == []


@pytest.mark.parametrize(
    ("selector", "body", "is_told"),
    [
        (".items > li", "display: inline", True),
        (".items li:first-child", "color: red; display: inline-block;", True),
        (".note", "white-space: pre-wrap", True),
        (".note", "white-space: pre-line", False),
        (".items li span", "display: inline-block", False),
        (".items > summary", "display: inline-flex", False),
        (".items li", "display: grid", False),
    ],
)
def test_a_rule_that_shows_white_space_is_seen(selector: str, body: str, *, is_told: bool) -> None:
    assert is_told_by_white_space(selector, body) == is_told


TABLE = re.compile(r"<table\b[^>]*>\s*(<caption\b)?")
FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
TYPED_OR_PRINTED = ("marked_blocks.html", "paper.html")
"""A table that somebody typed has no title; one that is printed has its sheet's."""


def untitled_tables(page: str) -> int:
    return sum(found[1] is None for found in TABLE.finditer(page))


def is_well_ended(figure: str) -> bool:
    """Say whether a figure's caption comes first or last in it, as HTML asks."""
    before, caption, after = figure.partition("<figcaption")
    inside = re.sub(r"{%.*?%}|<figure[^>]*>", "", before, flags=re.DOTALL).strip()
    behind = re.sub(r"{%.*?%}|</figure>", "", after.partition("</figcaption>")[2]).strip()
    return not caption or not inside or not behind


def test_every_table_of_a_page_of_the_office_or_the_site_has_a_title() -> None:
    found = {
        name: untitled_tables(path.read_text(encoding="utf-8"))
        for name, path in page_templates().items()
        if ("/office/" in str(path) or "/public/" in str(path))
        and not name.endswith(TYPED_OR_PRINTED)
    }
    assert len(found) > 100
    assert {name: n for name, n in found.items() if n} == {}


def test_every_caption_of_a_figure_is_first_or_last_in_it() -> None:
    figures = [
        (name, figure)
        for name, path in page_templates().items()
        for figure in FIGURE.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(figures) > 5
    assert [name for name, figure in figures if not is_well_ended(figure)] == []


def test_an_untitled_table_and_a_caption_in_the_midst_are_seen() -> None:
    assert (
        untitled_tables("<table><thead></thead></table><table><caption>Oui</caption></table>") == 1
    )
    assert not is_well_ended("<figure><svg/><figcaption>a</figcaption><p>b</p></figure>")
    assert is_well_ended("<figure><svg/>{% if x %}<figcaption>a</figcaption>{% endif %}</figure>")
