"""A process that makes one file of a document: asked on its input, telling on its output.

A long document takes seconds of pure Python: in a thread of a server it would take turns with the
live rooms. One line asks, a JSON ``Asked``; lines tell how far it is (JSON, ``Told``), the last one
how many bytes of the file follow. The end of the input, which is that of who asked, ends it.
"""

import os
import sys
import threading
from typing import IO, Any

import msgspec

from mire.documents.frozen import thawed
from mire.documents.writers.formats import FORMATS


class Asked(msgspec.Struct, frozen=True):
    """A document as ``frozen`` gives it, the format, what a PDF says of signs that no font has."""

    document: dict[str, Any]
    kind: str
    notice: dict[str, Any]


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """``done`` parts of ``n``, 0 where that can't be known; at the end, ``size`` in bytes."""

    done: int = 0
    n: int = 0
    size: int | None = None


def work(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Make the one file that is asked for. Raises what the writers raise."""
    task = msgspec.json.decode(asked.readline(), type=Asked)
    threading.Thread(target=_end_with, args=(asked,), name="input", daemon=True).start()

    def tell(told: Told) -> None:
        answers.write(msgspec.json.encode(told) + b"\n")
        answers.flush()

    file = FORMATS[task.kind].write(
        thawed(task.document), task.notice, lambda done, n: tell(Told(done, n))
    )
    tell(Told(size=len(file)))
    answers.write(file)
    answers.flush()


def _end_with(asked: IO[bytes]) -> None:
    """End this process as soon as nobody can ask any more."""
    asked.read()
    os._exit(1)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # pages come first
    work(sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)  # the thread that reads holds the input, which an ordinary end would wait for
