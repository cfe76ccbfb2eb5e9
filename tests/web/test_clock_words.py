"""What a clock says aloud: the planned time is over, not the last seconds before a closing."""

from pathlib import Path

from django.template.loader import render_to_string

from tests.support.plain_words import typed

CLOCK = {"ends_at_ms": 1, "now_ms": 0, "left_s": None, "total_s": 10, "shown": ""}
OVER = "Le temps prévu est écoulé."


def test_the_last_seconds_before_a_closing_are_not_said_to_be_the_planned_time() -> None:
    assert OVER in typed(render_to_string("shell/clock.html", {"clock": CLOCK}))
    silent = render_to_string("shell/clock.html", {"clock": CLOCK, "is_silent": True})
    assert "data-say" not in silent
    shown = [
        line
        for page in Path("mire/web").rglob("*.html")
        for line in page.read_text().splitlines()
        if "clock=activity.closing_clock" in line
    ]
    assert len(shown) == 4
    assert all("is_silent=True" in line for line in shown)
