"""Count the verdicts of docs/guide/accessibilite.md, and write the rate that they give.

`python -m tools.rgaa` prints it; with `--write` the page says it.
"""

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guide" / "accessibilite.md"
CRITERIA: Mapping[int, int] = {
    1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12,
}  # fmt: skip
"""How many criteria each of the thirteen themes of RGAA 4.1 has."""

_ROW = re.compile(r"^\| (\d+\.\d+) \| ([^|]+) \| (C|NC|NA) \| ([^|]+) \|$", re.MULTILINE)
_LACK = re.compile(r"^\| (\d+\.\d+) \| (P\d[^|]*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_SAID = re.compile(r"(?<=<!-- taux -->\n).*(?=\n<!-- /taux -->)")


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion, its verdict ("C", "NC", "NA") and what proves it."""

    number: str
    verdict: str
    proof: str


def rows_of(page: str) -> list[Row]:
    """Return the criteria of a page, in its order; a row that is malformed is not among them."""
    return [Row(number, verdict, proof.strip()) for number, _, verdict, proof in _ROW.findall(page)]


def replaced_in(page: str) -> dict[str, str]:
    """Return what replaces each thing that does not comply, by criterion."""
    return {number: instead.strip() for number, _, _, instead in _LACK.findall(page)}


def sentence(rows: Sequence[Row]) -> str:
    """Say how many criteria there are of each verdict, and the rate: C among C and NC."""
    n = Counter(row.verdict for row in rows)
    judged = n["C"] + n["NC"]
    rate = f"{100 * n['C'] / judged:.1f}".replace(".", ",") if judged else "0"
    return (
        f"Sur {len(rows)} critères : {n['C']} conformes, {n['NC']} non conformes, "
        f"{n['NA']} non applicables. Taux : {rate} %."
    )


def said_in(page: str) -> str:
    """Return what a page says of its own rate; "" where it says nothing."""
    found = _SAID.search(page)
    return found[0] if found else ""


def main(arguments: Sequence[str]) -> int:
    """Print the rate; write it with ``--write``. Return 1 where the page says another."""
    page = PAGE.read_text(encoding="utf-8")
    said = sentence(rows_of(page))
    print(said)
    if "--write" in arguments:
        PAGE.write_text(_SAID.sub(lambda _found: said, page), encoding="utf-8")
        return 0
    return int(said_in(page).replace("\u202f", " ").replace("\u00a0", " ") != said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
