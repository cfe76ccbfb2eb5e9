"""What the demonstration tells of its operating scheme: lines that lead back, gaps, the plan.

As the group wrote it in June, between the second and the third steering meeting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from mire.cli.demo_steering import Secretary, cited_by_words
from mire.programme.keys import new_key
from mire.programme.people.queries import Department
from mire.programme.programmes.queries import Programme
from mire.programme.scheme.actions import compare_scheme, serve_aim, write_aims, write_scheme_line
from mire.programme.scheme.queries import activities_with_headings, aims_of, headings_asked
from mire.programme.scheme.rules import LINE, Section
from mire.programme.thread.actions import set_source
from mire.programme.thread.rules import Reference
from mire.programme.topics.queries import Topic
from mire.programme.topics.rules.states import TOPIC

WRITTEN_ON = date(2018, 6, 21)


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the story's scheme. ``cites``: how findings, or names of minutes' lines, begin."""

    section: Section
    what: str
    values: Mapping[str, str]
    cites: Sequence[str] = ()
    heading: int = 0
    """Which of the headings of the seminar's tables it answers, from 1; 0 for none."""
    code: str = ""
    is_gap: bool = False


LINES = (
    Told(
        Section.OFFER, "Un sujet mené avec une direction, du terrain à l'essai",
        {"audience": "Une direction et ceux que son service touche",
         "how_asked": "Par une saisine, en une page", "how_long": "Trois à cinq mois",
         "by_whom": "Une résidence et deux ambassadeurs"},
        ("Des gestes simples",), heading=2,
    ),
    Told(
        Section.OFFER, "Un appui d'une demi-journée",
        {"audience": "Une équipe qui commence", "how_asked": "En parlant à un ambassadeur",
         "how_long": "Une demi-journée, sous quinze jours", "by_whom": "Deux ambassadeurs"},
        ("Le temps donné",), heading=2,
    ),
    Told(
        Section.OFFER, "Un parcours pour apprendre en faisant",
        {"audience": "Tout agent volontaire", "how_asked": "Avec l'accord de sa direction",
         "how_long": "Trois sessions de deux jours", "by_whom": "Les résidents"},
        ("Les façons de travailler",), heading=2,
    ),
    Told(Section.METHOD, "Aller voir avant de dessiner", {"when": "À chaque sujet"},
         ("Aller voir les usagers",), heading=1),
    Told(Section.METHOD, "Essayer petit, une semaine, et corriger chaque soir",
         {"when": "Avant tout achat"}, ("Des gestes simples",), heading=1),
    Told(Section.METHOD, "Raconter ce qui n'a pas marché", {"when": "À la fin de chaque sujet"}),
    Told(Section.CHOICE, "Les directions saisissent, le groupe propose, le comité décide",
         {"by_whom": "Groupe des ambassadeurs, puis comité", "when": "Deux fois par an"},
         ("Les tables ne s'accordent pas", "D3"), heading=5),
    Told(Section.CHOICE, "Aucun sujet sans une direction qui libère du temps",
         {"by_whom": "Groupe des ambassadeurs", "when": "Avant tout choix"},
         ("Une équipe prise sur le temps",), heading=5),
    Told(Section.MEANS, "Deux jours par mois pour chaque ambassadeur",
         {"amount": "20 personnes, 480 jours par an", "by_whom": "Leurs directions"},
         ("Le temps donné", "Une équipe prise sur le temps"), heading=4),
    Told(Section.MEANS, "Un lieu ouvert, au siège",
         {"amount": "80 m², deux jours par semaine", "by_whom": "Moyens généraux"}, heading=4),
    Told(Section.MEANS, "Un budget d'essai", {"amount": "15 000 euros par an"}, heading=4,
         is_gap=True),
    Told(Section.RELAY, "Lire des courriers à voix haute",
         {"who": "Une gestionnaire de l'eau", "how_asked": "Deux semaines avant"}, code="D05"),
    Told(Section.RELAY, "Traceur et imprimante grand format",
         {"who": "Atelier de l'urbanisme", "how_asked": "Le mardi"}, code="D08"),
    Told(Section.RELAY, "Animer avec des familles",
         {"who": "Deux travailleurs sociaux", "how_asked": "En parlant à leur cadre"}, code="D14"),
    Told(Section.RELAY, "Dessiner un parcours d'usager",
         {"who": "Une chargée d'accueil", "how_asked": "Un jour par mois"}, code="D02"),
    Told(Section.RELAY, "Extraire et lire des données",
         {"who": "Personne encore", "how_asked": ""}, code="D10", is_gap=True),
    Told(Section.GOVERNANCE, "Comité du laboratoire",
         {"who": "Direction générale, trois directions tournantes, deux ambassadeurs",
          "decides": "Les sujets retenus, les moyens", "rhythm": "Deux fois par an"},
         ("Sans portage durable", "D1"), heading=3),
    Told(Section.GOVERNANCE, "Groupe des ambassadeurs",
         {"who": "Vingt agents volontaires", "decides": "Ce qui est proposé au comité",
          "rhythm": "Une fois par mois"}, heading=3),
    Told(Section.GOVERNANCE, "Une personne élue qui suit le laboratoire",
         {"who": "À désigner", "decides": "Ce qui se raconte au conseil", "rhythm": ""},
         heading=3, is_gap=True),
)  # fmt: skip

