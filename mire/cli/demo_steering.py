"""What the demonstration's three steering meetings asked, decided and left open.

Each line is typed as a secretary types it; sources are found by how their words begin.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mire.documents.builders.minutes import minutes_document
from mire.documents.builders.steering_dossier import dossier_document
from mire.documents.builders.told_gathering import Addresses
from mire.documents.frozen import frozen
from mire.programme.choices.queries import choices_of
from mire.programme.choices.rules.kinds import CHOICE
from mire.programme.findings.queries import findings_of
from mire.programme.findings.rules import FINDING
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.queries import Meeting
from mire.programme.outcomes.actions import correct_outcome, end_outcome, supersede
from mire.programme.outcomes.queries import outcomes_of_meeting
from mire.programme.outcomes.rules.kinds import End, OutcomeKind, name_of
from mire.programme.outcomes.rules.line import read_line
from mire.programme.programmes.queries import Programme
from mire.programme.steering.actions import (
    answer_amendment,
    ask_amendment,
    begin_dossier,
    begin_minutes,
    compose_dossier,
    move_minutes,
    send_dossier,
    submit,
    write_line,
)
from mire.programme.steering.queries import (
    Minutes,
    agenda_of,
    amendments_of,
    digest_of_minutes,
)
from mire.programme.steering.rules import AmendmentState, MinutesState
from mire.programme.thread.rules import Reference

Typed = tuple[str, tuple[str, ...]]
DUE = re.compile(r"pour (\d\d)/(\d\d)")


@dataclass(frozen=True, slots=True)
class Held:
    """A steering meeting of the story: its day, the words that head its file, what it concluded.

    ``asks``: by the place of the activity in its sheet; ``submits``: how findings begin;
    ``lines``: as typed, each with how what it cites begins (a finding, or a line's name: « Q2 »).
    """

    on: date
    lead: str
    asks: Sequence[str]
    submits: Sequence[str]
    lines: Sequence[Typed]


MEETINGS = (
    Held(
        date(2018, 4, 4),
        "Un an de démarche, un séminaire de direction : où en est-on, et qu'attend la direction "
        "générale des six mois qui viennent ?",
        ("know", "know", "discuss", "decide", "know"),
        (
            "Les directions placent d'abord", "Ce qui manque n'est pas l'idée",
            "Les tables veulent pouvoir essayer", "Le temps donné aux agents",
            "Sans portage durable",
        ),
        (
            (("d La réflexion sur la forme du laboratoire est engagée, pour trois réunions | car "
             "les directions veulent essayer avant de généraliser | par la direction générale | "
             "reste qui l'accueillera | pro"), ("Les tables veulent pouvoir essayer",)),
            (("d Trois scénarios de portage seront comparés | par la direction générale | "
             "reste les critères de la comparaison"), ("Les directions placent d'abord",)),
            ("q Combien de jours d'agents la collectivité est-elle prête à libérer ?",
             ("Le temps donné aux agents",)),
            ("q Qui tranche quand deux directions demandent le laboratoire en même temps ?",
             ("Ce qui manque n'est pas l'idée",)),
            (("a Écrire les trois scénarios, dix lignes chacun | par la résidence et cinq "
             "ambassadeurs | pour 10/05"), ()),
            (("a Demander à chaque direction ce qu'elle attend du laboratoire | par la résidence | "
             "pour 11/05"), ()),
        ),
    ),
    Held(
        date(2018, 5, 17),
        "Trois scénarios de portage, avec leurs forces et leurs faiblesses. Il est demandé de dire "
        "lequel approfondir, et ce qui manque pour décider.",
        ("know", "discuss", "discuss", "decide", "decide"),
        (
            "Trois scénarios de portage",
            "Les façons de travailler entre directions", "Sans portage durable",
            "Une équipe prise sur le temps", "Les tables ne s'accordent pas",
        ),
        (
            (("d Le laboratoire ira de direction en direction, en résidence | car il va là où sont "
             "les sujets, quand les deux autres tiennent à une personne ou à une direction | par "
             "la direction générale | reste la durée d'un cycle et le budget | pro"),
             ("Trois scénarios de portage", "Sans portage durable")),
            (("d Aucun poste n'est ouvert pour le laboratoire | car le budget est voté | "
             "par la direction générale | reste les jours d'agents | contre"),
             ("Une équipe prise sur le temps",)),
            (("r Si deux directions demandent ensemble, le groupe de travail propose et la "
             "direction générale tranche | par la direction générale"), ("Q2",)),
            ("q Qui signe pour la direction qui reçoit le laboratoire ?", ()),
            (("a Proposer une durée de cycle et un calendrier sur quatorze directions | par la "
             "direction des mobilités · D12 | pour 08/06"), ()),
            (("a Chiffrer les jours d'agents par cycle | par la direction des ressources humaines "
             "· D02 | pour 08/06"), ("Q1",)),
        ),
    ),
    Held(
        date(2018, 6, 14),
        "Comment le laboratoire fonctionne : ce qu'il offre, comment ses sujets sont choisis, avec "
        "quels moyens, quels relais, et qui décide.",
        ("know", "discuss", "decide", "decide", "know"),
        (
            "Les tables ne s'accordent pas", "Une équipe prise sur le temps",
            "Promettre des résultats rapides",
        ),
        (
            (("d Un cycle dure quatre mois, deux résidences à la fois | car chaque direction "
             "volontaire est alors servie en quatorze mois | par la direction générale | reste "
             "l'ordre des directions | pro"), ("A3",)),
            (("d Les sujets sont choisis par un comité, sur saisine d'une direction | car les "
             "tables demandent qu'on sache qui choisit | par la direction générale | reste la "
             "place des élus | pro"), ("Les tables ne s'accordent pas",)),
            (("d La réflexion se prolonge jusqu'à la fin de l'année, le temps d'un premier cycle | "
             "car un essai vaut mieux qu'un modèle complet | par la direction générale | pro"),
             ("Les tables veulent pouvoir essayer",)),
            (("r Chaque directeur ou directrice peut saisir le laboratoire, par une page | par la "
             "direction générale"), ("Qui saura solliciter",)),
            ("q Comment un élu demande-t-il un sujet ?", ()),
            (("a Écrire la note de préfiguration | par les résidents et les ambassadeurs | pour "
             "11/07"), ()),
        ),
    ),
)  # fmt: skip
DONE = {"A1": date(2018, 5, 9), "A2": date(2018, 5, 15), "A3": date(2018, 6, 7)}
"""Which actions were done, and when; A4 is late on the story's last day, A5 still to do."""

CORRECTION = ("D3", "La durée d'un cycle a été décidée ensuite : voir D5.")
SUPERSEDED = ("D1", "D7")
AMENDMENTS = {
    # by the meeting's day: the line, what was asked for, what became of it, the reply
    date(2018, 5, 17): (
        "D3",
        "Écrire « deux résidences au plus » : certaines directions n'auront personne à détacher.",
        AmendmentState.REFUSED,
        "Le nombre se dit au groupe suivant, avec la durée d'un cycle.",
    ),
    date(2018, 6, 14): (
        "D5",
        "Ajouter que les directions volontaires sont servies d'abord.",
        AmendmentState.TAKEN,
        "Repris dans les raisons de D5.",
    ),
}
AMENDED_WITHIN = 7
"""Days that those who were there have to ask for an amendment."""


@dataclass(frozen=True, slots=True)
class Secretary:
    """Who takes minutes, when a day of the story falls now, and which day of it is today."""

    by: Actor
    moment: Callable[[date, time], datetime]
    today: date
    address: str


def hold_steering_meetings(*, programme: Programme, secretary: Secretary) -> None:
    """Hold the meetings that are past on the story's day; a file is ready for the next one."""
    meetings = {each.planned_at.date(): each for each in programme.meetings.filter(kind="steering")}
    for held in MEETINGS:
        meeting = meetings[secretary.moment(held.on, time(9)).date()]
        days_before = (held.on - secretary.today).days
        if days_before <= 14:
            _file(programme, meeting, held, secretary)
        if held.on < secretary.today:
            _take(programme, meeting, held, secretary)


def _file(programme: Programme, meeting: Meeting, held: Held, secretary: Secretary) -> None:
    by, now = secretary.by, secretary.moment(held.on - timedelta(days=7), time(17))
    dossier = begin_dossier(meeting=meeting, by=by, now=now)
    asks = {
        each.activity: ask for each, ask in zip(agenda_of(meeting, None), held.asks, strict=False)
    }
    compose_dossier(dossier=dossier, values={"lead": held.lead, "asks": asks}, by=by, now=now)
    submit(dossier=dossier, cited=cited_by_words(programme, held.submits), by=by, now=now)
    dossier.refresh_from_db()
    addresses = _addresses(programme, secretary, f"reunions/{meeting.key}/dossier")
    document = frozen(dossier_document(dossier, addresses, today=now.date()))
    send_dossier(dossier=dossier, document=document, version=1, why="", by=by, now=now)


def _take(programme: Programme, meeting: Meeting, held: Held, secretary: Secretary) -> None:
    by, now = secretary.by, secretary.moment(held.on, time(10, 30))
    on = now.date()
    minutes = begin_minutes(meeting=meeting, by=by, now=now)
    for n, (typed, starts) in enumerate(held.lines):
        line = read_line(_moved(typed, secretary), kind=OutcomeKind.DECISION, on=on)
        write_line(
            minutes=minutes, key=new_key(), values=line.values(), on=on,
            cited=cited_by_words(programme, starts), by=by, now=now + timedelta(seconds=4 * n),
        )  # fmt: skip
    following = secretary.moment(held.on + timedelta(days=1), time(9))
    until = secretary.moment(held.on + timedelta(days=AMENDED_WITHIN), time(9)).date()
    _move(minutes, MinutesState.PROPOSED, following, secretary, until=until)
    minutes.refresh_from_db()
    _amend(minutes, held, secretary)
    if held.on + timedelta(days=AMENDED_WITHIN) < secretary.today:
        _move(
            minutes,
            MinutesState.FINAL,
            secretary.moment(held.on + timedelta(days=AMENDED_WITHIN + 1), time(9)),
            secretary,
        )
    _follow(programme, held, secretary)


def _moved(typed: str, secretary: Secretary) -> str:
    """Return a line whose due day, one of the story's, is where it falls now."""
    found = DUE.search(typed)
    if found is None:
        return typed
    due = secretary.moment(date(2018, int(found[2]), int(found[1])), time(9)).date()
    return typed.replace(found[0], f"pour {due.isoformat()}")


def _move(
    minutes: Minutes,
    state: MinutesState,
    now: datetime,
    secretary: Secretary,
    until: date | None = None,
) -> None:
    addresses = _addresses(minutes.programme, secretary, f"reunions/{minutes.meeting.key}/releve")
    document = minutes_document(minutes, addresses, today=now.date(), state=state)
    move_minutes(
        minutes=minutes, state=state, seen=digest_of_minutes(
            minutes.programme, outcomes_of_meeting(minutes.meeting)
        ),
        today=now.date(), until=until, document=frozen(document), by=secretary.by, now=now,
    )  # fmt: skip


def _amend(minutes: Minutes, held: Held, secretary: Secretary) -> None:
    """Ask for the meeting's amendment, and answer it."""
    if held.on not in AMENDMENTS:
        return
    name, words, state, reply = AMENDMENTS[held.on]
    now = secretary.moment(held.on + timedelta(days=3), time(11))
    lines = {name_of(each.kind, each.number): each for each in outcomes_of_meeting(minutes.meeting)}
    ask_amendment(
        minutes=minutes, key=new_key(), outcome=lines[name].key, words=words,
        on_behalf_of="une directrice générale adjointe", today=now.date(), by=secretary.by, now=now,
    )  # fmt: skip
    answer_amendment(
        amendment=amendments_of(minutes)[0], state=state, reply=reply, by=secretary.by,
        now=now + timedelta(days=2),
    )  # fmt: skip


def _follow(programme: Programme, held: Held, secretary: Secretary) -> None:
    """Say what became of earlier lines by the time of a meeting."""
    by = secretary.by
    rows = {name_of(each.kind, each.number): each for each in programme.outcomes.all()}
    for name, day in DONE.items():
        row = rows.get(name)
        if row is not None and not row.end and day < secretary.today:
            now = secretary.moment(day, time(16))
            end_outcome(outcome=row, end=End.DONE, why="", on=now.date(), by=by, now=now)
    if held is MEETINGS[-1]:
        now = secretary.moment(held.on + timedelta(days=1), time(14))
        first, second = (rows[name] for name in SUPERSEDED)
        supersede(outcome=first, successor=second, by=by, now=now)
        name, words = CORRECTION
        correct_outcome(outcome=rows[name], key=new_key(), words=words, by=by, now=now)


def cited_by_words(programme: Programme, starts: Sequence[str]) -> list[Reference]:
    """Return what begins so: a finding, scenarios, or a line of minutes by its name."""
    findings, _n = findings_of(programme)
    choices = choices_of(programme, with_drafts=False)
    rows = {name_of(each.kind, each.number): each for each in programme.outcomes.all()}
    found = []
    for start in starts:
        if start in rows:
            found.append(Reference(rows[start].kind, rows[start].key))
            continue
        found += [
            Reference(CHOICE, each.choice.key)
            for each in choices
            if each.choice.title.startswith(start)
        ]
        found += [
            Reference(FINDING, each.finding.key)
            for each in findings
            if each.finding.sentence.startswith(start)
        ]
    return found


def _addresses(programme: Programme, secretary: Secretary, short: str) -> Addresses:
    base = f"{secretary.address}/programme/{programme.key}"
    return Addresses(f"{base}/{short}", lambda kind, key: f"{base}/fil/{kind}/{key}")
