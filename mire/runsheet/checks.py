"""What makes a run sheet impossible, or too much to ask of a room: every problem at once."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from mire.planning.fit import walk
from mire.runsheet.sheet import YEARS, Activity, Problem, Sheet, SheetRefused
from mire.technique_api import registry
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text, text_n

LEAST_CIRCLE = 8
"""A ballot is not secret in a circle smaller than this (invariant 4)."""
MOST_PHONE_MOMENTS = 3


def sheet_from(values: Mapping[str, Any]) -> Sheet:
    """Return the sheet that plain values describe; raise :class:`SheetRefused` (no lines)."""
    if values.get("format") != 1:
        raise SheetRefused([Problem(None, ("format",), text("il faut « format = 1 »"))])
    try:
        sheet = read_mapping(Sheet, values)
    except Refusal as refusal:
        raise SheetRefused([Problem(None, refusal.path, refusal.text)]) from refusal
    if problems := [*_again_problems(sheet), *_source_problems(sheet)]:
        raise SheetRefused(problems)
    sheet = _with_settings_offered(_with_settings_again(sheet))
    if problems := [*_meeting_problems(sheet), *_activity_problems(sheet), *_end_problems(sheet)]:
        raise SheetRefused(problems)
    return sheet


def phone_moments(sheet: Sheet) -> int:
    """Return how many activities ask everybody's phone; a 90-minute meeting bears three at most."""
    return sum(asks_everybody(_regime(each)) for each in sheet.activity)


def asks_everybody(regime: Regime) -> bool:
    """Say whether each person answers by themselves; a table writes on one device, or on paper."""
    return regime not in (Regime.NONE, Regime.GROUP)


def _regime(activity: Activity) -> Regime:
    technique = registry.technique(activity.technique)
    return technique.regime(technique.read_config(activity.settings))