AIMS = (
    "Simplifier ce que l'on demande aux habitants",
    "Prendre soin de celles et ceux qui travaillent ici",
    "Faire travailler ensemble des directions qui s'ignorent",
    "Réduire de moitié l'énergie des bâtiments",
)
SERVED = (
    # the aim, a topic's number (0: none), the beginning of a line of the scheme, how
    (0, 1, "", "Une demande suivie sans appeler."),
    (0, 5, "", "Une facture que l'on comprend."),
    (1, 2, "", "Un premier jour préparé."),
    (2, 3, "", "Trois directions sur une même rue."),
    (2, 0, "Un sujet mené avec une direction", ""),
)


def write_scheme(
    *, programme: Programme, departments: Mapping[str, Department], secretary: Secretary
) -> None:
    """Write the scheme, once the story's day has come to it."""
    if secretary.today < WRITTEN_ON:
        return
    by, now = secretary.by, secretary.moment(WRITTEN_ON, time(10))
    headings = _compare(programme, secretary)
    keys: dict[str, str] = {}
    for told in LINES:
        line = write_scheme_line(
            programme=programme, key=new_key(), section=told.section, what=told.what,
            values=told.values, department=departments.get(told.code), is_gap=told.is_gap,
            heading=headings[told.heading - 1] if 0 < told.heading <= len(headings) else "",
            by=by, now=now,
        )  # fmt: skip
        keys[told.what] = line.key
        for source in cited_by_words(programme, told.cites):
            set_source(
                programme=programme, citing=Reference(LINE, line.key), name=line.what,
                source=source, how="for", by=by, now=now,
            )  # fmt: skip
    write_aims(programme=programme, words=AIMS, by=by, now=now)
    aims = aims_of(programme)
    numbered = {each.number: each.key for each in Topic.objects.filter(programme=programme)}
    for at, number, start, how in SERVED:
        served = (
            Reference(TOPIC, numbered[number])
            if number
            else Reference(LINE, next(key for what, key in keys.items() if what.startswith(start)))
        )
        serve_aim(aim=aims[at], served=served, how=how, is_served=True, by=by, now=now)


def _compare(programme: Programme, secretary: Secretary) -> list[str]:
    """Compare with the seminar's tables; return their headings, in order."""
    tables = [each for each in activities_with_headings(programme) if each[1] == "tables"]
    if not tables:
        return []
    meeting = programme.meetings.get(key=tables[0][0])
    compare_scheme(
        programme=programme, meeting=meeting, activity="tables", by=secretary.by,
        now=secretary.moment(WRITTEN_ON, time(9)),
    )  # fmt: skip
    return [each.heading for each in headings_asked(programme, [])]
