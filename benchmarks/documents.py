"""How long a full document of 60 pages takes in each format, beside one page in the same run.

A page's cost is compared with that of a document of one chapter: what is long must not cost more
a page than what is short. The goal in seconds is that of a person who waits.
"""

import time
from collections.abc import Callable
from io import BytesIO

import msgspec
from _bench import Report, median, options
from _documents import NOTICE, long_document
from pypdf import PdfReader

from mire.documents.frozen import frozen
from mire.documents.makings import Makings
from mire.documents.render import document_style
from mire.documents.tree import Document
from mire.documents.worker import Asked
from mire.documents.writers import docx, html, markdown, odt, paper

PAGES, SECONDS, RATIO = 60, 5.0, 2.0
CHAPTERS, SMOKE = 48, 3
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "PDF/UA-1": lambda document: paper.written(document, NOTICE),
    "OpenDocument text": odt.written,
    "Word": docx.written,
    "HTML": lambda document: html.written(document, document_style()),
    "Markdown": markdown.written,
}


def main() -> None:
    """Write a long document in each format, then a short one, and say how long each took."""
    given = options(__doc__ or "")
    report = Report("documents", given.smoke)
    chapters, times = (SMOKE, 1) if given.smoke else (CHAPTERS, 3)
    whole, short = long_document(chapters), long_document(1)
    pages = _pages(whole)
    report.head(given.seed, f"{chapters} chapters, {pages} pages of PDF")
    report.add(
        "pages of the long document",
        str(pages),
        f">= {PAGES}",
        is_met=pages >= PAGES,
    )
    for name, write in WRITERS.items():
        write(short)  # what is read once a process: fonts, packages
        long_took = median([_took(write, whole) for _ in range(times)])
        short_took = median([_took(write, short) for _ in range(times)])
        ratio = long_took / pages / (short_took / _pages(short))
        report.add(
            f"{name}, whole",
            f"{long_took:.2f} s",
            f"<= {SECONDS:.0f} s",
            is_met=long_took <= SECONDS,
        )
        report.add(
            f"{name}, a page beside a short document's",
            f"{ratio:.2f}",
            f"<= {RATIO:.0f}",
            is_met=ratio <= RATIO,
        )
    at_once = median([_took(WRITERS["PDF/UA-1"], whole) for _ in range(times)])
    beside = median([_took(_made_beside, whole) for _ in range(times)])
    report.add(
        "PDF/UA-1, by a process beside: times at once", f"{beside:.2f} s · {beside / at_once:.1f}"
    )
    report.end()


def _made_beside(document: Document) -> bytes:
    makings = Makings()
    task = msgspec.json.encode(Asked(frozen(document), "pdf", NOTICE))
    makings.ask("it", task, address="", said=(), who="")
    if not makings.wait("it", seconds=60):
        raise TimeoutError
    found = makings.find("it", address="", said=(), who="")
    makings.stop()
    if found is None or found.file is None:
        raise RuntimeError("no file")
    return found.file


def _pages(document: Document) -> int:
    return len(PdfReader(BytesIO(paper.written(document, NOTICE))).pages)


def _took(write: Callable[[Document], bytes], document: Document) -> float:
    started = time.perf_counter()
    write(document)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
