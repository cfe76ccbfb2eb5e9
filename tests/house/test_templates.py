"""No template lies unused, and none reaches outside."""

import re
from pathlib import Path

import pytest

from mire.live.views.screens import Surface
from mire.technique_api.technique import Screen
from mire.techniques import TECHNIQUES
from tests.house.reading import HOUSE, ROOT, tracked_files

TECHNIQUE_NAMES = {name.rpartition(".")[2] for name in TECHNIQUES}
# Drawn by name: a technique's screens and a report's annex, a room's surfaces.
BY_CONTRACT = {
    f"{technique}/{name}.html"
    for technique in TECHNIQUE_NAMES
    for name in [*Screen, "paper", "annex", "fields", "board", "scribe"]
}
BY_CONTRACT |= {f"room/frames/{surface}.html" for surface in Surface}
# Found by Django itself.
BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}

REMOTE = re.compile(r"""(?:src|href|action|srcset|url)\s*[=(]\s*["']?(?:https?:)?//""")
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)[^>]*>|<style\b|\son[a-z]+\s*=\s*["']|\sstyle\s*=""")


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
