"""The run-sheet editor in hands quicker than the network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from mire.programme.meetings.models import Meeting
from mire.runsheet.toml_file import read_draft
from tests.support.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LATE_MS = 400


@pytest.fixture
def opened(sign_in: Callable[..., Page], office: Office) -> tuple[Page, CDPSession]:
    """The directors' seminar, just made, behind a slow network, and what sets its network."""
    page = sign_in()
    page.goto(office.address("reunions/nouvelle"))
    page.click("button[value='seminaire']")
    expect(page.locator(".editor-row")).to_have_count(6)
    page.wait_for_load_state()  # rows stand before what handles them has come
    network = page.context.new_cdp_session(page)
    be_online(network)
    return page, network


@pytest.fixture
def page(opened: tuple[Page, CDPSession]) -> Page:
    return opened[0]


def be_online(network: CDPSession, *, is_so: bool = True) -> None:
    """Have a page behind a slow network, or behind none."""
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": not is_so,
            "latency": LATE_MS,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


def planned(page: Page) -> dict[str, int]:
    """Wait until all is saved; return the stored minutes by activity, in the sheet's order."""
    expect(page.locator("[data-saved]")).to_have_text("Enregistré.")
    sheet, _problems = read_draft(Meeting.objects.get().sheet.encode())
    return {each.id: each.planned for each in sheet.activity}


def ids(page: Page) -> list[str]:
    rows = page.locator(".editor-row")
    return [rows.nth(n).get_attribute("data-activity") or "" for n in range(rows.count())]


def test_minutes_of_several_rows_are_kept_however_quick_the_hand(page: Page) -> None:
    first, second, third, *_others = ids(page)
    page.focus(f"#min-{first}")
    for minutes in ("7", "23", "9"):
        page.keyboard.press("Control+a")
        page.keyboard.type(minutes)
        for _tab in range(4 if minutes == "7" else 5):  # the first row can't go up
            page.keyboard.press("Tab")
    fourth = ids(page)[3]
    expect(page.locator(f"#min-{fourth}")).to_be_focused()
    kept = planned(page)
    assert [kept[each] for each in (first, second, third)] == [7, 23, 9]
    expect(page.locator(f"#min-{fourth}")).to_be_focused()


def test_a_number_that_is_being_typed_while_another_is_saved_is_kept(page: Page) -> None:
    first, second, *_others = ids(page)
    page.fill(f"#min-{first}", "7")
    page.focus(f"#min-{second}")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    expect(page.locator("[data-saved]")).to_have_text("Enregistré.")
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    expect(page.locator("[data-saved]")).to_have_text("Enregistrement…")
    assert planned(page)[second] == 24


def test_arrows_pressed_while_it_saves_all_count(page: Page) -> None:
    first, *others = ids(page)
    page.focus(f"#down-{first}")
    for _press in range(3):
        page.keyboard.press("Enter")
    expect(page.locator(".editor-row").nth(3)).to_have_attribute("data-activity", first)
    assert list(planned(page)) == [*others[:3], first, *others[3:]]
    expect(page.locator(f"#down-{first}")).to_be_focused()


def test_what_is_typed_in_the_open_form_outlives_the_acts_on_rows(page: Page) -> None:
    first, second, *_others = ids(page)
    page.click(f"#voir-{second}")
    page.wait_for_url(f"**?sequence={second}*")
    page.fill("#a-title", "Un titre pas encore enregistré")
    page.fill(f"#min-{first}", "6")
    page.focus("#a-title")
    assert planned(page)[first] == 6
    expect(page.locator("#a-title")).to_have_value("Un titre pas encore enregistré")
    expect(page.locator("#a-title")).to_be_focused()
    page.click("#enregistrer")
    expect(page.locator("#detail-titre")).to_have_text("Un titre pas encore enregistré")


