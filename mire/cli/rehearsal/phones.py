"""Simulated participants at their phones: what they do goes through the live door, by HTTP."""

import json
from dataclasses import dataclass
from typing import Any

from mire.cli.rehearsal.browser import Browser
from mire.live.rehearsal.people import (
    Letter,
    Person,
    Step,
    Temper,
    spread_tempers,
    step_after,
    steps,
)
from mire.live.state.room import ActivityState

_SPECIAL = (
    Temper.LATE,
    Temper.SILENT,
    Temper.CONTRARY,
    Temper.RELOADING,
    Temper.SCRIPTLESS,
    Temper.MISSING,
)


def tempers(n: int) -> list[Temper]:
    """Return the tempers of ``n`` people: in a room of thirty, one of each that is special."""
    return spread_tempers(n, _SPECIAL, every=5)


@dataclass(slots=True)
class Phone:
    """The phone of a simulated participant; it checks that it is answered as it must be."""

    browser: Browser
    person: Person
    code: str

    def join(self) -> None:
        """Open the address of the QR code, press the one button."""
        self.browser.get(f"/{self.code}")
        status, page = self.browser.post_form(f"/{self.code}", {})
        _expect(status == 200 and b'class="phone"' in page, "could not join", page)
        self.person.is_joined = True

    def answer(self, activity: ActivityState) -> None:
        """Do all that one's temper has one do while the question is open."""
        for step in steps(self.person.temper):
            letter = self.person.write(activity, step)
            if self.person.temper is Temper.SCRIPTLESS:
                self._send_form(activity, letter)
                continue
            if step is Step.AGAIN:
                self.browser.reload()
                self.browser.get(f"/{self.code}/salle")
            self._post(activity, letter, "stored")

    def note(self, activity: ActivityState) -> None:
        """Write at a table, as some do."""
        if self.person.temper is not Temper.SCRIPTLESS and steps(self.person.temper):
            self._post(activity, self.person.write(activity, Step.ANSWER), "stored")

    def answer_too_late(self, activity: ActivityState) -> None:
        """After closing: the late are told so, a resend hears that it was counted."""
        step = step_after(self.person.temper)
        if step is not None:
            expected = "counted" if step is Step.AGAIN else "late"
            self._post(activity, self.person.write(activity, step), expected)

    def _post(self, activity: ActivityState, letter: Letter, expected: str) -> None:
        sent = {
            "activity": activity.sheet.id,
            "id": letter.id,
            "revision": letter.revision,
            "body": json.loads(letter.body),
        }
        _status, heard = self.browser.post_json(f"/live/{self.code}/answer", sent)
        _expect((heard.get("status") or heard.get("refused")) == expected, "wrong answer", heard)

    def _send_form(self, activity: ActivityState, letter: Letter) -> None:
        self.browser.get(f"/{self.code}/salle")
        answers = activity.technique.expect_answers()
        answer: Any = answers.read_contribution(activity.config, letter.body)
        own = answers.own(activity.config, answer)
        fields = {name: str(value) for name, value in own.items() if value is not None}
        status, page = self.browser.post_form(
            f"/{self.code}/repondre", {**fields, "activity": activity.sheet.id}
        )
        _expect(status == 200, "the plain form was refused", page)


class RehearsalFailed(RuntimeError):  # noqa: N818, RUF100
    """The rehearsal met something that a real meeting must never meet."""


def _expect(is_so: bool, what: str, shown: object) -> None:
    if not is_so:
        msg = f"{what}: {shown!r:.500}"
        raise RehearsalFailed(msg)
