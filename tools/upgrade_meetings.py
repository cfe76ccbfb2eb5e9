"""Meetings that an upgrade meets: one held to its end, one left while a question is open.

    python tools/upgrade_meetings.py begin FOLDER             with the earlier state on PYTHONPATH
    python tools/upgrade_meetings.py finish FOLDER ADDRESS    with this state, which serves there

`tools/upgrade_trial.py` runs both. `begin` holds both meetings in the installation, by real pages
and phones, and writes into the folder what their people would have kept: the log that was handed
out, the facilitator's address, the phones' cookies and their last letters. `finish` comes back with
them: each phone in its seat, its answer counted once, the question closed, the meeting ended, and
both meetings in the office once somebody has started it. Ends non-zero where one is not so.
"""

# What a state keeps to itself is reached here: it is of several states, not of this one.
# ruff: noqa: SLF001

import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PEOPLE, LEFT_PEOPLE = 24, 12
SILENT = ("silent", "missing")
PATIENCE_SECONDS = 60.0


def found(name: str, *modules: str) -> Any:
    """Return what bears a name in the first of these modules that is there."""
    for module in modules:
        try:
            return getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    sys.exit(f"this state has no {name} in {' or '.join(modules)}")


def begin(folder: Path) -> None:
    """Hold one meeting to its end and leave another with an open question."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.prod")
    importlib.import_module("mire.cli.commands")
    play = importlib.import_module("mire.cli.rehearsal.play")
    shipped = found("shipped_sheet", "mire.runsheet.shipped", "mire.cli.demonstration")
    read_sheet = found("read_sheet", "mire.runsheet.toml_file", "mire.technique_api.sheet")
    importlib.import_module("mire.cli.serving").prepare_databases()
    setattr(play, "CreateRoom", lambda sheet, **_: sheet)  # noqa: B010 - the sheet itself is asked

    sheet = read_sheet(shipped("seminaire"))
    with serving(sheet.meeting.starts_at - timedelta(minutes=5)) as server:
        held = play._Rehearsal(server, sheet, PEOPLE, 1)
        log = held.play()
        kept = {"held": {"code": held.code, "console": server.engine.console}}
    (folder / "held").mkdir(parents=True)
    (folder / "held" / "log.jsonl").write_bytes(log)

    sheet = read_sheet(shipped("debrief"))
    with serving(datetime.now(UTC)) as server:
        left = play._Rehearsal(server, sheet, LEFT_PEOPLE, 2)
        phones = getattr(left, "phones", None) or left.people
        for each in phones:
            each.join()
        activity = next(each for each in left.state.activities.values() if each.regime.is_sealed)
        for each in left.state.activities.values():
            left.press("activity.entered", each.sheet.id)
            if each is activity:
                break
        left.press("answers.opened", activity.sheet.id)
        for each in phones:
            each.answer(activity)
        tempers = [str(getattr(each, "person", each).temper) for each in phones]
        kept["left"] = {
            "code": left.code,
            "console": server.engine.console,
            "activity": activity.sheet.id,
            "n": sum(temper not in SILENT for temper in tempers),
            "cookies": [each.browser._cookies for each in phones],
            # What a phone sends again when it heard no ✓ before the server went away.
            "letter": getattr(phones[0], "sent", {}).get(activity.sheet.id),
        }
    (folder / "meetings.json").write_text(json.dumps(kept))


class _Opening:
    """The installation's engine, on which a real meeting is opened where a rehearsal is asked."""

    def __init__(self, engine: Any, clock: Any) -> None:
        self._engine, self._clock, self.console = engine, clock, ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def ask(self, asked: Any) -> Any:
        if not hasattr(asked, "meeting"):
            return self._engine.ask(asked)
        open_meeting = found(
            "open_meeting", "mire.programme.meetings.actions", "mire.programme.actions.meetings"
        )
        opened = open_meeting(sheet=asked, engine=self._engine, now=self._clock())
        self.console = opened.console
        return opened.code, bytes.fromhex(opened.console), bytes.fromhex(opened.projector)


@contextmanager
def serving(now: datetime) -> Iterator[Any]:
    """Serve the installation in this process, by a clock that the trial sets."""
    import uvicorn
    from django.conf import settings

    rehearsal = importlib.import_module("mire.cli.rehearsal.server")
    opener = found("opener", "mire.live.store.connect", "mire.live.database")
    engine_class = found("Engine", "mire.live.engine.engine", "mire.live.log")
    use = getattr(rehearsal, "use_engine", None) or importlib.import_module("mire.live.log").use
    clock = rehearsal.HandClock(now)
    engine = engine_class(opener(settings.LIVE_DATABASE), clock=clock)
    use(engine)
    server = uvicorn.Server(
        uvicorn.Config(
            "mire.config.asgi:application", host="127.0.0.1", port=0, access_log=False,
            log_level="warning", timeout_graceful_shutdown=1, ws="none",
        )
    )  # fmt: skip
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{rehearsal._port(server)}"
        yield rehearsal.RehearsalServer(_Opening(engine, clock), clock, address)
    finally:
        server.should_exit = True
        thread.join()
        engine.stop()
        use(None)


