"""Every technique on every surface, with few people and many, alike and torn: `make gallery`.

Each page is the one that the program serves, for a room in which so many people answered so;
nothing is drawn for the gallery. Its index puts the surfaces of each case side by side.
"""

import argparse
import html
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from django.conf import settings
from django.test import Client

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import mire.cli.commands  # noqa: E402, F401 - makes Django ready
from mire.live.engine import answers, commitments  # noqa: E402
from mire.live.engine.controls import Direct  # noqa: E402
from mire.live.engine.engine import use_engine  # noqa: E402
from mire.live.state import entries  # noqa: E402
from mire.live.state.commitments import DAYS_TO_CONFIRM  # noqa: E402
from mire.live.store.connect import opener  # noqa: E402
from mire.runsheet.checks import sheet_from  # noqa: E402
from mire.runsheet.sheet import Sheet  # noqa: E402
from mire.technique_api.refusal import Refusal  # noqa: E402
from mire.technique_api.registry import techniques  # noqa: E402
from mire.technique_api.technique import Regime  # noqa: E402
from mire.web import rights  # noqa: E402
from tests.support.rooms import Room  # noqa: E402
from tests.support.sheets import activity, values  # noqa: E402

PEOPLE = (3, 5, 8, 12, 36, 500)
SEED = 20180321
SURFACES = ("phone", "projector", "console", "report")
REGISTER = "register"
"""Of commitments: the facilitators' page, the only one with names."""
SIZES = {
    "phone": (390, 844),
    "projector": (1920, 1080),
    "console": (1366, 1400),
    "report": (900, 1800),
    REGISTER: (900, 1800),
}


@dataclass(frozen=True)
class Kind:
    """A way for a room to answer; ``lines`` are a scribe's, dealt to people in turn."""

    slug: str
    title: str


APART = "commitments"

KINDS = (
    Kind("drawn", "believable"),
    Kind("equal", "all alike"),
    Kind("missing", "all abstain"),
    Kind("peaks", "two camps"),
    Kind("outlier", "one apart"),
)

PROFILES = {
    "question": "Quel profil voulez-vous creuser ?",
    "profiles": [
        {"label": "Labo Coach", "gloss": "Appuyer les projets en cours", "tables": 3},
        {"label": "Labo Veilleur", "gloss": "Explorer le travail de demain", "tables": 2},
        {"label": "Labo Terrain", "tables": 20, "seats": 12},
        {"label": "Labo Relais", "tables": 20, "seats": 12},
    ],
}
STATEMENTS = [
    "Un laboratoire nous aiderait à décider plus vite.",
    "Ma direction peut lui confier un sujet cette année.",
    "Il doit rendre compte à la direction générale.",
]

SCENARIOS = {
    "question": "Pour durer, que vaut chaque façon d'héberger le laboratoire ?",
    "options": [
        {"label": "Cellule auprès de la direction générale"},
        {"label": "Au sein d'une direction"},
        {"label": "Processus en résidence", "gloss": "Dans plusieurs directions, à tour de rôle."},
    ],
}

TOPICS = {
    "question": "Lesquels soutenez-vous ?",
    "capacity": 60,
    "topics": [
        {"label": label, "days": days}
        for label, days in (
            ("Un seul guichet pour l'accueil", 25),
            ("Des formulaires plus clairs", 12),
            ("L'inscription à la cantine et aux activités", 15),
            ("Le courrier qui se comprend", 8),
            ("La vie associative", 10),
            ("Le dépôt des permis de construire", 30),
            ("Les déplacements entre sites", 9),
            ("L'accueil des agents nouveaux", 14),
            ("La collecte des encombrants", 18),
            ("Les réunions de quartier", 7),
            ("Le prêt de matériel", 6),
            ("L'aide sociale à domicile", 22),
        )
    ],
}

PROPOSAL = {
    "question": "Peut-on vivre avec cette proposition ?",
    "proposal": "Ouvrir le laboratoire six mois, avec deux agents, et décider ensuite.",
    "tables": [{"label": "Direction de l'habitat"}, {"label": "Direction des moyens"}],
}

