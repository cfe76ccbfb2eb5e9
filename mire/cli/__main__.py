"""``python -m mire.cli``, the same as ``mire``."""

from mire.cli import main

main()
