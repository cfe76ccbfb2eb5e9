"""What the editor's forms show: a technique's settings, a meeting's facts; what was typed first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from mire.programme.meetings.rules import KINDS, kind_words
from mire.runsheet.sheet import Activity, Sheet
from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Path, Refusal
from mire.technique_api.settings import Setting
from mire.technique_api.text import text
from mire.words import words

MOST_PLACES = 999
"""A form names no place further on: none takes so many fields."""

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
        "label": words.translate(each.label) or each.name,
        "help": words.translate(each.help),
        "kind": each.kind,
        "low": each.low,
        "high": each.high,
        "longest": each.longest,
        "words_of": each.words_of,
        "is_open": is_here,
    }
    is_inside = bool(rest) and each.kind in ("group", "list")
    _dress(shown, error if is_here and not is_inside else "")
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
        places = {
            place for number in numbers if (place := read_whole(number, most=999)) is not None
        }
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


def activity_fields(
    activity: Activity, typed: Mapping[str, str] | None, path: Path, error: str
) -> list[dict[str, Any]]:
    """Return what every activity has, as its form shows it."""
    late = [
        _own("droppable", _("Cette séquence peut être abandonnée"), "yes", activity.droppable),
        _own("buffer", _("Ses minutes sont une réserve"), "yes", activity.buffer),
        _own("a.fixed", _("Commence à heure fixe"), "time", activity.fixed),
    ]
    late_fields = _shown_own(late, typed, path, error)
    return [
        *_shown_own(
            [
                _own("a.title", _("Titre"), "line", activity.title, longest=120),
                _own("a.planned", _("Minutes"), "number", activity.planned),
                _own("a.least", _("au moins"), "number", activity.least),
                _own("a.most", _("au plus"), "number", activity.most),
                _own("a.notes", _("Notes, pour la régie seule"), "text", activity.notes),
            ],
            typed,
            path,
            error,
        ),
        {
            "kind": "more",
            "label": _("Si la salle est en retard"),
            "parts": late_fields,
            "is_open": any(each["error"] for each in late_fields),
        },
    ]


def meeting_fields(
    sheet: Sheet, place: str, typed: Mapping[str, str] | None, path: Path, error: str
) -> list[dict[str, Any]]:
    """Return a meeting's facts as their form shows them."""
    facts = sheet.meeting
    kinds = dict.fromkeys([*KINDS, facts.kind])
    where: Path = ("day",) if path[:1] == ("starts",) else path
    return _shown_own(
        [
            _own("title", _("Titre"), "line", facts.title, longest=120),
            _own("day", _("Jour"), "date", facts.starts.date().isoformat()),
            _own("hour", _("Heure"), "time", facts.starts.strftime("%H:%M")),
            _own("slot", _("Créneau, en minutes"), "number", facts.slot),
            _own("participants", _("Personnes attendues"), "number", facts.participants),
            _own("hard_end", _("La fin promise ne bouge pas"), "yes", facts.hard_end),
            _own(
                "kind",
                _("Genre"),
                "choice",
                facts.kind,
                choices=[(each, words.translate(kind_words(each))) for each in kinds],
            ),
            _own("place", _("Lieu"), "line", place, longest=160),
            _own(
                "helper",
                _("Qui aide à rejoindre"),
                "line",
                facts.helper,
                help=_("Un rôle et un lieu, pas un nom : « l'accueil, à l'entrée »."),
                longest=120,
            ),
            _own(
                "report_on",
                _("Restitution promise pour le"),
                "date",
                facts.report_on.isoformat() if facts.report_on else "",
            ),
            _own(
                "departments",
                _("Directions invitées"),
                "lines",
                "\n".join(facts.departments),
                help=_("Une par ligne."),
            ),
        ],
        typed,
        where,
        error,
    )


def _own(name: str, label: str, kind: str, value: Any, **more: Any) -> dict[str, Any]:
    """Return a field that isn't a technique's setting, with what is stored."""
    return {"name": name, "label": label, "kind": kind, "value": value, **more}


def _shown_own(
    fields: list[dict[str, Any]], typed: Mapping[str, str] | None, path: Path, error: str
) -> list[dict[str, Any]]:
    """Return such fields as their form shows them: what was typed first."""
    for each in fields:
        name = each["name"]
        if typed is not None:
            each["value"] = name in typed if each["kind"] == "yes" else typed.get(name, "")
        elif each["value"] is None:
            each["value"] = ""
        is_wrong = bool(path) and str(path[0]) == name.removeprefix("a.")
        _dress(each, error if is_wrong else "")
        if each["kind"] == "choice":
            each["choices"] = [(key, said, key == each["value"]) for key, said in each["choices"]]
    return fields


def _dress(field: dict[str, Any], error: str) -> None:
    """Add what the page needs beside a field's name, kind and value."""
    field["id"] = field["name"].replace(".", "-")
    field["error"] = error
    field["input"] = {"line": "text"}.get(field["kind"], field["kind"])
    field["is_short"] = field["kind"] in ("number", "date", "time")
    hints = [f"{field['id']}-hint"] if field.get("help") else []
    field["described"] = " ".join([*hints, *([f"{field['id']}-error"] if error else [])])
    field.setdefault("low", None)
    field.setdefault("high", None)


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
