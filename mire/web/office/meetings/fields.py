"""What the editor's forms show: a technique's settings, a meeting's facts; what was typed first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mire.programme.meetings.rules import KINDS, kind_words
from mire.runsheet.sheet import Sheet
from mire.technique_api.refusal import Path, Refusal
from mire.technique_api.settings import Setting
from mire.technique_api.text import text
from mire.words import words

BLANKS = 1
"""Empty groups that a list shows after its own, to add some without scripts."""


def fields_of(
    settings: Sequence[Setting],
    values: Mapping[str, Any],
    typed: Mapping[str, str] | None,
    path: Path,
    error: str,
    before: str = "s.",
) -> list[dict[str, Any]]:
    """Return settings as a form shows them.

    ``typed`` is what a refused form held, None: show ``values``. ``path`` leads to the field that
    ``error`` is about, () for none of these.
    """
    return [_field(each, values, typed, path, error, before) for each in settings]


def _field(
    each: Setting,
    values: Mapping[str, Any],
    typed: Mapping[str, str] | None,
    path: Path,
    error: str,
    before: str,
) -> dict[str, Any]:
    name = before + each.name
    value = values.get(each.name, each.default)
    is_here = bool(path) and path[0] == each.name
    rest = path[1:] if is_here else ()
    shown: dict[str, Any] = {
        "name": name,
        "id": name.replace(".", "-"),
        "label": words.translate(each.label) or each.name,
        "help": words.translate(each.help),
        "kind": each.kind,
        "is_required": each.is_required,
        "low": each.low,
        "high": each.high,
        "longest": each.longest,
        "error": error if is_here and (not rest or each.kind not in ("group", "list")) else "",
        "is_open": is_here,
    }
    if each.kind == "group":
        inside = value if isinstance(value, Mapping) else {}
        shown["parts"] = fields_of(each.parts, inside, typed, rest, error, f"{name}.")
    elif each.kind == "list":
        shown["items"] = _items(each, value, typed, rest, error, name)
        shown["is_open"] = is_here or bool(value) or each.least > 0
    elif each.kind == "yes":
        shown["value"] = name in typed if typed is not None else bool(value)
    elif each.kind == "choice":
        chosen = typed.get(name, "") if typed is not None else str(value)
        shown["choices"] = [
            (key, words.translate(said) or key, key == chosen) for key, said in each.choices
        ]
    else:
        shown["value"] = typed.get(name, "") if typed is not None else _written(each, value)
    return shown


def _items(
    each: Setting,
    value: Any,
    typed: Mapping[str, str] | None,
    path: Path,
    error: str,
    name: str,
) -> list[dict[str, Any]]:
    held = list(value or ())
    if typed is not None:
        after = [key[len(name) + 1 :] for key in typed if key.startswith(f"{name}.")]
        numbers = [key.partition(".")[0] for key in after]
        places = {int(number) for number in numbers if number.isascii() and number.isdigit()}
        n = max(places, default=-1) + 1
    else:
        n = len(held) + BLANKS
    if each.most is not None:
        n = min(n, each.most)
    items = []
    for place in range(n):
        is_here = bool(path) and path[0] == place
        parts = fields_of(
            each.parts,
            held[place] if place < len(held) else {},
            typed,
            path[1:] if is_here else (),
            error,
            f"{name}.{place}.",
        )
        items.append(
            {
                "parts": parts,
                "number": place + 1,
                "title": str(parts[0].get("value", "")),
                "is_blank": place >= len(held),
                "is_open": is_here or (typed is None and not held),
                "error": error if is_here and len(path) == 1 else "",
            }
        )
    return items


def _written(each: Setting, value: Any) -> str:
    if value is None:
        return ""
    if each.kind == "lines":
        return "\n".join(
            " ".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value
        )
    return str(value)


def meeting_fields(
    sheet: Sheet, place: str, typed: Mapping[str, str] | None, path: Path, error: str
) -> dict[str, Any]:
    """Return a meeting's facts as their form shows them, and which one an error is about."""
    facts = sheet.meeting
    stored = {
        "title": facts.title,
        "kind": facts.kind,
        "day": facts.starts.date().isoformat(),
        "hour": facts.starts.strftime("%H:%M"),
        "slot": str(facts.slot),
        "participants": str(facts.participants),
        "place": place,
        "helper": facts.helper,
        "departments": "\n".join(facts.departments),
        "report_on": facts.report_on.isoformat() if facts.report_on else "",
    }
    kinds = dict.fromkeys([*KINDS, facts.kind])
    shown = dict(stored)
    if typed is not None:
        shown |= {name: typed.get(name, "") for name in stored}
    where = {"starts": "day"}.get(str(path[0]), str(path[0])) if path else ""
    return {
        **shown,
        "hard_end": "hard_end" in typed if typed is not None else facts.hard_end,
        "kinds": [
            (each, words.translate(kind_words(each)), each == shown["kind"]) for each in kinds
        ],
        "errors": {where: error} if where else {},
    }


def read_meeting(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts that a form sent, as a run sheet holds them; raise a Refusal naming one."""
    try:
        starts = datetime.fromisoformat(f"{given.get('day', '')}T{given.get('hour', '')}")
    except ValueError:
        raise Refusal(
            text("Ce jour ou cette heure ne se lit pas : choisissez-les dans les deux champs."),
            path=("day",),
        ) from None
    values: dict[str, Any] = {
        "title": given.get("title", "").strip(),
        "kind": given.get("kind", ""),
        "starts": starts.replace(tzinfo=None),
        "helper": given.get("helper", "").strip(),
        "hard_end": "hard_end" in given,
        "departments": [
            line.strip() for line in given.get("departments", "").splitlines() if line.strip()
        ],
        "report_on": _day(given.get("report_on", "")),
    }
    for name in ("slot", "participants"):
        written = given.get(name, "").strip()
        if not (written.isascii() and written.isdigit() and len(written) < 7):
            raise Refusal(text("il faut un nombre entier"), path=(name,))
        values[name] = int(written)
    return values


def _day(written: str) -> date | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refusal(text("Ce jour ne se lit pas : 21/03/2018."), path=("report_on",)) from None
