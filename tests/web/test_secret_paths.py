"""Secrets of links stay out of the log."""

import logging

import pytest

from mire.config.secret_paths import SecretPaths, without_secrets

SECRET = "FgtLKiYS8of3j0po7A04pTiD"


@pytest.mark.parametrize("page", ["saisir", "saisine", "sondage", "entendu", "compte/lien"])
def test_a_page_that_fails_is_logged_without_what_opens_it(page: str) -> None:
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "%s: %s", ("Internal Server Error",
        f"/{page}/{SECRET}"), None,
    )  # fmt: skip
    assert SecretPaths().filter(record)
    assert record.getMessage() == f"Internal Server Error: /{page}/…"


def test_other_words_are_logged_as_they_are() -> None:
    said = "Internal Server Error: /programme/9cy5uffrv9b/decider"
    assert without_secrets(said) == said
