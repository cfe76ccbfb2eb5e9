"""Leading a meeting in a real browser: keys alone, two consoles, wrong clocks, rehearsals."""

import re

import pytest
from playwright.sync_api import Page, expect

from mire.live.engine.notes import WriteNote
from mire.live.state import entries
from tests.e2e.mending import SLOW_FRAMES, Scene, scene
from tests.support.browser import PHONE, axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["scene"]

WRONG_BY_AN_HOUR = "const right = Date.now; Date.now = () => right() + 3600e3;"


def seconds_of(page: Page, where: str = "#frame .clock-time") -> int:
    written = page.locator(where).first.inner_text()
    found = re.fullmatch(r"(\d+):(\d\d)", written)
    assert found, written
    return 60 * int(found[1]) + int(found[2])


def title(console: Page, words: str) -> None:
    expect(console.locator("#now-title")).to_contain_text(words)


def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Move the focus by the Tab key until it is on what has this name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        on = page.evaluate(
            """() => {
                const on = document.activeElement;
                if (on === document.body) return '';
                return on.getAttribute('aria-label') ?? on.labels?.[0]?.textContent
                    ?? on.textContent ?? '';
            }"""
        )
        if name in on.replace("’", "'"):
            return
    pytest.fail(f"the Tab key never reaches « {name} »")


def test_a_whole_meeting_without_a_pointer(scene: Scene) -> None:
    room = scene.room
    phones = []
    for _ in range(2):
        phone = scene.new_context(viewport=PHONE).new_page()
        phone.goto(f"{scene.address}/{room.code}")
        tab_to(phone, "Rejoindre la réunion")
        phone.keyboard.press("Enter")
        expect(phone.locator("[data-moment]")).to_have_attribute("data-moment", "before")
        phones.append(phone)
    console = scene.console()
    keys = console.keyboard

    keys.press("d")
    keys.type("12")
    keys.press("Enter")
    expect(console.locator("#headcount")).to_have_js_property("defaultValue", "12")
    keys.press("Escape")
    keys.press("a")
    keys.type("Accueil · D12")
    keys.press("Enter")
    expect(console.locator(".checks")).to_contain_text("Accueil · D12")

    keys.press("s")
    title(console, "Séquence cadrage")
    keys.press("h")
    keys.type("Animation · D07")
    keys.press("Enter")
    expect(console.locator(".hand")).to_contain_text("Animation · D07 a la main.")
    keys.press("+")
    expect(console.locator(".timeline [aria-current]")).to_contain_text("10 min → 12 min")
    keys.press("-")
    expect(console.locator(".timeline [aria-current]")).not_to_contain_text("→")
    keys.press("p")
    for page in (console, *phones):
        expect(page.locator("#frame .notice").first).to_contain_text("Pause")
    assert axe(phones[0]) == []
    keys.press("p")
    expect(phones[0].locator("#frame .notice")).to_have_count(0)
    keys.press("i")
    keys.type("Vos questions")
    keys.press("Enter")
    expect(console.locator(".timeline")).to_contain_text("Vos questions")
    keys.press("n")
    keys.type("parler moins vite")
    keys.press("Tab")
    keys.press("Enter")
    expect(console.locator("#note")).to_have_value("")
    keys.press("x")
    expect(console.locator('.timeline [data-state="dropped"]')).to_contain_text("Vos questions")

    room.clock.pass_time(minutes=78)
    keys.press("s")
    title(console, "Séquence grille")
    expect(console.locator(".replan")).not_to_have_count(0)
    assert axe(console) == []
    keys.press("1")
    expect(console.locator(".console-promise .late")).to_have_count(0)
    keys.press("u")
    expect(console.locator(".console-promise .late")).to_be_visible()
    keys.press("b")
    title(console, "Séquence cadrage")
    keys.press("s")
    title(console, "Séquence grille")

    keys.press("o")
    for phone in phones:
        expect(phone.locator("form[data-answer]")).to_be_visible()
        tab_to(phone, "Grille")
        for key in ("ArrowLeft", "ArrowDown"):
            phone.keyboard.press(key)
        tab_to(phone, "Envoyer")
        phone.keyboard.press("Enter")
        expect(phone.locator('form [data-say="stored"]')).to_be_visible()
    for _ in range(5):
        room.answer("grille", room.join(), {"stance": "placed", "x": 2, "y": 3, "reason": "oui"})
    keys.press("c")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "closing")
    keys.press("g")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    keys.press("c")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "closing")
    room.clock.pass_time(seconds=11)
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "closed")
    keys.press("r")
    expect(phones[0].locator(".figure-sentence")).to_be_visible()
    keys.press("t")
    tab_to(console, "Afficher", 3)
    keys.press("Enter")
    expect(console.locator(".badge-now")).to_have_count(1)

    keys.press("s")
    title(console, "Séquence meteo")
    keys.press("h")
    expect(console.locator(".hand")).not_to_contain_text("a la main.")
    keys.press("e")
    tab_to(console, "Terminer la réunion", 3)
    keys.press("Enter")
    expect(console.locator(".console-now")).to_have_attribute("data-moment", "ended")
    assert room.state.ended_at is not None
    tab_to(console, "L'heure d'après")
    keys.press("Enter")
    expect(console.locator(".notes")).to_contain_text("parler moins vite")
    assert axe(console) == []


