"""Whether frictionless, the standard's own checker, finds our data packages valid.

`make check-oracles` installs it apart and runs this; without it nothing is checked, and this
says so. What it must find wrong is asked too: a checker that sees nothing would agree with
anything.
"""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
from _bench import ROOT, Report, options

from mire.programme.opendata.rules.columns import TABLES
from mire.programme.opendata.rules.figures import counted
from mire.programme.opendata.rules.opening import LICENCES
from mire.programme.opendata.rules.package import About, Row, Tables, package
from mire.programme.sponsorship.rules.scdl import DAYS, FIELDS, REQUIRED, VOTES, scdl_csv
from mire.technique_api.breakdown import Breakdown, Part

ORACLE = ROOT / ".oracles" / "bin" / "frictionless"
WORDS = (
    "Du temps.", "=cmd|'/C calc'!A0", "+33", "-1", "@SUM(A1)", "\t=1", "'=1", 'a "b", c',
    "une ligne\r\nune autre", "رأي 🌻", "\u202eabc", "l'été",
)  # fmt: skip
"""What people write, and what a spreadsheet would compute."""

ACT = {
    "COLL_NOM": "Communauté urbaine", "COLL_SIRET": "21860194600013", "DELIB_ID": "2018-112",
    "DELIB_DATE": date(2018, 10, 4), "DELIB_MATIERE_CODE": "5.2",
    "DELIB_MATIERE_NOM": "institutions et vie politique/fonctionnement des assemblées",
    "DELIB_OBJET": 'Création d\'un « labo », dit "en résidence"; 1re étape', "VOTE_EFFECTIF": 95,
    "VOTE_REEL": 90, "VOTE_POUR": 80, "VOTE_CONTRE": 4, "VOTE_ABSTENTION": 6,
    "DELIB_URL": "https://exemple.fr/deliberations/2018-112.pdf",
}  # fmt: skip


def main() -> None:
    """Check packages of some sizes, and some that must be found wrong."""
    given = options(__doc__ or "")
    report = Report("open data, checked by others", given.smoke)
    report.head(given.seed)
    if not ORACLE.exists():
        report.add(
            "frictionless", "not installed: make oracles", "", is_met=None if given.smoke else False
        )
        report.end()
    rng = np.random.default_rng(given.seed)
    for n_meetings, n_texts in ((1, 12), (3, 200 if given.smoke else 2_000)):
        found = _errors(_package(_tables(rng, n_meetings, n_texts)))
        name = f"errors, {n_meetings} meetings, {n_texts} texts each"
        report.add(name, str(found), "0", is_met=found == 0, must=True)
    for name, files in _wrong(_package(_tables(rng, 1, 12))).items():
        found = _errors(files)
        report.add(f"errors, {name}", str(found), ">= 1", is_met=found > 0, must=True)
    found = _errors(_national_line(scdl_csv(ACT)))
    report.add("errors, a deliberation's line", str(found), "0", is_met=found == 0, must=True)
    for was, wrong in (("2018-10-04", "04/10/2018"), ("21860194600013", "2186"), ("5.2", "52")):
        found = _errors(_national_line(scdl_csv(ACT).replace(was, wrong, 1)))
        report.add(f"errors, a line with {wrong}", str(found), ">= 1", is_met=found > 0, must=True)
    report.end()


def _national_line(written: str) -> dict[str, bytes]:
    """Return a package of one line under the schema scdl/deliberations 2.1.5, as it is documented.

    https://schema.data.gouv.fr/scdl/deliberations/2.1.5/documentation.html
    """
    patterns = {
        "COLL_SIRET": r"^\d{14}$",
        "DELIB_MATIERE_CODE": r"^\d\.\d{1,2}$",
        "BUDGET_ANNEE": r"^[0-9]{4}(\/[0-9]{4})?$",
    }
    fields = [
        {
            "name": name,
            "type": "date" if name in DAYS else "integer" if name in VOTES else "string",
            **({"format": "uri"} if name == "DELIB_URL" else {}),
            "constraints": {
                "required": name in REQUIRED,
                **({"pattern": patterns[name]} if name in patterns else {}),
            },
        }
        for name in FIELDS
    ]
    told = {
        "name": "deliberations",
        "resources": [
            {
                "name": "deliberations", "path": "deliberations.csv", "encoding": "utf-8",
                "schema": {"fields": fields},
            }
        ],
    }  # fmt: skip
    return {
        "datapackage.json": json.dumps(told).encode(),
        "deliberations.csv": written.encode(),
    }


