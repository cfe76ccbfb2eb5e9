"""Writing a passage in a browser: what is pasted, what is kept on the device."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from mire.programme.note.actions import change_passage
from mire.programme.note.models import Passage, Section
from mire.programme.note.queries import sections_of
from mire.programme.note.rules.marks import Items, Line, Span, Table, read_marks
from mire.programme.people.rules import Right
from tests.support.browser import axe
from tests.support.note import BY, begun, passage
from tests.support.office import NOW, Office, open_office
from tests.support.rooms import Room
from tests.support.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
<!-- p.MsoNormal {margin:0cm; color:red;} --></style></head><body lang=FR>
<!--StartFragment--><p class=MsoNormal><b><span style='font-size:14.0pt'>Le laboratoire</span></b>
<span style='mso-spacerun:yes'>  </span>ira <i>là</i><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'>
<span style='font-family:Symbol'>·<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span>
deux agents</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span>·&nbsp; </span>un lieu</p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Moyen</p></td><td><p>Combien</p></td></tr>
<tr><td><p>Jours</p></td><td><p>480 | par an</p></td></tr></table>
<script>window.stolen = 1</script><img src=x onerror="window.stolen = 1">
<!--EndFragment--></body></html>"""
LIBREOFFICE = """<meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<p style="line-height: 100%"><font face="Liberation Serif">
<span style="font-weight: bold">Portage</span></font></p>
<ol><li><p>accueillir</p></li><li><p>répondre</p><ul><li><p>dedans</p></li></ul></li></ol>"""


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture
def section(office: Office) -> Section:
    return sections_of(begun(office))[0]


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], room: Room, office: Office) -> Iterator[Page]:
    with served(room.engine) as address:
        context = new_context(
            base_url=address, viewport={"width": 1366, "height": 650}, locale="fr-FR"
        )
        session = office.browser(Right.FACILITATOR).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
        )
        yield context.new_page()
        context.close()


def paste(page: Page, html: str) -> str:
    """Paste HTML into the text box, and return what it then holds."""
    box = page.locator("[data-marks]")
    box.evaluate(
        """(box, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "plain");
            box.focus();
            box.dispatchEvent(new ClipboardEvent("paste",
                {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )
    return box.input_value()


def test_what_word_and_libreoffice_hand_over_arrives_clean(
    page: Page, office: Office, section: Section
) -> None:
    page.goto(office.address(f"note/partie/{section.key}/ecrire"))
    written = paste(page, WORD)
    blocks = read_marks(written)
    assert blocks == [
        Line((Span("Le laboratoire", 2), Span(" ira "), Span("là", 1))),
        Items(((Span("deux agents"),), (Span("un lieu"),))),
        Table(("Moyen", "Combien"), (("Jours", "480 / par an"),)),
    ]
    assert page.evaluate("window.stolen") is None
    assert not any(sign in written for sign in ("<", "Mso", "color", "Symbol"))
    page.locator("[data-marks]").fill("")
    blocks = read_marks(paste(page, LIBREOFFICE))
    assert blocks[0] == Line((Span("Portage", 2),))
    (items,) = blocks[1:]
    assert isinstance(items, Items)
    assert [each[0].words for each in items.items] == ["accueillir", "répondre", "dedans"]
    assert axe(page) == []


def test_what_is_typed_survives_a_cut_and_a_closed_page(
    page: Page, office: Office, section: Section
) -> None:
    row = passage(section, "Un.")
    form = office.address(f"note/passage/{row.key}/changer")
    page.goto(form)
    box = page.locator("[data-marks]")
    box.fill("Un texte écrit dans le train.")
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Garder").click()
    expect(page.get_by_text("Le réseau est coupé")).to_be_visible()
    assert box.input_value() == "Un texte écrit dans le train."
    page.context.set_offline(offline=False)
    page.goto(office.address("note"))  # the page is left without saving
    page.goto(form)
    expect(box).to_have_value("Un.")
    page.get_by_role("button", name="Le reprendre").click()
    expect(box).to_have_value("Un texte écrit dans le train.")
    page.get_by_role("button", name="Garder").click()
    expect(page.get_by_role("heading", name="Un passage de la note")).to_be_visible()
    assert Passage.objects.get().words == "Un texte écrit dans le train."
    page.goto(form)
    expect(page.get_by_role("button", name="Le reprendre")).to_be_hidden()
    # A new passage that was kept leaves no draft for the next one.
    page.goto(office.address(f"note/partie/{section.key}/ecrire"))
    box.fill("Deux.")
    page.get_by_role("button", name="Garder, puis citer").click()
    expect(page.get_by_role("heading", name="Un passage de la note")).to_be_visible()
    page.goto(office.address(f"note/partie/{section.key}/ecrire"))
    expect(box).to_have_value("")
    expect(page.get_by_role("button", name="Le reprendre")).to_be_hidden()


def test_a_draft_that_somebody_overtook_overwrites_nothing(
    page: Page, office: Office, section: Section
) -> None:
    row = passage(section, "Un.")
    form = office.address(f"note/passage/{row.key}/changer")
    page.goto(form)
    box = page.locator("[data-marks]")
    box.fill("Écrit sur la première version.")
    page.goto(office.address("note"))
    change_passage(passage=row, seen=1, words="Deux.", by=BY, now=NOW)
    page.goto(form)
    expect(box).to_have_value("Deux.")
    page.get_by_role("button", name="Le reprendre").click()
    page.get_by_role("button", name="Garder").click()
    expect(page.get_by_text("Enregistré entre-temps : « Deux. »")).to_have_count(2)
    expect(box).to_have_value("Écrit sur la première version.")
    assert Passage.objects.get().words == "Deux."
    # What comes back refused is still nowhere but here: the device keeps it.
    page.goto(office.address("note"))
    page.goto(form)
    expect(page.get_by_role("button", name="Le reprendre")).to_be_visible()
