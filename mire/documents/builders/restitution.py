"""The restitution of a meeting: its facts, what matters of each activity, then each one's whole.

What serves to check comes last.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.analysis.proportions import worst_case
from mire.documents import render
from mire.documents.builders.restitution_quotes import quotes
from mire.documents.tree import (
    Block,
    Document,
    Facts,
    Figure,
    Grid,
    Heading,
    List,
    Paragraph,
)
from mire.documents.writers import html
from mire.live.state.commitments import Tally
from mire.live.state.results import is_withheld, result_of
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.live.state.timing import Timing, timing
from mire.technique_api.technique import Primitives, Regime, Screen
from mire.words import words

HALF = 0.5


def restitution_page(room: RoomState, promised: Tally | None = None) -> bytes:
    """Return the restitution as one HTML file, in the meeting's language."""
    document = restitution(room, room.sheet.meeting.locale, promised)
    return html.written(document, render.document_style())


def restitution(room: RoomState, language: str, promised: Tally | None = None) -> Document:
    """Return the restitution of what the log says so far, in ``language``.

    ``promised``: what may be said of commitments, which no log holds; None: nothing is said.
    """
    seen = timing(room, room.last_at)
    with override(language):
        return Document(
            title=room.sheet.meeting.title,
            subtitle=_("Restitution de la réunion du %(day)s")
            % {"day": words.day(seen.promised_start)},
            language=language,
            blocks=list(_blocks(room, seen, promised)),
        )


@dataclass(slots=True)
class Chapter:
    """What the report says of one activity: the sentence that matters, the whole, the annex."""

    title: str
    sentence: str = ""
    blocks: list[Block] = field(default_factory=list)
    annex: Grid | None = None


def _blocks(room: RoomState, seen: Timing, promised: Tally | None) -> Iterator[Block]:
    numbers = count(1)
    chapters = chapters_of(room, promised, lambda activity: quotes(activity, numbers))
    if room.is_rehearsal:
        yield Paragraph(
            _("Répétition : les réponses de cette page sont simulées, personne ne les a données."),
            "aside",
        )
    yield Heading(2, _("La réunion en quelques faits"))
    yield Facts(tuple(facts_of(room, seen)))
    if told := tuple((each.title, each.sentence) for each in chapters if each.sentence):
        yield Heading(2, _("L'essentiel"))
        yield Facts(told)
    for chapter in chapters:
        yield Heading(2, chapter.title)
        yield from chapter.blocks
    yield Heading(2, _("Temps prévu, temps réel"))
    yield times_of(seen)
    yield Heading(2, _("Comment lire cette page, comment la contester"))
    yield from how_to_read(room)
    annexes = [each for each in chapters if each.annex is not None]
    if annexes:
        yield Heading(2, _("Annexe : pour qui veut vérifier"))
    for each in annexes:
        yield Heading(3, each.title)
        assert each.annex is not None
        yield each.annex


def chapters_of(
    room: RoomState,
    promised: Tally | None,
    told: Callable[[ActivityState], Iterable[Block]],
) -> list[Chapter]:
    """Return what is said of each activity that was led, in the active language.

    ``told``: what is said of its texts, where they may be shown.
    """
    return [
        _promises(activity, promised)
        if activity.regime is Regime.APART
        else _chapter(room, activity, told)
        for activity in room.activities.values()
        if activity.entered_at is not None
    ]


def how_to_read(room: RoomState) -> Iterator[Block]:
    """Say what may be shown, how texts are quoted, how to contest."""
    yield Paragraph(
        _(
            "Les réponses anonymes sont présentées ensemble, sans nom ni direction. Une question à "
            "laquelle moins de %(threshold)s personnes ont répondu n'a pas de résultat ; à partir "
            "de %(threshold)s, une réponse peut n'avoir été choisie que par une ou deux d'entre "
            "elles."
        )
        % {"threshold": room.sheet.meeting.threshold}
    )
    yield Paragraph(
        _(
            "Les propos sont cités mot pour mot ; les mêmes mots, dits plusieurs fois, sont cités "
            "une fois. Un propos qui désigne une personne est occulté."
        )
    )
    yield Paragraph(
        _(
            "Signaler une inexactitude : dites-le à l'équipe qui a animé la réunion, en citant le "
            "numéro du propos ou le titre de la séquence."
        )
    )


