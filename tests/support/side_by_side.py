"""The whole suite on SQLite and, beside it, the tests that store something on PostgreSQL.

    python -m tests.support.side_by_side [OPTIONS OF PYTEST…]

Browsers, servers and disks make each run wait now and then; the other one uses that time. What
the second run says is printed after the first. Ends with the first exit code that is not 0.
"""

import subprocess
import sys
import threading
from collections.abc import Sequence

PYTEST = (sys.executable, "-m", "pytest")
ON_POSTGRESQL = (sys.executable, "-m", "tests.support.postgres")
# Its own folder: what the two runs remember of failures and durations are two things.
SECOND = ("--storage-only", "-o", "cache_dir=.pytest_cache/postgresql")


def main(options: Sequence[str]) -> int:
    """Run both; return an exit code."""
    is_said = threading.Event()
    second = subprocess.Popen(
        [*ON_POSTGRESQL, *PYTEST, *SECOND, *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert second.stdout is not None
    heard: list[bytes] = []

    def hear(lines: object = second.stdout) -> None:
        for line in lines:  # type: ignore[attr-defined]
            heard.append(line)
            if is_said.is_set():
                say()

    def say() -> None:
        while heard:
            sys.stdout.buffer.write(heard.pop(0))
        sys.stdout.buffer.flush()

    listener = threading.Thread(target=hear)
    listener.start()
    first_code = subprocess.run([*PYTEST, *options], check=False).returncode
    is_said.set()
    second_code = second.wait()
    listener.join()
    say()
    return first_code or second_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