SHOWN: dict[str, dict[str, Any]] = {
    "positioning": {"settings": None, "equal": "F14", "missing": "-", "peaks": "D17 R5",
                    "outlier": "F14 U1"},
    "mood": {"settings": None, "equal": "4 curieux", "missing": "-", "peaks": "1|5",
             "outlier": "4|1"},
    "sounding": {"settings": {"question": "Où en êtes-vous ?", "statements": STATEMENTS},
                 "equal": "4 4 4", "missing": "0 - 0", "peaks": "1 1 5|5 5 1",
                 "outlier": "4 5 4|1 1 1"},
    "sounding (Régnier)": {
        "settings": {"question": "Où en êtes-vous ?", "scale": "regnier",
                     "statements": STATEMENTS},
        "equal": "4 4 4", "missing": "0 - 0", "peaks": "1 1 5|5 5 1", "outlier": "4 5 4|1 1 1"},
    "judgment": {"settings": SCENARIOS, "equal": "5 5 5", "missing": "- - -",
                 "peaks": "7 1 5|1 7 4", "outlier": "6 5 4|1 1 7"},
    "allotment": {"settings": TOPICS, "equal": "1 2", "missing": "-", "peaks": "1 2 3|4 5",
                  "outlier": "2 3|9"},
    "allotment (points)": {"settings": {**TOPICS, "mode": "points"}, "equal": "1:3 2:2",
                           "missing": "-", "peaks": "1:4 2:1|4:5", "outlier": "2:5|9:5"},
    "allotment (ranking)": {"settings": {**TOPICS, "mode": "ranking"}, "equal": "1 2 3",
                            "missing": "-", "peaks": "1 2 3|4 5 6", "outlier": "2 3 4|9"},
    # Of consent, people are things said: questions alone, reactions, objections.
    "consent": {"settings": PROPOSAL, "equal": "1.2 Nous pouvons vivre avec.",
                "missing": "1.1 Combien d'agents ?",
                "peaks": "1.2 Oui.|2.3 Moins d'accueil en été. // Commencer en octobre.",
                "outlier": "1.2 Oui.|2.3 Personne n'en répond. // Nommer quelqu'un."},
    "signup": {"settings": PROFILES, "equal": "1 2 D{n}", "missing": "- D{n}",
               "peaks": "1 D{n}|2 D{n}", "outlier": "1 D{n}|3 D{n}"},
    # Of commitments, "missing" is nobody who confirms.
    "commitments": {"settings": {"question": "Que pourrait apporter votre direction ?"},
                    "equal": "D{n} ; 3", "missing": "D{n} ; 3", "peaks": "D{n} ; 3|D{n} ; 2 = 8",
                    "outlier": "D{n} ; 5|D{n} ; 1 = le guichet unique"},
}  # fmt: skip


