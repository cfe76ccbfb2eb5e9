"""The picture tour of a programme, from its demonstration: `make tour`.

Plays the demonstration in a folder of its own, opens it as its facilitator, takes a picture of
each scene, and writes docs/visite.md around them. Everything in a picture comes from the program.
"""

import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.browser import LAPTOP, PHONE, open_browser  # noqa: E402
from tools.catalogues import typeset  # noqa: E402

PATIENCE_SECONDS = 300.0
LINK = re.compile(r"/compte/lien/\S+")
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: where one goes, what one presses on the way, and what it shows.

    ``place`` is a path of the programme, "/" first for one of the site; ``links`` are words of
    links followed in turn; ``at`` is what stands in view, a selector, "" for the top.
    """

    name: str
    says: str
    place: str
    links: Sequence[str] = ()
    at: str = ""
    is_phone: bool = False


SCENES = (
    Scene(
        "accueil",
        "**L'accueil répond à quatre questions**, par des phrases faites des données : sort-on de "
        "l'entre-soi, les sujets pèsent-ils, le labo prend-il forme, la direction générale "
        "suit-elle ? Ce que l'on ignore est dit.",
        "",
    ),
    Scene(
        "conducteur",
        "**Une réunion se prépare sans terminal.** Les minutes se changent sur place, et le "
        "créneau d'une heure et demie répond aussitôt.",
        "reunions/nouvelle",
        ("button[value='seminaire']",),
    ),
    Scene(
        "lecture",
        "**Ce qui a été dit se lit à plusieurs**, carte après carte. Trois thèmes proches sont "
        "proposés ; rien ne se place seul, aucune phrase n'est écrite par la machine.",
        "dit/lectures",
        ("text=Séminaire de direction et retour à chaud",),
    ),
    Scene(
        "constat",
        "**Un constat porte son poids** : combien de propos, de tables, de réunions l'appuient, et "
        "lesquels disent le contraire.",
        "dit/constats",
        ("text=Pour les directeurs et directrices, innover",),
    ),
    Scene(
        "restitution",
        "**La restitution se lit sur un téléphone**, sans compte. Chaque chiffre a sa phrase, son "
        "dessin et son tableau.",
        "dit/restitutions",
        ("text=Séminaire de direction", "a[href*='/r/']"),
        is_phone=True,
    ),
    Scene(
        "registre",
        "**Les décisions, les questions ouvertes et les actions** ont leur registre ; chaque ligne "
        "dit ce qu'elle ne tranche pas.",
        "decider",
    ),
    Scene(
        "scenarios",
        "**Trois scénarios se comparent sans poids cachés** : la page dit ce qui placerait chacun "
        "en tête, et ce qui est solide.",
        "decider/scenarios",
        ("text=Trois scénarios de portage",),
        at="main svg",
    ),
    Scene(
        "cycle",
        "**La tournée des résidences** tient compte des jours, des compétences et des congés ; "
        "elle dit si un cycle plus court existe.",
        "decider/cycle",
        ("text=Le laboratoire en résidence",),
        at="main svg",
    ),
    Scene(
        "note",
        "**La note s'écrit passage par passage**, et la marge montre sur quoi chacun s'appuie.",
        "note",
        at="h2:has-text('Ce que nous avons appris')",
    ),
    Scene(
        "circuit",
        "**Le circuit de visas** dit où la note attend, depuis quand, et mot par mot ce qui fait "
        "tomber un visa.",
        "note/circuit/",
    ),
    Scene(
        "recit",
        "**Le récit est public quand on le décide** : sans compte, sans traceur, sans script.",
        "/p/la-transfo/",
        is_phone=True,
    ),
)

BEFORE = """# La visite

Deux minutes en images. `make tour` les refait toutes, d'après la démonstration : rien n'y est \
dessiné à la main. Pour la même chose chez vous : `make demo`.

## La réunion

| L'écran de la salle | Un téléphone |
| --- | --- |
| ![La grille et ses points, à l'écran](images/projector.png) | \
![La même grille, sur un téléphone, avant de répondre](images/phone.png) |

**La salle se place sur une grille**, par téléphone ou sur papier. Tant que la question est \
ouverte, personne ne voit rien, pas même qui anime.

![La régie : le conducteur, la séquence, l'écran](images/console.png)

**La régie tient l'heure** : une grande touche, toujours à la même place, pour ce que le moment \
attend.

## Le programme
"""


def main() -> None:
    """Take every picture, and write the page."""
    images = ROOT / "docs" / "images" / "visite"
    images.mkdir(parents=True, exist_ok=True)
    with demonstration() as (address, link), open_browser() as browser:
        signed_in = browser.new_context(viewport=LAPTOP, locale="fr-FR", base_url=address)
        page = signed_in.new_page()
        page.goto(link)
        page.locator("main button").click()
        page.wait_for_url("**/programme/*/")
        home = page.url
        for scene in SCENES:
            page.set_viewport_size(PHONE if scene.is_phone else LAPTOP)
            show(page, scene, home)
            save(page.screenshot(), images / f"{scene.name}.webp")
    (ROOT / "docs" / "visite.md").write_text(written(), encoding="utf-8")


@contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """Play the demonstration; give its address, and the path of the link that signs in."""
    with tempfile.TemporaryDirectory() as data, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        said = Path(data) / "said"
        with said.open("wb") as out:
            demo = subprocess.Popen(
                [Path(sys.executable).with_name("mire"), "demo", "--port", str(port)],
                cwd=ROOT,
                env={**os.environ, "MIRE_DATA": data},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while "Ctrl+C" not in said.read_text(errors="replace"):
                if demo.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(said.read_text(errors="replace")[-2000:])
                time.sleep(0.5)
            link = LINK.search(said.read_text())
            assert link is not None
            yield f"http://127.0.0.1:{port}", link[0]
        finally:
            demo.terminate()
            demo.wait(timeout=30)


def show(page: Page, scene: Scene, home: str) -> None:
    """Go where a scene is, and put what it is about in view."""
    page.goto(scene.place if scene.place.startswith("/") else home + scene.place)
    for link in scene.links:
        found = page.locator(f"main >> {link}").first
        href = found.get_attribute("href")
        # A link that opens elsewhere, or under the address of the network, is followed here.
        page.goto(urlsplit(href).path) if href else found.click()
        page.wait_for_load_state()
    if scene.at:
        page.locator(scene.at).first.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")


def save(png: bytes, file: Path) -> None:
    """Write a screenshot as a small file."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)


def written() -> str:
    """Return the page, in the order of the scenes."""
    parts = [BEFORE]
    for scene in SCENES:
        said = re.sub(r"[*`]", "", scene.says).split(" : ")[0].split(". ")[0].rstrip(".")
        parts.append(f"![{said}](images/visite/{scene.name}.webp)\n\n{scene.says}\n")
    return "\n".join("\n".join(map(typeset, part.split("\n"))) for part in parts)


if __name__ == "__main__":
    main()
