"""What a log gives, as files: everything is computed from the log's bytes alone."""

from pathlib import Path

import msgspec

from mire.cli.speech import write_all
from mire.documents.builders.restitution import restitution_page
from mire.live.replay import replayed
from mire.live.state.entries import canonical
from mire.live.state.results import results


def outcome_of_log(raw: bytes) -> dict[str, bytes]:
    """Return the files of a log, by name; raise :class:`~mire.live.replay.DamagedLog`."""
    replay = replayed(raw)
    return {
        "log.jsonl": raw,
        "results.json": msgspec.json.format(canonical(results(replay.room)), indent=2) + b"\n",
        "report.html": restitution_page(replay.room),
    }


def write_outcome(folder: Path, files: dict[str, bytes], *, with_log: bool = True) -> None:
    """Write the files into a folder, the log among them or not."""
    chosen = {name: body for name, body in files.items() if with_log or name != "log.jsonl"}
    write_all(folder, chosen)
