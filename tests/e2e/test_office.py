"""The office in a browser: by keyboard alone, on every width, in the dark, in both languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mire.programme.blind.actions import begin_blind, open_blind
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.models import Reading
from mire.programme.reading.rules import ActKind
from tests.support.approvals import circuit_pages
from tests.support.browser import axe, axe_but_colours, axe_in_both
from tests.support.chronicle import chronicle_pages
from tests.support.note import note_pages
from tests.support.office import NOW, Office
from tests.support.residencies import cycle_pages
from tests.support.said import held_meeting
from tests.support.scenarios import scenario_pages
from tests.support.scheme import scheme_pages
from tests.support.sounding import support_pages
from tests.support.sponsorship import sponsorship_pages
from tests.support.steering import decided_pages
from tests.support.telling import SECRET, conclude, tell
from tests.support.topics import a_criterion, topic_pages
from tests.support.tried import try_out

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = [(390, 844), (1366, 768), (1920, 1080)]


def reach(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(selector)


@pytest.mark.storage
def test_a_meeting_is_made_changed_rehearsed_and_opened_by_keyboard_alone(
    sign_in: Callable[..., Page], office: Office
) -> None:
    page = sign_in(viewport={"width": 1366, "height": 768})
    page.goto(office.address("reunions"))
    reach(page, "a[href$='/nouvelle']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nouvelle")
    reach(page, "button[value='seminaire']")
    page.keyboard.press("Enter")
    expect(page.locator(".editor-row")).to_have_count(6)
    # The first two trade places, and the focus stays where the hand was.
    first = page.locator(".editor-row").first.get_attribute("data-activity")
    reach(page, f"#down-{first}")
    page.keyboard.press("Enter")
    expect(page.locator(".editor-row").nth(1)).to_have_attribute("data-activity", first or "")
    expect(page.locator(f"#down-{first}")).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator(".editor-row").first).to_have_attribute("data-activity", first or "")
    # Minutes are re-timed as one leaves the field.
    reach(page, f"#min-{first}")
    page.keyboard.press("Control+a")
    page.keyboard.type("14")
    page.keyboard.press("Tab")
    expect(page.locator(".editor-over").first).to_contain_text("4")
    expect(page.get_by_role("button", name="Ouvrir la salle")).to_be_disabled()
    page.locator("body").press("u")
    expect(page.get_by_role("button", name="Ouvrir la salle")).to_be_enabled()
    # An activity's own settings.
    reach(page, "a[href*='sequence=mire']")
    page.keyboard.press("Enter")
    expect(page.locator("#detail-titre")).to_contain_text("laboratoire")
    reach(page, "#a-title")
    page.keyboard.press("Control+a")
    page.keyboard.type("Où le placer ?")
    page.keyboard.press("Enter")
    expect(page.locator("#detail-titre")).to_have_text("Où le placer\u202f?")
    assert axe(page) == []
    # Rehearsed, thrown away, back here; then opened.
    page.locator("body").focus()
    reach(page, "form[action$='/repeter'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regie/*")
    page.go_back()
    page.reload()
    reach(page, "form[action$='/ouvrir'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="La salle")).to_be_visible()
    meeting = Meeting.objects.get(programme=office.programme)
    assert meeting.code
    reach(page, "a[href$='/regie']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/regie/{meeting.code}")


def test_a_row_is_dragged_by_its_grip(sign_in: Callable[..., Page], office: Office) -> None:
    page = sign_in(viewport={"width": 1366, "height": 768})
    page.goto(office.address("reunions/nouvelle"))
    page.click("button[value='seminaire']")
    rows = page.locator(".editor-row")
    expect(rows).to_have_count(6)
    third = rows.nth(2).get_attribute("data-activity")
    # Hovering waits until letters have come and nothing moves any more.
    rows.nth(2).locator("[data-grip]").hover()
    top = rows.nth(0).locator("[data-grip]").bounding_box()
    assert top
    page.mouse.down()
    page.mouse.move(top["x"] + 5, top["y"] + 5, steps=6)
    with page.expect_response("**/conducteur"):
        page.mouse.up()
    expect(page.locator(".editor-row").first).to_have_attribute("data-activity", third or "")
    page.reload()
    expect(page.locator(".editor-row").first).to_have_attribute("data-activity", third or "")


def test_a_wrong_setting_is_said_beside_its_field_and_kept(
    sign_in: Callable[..., Page], office: Office
) -> None:
    page = sign_in(viewport={"width": 1366, "height": 650})
    page.goto(office.address("reunions/nouvelle"))
    page.click("button[value='seminaire']")
    page.click("a[href*='sequence=cafe']")
    page.fill("[name='s.question']", " ")
    page.fill("[name='s.rounds']", "12")
    page.click("#enregistrer")
    expect(page.locator(".field-error")).to_have_count(1)
    expect(page.locator("[name='s.rounds']")).to_have_value("12")
    expect(page.locator("[aria-invalid]")).to_be_focused()


def test_the_seminar_is_ready_in_few_presses(sign_in: Callable[..., Page], office: Office) -> None:
    """From the home: a template, two activities changed, rehearsed, opened, its papers printed."""
    page = sign_in(viewport={"width": 1366, "height": 768})
    page.goto(office.address())
    n_presses = 0

    def press(selector: str, words: str = "") -> None:
        nonlocal n_presses
        n_presses += 1
        page.locator(selector, has_text=words).first.click()

    def write(field: str, words: str) -> None:
        nonlocal n_presses
        n_presses += 1
        page.fill(field, words)

    press("nav a", "Réunions")
    press("a", "Nouvelle réunion")
    press("button[value='seminaire']")
    page.set_viewport_size({"width": 1366, "height": 650})
    expect(page.locator(".editor-row").first).to_be_in_viewport(ratio=1)
    for sequence, field, words in (
        ("cafe", "#a-title", "Le café, en trois tours"),
        ("mire", "#s-question", "Où placer notre laboratoire ?"),
    ):
        press(f"a[href*='sequence={sequence}']")
        write(field, words)
        press("#enregistrer")
        expect(page.locator(field)).to_have_value(words)
    press("button", "Répéter d’un coup")
    page.wait_for_url("**/regie/*")
    expect(page.get_by_text("La réunion est terminée")).to_be_visible()
    press("button", "Quitter")
    page.wait_for_url("**/reunions/*")
    expect(page.get_by_text("pas encore répété")).to_have_count(0)
    expect(page.get_by_text("Le café, en trois tours")).to_be_visible()
    press("button", "Ouvrir la salle")
    pack = page.get_by_role("link", name="Papiers", exact=True).get_attribute("href")
    n_presses += 1
    printed = page.request.get(str(pack))
    assert "Le café, en trois tours" in printed.text()
    assert n_presses <= 40  # 14 when this was written


def test_without_network_the_page_says_so_and_keeps_what_was_typed(
    sign_in: Callable[..., Page], office: Office
) -> None:
    page = sign_in(viewport={"width": 1366, "height": 650})
    page.goto(office.address("reunions/nouvelle"))
    page.click("button[value='seminaire']")
    page.click("a[href*='sequence=cafe']")
    page.fill("#a-title", "Le café du couloir, autrement")
    page.context.set_offline(True)
    page.click("#enregistrer")
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(page.locator("#a-title")).to_have_value("Le café du couloir, autrement")
    page.context.set_offline(False)
    page.click("#enregistrer")
    expect(page.locator("#detail-titre")).to_have_text("Le café du couloir, autrement")
    expect(page.locator("[data-offline]")).to_be_hidden()


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
def test_no_page_has_a_fault_on_any_width(
    sign_in: Callable[..., Page], office: Office, language: str
) -> None:
    page = sign_in(Right.ADMINISTRATOR, locale=language)
    page.goto(office.address("reunions/nouvelle"))
    page.click("button[value='seminaire']")
    meeting = Meeting.objects.get(programme=office.programme)
    at = f"reunions/{meeting.key}"
    addresses = [
        "",
        "reunions",
        "reunions?vue=mois",
        "reunions?vue=frise",
        "reunions/nouvelle",
        at,
        f"{at}/attendus",
        f"{at}/roles",
        f"{at}/roles/fiche/lead",
        f"{at}/demande",
        f"{at}/invitation",
        f"{at}?sequence=cafe",
        f"{at}?sequence=mire",
        f"{at}/texte",
        f"{at}/retirer",
        "personnes",
        "personnes/ajouter",
        "dit",
        "dit/lectures",
        begun := begin_a_reading(office).removeprefix(office.address()),
        f"{begun}/vue",
        f"{begun}/ecran",
        f"{begun}/billets",
        "dit/lectures/aveugle",
        *begin_blind_readings(office),
        *told_pages(office),
        *decided_pages(office, "f" * 11),
        *tried_pages(office),
        *scenario_pages(office),
        *support_pages(office, timezone.localdate()),
        *scheme_pages(office),
        *cycle_pages(office),
        *note_pages(office),
        *circuit_pages(office),
        *sponsorship_pages(office, timezone.localdate() + timedelta(days=20)),
        *chronicle_pages(office),
        *topic_pages(office, a_criterion(office), timezone.localdate()),
        "plan",
        "reglages",
        "reglages/phases",
        "reglages/phases/ajouter",
        "reglages/criteres",
        "reglages/criteres/ajouter",
        "reglages/journal",
        "reglages/donnees",
    ]
    for each in addresses:
        page.goto(each if each.startswith("/") else office.address(each))
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (each, width, wide)
        # Words change with the language, colours don't: they are looked at in one of them.
        found = axe_in_both(page) if language == "fr-FR" else axe_but_colours(page)
        assert found == [], each


def test_two_read_together_by_keys_and_see_each_other(
    sign_in: Callable[..., Page], office: Office
) -> None:
    begun = begin_a_reading(office)
    page, other = sign_in(), sign_in(Right.AMBASSADOR)
    for each in (page, other):
        each.goto(begun)
    page.keyboard.press("n")
    page.keyboard.type("Du temps")
    page.keyboard.press("Enter")
    expect(page.locator(".reading-column h3")).to_contain_text("Du temps")
    expect(other.locator(".reading-column h3")).to_contain_text("Du temps")  # nobody reloaded it
    other.keyboard.press("ArrowDown")
    other.keyboard.press("1")
    expect(other.locator("#compte")).to_contain_text("2 placés")
    expect(page.locator("#compte")).to_contain_text("2 placés")
    page.keyboard.press("x")
    page.keyboard.type("hors sujet")
    page.keyboard.press("Enter")
    expect(page.locator("#compte")).to_contain_text("1 mis à part")
    page.keyboard.press("u")
    expect(page.locator("#compte")).to_contain_text("0 mis à part")
    other.locator("#nouveau").fill("Un nom que j'écris")
    page.keyboard.press("1")
    expect(other.locator("#compte")).to_contain_text("3 placés")
    expect(other.locator("#nouveau")).to_have_value("Un nom que j'écris")  # kept while it changed
    assert axe(page) == []


def tried_pages(office: Office) -> list[str]:
    """Tell a case and review a method; return their pages."""
    case, method = try_out(office)
    at = f"cas/{case.key}"
    return [
        "cas",
        "cas/nouveau",
        at,
        *(f"{at}/changer/{part}" for part in ("demande", "recit", "suite")),
        f"{at}/etat/under_way",
        f"{at}/jours",
        f"{at}/enjeu",
        f"{at}/brique",
        f"{at}/sources?q=propos",
        f"fil/case/{case.key}",
        "methodes",
        "methodes/nouvelle",
        "methodes/apporter",
        f"methodes/{method}",
        f"methodes/{method}/changer",
        f"methodes/{method}/evaluer",
        f"fil/method/{method}",
    ]


def told_pages(office: Office) -> list[str]:
    """Write a finding and begin a restitution; return their pages, with and without an account."""
    meeting = Verbatim.objects.all()[0].meeting
    finding = conclude(office, meeting)
    told = tell(office, meeting, finding)
    at = f"dit/restitutions/{told.key}"
    return [
        "dit/constats",
        "dit/constats/nouveau",
        f"dit/constats/{finding.key}?q=propos",
        f"dit/constats/{finding.key}/changer",
        f"fil/finding/{finding.key}",
        "dit/non-repris",
        "dit/restitutions",
        at,
        f"{at}?ouvert=sections",
        f"{at}/mots",
        f"{at}/demander",
        f"{at}/remarques/{'h' * 11}",
        f"/entendu/{SECRET}",
    ]


def begin_blind_readings(office: Office) -> list[str]:
    """Begin two blind readings beside the first, one open; return their pages."""
    beside = Reading.objects.get()
    cards = list(Verbatim.objects.values_list("key", flat=True))
    pages = []
    for reader in ("a", "b"):
        by = Actor(reader * 11, "Personne")
        blind = begin_blind(
            beside=beside, key=reader * 11, title=f"Lecture {reader}", by=by, now=NOW
        )
        for reading, split in ((blind.reading, 3), (beside, 2)):
            for name, of in (("Du temps", cards[:split]), ("Un lieu", cards[split:])):
                body = {"theme": new_key(), "name": f"{name} {reader}", "cards": of}
                common = {"seen": 99, "by": Actor("c" * 11, "Autre"), "now": NOW}
                read_together(reading=reading, kind=ActKind.MADE, body=body, **common)
        pages.append(f"dit/lectures/{blind.reading.key}/aveugle")
    open_blind(blind=blind, by=Actor(), now=NOW)
    return pages


def begin_a_reading(office: Office) -> str:
    """Begin a reading of five texts; return its address."""
    meeting = held_meeting(office, [f"Propos {n}" for n in range(1, 6)])
    reading = begin_reading(
        programme=office.programme,
        key="2" * 11,
        title="Lecture",
        meetings=[meeting],
        by=Actor(),
        now=NOW,
    )
    return office.address(f"dit/lectures/{reading.key}")


def test_on_a_phone_the_menu_waits_until_it_is_asked_for(
    sign_in: Callable[..., Page], office: Office
) -> None:
    page = sign_in(viewport={"width": 390, "height": 844})
    page.goto(office.address())
    top = page.locator("h1").bounding_box()
    assert top is not None
    assert top["y"] < 150  # 310 and more while nine places stood above it
    places = page.locator(".office-places")
    expect(places).to_be_hidden()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent.trim()") != "Menu":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(places).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(places).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Réunions", exact=True).click()
    page.wait_for_url("**/reunions")
    expect(page.locator(".office-places")).to_be_hidden()
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator(".office-places")).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