def _wrong(files: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Return packages with one fault each."""
    texts = files["texts.csv"].replace(b"m0-1", b"m9-1", 1)
    day = files["meetings.csv"].replace(b"2018-03-21", b"21/03/2018", 1)
    lines = files["themes.csv"].splitlines(keepends=True)
    return {
        "a text of no activity": {**files, "texts.csv": texts},
        "a day that is none": {**files, "meetings.csv": day},
        "a key twice": {**files, "themes.csv": b"".join([*lines, lines[-1]])},
        "a file that is gone": {k: v for k, v in files.items() if k != "figures.csv"},
    }


def _package(tables: Tables) -> dict[str, bytes]:
    licences = tuple(LICENCES.values())
    about = About("mire-x", "Séminaire", "Communauté urbaine", ("Séminaire",), licences, "fr")
    return package(about, tables)


def _tables(rng: np.random.Generator, n_meetings: int, n_texts: int) -> Tables:
    found: Tables = {table.name: [] for table in TABLES}
    found["themes"] = [
        {"theme": f"t{n}", "name": WORDS[n], "description": None, "n_texts": 0, "n_contrary": 0}
        for n in range(6)
    ]
    for meeting in range(n_meetings):
        _add_meeting(found, rng, f"m{meeting}", n_texts)
    found["findings"] = [
        {
            "finding": "f", "kind": "finding", "sentence": "=1+1", "detail": None, "version": 1,
            "day": "2018-04-01", "n_texts": 1, "n_meetings": 1, "n_contrary": 0,
        }
    ]  # fmt: skip
    found["finding_texts"] = [{"finding": "f", "text": "m0-x0", "is_contrary": False}]
    found["suppressed"] = [
        {"number": 1, "meeting": "m0", "what": "texts", "n": 3, "rule": "unread", "why": "…"},
        {"number": 2, "meeting": None, "what": "findings", "n": 1, "rule": "masked", "why": "…"},
    ]
    return found


def _add_meeting(found: Tables, rng: np.random.Generator, key: str, n_texts: int) -> None:
    activity = f"{key}-1"
    grades = [int(n) for n in rng.integers(0, 15, 5)]
    parts = tuple(Part(str(n), WORDS[n], count) for n, count in enumerate(grades))
    told = counted(sum(grades), [Breakdown("grade", "Où ?", parts)], threshold=5)
    found["meetings"].append(
        {
            "meeting": key, "title": "Séminaire", "day": "2018-03-21", "kind": None,
            "minutes_planned": 90, "minutes_real": None, "threshold": 5, "licence": "ODbL-1.0",
        }
    )  # fmt: skip
    found["activities"].append(
        {
            "activity": activity, "meeting": key, "number": 1, "title": "Météo",
            "technique": "mood", "regime": "ballot", "minutes_planned": 5, "minutes_real": 6,
            "n_answers": told.n, "is_withheld": False,
        }
    )  # fmt: skip
    found["figures"] += [_figure(activity, row) for row in told.rows]
    found["texts"] += [
        {
            "text": f"{key}-x{n}", "meeting": key, "activity": activity, "heading": None,
            "words": WORDS[n % len(WORDS)], "theme": f"t{n % 6}" if n % 7 else None,
            "is_contrary": n % 5 == 0,
        }
        for n in range(n_texts)
    ]  # fmt: skip


def _figure(activity: str, row: Mapping[str, object]) -> Row:
    words = {"question": "Où ?", "answer": "=oui"}
    return {"activity": activity, **row, **words, "part_of": row["part_of"] or None}


def _errors(files: Mapping[str, bytes]) -> int:
    """Return how many errors are found; raises RuntimeError when nothing could be checked."""
    with tempfile.TemporaryDirectory(prefix="mire-opendata-") as folder:
        for name, body in files.items():
            (Path(folder) / name).write_bytes(body)
        done = subprocess.run(
            [ORACLE, "validate", "--json", "datapackage.json"],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        try:
            return int(json.loads(done.stdout)["stats"]["errors"])
        except (ValueError, KeyError) as error:
            msg = f"frictionless said nothing: {done.stdout[-300:]} {done.stderr[-300:]}"
            raise RuntimeError(msg) from error


if __name__ == "__main__":
    main()