PRESS_AT = """(at) => setTimeout(
    () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "s", bubbles: true })),
    at - Date.now(),
)"""
PRESS_ON_MOVE = """() => {
    const watch = new MutationObserver(() => {
        if (!document.querySelector("#now-title").textContent.includes("Séquence grille")) return;
        watch.disconnect();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "s", bubbles: true }));
    });
    watch.observe(document.getElementById("frame"),
        { subtree: true, childList: true, characterData: true });
}"""


def test_two_consoles_that_press_next_at_once_move_once(scene: Scene) -> None:
    scene.room.enter("cadrage")
    first, second = scene.console(), scene.console()
    for console in (first, second):
        title(console, "Séquence cadrage")
    at = first.evaluate("Date.now() + 700")
    for console in (first, second):
        console.evaluate(PRESS_AT, at)
    for console in (first, second):
        title(console, "Séquence grille")
    told = [console.locator("#refused") for console in (first, second)]
    assert scene.room.state.current == "grille"
    assert not scene.room.state.activities["meteo"].entered_at
    assert sum(each.is_visible() for each in told) <= 1, (
        "one moved, the other heard at most that someone just acted"
    )


def test_a_press_right_after_someone_else_moved_on_does_nothing(scene: Scene) -> None:
    """Two people press « Suivante » a moment apart: the second meant what was there before."""
    scene.room.enter("cadrage")
    first, second = scene.console(), scene.console()
    for console in (first, second):
        title(console, "Séquence cadrage")
    second.evaluate(PRESS_ON_MOVE)
    first.keyboard.press("s")
    for console in (first, second):
        title(console, "Séquence grille")
    expect(second.locator("#refused")).to_contain_text("vient d’agir sur cette réunion")
    expect(first.locator("#refused")).to_be_hidden()
    assert scene.room.state.current == "grille"
    second.wait_for_timeout(1100)
    second.keyboard.press("s")
    title(second, "Séquence meteo")
    expect(second.locator("#refused")).to_be_hidden()


def test_a_hurried_hand_may_go_on_twice(scene: Scene) -> None:
    """What moved by one's own press may be pressed again at once."""
    scene.room.enter("cadrage")
    console = scene.console()
    title(console, "Séquence cadrage")
    console.evaluate(PRESS_ON_MOVE)
    console.keyboard.press("s")
    title(console, "Séquence meteo")


def test_presses_in_a_row_wait_for_the_screen_on_a_slow_line(scene: Scene) -> None:
    """Nobody else acted: nobody is said to have."""
    scene.room.enter("cadrage")
    console = scene.console()
    console.context.add_init_script(SLOW_FRAMES)
    console.reload()
    keys = console.keyboard
    title(console, "Séquence cadrage")
    console.wait_for_timeout(1700)
    keys.press("p")
    keys.press("i")
    keys.type("Vos questions")
    keys.press("Enter")
    expect(console.locator(".timeline")).to_contain_text("Vos questions")
    expect(console.locator("#frame .notice").first).to_contain_text("Pause")
    keys.press("p")
    expect(console.locator("#frame .notice")).to_have_count(0)
    keys.press("+")
    keys.press("+")
    expect(console.locator(".timeline [aria-current]")).to_contain_text("10 min → 14 min")
    keys.press("s")
    keys.press("s")
    expect(console.locator("#now-title")).not_to_contain_text("Séquence cadrage")
    console.wait_for_timeout(1700)
    title(console, "Vos questions")
    expect(console.locator("#refused")).to_be_hidden()