def _meeting_problems(sheet: Sheet) -> list[Problem]:
    problems = []
    if sheet.meeting.starts.year not in YEARS:
        problems.append(
            Problem(
                None,
                ("meeting", "starts"),
                text(
                    "il faut une année entre %(first)s et %(last)s", first=YEARS[0], last=YEARS[-1]
                ),
            )
        )
    try:
        ZoneInfo(sheet.meeting.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(
            Problem(
                None,
                ("meeting", "timezone"),
                text("fuseau horaire inconnu : « %(name)s »", name=sheet.meeting.timezone),
            )
        )
    if sheet.meeting.locale not in ("fr", "en"):
        problems.append(Problem(None, ("meeting", "locale"), text("il faut « fr » ou « en »")))
    return problems


def _activity_problems(sheet: Sheet) -> list[Problem]:
    problems: list[Problem] = []
    promises = ""
    seen: dict[str, int] = {}
    for index, activity in enumerate(sheet.activity):
        path = ("activity", index)
        if activity.id in seen:
            problems.append(
                Problem(
                    None,
                    (*path, "id"),
                    text("deux séquences ont le même identifiant « %(id)s »", id=activity.id),
                )
            )
        seen[activity.id] = index
        if activity.least is not None and activity.least > activity.planned:
            problems.append(
                Problem(
                    None,
                    (*path, "least"),
                    text(
                        "le minimum (%(least)s min) dépasse le temps prévu (%(planned)s min)",
                        least=activity.least,
                        planned=activity.planned,
                    ),
                )
            )
        if activity.most is not None and activity.most < activity.planned:
            problems.append(
                Problem(
                    None,
                    (*path, "most"),
                    text(
                        "le maximum (%(most)s min) est sous le temps prévu (%(planned)s min)",
                        most=activity.most,
                        planned=activity.planned,
                    ),
                )
            )
        if activity.fixed is not None:
            problems += _fixed_problems(sheet, index)
        try:
            technique = registry.technique(activity.technique)
        except Refusal as refusal:
            problems.append(Problem(None, (*path, "technique"), refusal.text))
            continue
        try:
            config = technique.read_config(activity.settings)
        except Refusal as refusal:
            problems.append(Problem(None, (*path, "settings", *refusal.path), refusal.text))
            continue
        regime = technique.regime(config)
        is_ballot = regime is Regime.BALLOT
        if is_ballot and promises:
            problems.append(
                Problem(
                    None,
                    (*path, "technique"),
                    text(
                        "une question anonyme suit les engagements « %(id)s » : placez-la "
                        "avant eux",
                        id=promises,
                    ),
                )
            )
        problems += _needs(activity, technique, config, path)
        promises = activity.id if regime is Regime.APART else promises
        if is_ballot and sheet.meeting.participants < LEAST_CIRCLE:
            problems.append(
                Problem(
                    None,
                    (*path, "technique"),
                    text_n(
                        "%(count)s personne : trop peu pour un vote secret (il en faut %(least)s) "
                        "; proposez plutôt un tour de parole",
                        "%(count)s personnes : trop peu pour un vote secret (il en faut %(least)s) "
                        "; proposez plutôt un tour de parole",
                        sheet.meeting.participants,
                        least=LEAST_CIRCLE,
                    ),
                )
            )
    return problems


def _again_problems(sheet: Sheet) -> list[Problem]:
    """Say what keeps an activity from asking an earlier one's question a second time."""
    problems: list[Problem] = []
    earlier: dict[str, Activity] = {}
    taken: set[str] = set()
    for index, activity in enumerate(sheet.activity):
        first = earlier.get(activity.again or "")
        earlier.setdefault(activity.id, activity)
        if activity.again is None:
            continue
        path, params = ("activity", index, "again"), {"id": activity.again}
        if first is None:
            problems.append(
                Problem(
                    None,
                    path,
                    text("aucune séquence avant celle-ci ne s'appelle « %(id)s »", **params),
                )
            )
        elif first.again is not None or first.id in taken:
            problems.append(
                Problem(
                    None,
                    path,
                    text(
                        "« %(id)s » est déjà posée deux fois : deux tours liés, pas davantage",
                        **params,
                    ),
                )
            )
        elif first.technique != activity.technique:
            problems.append(
                Problem(
                    None,
                    path,
                    text(
                        "un second tour reprend la technique du premier (« %(technique)s »)",
                        technique=first.technique,
                    ),
                )
            )
        elif activity.settings not in ({}, first.settings):
            problems.append(
                Problem(
                    None,
                    ("activity", index, "settings"),
                    text(
                        "un second tour reprend les réglages de « %(id)s » : retirez ceux-ci",
                        **params,
                    ),
                )
            )
        elif not _may_be_paired(activity.technique):
            problems.append(
                Problem(None, path, text("cette technique ne se pose pas en deux tours liés"))
            )
        taken.add(activity.again)
    return problems


def _may_be_paired(slug: str) -> bool:
    """Say whether a technique links two rounds; one that doesn't exist is refused elsewhere."""
    try:
        return registry.technique(slug).rounds is not None
    except Refusal:
        return True


def _with_settings_again(sheet: Sheet) -> Sheet:
    """Give second rounds the settings of their first."""
    given = {each.id: each.settings for each in sheet.activity if each.again is None}
    return msgspec.structs.replace(
        sheet,
        activity=tuple(
            each
            if each.again is None
            else msgspec.structs.replace(each, settings=given[each.again])
            for each in sheet.activity
        ),
    )


def _source_problems(sheet: Sheet) -> list[Problem]:
    """Say what keeps an activity from going on from an earlier one's outcome."""
    problems: list[Problem] = []
    earlier: dict[str, Activity] = {}
    for index, activity in enumerate(sheet.activity):
        source = earlier.get(activity.source or "")
        earlier.setdefault(activity.id, activity)
        if activity.source is None:
            continue
        path, params = ("activity", index, "from"), {"id": activity.source}
        taken = _draws_on(activity.technique)
        if not taken:
            problems.append(
                Problem(
                    None, path, text("cette technique ne reprend rien d'une séquence précédente")
                )
            )
        elif source is None:
            problems.append(
                Problem(
                    None,
                    path,
                    text("aucune séquence avant celle-ci ne s'appelle « %(id)s »", **params),
                )
            )
        elif _offers(source) is None:
            problems.append(
                Problem(None, path, text("« %(id)s » ne propose pas de tables", **params))
            )
        elif given := [
            name
            for name in sorted(taken & activity.settings.keys())
            if activity.settings[name] != (_offers(source) or {}).get(name)
        ]:
            problems.append(
                Problem(
                    None,
                    ("activity", index, "settings", given[0]),
                    text("ce réglage vient de « %(id)s » : retirez-le ici", **params),
                )
            )
    return problems


def _draws_on(slug: str) -> frozenset[str]:
    """Return the settings that a technique takes; one that doesn't exist is refused elsewhere."""
    try:
        tables = registry.technique(slug).tables
    except Refusal:
        return frozenset({"?"})
    return frozenset() if tables is None else tables.draws_on


def _offers(activity: Activity) -> Mapping[str, Any] | None:
    """Return the settings that an activity offers, None for none; {} where it can't be read."""
    try:
        technique = registry.technique(activity.technique)
        if technique.source is None:
            return None
        return technique.source.offers(technique.read_config(activity.settings))
    except Refusal:
        return {}


def _with_settings_offered(sheet: Sheet) -> Sheet:
    """Give activities that go on from an earlier one what it offers."""
    by_id = {each.id: each for each in sheet.activity}
    return msgspec.structs.replace(
        sheet,
        activity=tuple(
            each
            if each.source is None
            else msgspec.structs.replace(
                each, settings={**each.settings, **(_offers(by_id[each.source]) or {})}
            )
            for each in sheet.activity
        ),
    )


def settings_to_write(sheet: Sheet, index: int) -> dict[str, Any]:
    """Return the settings of an activity without those that reading the sheet gives it back."""
    activity = sheet.activity[index]
    earlier = {each.id: each for each in reversed(sheet.activity[:index])}
    first = earlier.get(activity.again or "")
    if first is not None and first.settings == activity.settings:
        return {}
    source = earlier.get(activity.source or "")
    offered = (_offers(source) or {}) if source is not None else {}
    return {
        name: value
        for name, value in activity.settings.items()
        if name not in offered or offered[name] != value
    }


def needed_minutes(activity: Activity) -> int:
    """Return the minutes that an activity's settings ask for, 0 for none or while they lack."""
    try:
        technique = registry.technique(activity.technique)
        return _minutes_of(technique, technique.read_config(activity.settings))
    except Refusal:
        return 0


def _minutes_of(technique: registry.AnyTechnique, config: Any) -> int:
    return 0 if technique.tables is None else technique.tables.needs_minutes(config)


def _needs(
    activity: Activity, technique: registry.AnyTechnique, config: Any, path: tuple[str | int, ...]
) -> list[Problem]:
    """Say when an activity's settings can't be played in its minutes."""
    needed = _minutes_of(technique, config)
    if needed <= activity.planned:
        return []
    return [
        Problem(
            None,
            (*path, "planned"),
            text_n(
                "ces réglages demandent %(count)s minute, et %(planned)s sont prévues",
                "ces réglages demandent %(count)s minutes, et %(planned)s sont prévues",
                needed,
                planned=activity.planned,
            ),
        )
    ]


def _fixed_problems(sheet: Sheet, index: int) -> list[Problem]:
    """Say what keeps an activity from starting at its fixed time."""
    activity, path = sheet.activity[index], ("activity", index, "fixed")
    wanted = sheet.fixed_minutes()[index]
    if activity.droppable:
        return [Problem(None, path, text("ce qui commence à heure fixe ne se supprime pas"))]
    if wanted is None or wanted < 0:
        return [Problem(None, path, text("cette heure est avant le début de la réunion"))]
    reached = (
        sum(
            walk([each.planned for each in sheet.activity[:index]], sheet.fixed_minutes()[:index])[
                -1
            ]
        )
        if index
        else 0
    )
    if reached <= wanted:
        return []
    return [
        Problem(
            None,
            path,
            text_n(
                "le plan n'y arrive que %(count)s minute trop tard",
                "le plan n'y arrive que %(count)s minutes trop tard",
                reached - wanted,
            ),
        )
    ]


def _end_problems(sheet: Sheet) -> list[Problem]:
    return overrun(sheet) if sheet.meeting.hard_end else []


def overrun(sheet: Sheet) -> list[Problem]:
    """Return by how much, and where, a sheet passes its promised end ([] when it fits)."""
    how = sheet.fit()
    if how.breaks_at is None:
        return []
    title = sheet.activity[how.breaks_at].title
    params: dict[str, Any] = {
        "total": how.total,
        "slot": sheet.meeting.slot,
        "title": title,
        "more": how.over_at_least,
    }
    said = text_n(
        "la feuille dépasse son créneau de %(count)s min (%(total)s min prévues pour %(slot)s) ; "
        "le dépassement commence à « %(title)s »",
        "la feuille dépasse son créneau de %(count)s min (%(total)s min prévues pour %(slot)s) ; "
        "le dépassement commence à « %(title)s »",
        how.over,
        **params,
    )
    if how.over_at_least:
        said = text_n(
            "la feuille dépasse son créneau de %(count)s min (%(total)s min prévues pour "
            "%(slot)s), et de %(more)s min encore avec chaque séquence à son minimum ; "
            "le dépassement commence à « %(title)s »",
            "la feuille dépasse son créneau de %(count)s min (%(total)s min prévues pour "
            "%(slot)s), et de %(more)s min encore avec chaque séquence à son minimum ; "
            "le dépassement commence à « %(title)s »",
            how.over,
            **params,
        )
    return [Problem(None, ("activity", how.breaks_at, "planned"), said)]
