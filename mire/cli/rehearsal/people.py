"""Simulated participants: most answer once, some are late, silent, changeable, or reload."""

import enum
import json
from dataclasses import dataclass, field
from typing import Any

import numpy

from mire.cli.rehearsal.browser import Browser
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState


class Temper(enum.StrEnum):
    """How a person behaves with a phone."""

    PLAIN = "plain"
    LATE = "late"  # joins once the first question is open
    SILENT = "silent"  # joins, never answers
    CHANGING = "changing"  # answers, then thinks again
    RELOADING = "reloading"  # loses the page before the ✓, comes back, sends again
    SCRIPTLESS = "scriptless"  # a phone without scripts: plain forms
    MISSING = "missing"  # answers when it is too late


TEMPERS = (
    Temper.LATE,
    Temper.SILENT,
    Temper.CHANGING,
    Temper.RELOADING,
    Temper.SCRIPTLESS,
    Temper.MISSING,
)
PLAIN_FOR_EACH_TEMPER = 4
"""In a room of thirty, one of each temper; the others are plain."""


def tempers(n: int) -> list[Temper]:
    """Return the tempers of ``n`` people: one in five is not plain."""
    drawn = []
    for index in range(n):
        turn, rest = divmod(index, PLAIN_FOR_EACH_TEMPER + 1)
        drawn.append(TEMPERS[turn % len(TEMPERS)] if rest == 2 else Temper.PLAIN)
    return drawn


@dataclass(slots=True)
class Person:
    """One simulated participant, with a phone of their own."""

    browser: Browser
    temper: Temper
    generator: numpy.random.Generator
    code: str
    is_joined: bool = False
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)

    def join(self) -> None:
        """Open the address of the QR code, press the one button."""
        self.browser.get(f"/{self.code}")
        status, page = self.browser.post_form(f"/{self.code}", {})
        _expect(status == 200 and b'class="phone"' in page, "could not join", page)
        self.is_joined = True

    def answer(self, activity: ActivityState) -> None:
        """Answer as one's temper has it."""
        if self.temper in (Temper.SILENT, Temper.MISSING):
            return
        first, second = self._answers(activity)
        if self.temper is Temper.SCRIPTLESS:
            self._plain_form(activity, first)
            return
        self._send(activity, first, 1)
        if self.temper is Temper.CHANGING:
            self._send(activity, second, 2)
        elif self.temper is Temper.RELOADING:
            self.browser.reload()
            self.browser.get(f"/{self.code}/salle")
            self._post(self.sent[activity.sheet.id], {"stored"})

    def note(self, activity: ActivityState) -> None:
        """Write at a table, as some do."""
        if self.temper in (Temper.SILENT, Temper.MISSING, Temper.SCRIPTLESS):
            return
        self._send(activity, self._answers(activity)[0], 1)

    def answer_too_late(self, activity: ActivityState) -> None:
        """After closing: the late are told so, a resend hears that it was counted."""
        if self.temper is Temper.MISSING:
            self._post(self._letter(activity, self._answers(activity)[0], 1), {"late"})
        elif self.temper is Temper.RELOADING:
            self._post(self.sent[activity.sheet.id], {"counted"})

    def _answers(self, activity: ActivityState) -> tuple[Any, Any]:
        made = list(
            activity.technique.expect_answers().simulate(activity.config, self.generator, 2)
        )
        return made[0], made[-1]

    def _letter(self, activity: ActivityState, contribution: Any, revision: int) -> dict[str, Any]:
        letter = {
            "activity": activity.sheet.id,
            "id": self.generator.bytes(16).hex(),
            "revision": revision,
            "body": json.loads(canonical(contribution)),
        }
        self.sent[activity.sheet.id] = letter
        return letter

    def _send(self, activity: ActivityState, contribution: Any, revision: int) -> None:
        self._post(self._letter(activity, contribution, revision), {"stored"})

    def _post(self, letter: dict[str, Any], expected: set[str]) -> None:
        _status, said = self.browser.post_json(f"/live/{self.code}/answer", letter)
        _expect((said.get("status") or said.get("refused")) in expected, "unexpected answer", said)

    def _plain_form(self, activity: ActivityState, contribution: Any) -> None:
        self.browser.get(f"/{self.code}/salle")
        own = activity.technique.expect_answers().own(activity.config, contribution)
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
