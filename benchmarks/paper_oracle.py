"""Whether outloud, a checker by other hands, finds our PDFs fit for PDF/UA-1.

`make check-oracles` installs it apart and runs this; without it nothing is checked, and this
says so. What it must find on a PDF without tags is asked first: a checker that sees nothing
would agree with anything.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from _bench import ROOT, Report, options
from _documents import NOTICE, long_document

from mire.documents.writers import paper

ORACLE = ROOT / ".oracles" / "bin" / "outloud"


def main() -> None:
    """Check a long document, a short one, and one that must be found bad."""
    given = options(__doc__ or "")
    report = Report("paper, checked by others", given.smoke)
    report.head(given.seed)
    if not ORACLE.exists():
        report.add(
            "outloud", "not installed: make oracles", "", is_met=None if given.smoke else False
        )
        report.end()
    import typst

    bad = typst.compile(b"= Titre\nDit", format="pdf", pdf_tags=False)
    found = _errors(bad or b"")
    report.add("errors in a PDF without tags", str(found), ">= 1", is_met=found > 0, must=True)
    for name, chapters in (("short", 1), ("long", 3 if given.smoke else 48)):
        found = _errors(paper.written(long_document(chapters), NOTICE))
        report.add(f"errors in a {name} document", str(found), "0", is_met=found == 0, must=True)
    report.end()


def _errors(body: bytes) -> int:
    """Return how many errors are found; raises RuntimeError when nothing could be checked."""
    with tempfile.TemporaryDirectory(prefix="mire-paper-") as folder:
        path, told = Path(folder) / "document.pdf", Path(folder) / "told.json"
        path.write_bytes(body)
        done = subprocess.run(
            [ORACLE, "--json", told, "--quiet", path], capture_output=True, text=True, check=False
        )
        if not told.exists():
            msg = f"outloud said nothing: {done.stderr[-400:]}"
            raise RuntimeError(msg)
        (one,) = json.loads(told.read_text("utf-8"))["results"]
        return int(one["counts"]["error"])


if __name__ == "__main__":
    main()