def facts_of(room: RoomState, seen: Timing) -> Iterator[tuple[str, str]]:
    """Return when a meeting was promised and held, and who was in the room."""
    meeting = room.sheet.meeting
    zone = seen.promised_start.tzinfo
    yield _("Date"), words.day(seen.promised_start)
    is_as_planned = seen.promised_start == meeting.starts_at
    if not is_as_planned:  # on another day, or at another hour: the slot counts from the start
        yield (
            _("Prévue"),
            _("le %(day)s, à %(hour)s")
            % {"day": words.day(meeting.starts_at), "hour": words.hour(meeting.starts_at)},
        )
    yield (
        _("Créneau promis") if is_as_planned else _("Créneau promis au début"),
        _("de %(start)s à %(end)s")
        % {"start": words.hour(seen.promised_start), "end": words.hour(seen.promised_end)},
    )
    if room.started_at and room.ended_at:
        held = _("de %(start)s à %(end)s") % {
            "start": words.hour(room.started_at.astimezone(zone)),
            "end": words.hour(room.ended_at.astimezone(zone)),
        }
        yield _("Tenue"), f"{held} ({_drift(seen.drift)})"
    expected = _people(meeting.participants)
    if meeting.departments:
        n = len(meeting.departments)
        expected += ", " + ngettext("%(n)s direction", "%(n)s directions", n) % {"n": n}
    yield _("Étaient attendues"), expected
    if room.headcount != meeting.participants:  # somebody counted
        yield _("Dans la salle"), _people(room.headcount)


def _people(n: int) -> str:
    return ngettext("%(n)s personne", "%(n)s personnes", n) % {"n": n}


def _drift(drift: int) -> str:
    if drift > 0:
        return ngettext("%(n)s minute de retard", "%(n)s minutes de retard", drift) % {"n": drift}
    if drift < 0:
        early = -drift
        return ngettext("%(n)s minute d'avance", "%(n)s minutes d'avance", early) % {"n": early}
    return _("à l'heure dite")


def _chapter(
    room: RoomState, activity: ActivityState, told: Callable[[ActivityState], Iterable[Block]]
) -> Chapter:
    chapter = Chapter(activity.sheet.title)
    if activity.regime is not Regime.NONE and activity.phase is not Phase.CLOSED:
        open_still = _("Cette question n'a pas été fermée : elle n'a pas de résultat.")
        chapter.blocks.append(Paragraph(open_still, "aside"))
        return chapter
    if activity.regime is not Regime.NONE and is_withheld(room, activity):
        chapter.sentence = _(
            "Moins de %(threshold)s réponses : aucun résultat n'est montré, pour que personne "
            "ne soit reconnu."
        ) % {"threshold": room.sheet.meeting.threshold}
        chapter.blocks.append(Paragraph(chapter.sentence, "aside"))
        return chapter
    result = result_of(room, activity)
    facts = _report_facts(room, activity, result)
    if activity.regime is not Regime.NONE and facts.get("sentence"):
        chapter.sentence = words.translate(facts["sentence"])
    chapter.blocks += _answered(room, activity, result)
    chapter.blocks += _result_blocks(room, activity, facts)
    chapter.blocks += told(activity)
    if facts.get("annex"):
        chapter.annex = _grid(activity, facts["annex"]["table"])
    return chapter


def figure_blocks(room: RoomState, activity: ActivityState) -> list[Block]:
    """Return an activity's figure and its table, as its restitution shows them.

    Empty where nothing may be shown: it is not closed, or too few answered.
    """
    if activity.regime is Regime.NONE or activity.phase is not Phase.CLOSED:
        return []
    if is_withheld(room, activity):
        return []
    facts = _report_facts(room, activity, result_of(room, activity))
    shown = _result_blocks(room, activity, facts)
    return [each for each in shown if isinstance(each, Figure | Grid)]


def _answered(room: RoomState, activity: ActivityState, result: Any) -> Iterator[Block]:
    """Say how many answered, and that there were more phones than people."""
    if result is not None and activity.regime is not Regime.GROUP:
        n = activity.n_answers
        yield Paragraph(
            ngettext("%(n)s personne a répondu.", "%(n)s personnes ont répondu.", n) % {"n": n}
        )
    if activity.n_joined > room.headcount:
        yield Paragraph(
            _(
                "À la clôture, %(joined)s téléphones avaient rejoint, pour %(people)s personnes "
                "annoncées : des réponses ont pu venir d'ailleurs, ou quelqu'un a pu répondre "
                "plusieurs fois."
            )
            % {"joined": activity.n_joined, "people": room.headcount},
            "aside",
        )


def _report_facts(room: RoomState, activity: ActivityState, result: Any) -> dict[str, Any]:
    """Return what the report is told; its discreet part where a side is under the threshold."""
    told = dict(activity.technique.screens[Screen.REPORT](activity.config, activity.state, result))
    discreet = told.pop("discreet", None)
    if discreet and discreet["under"] < room.sheet.meeting.threshold:
        told |= discreet["screen"]
    return told


def _result_blocks(
    room: RoomState, activity: ActivityState, told: dict[str, Any]
) -> Iterator[Block]:
    """What was asked, the figure, its sentence and its table; in words where nothing is drawn."""
    sentence = words.translate(told["sentence"]) if told.get("sentence") else ""
    question = told.get("question") or ""
    if told.get("figure"):
        yield Figure(_drawing(room, activity, told), sentence, question)
    else:
        if sentence:
            yield Paragraph(sentence, "lead")
        if question:
            yield Paragraph(question)
    if told.get("table"):
        yield _grid(activity, told["table"])
    if told.get("more"):
        yield Paragraph(words.translate(told["more"]))
    if told.get("claim"):
        yield from _whole_room(room, told["claim"])
    for part in told.get("parts", ()):
        yield from _part(part)


