"""The room that the demonstration leaves open is not late before anybody has pressed a key."""

from datetime import datetime

import pytest

from mire.cli.demonstration import next_start


@pytest.mark.parametrize(
    ("now", "starts"),
    [
        ("2026-12-01 09:40:12", "2026-12-01 09:45"),
        ("2026-12-01 09:59:59", "2026-12-01 10:00"),
        ("2026-12-01 10:00:00", "2026-12-01 10:00"),
        ("2026-12-01 10:00:01", "2026-12-01 10:05"),
        ("2026-12-01 23:57:30", "2026-12-01 23:55"),  # another day's sheet asks once more
    ],
)
def test_the_room_begins_at_the_next_five_minutes(now: str, starts: str) -> None:
    assert next_start(datetime.fromisoformat(now)) == datetime.fromisoformat(starts)
