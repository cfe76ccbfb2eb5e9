"""A reading by hand: cards dragged by mouse and finger, beside others who read, projected."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from mire.programme.evidence.models import Verbatim
from mire.programme.people.rules import Right
from tests.e2e.test_office import begin_a_reading
from tests.support.browser import axe
from tests.support.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = {"width": 1366, "height": 900}


def middle(of: Locator) -> tuple[float, float]:
    of.scroll_into_view_if_needed()
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def card(page: Page, said: str) -> Locator:
    return page.locator("#a-lire .reading-words", has_text=said)


def make_theme(page: Page, name: str) -> None:
    """Make a theme of the card that is chosen."""
    page.keyboard.press("n")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator(".reading-column h3", has_text=name)).to_be_visible()


def test_cards_are_dragged_onto_a_theme_while_somebody_else_reads(
    sign_in: Callable[..., Page], office: Office
) -> None:
    begun = begin_a_reading(office)
    page, other = sign_in(), sign_in(Right.AMBASSADOR)
    for each in (page, other):
        each.goto(begun)
    make_theme(page, "Du temps")
    # Two are chosen and taken; the other places one meanwhile: what is in hand stays there.
    card(page, "Propos 4").click()  # beside the first, which is chosen
    expect(page.locator("#a-lire [name=card]:checked")).to_have_count(2)
    column = page.locator(".reading-column")
    page.mouse.move(*middle(card(page, "Propos 4")))
    page.mouse.down()
    page.mouse.move(*middle(column), steps=6)
    expect(page.locator(".reading-hand")).to_have_text("×2")
    expect(column).to_have_attribute("data-over", "")
    expect(other.locator(".reading-column")).to_be_visible()
    card(other, "Propos 2").click()
    card(other, "Propos 5").click()
    other.keyboard.press("1")
    expect(other.locator("#compte")).to_contain_text("2 placés")
    page.wait_for_timeout(2_000)  # two looks and more
    expect(page.locator("#compte")).to_contain_text("1 placé")
    page.mouse.up()
    expect(page.locator("#compte")).to_contain_text("4 placés")
    expect(page.locator(".reading-hand")).to_have_count(0)
    expect(page.locator("#a-lire [name=card]")).to_have_count(1)
    assert axe(page) == []


def test_setting_aside_by_hand_asks_why_and_escape_puts_it_back(
    sign_in: Callable[..., Page], office: Office
) -> None:
    page = sign_in()
    page.goto(begin_a_reading(office))
    aside = page.locator("[data-drop=aside]")
    page.mouse.move(*middle(card(page, "Propos 3")))
    page.mouse.down()
    page.mouse.move(*middle(aside), steps=6)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator("#raison")).not_to_be_focused()
    page.mouse.move(*middle(card(page, "Propos 3")))
    page.mouse.down()
    page.mouse.move(*middle(aside), steps=6)
    page.mouse.up()
    expect(page.locator("#raison")).to_be_focused()
    page.keyboard.type("hors sujet")
    page.keyboard.press("Enter")
    expect(page.locator("#compte")).to_contain_text("1 mis à part")
    expect(card(page, "Propos 3")).to_have_count(0)


def test_a_finger_that_rests_takes_a_card_and_one_that_slides_scrolls(
    sign_in: Callable[..., Page], office: Office
) -> None:
    page = sign_in(has_touch=True)
    page.goto(begin_a_reading(office))
    make_theme(page, "Du temps")
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    column = page.locator(".reading-column")
    goal = middle(column)
    start = middle(card(page, "Propos 5"))
    finger("touchStart", start)
    finger("touchMove", goal)  # at once: it is no drag
    finger("touchEnd")
    expect(page.locator("#compte")).to_contain_text("1 placé")
    start = middle(card(page, "Propos 5"))
    finger("touchStart", start)
    expect(page.locator(".reading-hand")).to_be_visible()
    # Near an edge, the page scrolls under a card in hand: the theme is looked for from the middle.
    finger("touchMove", (start[0] + 20, 360))
    finger("touchMove", middle(column))
    finger("touchEnd")
    expect(page.locator("#compte")).to_contain_text("2 placés")


def test_a_press_that_comes_before_the_last_ones_answer_is_not_lost(
    sign_in: Callable[..., Page], office: Office
) -> None:
    page = sign_in()
    page.goto(begin_a_reading(office))
    make_theme(page, "Du temps")
    keys = dict(Verbatim.objects.values_list("text", "key"))
    page.evaluate(
        """keys => {
          const [form] = document.forms["a-lire"] ? [document.forms["a-lire"]] : [];
          const button = document.querySelector("[data-drop^=place] button");
          for (const key of keys) {
            for (const box of form.querySelectorAll("[name=card]")) box.checked = box.value === key;
            form.requestSubmit(button);
          }
        }""",
        [keys["Propos 2"], keys["Propos 3"], keys["Propos 4"]],
    )
    expect(page.locator("#compte")).to_contain_text("4 placés")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_projector_follows_a_reader_and_is_read_from_afar(
    sign_in: Callable[..., Page], office: Office, scheme: str
) -> None:
    begun = begin_a_reading(office)
    page = sign_in()
    page.goto(begun)
    projector = sign_in(
        Right.AMBASSADOR, viewport={"width": 1920, "height": 1080}, color_scheme=scheme
    )
    projector.goto(f"{begun}/ecran")
    expect(projector.locator(".projected-card")).to_contain_text("Le prochain propos")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    expect(projector.locator(".projected-words")).to_contain_text("Propos 2")
    expect(page.locator("#a-lire [name=card]").nth(1)).to_be_checked()  # still chosen
    make_theme(page, "Du temps")
    expect(projector.locator(".projected-now")).to_contain_text("Du temps")
    for n in range(2, 16):
        make_theme(page, f"Un thème dont le nom est long, trop long pour une ligne {n}")
        if n == 5:
            break
    expect(projector.locator(".projected-themes li")).to_have_count(5)
    smallest = projector.evaluate(
        """() => Math.min(...[...document.querySelectorAll("body *")]
          .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim())
            && each.getClientRects().length && !each.matches(".skip, script, style"))
          .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
    )
    assert smallest >= 0.022 * 1920 - 0.01
    assert projector.evaluate("document.documentElement.scrollHeight") <= 1080
    assert axe(projector) == []


