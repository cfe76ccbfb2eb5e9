"""Whether `prov`, the standard's own reader, reads our PROV-JSON and finds in it what we put there.

`make check-oracles` installs it apart and runs this; without it nothing is checked, and this says
so. What it must refuse is asked too: a reader that takes anything would agree with anything.
"""

import json
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from _bench import ROOT, Report, options

from mire.programme.approvals.rules.frozen import (
    Cited,
    FrozenPassage,
    FrozenSection,
    freeze,
    without_sources,
)
from mire.programme.approvals.rules.provenance import Signed, provenance

ORACLE = ROOT / ".oracles" / "bin" / "python"
READ = """
import json, sys
from prov.model import ProvDocument, ProvActivity, ProvAgent, ProvDerivation, ProvEntity
document = ProvDocument.deserialize(source=sys.argv[1], format="json")
again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
count = lambda kind: len(list(document.get_records(kind)))
print(json.dumps({
    "same": document == again,
    "entities": count(ProvEntity), "activities": count(ProvActivity),
    "agents": count(ProvAgent), "derivations": count(ProvDerivation),
}))
"""


def main() -> None:
    """Write the provenance of drawn notes, and have it read."""
    given = options(__doc__ or "")
    report = Report("provenance, read by others", given.smoke)
    report.head(given.seed)
    if not ORACLE.exists():
        report.add("prov", "not installed: make oracles", "", is_met=None if given.smoke else False)
        report.end()
    rng = np.random.default_rng(given.seed)
    drawn = 3 if given.smoke else 30
    agreed = sum(_agrees(rng) for _ in range(drawn))
    report.add("notes read as they were written", f"{agreed} of {drawn}", "all",
               is_met=agreed == drawn, must=True)  # fmt: skip
    wrong = _read(
        {
            "entity": {"mire:x": {"prov:type": {"$": "prov:Collection"}}},
            "used": {"_:1": {"prov:nothing": 1}},
        }
    )
    report.add("what is no PROV-JSON", "refused" if wrong is None else "taken", "refused",
               is_met=wrong is None, must=True)  # fmt: skip
    report.end()


def _agrees(rng: np.random.Generator) -> bool:
    """Say whether a drawn note's provenance holds, for `prov`, what the note holds."""
    sections, n_cited = [], 0
    sources: set[str] = set()
    for s in range(int(rng.integers(1, 6))):
        passages = []
        for p in range(int(rng.integers(0, 8))):
            cites = [
                Cited("decision" if n % 2 else "reading_line", f"k{rng.integers(9)}", "d", bool(n))
                for n in range(int(rng.integers(0, 4)))
            ]
            cites = list({each.name: each for each in cites}.values())
            n_cited += len(cites)
            sources |= {each.name for each in cites}
            passages.append(FrozenPassage(f"p{s}-{p}", 1, "L'été « va »", cites))
        sections.append(FrozenSection(f"s{s}", "Partie", passages))
    salts = count()
    number = int(rng.integers(1, 3))
    content = freeze(
        sections, programme="La Transfo", title="La note", language="fr", number=number,
        at="2018-06-26T18:00:00+02:00", previous="ab" * 32 if number > 1 else "",
        salt=lambda: str(next(salts)),
    )  # fmt: skip
    signed = [
        Signed(f"a{n}", f"Direction {n % 3}", "approved", "2018-06-27")
        for n in range(int(rng.integers(0, 5)))
    ]
    n_passages = sum(len(each.passages) for each in sections)
    before = int(number > 1)
    wanted = {
        "same": True,
        "entities": 1 + n_passages + len(sources) + before,
        "activities": 1 + len(signed),
        "agents": len({each.function for each in signed}),
        "derivations": n_cited + before,
    }
    public = {**wanted, "entities": 1 + n_passages + before, "derivations": before}
    return _read(provenance(content, signed)) == wanted and (
        _read(provenance(without_sources(content), signed)) == public
    )


def _read(told: dict[str, Any]) -> dict[str, Any] | None:
    """Return what `prov` finds in a provenance, None where it refuses it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "note.prov.json"
        file.write_text(json.dumps(told, ensure_ascii=False))
        done = subprocess.run(
            [str(ORACLE), "-c", READ, str(file)], capture_output=True, text=True, check=False
        )
    return json.loads(done.stdout) if done.returncode == 0 else None


if __name__ == "__main__":
    main()
