"""Digits are drawn by Inter, whose zero is plain, and letters by Atkinson Hyperlegible."""

import io
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Page

from mire.cli import building
from mire.documents.fonts import DIGITS_SIZE, digits, letters
from mire.live.store.seats import CODE_LETTERS
from tests.support.server import Server

CSS = Path("mire/web/shell/static/shell/css")


def fonts_of(page: Page, selector: str) -> dict[str, int]:
    """Return which fonts draw an element's signs, and how many each, as Chromium does it."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    told = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {each["familyName"]: round(each["glyphCount"]) for each in told}


@pytest.mark.browser
@pytest.mark.parametrize("weight", [400, 700])
def test_a_page_draws_letters_and_digits_each_in_its_font(
    new_page: Callable[..., Page], shared_server: Server, weight: int
) -> None:
    page = new_page()
    page.goto(shared_server.address)
    page.evaluate(
        """(weight) => {
             const made = document.createElement("p");
             made.id = "told";
             made.style.fontWeight = weight;
             made.textContent = "abc2050";
             document.querySelector("main").append(made);
           }""",
        weight,
    )
    page.evaluate("document.fonts.ready")
    told = fonts_of(page, "#told")
    assert {name.split()[0]: n for name, n in told.items()} == {"Atkinson": 3, "Inter": 4}


@pytest.mark.parametrize("weight", [400, 700, (400, 700)])
def test_the_zero_of_pages_and_documents_is_plain(weight: Any) -> None:
    font = TTFont(io.BytesIO(digits(weight)))
    assert set(font.getBestCmap()) == set(map(ord, "0123456789"))
    assert font["glyf"][font.getBestCmap()[ord("0")]].numberOfContours == 2  # no bar within
    assert len(digits(weight)) < 2_500
    house = files("fontpkg_atkinson_hyperlegible").joinpath(
        "files", "AtkinsonHyperlegible-Regular.ttf"
    )
    with house.open("rb") as file:
        slashed = TTFont(file)
        assert slashed["glyf"][slashed.getBestCmap()[ord("0")]].numberOfContours > 2


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_letters_come_without_digits_as_tall_as_those_of_inter(face: str) -> None:
    font = TTFont(io.BytesIO(letters(face, building.LATIN)))
    assert not set(map(ord, "0123456789")) & set(font.getBestCmap())
    other = TTFont(io.BytesIO(digits(400)))
    tall = font["OS/2"].sCapHeight / font["head"].unitsPerEm
    theirs = other["OS/2"].sCapHeight / other["head"].unitsPerEm
    assert theirs * float(DIGITS_SIZE.rstrip("%")) / 100 == pytest.approx(tall, abs=0.005)


def test_a_code_needs_no_digit() -> None:
    assert not any(letter.isdecimal() for letter in CODE_LETTERS)


def test_a_page_asks_for_one_sheet_that_holds_the_four() -> None:
    """Whole rules of each, in their order, without comments."""
    building.build_sheet()
    made = (CSS / "common.css").read_text("utf-8")
    assert "/*" not in made
    squeezed = re.sub(r"\s+", "", made)
    at = 0
    for path in building.SHEETS:
        rules = re.sub(r"/\*.*?\*/", "", (Path("mire") / path).read_text("utf-8"), flags=re.DOTALL)
        at = squeezed.index(re.sub(r"\s+", "", rules), at)
    for weight in (400, 700):
        faces = [each for each in re.findall(r"@font-face \{(.*?)\}", made, re.DOTALL)
                 if f"font-weight: {weight};" in each]  # fmt: skip
        assert len(faces) == 2, "a face of digits joins letters of its very weight"
    assert f"size-adjust: {DIGITS_SIZE};" in made
