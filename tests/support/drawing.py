"""How many examples Hypothesis draws: a few in most runs, all of them in a long one.

`make test-long` has them all, and so has `.ci/run` for the files that changed.
"""

from hypothesis import settings

ALL = 100
SOME = 40


def register_profiles() -> None:
    """Make known `short`, which is loaded, and `long`, which `--hypothesis-profile` may ask for."""
    # No test is timed: a machine that is busy must not make one fail.
    settings.register_profile("short", deadline=None, max_examples=SOME)
    settings.register_profile("long", deadline=None, max_examples=ALL)
    settings.load_profile("short")


def examples(n: int) -> int:
    """Return how many examples to draw where a long run draws ``n``."""
    return max(1, n * settings().max_examples // ALL)
