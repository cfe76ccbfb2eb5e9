"""Secrets of links stay out of the log: a page that fails is named without what opens it."""

import logging
import re

SECRET = re.compile(r"(/(?:saisir|saisine|sondage|entendu|lien|engagement)/)[\w.~-]+")


def without_secrets(said: str) -> str:
    """Return words of a log with what follows the address of an open page left out."""
    return SECRET.sub(r"\1…", said)


class SecretPaths(logging.Filter):
    """Take the secrets of links out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, its words without secrets."""
        record.msg, record.args = without_secrets(record.getMessage()), ()
        return True