def test_a_card_is_read_whole_above_the_acts_on_a_low_laptop(
    sign_in: Callable[..., Page], office: Office
) -> None:
    begun = begin_a_reading(office)
    long = "Il faudrait que chaque direction sache à qui parler quand un projet la touche aussi."
    Verbatim.objects.filter(text__startswith="Propos").update(text=long)
    Verbatim.objects.filter(pk=Verbatim.objects.values("pk")[:1]).update(text=f"{long} Un autre.")
    page = sign_in(viewport={"width": 1366, "height": 650})
    page.goto(begun)
    page.locator("#a-lire [name=card]").first.focus()
    page.keyboard.press("m")  # what is shown can be taken away: one more act stands there
    expect(page.get_by_role("button", name="Retirer de l’écran")).to_be_visible()
    cards = page.locator("label.reading-card")
    for n in range(cards.count()):
        shown = page.evaluate(
            """(n) => {
                const card = document.querySelectorAll("label.reading-card")[n];
                const acts = document.querySelector(".reading-acts").getBoundingClientRect();
                const box = card.getBoundingClientRect();
                return box.top >= 0 && box.bottom <= acts.top + 1 && acts.bottom <= innerHeight + 1;
            }""",
            n,
        )
        assert shown, n
        page.keyboard.press("ArrowDown")
    assert axe(page) == []


def test_single_keys_can_be_switched_off(sign_in: Callable[..., Page], office: Office) -> None:
    page = sign_in()
    page.goto(begin_a_reading(office))
    switch = page.get_by_label("Les touches du clavier agissent sur cette page")
    switch.uncheck()
    page.locator("body").press("/")
    expect(page.locator("#chercher")).not_to_be_focused()
    switch.check()
    page.locator("body").press("/")
    expect(page.locator("#chercher")).to_be_focused()
    assert axe(page) == []
