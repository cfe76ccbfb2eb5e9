"""`mire` whose live engine goes by a clock that a file sets back or forward, in seconds.

    python -m tests.support.clocked OFFSET_FILE serve --port 8000

Pages still read the time of day; what dates entries and ends a closing is the engine's clock.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path


def main() -> None:
    """Run a command under that clock."""
    offset = Path(sys.argv.pop(1))

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(offset.read_text() or 0))

    from mire.cli.troubles import set_up

    set_up()
    from mire.live.engine.engine import Engine

    defaults = Engine.__init__.__kwdefaults__
    assert defaults is not None
    defaults["clock"] = clock
    from mire.cli.commands import run

    run()


if __name__ == "__main__":
    main()