def finish(folder: Path, address: str, first_start: str) -> list[str]:
    """Go on with both meetings where this state serves them; return what went wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.prod")
    importlib.import_module("mire.cli.commands")
    from django.conf import settings

    from mire.cli.rehearsal.browser import Browser
    from mire.live.engine.engine import Engine
    from mire.live.state.room import Phase, RoomState
    from mire.live.store.connect import opener

    kept = json.loads((folder / "meetings.json").read_text())
    held, left = kept["held"], kept["left"]
    faults = []

    console = Browser(address)
    for each in (held, left):
        status, _page = console.get(f"/regie/{each['code']}?cle={each['console']}")
        faults += [] if status == 200 else [f"the console of {each['code']} answers {status}"]
    slug = left["activity"]

    def state() -> RoomState:
        engine = Engine(opener(settings.LIVE_DATABASE))  # what it once read it would keep
        try:
            return engine.room(left["code"]).state
        finally:
            engine.stop()

    faults += at_their_phones(address, left)

    def press(kind: str, on: str = "") -> None:
        saw = str(state().version)
        sent = {"kind": kind, "activity": on, "saw": saw}
        status, said = console.post_control(f"/regie/{left['code']}/agir", sent)
        if status != 200:
            faults.append(f"{kind} is refused: {said}")

    press("answers.closing", slug)
    until = time.monotonic() + PATIENCE_SECONDS
    while (asked := state().activities[slug]).phase is not Phase.CLOSED:
        if time.monotonic() > until:
            break
        time.sleep(0.5)
    print(f"answers of the open question: {asked.n_answers} of {left['n']} given before")
    if (asked.phase, asked.n_answers) != (Phase.CLOSED, left["n"]):
        faults.append("the open question did not close with every answer given before")
    press("meeting.ended")
    for name, each in kept.items():
        status, log = console.get(f"/regie/{each['code']}/journal")
        faults += [] if status == 200 else [f"the log of {name} answers {status}"]
        (folder / "now" / name).mkdir(parents=True, exist_ok=True)
        (folder / "now" / name / "log.jsonl").write_bytes(log)
    if first_start:
        faults += in_the_office(Browser(address), first_start, [held["code"], left["code"]])
    else:
        print("the office was there before: its first start is not tried")
    return faults


def at_their_phones(address: str, left: dict[str, Any]) -> list[str]:
    """Come back with every phone of the open meeting, and send one letter again."""
    from mire.cli.rehearsal.browser import Browser

    faults = []
    n_seated = 0
    for cookies in left["cookies"]:
        phone = Browser(address)
        phone._cookies |= cookies
        status, page = phone.get(f"/{left['code']}/salle")
        n_seated += status == 200 and b'class="phone"' in page
        phone.close()
    print(f"phones of the open meeting that keep their seat: {n_seated} of {len(left['cookies'])}")
    if n_seated != len(left["cookies"]):
        faults.append("a phone lost its seat")
    if left["letter"]:
        phone = Browser(address)
        phone._cookies |= left["cookies"][0]
        _status, said = phone.post_json(f"/live/{left['code']}/answer", left["letter"])
        faults += [] if said.get("status") == "stored" else [f"a letter sent again: {said}"]
    return faults


def in_the_office(browser: Any, first_start: str, codes: list[str]) -> list[str]:
    """Start the office, open its list of meetings; return what is missing of these meetings."""
    from mire.programme.meetings.models import Meeting

    path = "/premier-demarrage/" + first_start
    browser.get(path)
    for page, fields in enumerate(
        (
            {"given_name": "Camille", "family_name": "Essai", "email": "essai@example.org"},
            {"authority": "Collectivité d'essai"},
            {"programme": "Essai", "starts_on": "2026-11-01", "ends_on": "2028-04-30"},
        ),
        1,
    ):
        status, _page = browser.post_form(f"{path}?page={page}", fields)
        if status != 200:
            return [f"page {page} of the first start answers {status}"]
    faults, n = [], 0
    for meeting in Meeting.objects.filter(code__in=codes).select_related("programme"):
        if meeting.programme is None:
            faults.append(f"{meeting.code} belongs to no programme")
            continue
        here = f"/programme/{meeting.programme.key}/reunions"
        status, page = browser.get(f"{here}/{meeting.key}")
        faults += [] if status == 200 else [f"the office's page of {meeting.code} answers {status}"]
        meeting.refresh_from_db()
        faults += [] if meeting.ended_at else [f"the office does not know that {meeting} ended"]
        if f"?reunion={meeting.key}".encode() not in page:
            faults.append(f"the office's page of {meeting.code} leads to no texts")
        n += 1
    print(f"meetings in the office after its first start: {n} of {len(codes)}")
    return faults


if __name__ == "__main__":
    what, where, *more = sys.argv[1:]
    if what == "begin":
        begin(Path(where))
        sys.exit(0)
    wrong = finish(Path(where), more[0], more[1] if len(more) > 1 else "")
    sys.exit("\n".join(wrong) if wrong else 0)
