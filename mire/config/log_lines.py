"""What the server logs, a JSON object a line, for programs that gather logs (``MIRE_LOG=json``)."""

import json
import logging
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
        if record.exc_info:
            said["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)
