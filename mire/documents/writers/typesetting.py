"""What typst is given each time: Mire's fonts alone, found once a process."""

from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file
from typing import Any

from mire.documents import fonts

_opened = ExitStack()


@cache
def font_paths() -> Any:
    """Return the fonts to typeset with: those of the packages, never the machine's own."""
    import typst  # slow to load, and only paper and pictures need it

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_opened.enter_context(as_file(each))) for each in fonts.folders()],
    )
