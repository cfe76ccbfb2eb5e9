"""The server's log as JSON: one object a line, whatever is said, and nothing that opens a page."""

import json
import logging

from hypothesis import given
from hypothesis import strategies as st

from mire.config.log_lines import JsonLines
from mire.config.secret_paths import SecretPaths


def record(said: str, *, fails: bool = False) -> logging.LogRecord:
    made = ValueError(said)
    error = (type(made), made, None) if fails else None
    return logging.LogRecord("mire.live", logging.ERROR, "here.py", 1, said, (), error)


@given(said=st.text(), fails=st.booleans())
def test_a_line_is_one_object_that_says_what_was_said(said: str, fails: bool) -> None:
    line = JsonLines().format(record(said, fails=fails))
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("error", "mire.live", said)
    assert ("error" in told) is fails


def test_what_opens_a_page_is_left_out_of_message_and_error() -> None:
    made = record("failed: /lien/abcdef123", fails=True)
    SecretPaths().filter(made)
    line = JsonLines().format(made)
    assert "abcdef123" not in line
    assert json.loads(line)["message"] == "failed: /lien/…"


def test_the_words_of_an_error_stay_out_and_where_it_was_raised_is_told() -> None:
    typed = "ce que quelqu'un a écrit"
    try:
        int(typed)
    except ValueError as cause:
        error = RuntimeError(typed)
        error.__cause__ = cause
    said = logging.LogRecord("mire", logging.ERROR, "", 1, "failed", (), (None, error, None))
    line = json.loads(JsonLines().format(said))
    assert typed not in str(line)
    kind, cause, place = line["error"].split("\n")[:3]
    assert kind == "builtins.RuntimeError"
    assert cause == "from builtins.ValueError"
    assert "test_log_lines.py" in place
