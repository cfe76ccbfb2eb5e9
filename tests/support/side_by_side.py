"""The whole suite on SQLite and, beside it, the tests that store something on PostgreSQL.

    python -m tests.support.side_by_side [OPTIONS OF PYTEST…]

Browsers, servers and disks make each run wait now and then; the other one uses that time. What
the second run says is printed after the first. Ends with the first exit code that is not 0.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence

PYTEST = (sys.executable, "-m", "pytest")
ON_POSTGRESQL = (sys.executable, "-m", "tests.support.postgres")
# Its own folder: what the two runs remember of failures and durations are two things.
SECOND = ("--storage-only", "-o", "cache_dir=.pytest_cache/postgresql")


def main(options: Sequence[str]) -> int:
    """Run both; return an exit code."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [*ON_POSTGRESQL, *PYTEST, *SECOND, *options], stdout=said, stderr=subprocess.STDOUT
        ) as second,
    ):
        first_code = subprocess.run([*PYTEST, *options], check=False).returncode
        second_code = second.wait()
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    return first_code or second_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
