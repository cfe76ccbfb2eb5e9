"""What every test of faults starts with: a meeting."""

from pathlib import Path

MEETING = Path(__file__).with_name("meeting.toml")
