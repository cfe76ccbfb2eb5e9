"""The wall at its fullest: nothing runs off it, nor into the clock, on any screen's shape.

While answers are open the way in stands there too: beside the clock, or under a figure's words.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy
import pytest
from playwright.sync_api import Page, expect

from mire.live.engine.controls import Direct
from tests.support.browser import PROJECTOR
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sheets import activity, sheet
from tests.support.walls import collisions, too_small
from tools.gallery import KINDS, SEED, SHOWN, case

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("shape", [PROJECTOR, {"width": 1024, "height": 768}], ids=["wide", "old"])
@pytest.mark.parametrize(
    ("name", "kind", "n", "rounds"),
    [
        ("signup", "drawn", 36, 1),
        ("signup", "drawn", 500, 1),
        ("signup", "outlier", 36, 1),
        ("positioning", "drawn", 36, 1),
        ("positioning", "drawn", 500, 2),
        ("sounding", "peaks", 500, 2),
        ("sounding", "outlier", 500, 2),
        ("judgment", "drawn", 36, 1),
        ("allotment", "drawn", 36, 1),
        ("consent", "drawn", 36, 1),
        ("judgment", "peaks", 500, 1),
    ],
)
def test_nothing_runs_off_the_wall(
    new_page: Callable[..., Page],
    static: Path,
    tmp_path: Path,
    name: str,
    kind: str,
    n: int,
    rounds: int,
    shape: dict[str, int],
) -> None:
    assert name in SHOWN
    chosen = next(each for each in KINDS if each.slug == kind)
    page = new_page(viewport=shape)
    (tmp_path / "static").symlink_to(static)
    with ThreadPoolExecutor(1) as apart:  # the browser's own loop runs in this thread
        pages = apart.submit(lambda: dict(case(name, chosen, n, rounds, "fr"))).result()
    (tmp_path / "wall.html").write_text(pages["projector"], "utf-8")
    page.goto((tmp_path / "wall.html").as_uri())
    assert collisions(page) == []
    if name == "positioning" and shape is PROJECTOR:
        # 504 px at the trial: asked to be 40 % larger.
        plane = page.locator(".plot-frame").bounding_box()
        assert plane is not None
        assert plane["height"] >= 1.4 * 504 * shape["height"] / 1080
        letters = page.locator(".plot text").evaluate_all(
            "(all) => Math.min(...all.map((each) => each.getBoundingClientRect().height))"
        )
        assert letters >= 0.022 * shape["height"]


LONG = (
    "Que pourrions-nous essayer demain, avec qui, et de quoi aurions-nous besoin pour que cela "
    "tienne au-delà du premier enthousiasme ?"
)
AXES = ("Coopérer autrement", "Déformater le quotidien", "Aller voir les usagers", "Tester")
TABLES: dict[str, tuple[str, dict[str, Any]]] = {
    "a café": (
        "worldcafe",
        {
            "question": "Que changerait un laboratoire dans votre direction ?",
            "stations": [{"label": each, "question": LONG, "tables": 2} for each in AXES],
            "people": 20,
            "rounds": 2,
            "minutes": 5,
        },
    ),
    "a café of twelve": (
        "worldcafe",
        {
            "question": "Que ferait-on ?",
            "stations": [{"label": f"{AXES[2]} {n} et les associations"} for n in range(12)],
            "people": 20,
            "rounds": 2,
            "minutes": 5,
        },
    ),
    "work tables": (
        "worktables",
        {
            "question": "Remplissez les cinq rubriques comme si ce laboratoire ouvrait demain.",
            "headings": [{"label": f"Rubrique {n}", "question": LONG} for n in range(1, 6)],
            "tables": [{"label": "Labo Coach", "tables": 6}],
        },
    ),
    "a long question": ("question", {"question": LONG}),
    "a long grid": ("positioning", {}),
}
OPENED = [each for each in SHOWN if each != "commitments"] + list(TABLES)


@pytest.mark.parametrize("name", OPENED)
def test_the_way_in_covers_nothing_while_answers_are_open(
    make_room: Callable[..., Room], new_page: Callable[..., Page], name: str
) -> None:
    slug, settings = TABLES.get(name) or (name.partition(" ")[0], SHOWN[name]["settings"])
    if name == "a long grid":
        settings = {**activity("x", "positioning")["settings"], "question": f"{LONG} {LONG}"[:240]}
    settings = {"settings": settings} if settings else {}
    title = "Un titre assez long pour tenir deux lignes sur le mur de la salle du conseil"
    room = make_room(sheet(activity("q", slug, planned=60, most=60, title=title, **settings)))
    room.open("q")
    tables = room.state.activities["q"].technique.tables
    script = [] if tables is None else list(tables.script(room.state.activities["q"].config))
    wall = new_page(viewport=PROJECTOR)
    with served(room.engine) as address:
        for asked in [None, *script]:
            if asked is not None:
                at = room.state.activities["q"]
                assert tables is not None
                pieces = tables.direct(at.config, at.state, asked, numpy.random.default_rng(SEED))
                room.engine.ask(Direct(room.code, "q", at.n_directed, pieces))
            for shape in (PROJECTOR, {"width": 1024, "height": 768}):
                wall.set_viewport_size(shape)
                wall.goto(f"{address}/ecran/{room.code}?cle={room.projector.hex()}")
                expect(wall.locator(".projector-corner .qr")).to_be_visible()
                wall.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
                assert collisions(wall) == [], (asked, shape)
                assert too_small(wall) == [], (asked, shape)