def main() -> None:
    """Draw every case into a folder and say where its index is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "gallery")
    parser.add_argument("--language", choices=("fr", "en"), default="fr")
    parser.add_argument("--only", action="append", choices=tuple(SHOWN), help="these alone")
    asked = parser.parse_args()
    folder = asked.out.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(settings.STATIC_ROOT, folder / "static")
    settings.ALLOWED_HOSTS = ["testserver"]
    n_pages = 0
    for name in asked.only or SHOWN:
        for rounds in (1, 2):
            rows = []
            for kind, n in ((kind, n) for kind in KINDS for n in PEOPLE):
                if rounds == 2 and (not _is_paired(name) or kind.slug == "missing"):
                    continue
                pages = dict(case(name, kind, n, rounds, asked.language))
                for surface, page in pages.items():
                    (folder / _page(name, rounds, kind, n, surface)).write_text(page, "utf-8")
                n_pages += len(pages)
                rows.append((kind, n))
            if rows:
                index = folder / f"{_slug(name)}-{rounds}.html"
                index.write_text(_index(name, rounds, rows), "utf-8")
    _contents(folder)
    print(f"{n_pages} pages: {folder / 'index.html'}")


def case(name: str, kind: Kind, n: int, rounds: int, language: str) -> Iterator[tuple[str, str]]:
    """Play one room up to its result; give (surface, page)."""
    with tempfile.TemporaryDirectory() as data:
        database = opener(str(Path(data) / "live.sqlite3"))
        connection = database()
        connection.create_schema()
        connection.close()
        room = Room(database, _sheet(name, n, rounds, language))
        use_engine(room.engine)
        try:
            seats = [room.join() for _ in range(min(n, 500))]
            for number, each in enumerate(room.state.sheet.activity):
                play = _promise if name == APART else _play
                play(room, each.id, seats, _answers(name, kind, n, number, room))
            if name == APART:
                room.clock.pass_time(days=1)
                if kind.slug != "missing":
                    _confirm(room, seats)
                room.clock.pass_time(days=DAYS_TO_CONFIRM)
            yield from _pages(room, seats[0], language)
        finally:
            use_engine(None)
            room.engine.stop()


def _sheet(name: str, n: int, rounds: int, language: str) -> Sheet:
    slug = name.partition(" ")[0]
    chosen = SHOWN[name]["settings"]
    first = activity("question", slug, **({"settings": chosen} if chosen else {}))
    played = [first]
    if rounds == 2:
        played.append(activity("question-2", slug, again="question", settings={}))
    return sheet_from(values(*played, participants=max(n, 12), locale=language))


def _is_paired(name: str) -> bool:
    return techniques()[name.partition(" ")[0]].rounds is not None


def _answers(name: str, kind: Kind, n: int, number: int, room: Room) -> list[bytes]:
    """Return everyone's answer; in a second round one person in three has moved."""
    asked = room.state.sheet.activity[number]
    state = room.state.activities[asked.id]
    rng = numpy.random.default_rng([SEED, n, number if kind.slug == "drawn" else 0])
    if kind.slug == "drawn":
        return [
            entries.canonical(each)
            for each in state.technique.answers.simulate(state.config, rng, n)
        ]
    lines = _lines(SHOWN[name][kind.slug])
    dealt = [lines[i % len(lines)] for i in range(n)]
    if kind.slug == "outlier":
        dealt = [lines[0]] * (n - 1) + [lines[-1]]
    if number == 1:
        dealt = [lines[-1] if i % 3 == 0 else line for i, line in enumerate(dealt)]
    return [
        entries.canonical(state.technique.answers.read_line(state.config, line.format(n=f"{i:03}")))
        for i, line in enumerate(dealt)
    ]


def _lines(written: str) -> list[str]:
    """Lines are parted by bars, or by spaces on the grid, whose lines have none."""
    if "|" in written:
        return written.split("|")
    return written.split() if re.fullmatch(r"[A-U]\d+( [A-U]\d+)+", written) else [written]


def _play(room: Room, slug: str, seats: Sequence[bytes], bodies: Sequence[bytes]) -> None:
    room.open(slug)
    _direct(room, slug)
    is_said = room.state.activities[slug].regime is Regime.GROUP
    asked = [
        room.engine.submit(
            answers.Answer(room.code, slug, b"" if is_said else seat, f"{slug}-{i}", 1, body)
        )
        for i, (seat, body) in enumerate(zip(seats, bodies, strict=True))
    ]
    for each in asked:
        each.result(timeout=30)
    room.close(slug)
    try:
        room.control(entries.SHOWN, slug)
    except Refusal as refusal:
        if refusal.code != "under_threshold":
            raise


def _direct(room: Room, slug: str) -> None:
    """Do what a rehearsal's facilitator does of the technique itself, if it has tables."""
    tables = room.state.activities[slug].technique.tables
    for asked in [] if tables is None else tables.script(room.state.activities[slug].config):
        at = room.state.activities[slug]
        pieces = tables.direct(at.config, at.state, asked, numpy.random.default_rng(SEED))
        room.engine.ask(Direct(room.code, slug, at.n_directed, pieces))


