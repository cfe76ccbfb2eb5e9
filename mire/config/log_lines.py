"""What the server logs, a JSON object a line, for programs that gather logs (``MIRE_LOG=json``)."""

import json
import logging
import traceback
from datetime import UTC, datetime

from mire.config.secret_paths import without_secrets


class JsonLines(logging.Formatter):
    """Writes ``at`` (ISO 8601, UTC), ``level``, ``logger``, ``message``, and ``error`` if any.

    No address of a machine, no path of a page: what is logged holds none.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; line breaks inside are escaped."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = without_secrets(_where(record.exc_info[1]))
        return json.dumps(said, ensure_ascii=False)


def _where(error: BaseException) -> str:
    """Return an error's kind and where it was raised, one place a line; the last one first.

    Not its words: those of a database or a parser repeat what a person typed.
    """
    places = [
        f"{each.filename}:{each.lineno} in {each.name}"
        for each in reversed(traceback.extract_tb(error.__traceback__))
    ]
    cause = error.__cause__ or error.__context__
    after = [] if cause is None else [f"from {_where(cause)}"]
    return "\n".join([f"{type(error).__module__}.{type(error).__qualname__}", *places, *after])