def test_a_console_that_slept_catches_up_without_acting(scene: Scene) -> None:
    room = scene.room
    room.enter("cadrage")
    console = scene.console()
    title(console, "Séquence cadrage")
    console.context.set_offline(True)
    console.keyboard.press("s")  # pressed into the void
    room.clock.pass_time(minutes=10)
    room.control(entries.ENTERED, "grille")
    console.context.set_offline(False)
    title(console, "Séquence grille")
    assert room.state.current == "grille"
    assert room.state.activities["meteo"].entered_at is None
    # What was on its screen is an old version: pressing it is refused, and said.
    room.control(entries.EXTENDED, "grille", minutes=2)
    saw = room.state.version
    console.evaluate(
        """(saw) => {
            const field = document.querySelector('[data-key="s"]').form.elements.saw;
            field.value = String(saw - 1);
            field.form.requestSubmit();
        }""",
        saw,
    )
    expect(console.locator("#refused")).to_contain_text("Quelqu’un vient d’agir")
    assert room.state.current == "grille"


def test_clocks_that_are_wrong_by_an_hour_show_the_right_countdown(scene: Scene) -> None:
    room = scene.room
    room.enter("cadrage")
    room.clock.pass_time(minutes=4)
    right = scene.phone()
    context = scene.new_context(viewport=PHONE)
    context.add_init_script(WRONG_BY_AN_HOUR)
    wrong = context.new_page()
    wrong.goto(f"{scene.address}/{room.code}")
    wrong.get_by_role("button", name="Rejoindre la réunion").click()
    for phone in (right, wrong):
        expect(phone.locator("#frame .clock-time")).to_have_text(re.compile(r"^[56]:\d\d$"))
        assert 300 <= seconds_of(phone) <= 360
    assert wrong.evaluate("Date.now()") - right.evaluate("Date.now()") > 3_500_000


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_projector_sounds_once_at_one_minute_if_it_was_asked(
    scene: Scene, is_asked: bool
) -> None:
    room = scene.room
    room.enter("cadrage")
    room.control(entries.SOUND, on=int(not is_asked))
    touched, untouched = scene.projector(), scene.projector()
    touched.locator("main").click()
    room.clock.pass_time(minutes=8, seconds=55)
    room.control(entries.SOUND, on=int(is_asked))  # its frame brings the new time
    in_the_last_minute = re.compile(r"^0:5\d$")
    expect(touched.locator("#frame .clock-time")).to_have_text(in_the_last_minute, timeout=60_000)
    sounded = "document.body.dataset.sounded ?? ''"
    assert touched.evaluate(sounded) == ("1" if is_asked else "")
    assert untouched.evaluate(sounded) == "", "browsers are silent until somebody clicks"
    expect(touched.locator(".clock-said")).to_have_text("Il reste 1 minute.")


def test_a_second_console_sees_the_hand_and_takes_it(scene: Scene) -> None:
    scene.room.enter("cadrage")
    first, second = scene.console(), scene.console()
    first.keyboard.press("h")
    first.keyboard.type("Animation · D07")
    first.keyboard.press("Enter")
    expect(second.locator(".hand")).to_contain_text("Animation · D07 a la main.")
    expect(second.locator(".console-presses")).to_be_hidden()
    expect(first.locator(".console-presses")).to_be_visible()
    second.keyboard.press("s")
    assert scene.room.state.current == "cadrage"
    assert axe(second) == []
    second.keyboard.press("h")
    second.keyboard.type("Appui · D12")
    second.keyboard.press("Enter")
    expect(second.locator(".console-presses")).to_be_visible()
    expect(first.locator(".console-presses")).to_be_hidden()