def _promise(room: Room, slug: str, seats: Sequence[bytes], answers: Sequence[bytes]) -> None:
    room.open(slug)
    for secret, body in zip(seats, answers, strict=True):  # any 16 bytes of one's own
        room.engine.ask(commitments.OfferCommitment(room.code, slug, secret, body))
    room.close(slug)


def _confirm(room: Room, seats: Sequence[bytes]) -> None:
    """Make every promise again, as it stands."""
    for secret in seats:
        known = room.engine.read(commitments.ReadCommitment(room.code, secret))
        room.engine.ask(commitments.ConfirmCommitment(room.code, "question", secret, known.offered))


def _pages(room: Room, seat: bytes, language: str) -> Iterator[tuple[str, str]]:
    client = Client(headers={"accept-language": language})
    code = room.code
    client.cookies[rights.SEAT_COOKIE.format(code=code)] = seat.hex()
    client.cookies[rights.CONSOLE_COOKIE.format(code=code)] = room.console.hex()
    addresses: dict[str, str] = {
        "phone": f"/{code}/salle",
        "projector": f"/ecran/{code}",
        "console": f"/regie/{code}",
        "report": f"/regie/{code}/restitution",
    }
    if room.state.activities["question"].regime is Regime.APART:
        addresses[REGISTER] = f"/regie/{code}/engagements"
    for surface, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 200, (surface, answer.status_code)
        yield surface, _still(answer.content.decode())


def _still(page: str) -> str:
    """A page as it was served, without scripts, its files beside it."""
    page = re.sub(r"<script\b[^>]*>.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r"<iframe\b[^>]*>.*?</iframe>", "", page, flags=re.DOTALL)
    return page.replace(settings.STATIC_URL, "static/")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.casefold().replace("é", "e")).strip("-")


def _page(name: str, rounds: int, kind: Kind, n: int, surface: str) -> str:
    return f"{_slug(name)}-{rounds}-{kind.slug}-{n}-{surface}.html"


def _index(name: str, rounds: int, rows: Sequence[tuple[Kind, int]]) -> str:
    cases = "\n".join(
        f"<h2>{html.escape(kind.title)}, n = {n}</h2><div class='case'>"
        + "".join(
            f"<a href='{_page(name, rounds, kind, n, surface)}' class='{surface}'>"
            f"<iframe src='{_page(name, rounds, kind, n, surface)}' tabindex='-1' "
            f"title='{surface}'></iframe></a>"
            for surface in (*SURFACES, *([REGISTER] if name == APART else []))
        )
        + "</div>"
        for kind, n in rows
    )
    return _document(f"{name}, {'one round' if rounds == 1 else 'two rounds'}", cases)


def _contents(folder: Path) -> None:
    made = sorted(each.name for each in folder.glob("*-[12].html"))
    links = "".join(f"<li><a href='{each}'>{each[:-5]}</a></li>" for each in made)
    (folder / "index.html").write_text(_document("Gallery", f"<ul>{links}</ul>"), "utf-8")
    (folder / "pages.json").write_text(json.dumps(made), "utf-8")


def _document(title: str, body: str) -> str:
    scale = 0.24
    sizes = "".join(
        f".{surface}{{width:{w * scale:.0f}px;height:{h * scale:.0f}px}}"
        f".{surface} iframe{{width:{w}px;height:{h}px}}"
        for surface, (w, h) in SIZES.items()
    )
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{html.escape(title)}</title>"
        "<style>body{font-family:sans-serif;margin:1rem}.case{display:flex;gap:1rem}"
        "a{overflow:hidden;display:block;border:1px solid #888;flex:none}"
        f"iframe{{border:0;transform:scale({scale});transform-origin:0 0;pointer-events:none}}"
        f"{sizes}</style><h1>{html.escape(title)}</h1>{body}</html>"
    )


if __name__ == "__main__":
    main()
