"""The pictures of the README, of a real room with simulated people: `make screenshots`.

Everything in them comes from the program; nothing is drawn by hand.
"""

import sys
import tempfile
from pathlib import Path

import numpy
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import mire.cli.commands  # noqa: E402, F401 - makes Django ready
from mire.cli.demonstration import SEED  # noqa: E402
from mire.cli.rehearsal.browser import Browser  # noqa: E402
from mire.cli.rehearsal.phones import Phone, tempers  # noqa: E402
from mire.live.rehearsal.people import Person  # noqa: E402
from mire.live.state.room import started_activity  # noqa: E402
from mire.runsheet.sheet import Sheet  # noqa: E402
from mire.runsheet.shipped import shipped_sheet  # noqa: E402
from mire.runsheet.toml_file import read_sheet  # noqa: E402
from tests.support.browser import LAPTOP, PHONE, PROJECTOR, open_browser  # noqa: E402
from tests.support.server import Server  # noqa: E402

PEOPLE = 34
QUESTION = "mire"


def main() -> None:
    """Play a room up to its first result, and take three pictures on the way."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    sheet = read_sheet(shipped_sheet("seminaire"))
    with (
        tempfile.TemporaryDirectory() as data,
        Server(Path(data), settings.STATIC_ROOT, is_new=True) as server,
        open_browser() as browser,
    ):
        room = server.open_room(ROOT / "mire" / "runsheet" / "sheets" / "seminaire.toml")
        pages = {
            name: browser.new_context(viewport=size, locale="fr-FR").new_page()
            for name, size in (("console", LAPTOP), ("projector", PROJECTOR), ("phone", PHONE))
        }
        pages["console"].goto(room.console)
        pages["projector"].goto(room.projector)
        pages["phone"].goto(room.phone)
        pages["phone"].get_by_role("button", name="Rejoindre la réunion").click()
        people = joined(server.address, room.code)
        for activity in sheet.activity:
            pages["console"].locator("body").press("s")
            pages["console"].locator("#now-title", has_text=activity.title).wait_for()
            if activity.id == QUESTION:
                break
        pages["console"].locator("body").press("o")
        pages["phone"].locator(".grid-plane").wait_for()
        answer(people, sheet)
        pages["phone"].locator(".grid-plane").click(position={"x": 120, "y": 240})
        pages["phone"].screenshot(path=folder / "phone.png")
        pages["phone"].locator("[data-send]").click()
        pages["console"].locator("body").press("c")
        pages["console"].locator("[data-phase=closed]").wait_for(timeout=20_000)
        pages["console"].locator("body").press("r")
        pages["projector"].locator(".plot .sign").first.wait_for()
        pages["projector"].get_by_text("Labo Coach").first.wait_for()
        pages["projector"].screenshot(path=folder / "projector.png")
        pages["console"].wait_for_timeout(1_000)  # the small screen follows a moment later
        pages["console"].screenshot(path=folder / "console.png")


def joined(address: str, code: str) -> list[Phone]:
    """Return people who joined the room."""
    people = [
        Phone(
            Browser(address),
            Person(index, temper, numpy.random.default_rng([SEED, index])),
            code,
        )
        for index, temper in enumerate(tempers(PEOPLE), 1)
    ]
    for one in people:
        one.join()
    return people


def answer(people: list[Phone], sheet: Sheet) -> None:
    """Have everyone answer the question, as their temper has it."""
    activity = started_activity(next(each for each in sheet.activity if each.id == QUESTION))
    for one in people:
        one.answer(activity)
        one.browser.close()


if __name__ == "__main__":
    main()
