"""Parts of pages that are kept once drawn, until a text is masked: a board shows hundreds.

A part is found again by all that it shows, so nothing old is ever shown; what was masked leaves
memory as soon as the office knows of it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_PARTS = 2_000
_parts: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = threading.Lock()


def drawn(shown: Hashable, draw: Callable[[], SafeString]) -> SafeString:
    """Return a part of a page in the reader's language, drawn the first time that it is asked for.

    ``shown``: all that the part depends on, its template included.
    """
    key = (get_language(), shown)
    with _lock:
        if (found := _parts.get(key)) is not None:
            _parts.move_to_end(key)
            return found
    made = draw()
    with _lock:
        _parts[key] = made
        while len(_parts) > MOST_PARTS:
            _parts.popitem(last=False)
    return made


def forget_parts() -> None:
    """Keep no part: a text of some was masked or erased."""
    with _lock:
        _parts.clear()