def test_empty_minutes_are_said_beside_their_field(page: Page) -> None:
    first, second, *_others = ids(page)
    before = page.input_value(f"#min-{first}")
    page.fill(f"#min-{first}", "")
    page.focus(f"#min-{second}")
    wrong = page.locator(f"#min-{first}-error")
    expect(wrong).to_contain_text("Minutes")
    expect(page.locator(f"#min-{first}")).to_have_attribute("aria-invalid", "true")
    page.fill(f"#min-{first}", before)
    page.keyboard.press("Tab")
    expect(wrong).to_have_count(0)


def come_before_the_script(page: Page, address: str) -> Callable[[], None]:
    """Open the editor and hold back what handles it; return what lets it come."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/office/editor*.js", hold)
    page.goto(address, wait_until="commit")
    expect(page.locator("#ajouter")).to_be_visible()

    def let_come() -> None:
        for each in held:
            each.continue_()
        page.unroute("**/office/editor*.js")
        page.wait_for_load_state()

    return let_come


def test_minutes_typed_before_the_script_came_are_saved(page: Page) -> None:
    first, second, *_others = ids(page)
    let_come = come_before_the_script(page, page.url)
    page.fill(f"#min-{first}", "7")
    page.focus(f"#min-{second}")
    let_come()
    assert planned(page)[first] == 7


def test_a_form_begun_before_the_script_came_is_not_left_behind(page: Page) -> None:
    second = ids(page)[1]
    let_come = come_before_the_script(page, f"{page.url}?sequence={second}")
    page.fill("#a-title", "Un titre commencé")
    let_come()
    page.click("form[action$='/repeter'] button")
    page.wait_for_url("**/regie/*")
    assert title_of(second) == "Un titre commencé"


def open_form(page: Page) -> str:
    """Begin another title for the second activity; return its id."""
    second = ids(page)[1]
    page.click(f"#voir-{second}")
    page.wait_for_url(f"**?sequence={second}*")
    page.fill("#a-title", "Un titre commencé")
    return second


def title_of(activity: str) -> str:
    sheet, _problems = read_draft(Meeting.objects.get().sheet.encode())
    return next(each.title for each in sheet.activity if each.id == activity)


def test_what_is_typed_is_saved_before_a_rehearsal_begins(page: Page) -> None:
    second = open_form(page)
    page.click("form[action$='/repeter'] button")
    page.wait_for_url("**/regie/*")
    expect(page.locator(".timeline")).to_contain_text("Un titre commencé")
    assert title_of(second) == "Un titre commencé"


def test_what_is_typed_is_saved_before_another_activity_is_added(page: Page) -> None:
    second = open_form(page)
    page.click("#ajouter")
    expect(page.locator(".editor-row")).to_have_count(7)
    assert title_of(second) == "Un titre commencé"


def test_what_is_typed_wrong_keeps_one_on_the_page(page: Page) -> None:
    second = open_form(page)
    page.fill("#a-title", "")
    page.click("form[action$='/repeter'] button")
    expect(page.locator("#a-title")).to_have_attribute("aria-invalid", "true")
    assert "/reunions/" in page.url
    assert title_of(second)


def test_minutes_typed_without_network_are_saved_when_it_comes_back(
    opened: tuple[Page, CDPSession],
) -> None:
    page, network = opened
    first, second, *_others = ids(page)
    be_online(network, is_so=False)
    page.fill(f"#min-{first}", "7")
    page.focus(f"#min-{second}")
    expect(page.locator("[data-offline]")).to_be_visible()
    be_online(network)
    assert planned(page)[first] == 7


def test_single_keys_can_be_switched_off_and_stay_so(page: Page) -> None:
    rows = page.locator(".editor-row")
    switch = page.get_by_label("Les touches du clavier agissent sur cette page")
    switch.uncheck()
    page.reload()
    expect(switch).not_to_be_checked()
    page.locator("body").press("a")
    page.wait_for_timeout(3 * LATE_MS)
    expect(rows).to_have_count(6)
    switch.check()
    page.locator("body").press("a")
    expect(rows).to_have_count(7)
