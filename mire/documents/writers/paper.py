"""Paper: tagged PDFs (PDF/UA-1), laid out by typst from templates of ``documents/typeset``.

What is printed enters a template as JSON, never as typst's own language: a name can't become
a command. Pure: the same data give the same bytes.
"""

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

MOST_BYTES = 20_000_000
"""Of data: more would be a mistake, not a document."""


def printed(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template (its name, without suffix) and its data.

    ``data`` are JSON primitives with at least "title" and "language" ("fr" or "en"). Raises
    ValueError when they are too many.
    """
    import typst  # slow to load, and only paper needs it

    given = json.dumps(data, ensure_ascii=False, sort_keys=True)
    if len(given) > MOST_BYTES:
        msg = f"too much to print: {len(given)} bytes"
        raise ValueError(msg)
    source = files("mire.documents").joinpath("typeset", f"{template}.typ").read_bytes()
    with as_file(files("fontpkg_atkinson_hyperlegible").joinpath("files")) as fonts:
        return typst.compile(
            source,
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(fonts)],
            ),
            format="pdf",
            sys_inputs={"data": given},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