def _part(part: Primitives) -> Iterator[Block]:
    """Words beside a figure, as ``Lines`` and ``Terms`` carry them."""
    for line in part.get("lines", ()):
        yield Paragraph(words.translate(line))
    if items := part.get("items"):
        yield List(tuple(words.translate(each) for each in items), is_ordered=True)
    if terms := part.get("terms"):
        yield Facts(tuple((words.translate(what), words.translate(value)) for what, value in terms))


def _drawing(room: RoomState, activity: ActivityState, told: dict[str, Any]) -> str:
    """Draw the figure by the technique's own template."""
    return render.render_template(
        activity.technique.template("report"),
        {
            "screen": told,
            "activity": {
                "id": activity.sheet.id,
                "title": activity.sheet.title,
                "number": activity.number,
            },
        },
        room.sheet.meeting.locale,
    ).strip()


def _whole_room(room: RoomState, claim: dict[str, Any]) -> Iterator[Block]:
    """Say what those who kept silent leave open (Manski's bounds), when some did."""
    silent = room.headcount - claim["n"]
    if silent <= 0:
        return
    bounds = worst_case(claim["k"], claim["n"], silent)
    params = {
        "n": silent,
        "all": room.headcount,
        "about": words.translate(claim["about"]),
        "low": _bound(bounds.low),
        "high": _bound(bounds.high),
    }
    if bounds.low > HALF:
        said = ngettext(
            "%(n)s personne sur les %(all)s de la salle n'a pas répondu. Quoi qu'elle en pense, "
            "plus de la moitié de la salle est %(about)s : de %(low)s à %(high)s.",
            "%(n)s personnes sur les %(all)s de la salle n'ont pas répondu. Quoi qu'elles en "
            "pensent, plus de la moitié de la salle est %(about)s : de %(low)s à %(high)s.",
            silent,
        )
    else:
        said = ngettext(
            "%(n)s personne sur les %(all)s de la salle n'a pas répondu. Selon ce qu'elle en "
            "pense, de %(low)s à %(high)s de la salle est %(about)s : ce n'est pas forcément "
            "plus de la moitié.",
            "%(n)s personnes sur les %(all)s de la salle n'ont pas répondu. Selon ce qu'elles en "
            "pensent, de %(low)s à %(high)s de la salle est %(about)s : ce n'est pas forcément "
            "plus de la moitié.",
            silent,
        )
    yield Paragraph(said % params)


def _bound(share: float) -> str:
    """Say a share that a sentence compares with a half: 50.2 % is more, 50 % is not."""
    return words.percent(share, 1 if round(100 * share) == 100 * HALF else 0)


def _promises(activity: ActivityState, promised: Tally | None) -> Chapter:
    chapter = Chapter(activity.sheet.title)
    offers = activity.technique.expect_promises().offers(activity.config)
    chapter.blocks.append(
        Paragraph(
            _(
                "Ce que chaque direction pourrait apporter se propose à part, nommément, et ne "
                "compte qu'une fois confirmé dans les sept jours ; les totaux, s'ils sont assez "
                "grands, se disent ensuite. Aucun nom n'est dans cette restitution."
            )
        )
    )
    if promised is None or promised.n is None:
        return chapter
    chapter.sentence = ngettext(
        "Au moins %(n)s personne a confirmé ce que sa direction apporte.",
        "Au moins %(n)s personnes ont confirmé ce que leur direction apporte.",
        promised.n,
    ) % {"n": promised.n}
    few = _("trop peu pour être dit")
    chapter.blocks += [
        Paragraph(chapter.sentence),
        Grid(
            _("Propositions confirmées"),
            (_("Proposition"), _("Personnes")),
            tuple(
                (words.translate(each.words), few if n is None else _("au moins %(n)s") % {"n": n})
                for each, n in zip(offers, promised.offers, strict=True)
            ),
        ),
    ]
    return chapter


def _grid(activity: ActivityState, table: Any) -> Grid:
    """A table of an activity; its caption names it, for several may be alike on one page."""
    rows = tuple(tuple(words.translate(cell) for cell in row) for row in table["rows"])
    return Grid(
        _("%(title)s : %(caption)s")
        % {"title": activity.sheet.title, "caption": words.translate(table["caption"])},
        tuple(words.translate(column) for column in table["columns"]),
        rows,
        words.number_columns(rows),
    )


def times_of(seen: Timing) -> Grid:
    """Return the time that each activity was given, and took."""
    return Grid(
        caption=_("Temps prévu et temps réel de chaque séquence"),
        columns=(_("Séquence"), _("Prévu"), _("Réel"), _("Début prévu"), _("Début réel")),
        rows=tuple(
            (
                slot.activity.sheet.title,
                words.minutes(slot.activity.sheet.planned),
                words.minutes(slot.actual_minutes) or "—",
                words.hour(slot.planned_start),
                words.hour(slot.started_at) if slot.started_at else "—",
            )
            for slot in seen.slots
        ),
        numbers=frozenset({1, 2, 3, 4}),
    )