def test_the_remote_leads_from_a_pocket(scene: Scene) -> None:
    room = scene.room
    console = scene.console()
    remote = scene.new_context(viewport=PHONE, has_touch=True).new_page()
    remote.goto(f"{scene.address}/regie/{room.code}/telecommande?cle={room.console.hex()}")
    assert "cle=" not in remote.url
    remote.get_by_role("button", name="Commencer").tap()
    title(console, "Séquence cadrage")
    expect(remote.locator("h1")).to_have_text("Séquence cadrage")
    before = seconds_of(remote)
    remote.get_by_role("button", name="+2 min").tap()
    expect(console.locator(".timeline [aria-current]")).to_contain_text("10 min → 12 min")
    expect(remote.locator("#frame .clock-time")).to_have_text(re.compile(r"^1[12]:"))
    assert seconds_of(remote) > before + 100
    assert axe(remote) == []
    remote.get_by_label("Note pour vous").fill("rappeler le relais de D14")
    remote.get_by_role("button", name="Garder").tap()
    expect(remote.get_by_label("Note pour vous")).to_have_value("")
    remote.get_by_role("button", name="Suivante").tap()
    title(console, "Séquence grille")


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_is_led_from_its_console_and_leaves_nothing(scene: Scene) -> None:
    room = scene.room
    console = scene.console()
    console.get_by_role("link", name="La veille").click()
    console.get_by_label("Participants simulés").fill("9")
    console.get_by_label("×10").check()
    assert axe(console) == []
    console.get_by_role("button", name="Répéter").click()
    expect(console.locator(".badge-warn")).to_contain_text("Répétition")
    (code,) = room.engine.crews
    expect(console.locator(".crew summary")).to_contain_text("9 participants simulés · ×10")
    console.locator(".crew summary").click()
    expect(console.locator(".crew-lines")).to_contain_text("silencieuse : a rejoint")
    console.keyboard.press("s")
    title(console, "Séquence cadrage")
    first = seconds_of(console, ".console-now .clock-time")
    console.wait_for_timeout(2000)
    assert 12 <= first - seconds_of(console, ".console-now .clock-time") <= 40, "ten times faster"
    console.keyboard.press("s")
    title(console, "Séquence grille")
    console.keyboard.press("o")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    room.clock.pass_time(seconds=9)  # a minute and a half for those who rehearse
    expect(console.locator(".presence")).to_contain_text("8 ont répondu")
    assert axe(console) == []
    console.get_by_role("button", name="Quitter la répétition").click()
    expect(console.locator("h1")).to_have_text("La veille")
    assert room.engine.crews == {}
    assert console.goto(f"{scene.address}/{code}").status == 404  # type: ignore[union-attr]
    assert room.state.started_at is None


def test_the_day_before_a_phone_tries_the_room(scene: Scene) -> None:
    console = scene.console()
    console.get_by_role("link", name="La veille").click()
    expect(console.locator("#checks")).to_contain_text("Aucun téléphone")
    context = scene.new_context(viewport=PHONE)
    context.add_init_script(WRONG_BY_AN_HOUR)
    phone = context.new_page()
    phone.goto(console.locator('a[href$="/essai"]').get_attribute("href") or "")
    expect(phone.get_by_text("Cet essai s’affiche")).to_be_visible(timeout=40_000)
    expect(phone.locator(".checks")).to_contain_text("Les écrans suivent en direct.")
    expect(phone.locator(".checks")).to_contain_text(
        "L’horloge de ce téléphone n’est pas à l’heure"
    )
    expect(phone.locator(".checks")).to_contain_text("Les envois arrivent au serveur.")
    assert axe(phone) == []
    expect(console.locator("#checks")).to_contain_text("Les écrans suivent en direct.")
    assert axe(console) == []


def test_the_trial_says_why_the_server_refuses_what_phones_send(scene: Scene) -> None:
    """Pages open, the server answers, and nothing can be sent: here, cookies are lost."""
    context = scene.new_context(viewport=PHONE)
    context.route("**/essai", lambda route: (context.clear_cookies(), route.fallback())[1])
    phone = context.new_page()
    phone.goto(f"{scene.address}/{scene.room.code}/essai")
    said = phone.get_by_role("alert")
    expect(said).to_contain_text("Autorisez les cookies pour cette adresse", timeout=40_000)
    expect(phone.locator(".checks")).to_contain_text("Le serveur refuse les envois")
    assert axe(phone) == []


def test_the_digit_keys_of_a_french_keyboard_apply_a_plan(scene: Scene) -> None:
    """There, what is « 1 » elsewhere is « & » until Shift is held."""
    scene.room.enter("cadrage")
    scene.room.clock.pass_time(minutes=78)
    console = scene.console()
    expect(console.locator(".replan")).not_to_have_count(0)
    console.evaluate(
        """() => document.body.dispatchEvent(new KeyboardEvent("keydown",
               {key: "&", code: "Digit1", bubbles: true}))"""
    )
    expect(console.get_by_role("button", name="Annuler le plan")).to_be_visible()


def test_a_phone_without_scripts_is_not_left_waiting(scene: Scene) -> None:
    phone = scene.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(f"{scene.address}/{scene.room.code}/essai")
    expect(phone.get_by_role("heading", name="Essai de la salle")).to_be_visible()
    expect(phone.get_by_text("Essai en cours")).to_be_hidden()


def test_a_long_note_stays_on_a_narrow_screen(scene: Scene) -> None:
    scene.room.engine.ask(WriteNote(scene.room.code, "x" * 500))
    console = scene.console()
    console.set_viewport_size({"width": 320, "height": 640})
    console.goto(f"{scene.address}/regie/{scene.room.code}/apres")
    assert console.evaluate("document.documentElement.scrollWidth") <= 320
