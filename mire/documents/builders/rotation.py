"""A rotation in words: who meets whom, who sits where, and how sure that is."""

from collections.abc import Iterator, Mapping

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.documents.tree import Block, Document, Facts, Grid, Heading, Paragraph
from mire.planning.rotation.bench import Bench
from mire.planning.rotation.clash import Clash
from mire.planning.rotation.facts import Facts as Given
from mire.planning.rotation.layouts import Layout
from mire.planning.rotation.plan import Level, Reached, Rotation
from mire.planning.rotation.rules import Rule
from mire.words import words


def rotation_document(
    facts: Given, found: Rotation, better: Layout | None = None, bench: Bench = ()
) -> Document:
    """Return the document of a rotation, in the active language; ``bench``: who sits out."""
    n, tables = len(facts.people), len(facts.tables)
    people = ngettext("%(n)s personne", "%(n)s personnes", n) % {"n": words.number(n)}
    seats = ngettext("%(n)s table", "%(n)s tables", tables) % {"n": words.number(tables)}
    rounds = ngettext("%(n)s tour", "%(n)s tours", facts.rounds) % {"n": facts.rounds}
    return Document(
        title=_("Qui s'assoit où"),
        subtitle=", ".join((people, seats, rounds)),
        language=_language(),
        blocks=list(_blocks(facts, found, better, bench)),
    )


def clash_document(facts: Given, found: Clash, lines: Mapping[str, int]) -> Document:
    """Return why no rotation holds; ``lines`` are those of people in their file, if any."""
    n = len(found.rules)
    if found.is_smallest:
        lead = ngettext(
            "Aucun plan ne tient : cette règle, à elle seule, l'empêche.",
            "Aucun plan ne tient : ces %(n)s règles ne vont pas ensemble, et aucun groupe plus "
            "petit n'est en cause.",
            n,
        ) % {"n": n}
    else:
        lead = ngettext(
            "Aucun plan ne tient : cette règle l'empêche ; la retirer suffit.",
            "Aucun plan ne tient : ces %(n)s règles ne vont pas ensemble ; en retirer une suffit. "
            "Le temps a manqué pour savoir s'il en existe un groupe plus petit.",
            n,
        ) % {"n": n}
    rows = tuple(
        (str(number), rule_words(facts, rule, lines)) for number, rule in enumerate(found.rules, 1)
    )
    return Document(
        title=_("Qui s'assoit où"),
        subtitle="",
        language=_language(),
        blocks=[
            Paragraph(lead, "lead"),
            Grid(_("Les règles qui ne vont pas ensemble"), (_("N°"), _("Règle")), rows),
            Paragraph(_("Assouplissez l'une d'elles, puis demandez un nouveau plan.")),
        ],
    )


def rule_words(facts: Given, rule: Rule, lines: Mapping[str, int]) -> str:
    """Return one rule in words, with the lines of those it names."""
    if rule.kind == "seats":
        number = max(range(facts.rounds), key=lambda r: len(facts.present(r)) - _seats(facts, r))
        people, seats = len(facts.present(number)), _seats(facts, number)
        told = {"seats": words.number(seats), "people": words.number(people), "round": number + 1}
        if people > seats:
            return (
                _(
                    "Les tables ont %(seats)s places en tout, pour %(people)s personnes au "
                    "tour %(round)s ; --bench en assied à part, à tour de rôle."
                )
                % told
            )
        most = max(table.capacity for table in facts.tables)
        return ngettext(
            "Une table a %(most)s place au plus ; il y en a %(seats)s en tout, pour %(people)s "
            "personnes au tour %(round)s.",
            "Une table a %(most)s places au plus ; il y en a %(seats)s en tout, pour %(people)s "
            "personnes au tour %(round)s.",
            most,
        ) % {**told, "most": words.number(most)}
    if rule.kind == "once":
        stations = len(facts.stations)
        return ngettext(
            "Chacun passe une fois au plus à chaque poste : %(n)s poste pour %(rounds)s tours.",
            "Chacun passe une fois au plus à chaque poste : %(n)s postes pour %(rounds)s tours.",
            stations,
        ) % {"n": stations, "rounds": facts.rounds}
    who = _person(rule.subject, lines)
    if rule.kind == "host":
        return _("%(who)s reste à la table %(table)s.") % {"who": who, "table": rule.other}
    if rule.kind == "first":
        return _("%(who)s est à la table %(table)s au premier tour.") % {
            "who": who,
            "table": rule.other,
        }
    other = _person(rule.other, lines)
    if rule.kind == "together":
        return _("%(who)s et %(other)s sont à la même table.") % {"who": who, "other": other}
    return _("%(who)s et %(other)s ne sont jamais à la même table.") % {"who": who, "other": other}


def _person(id: str, lines: Mapping[str, int]) -> str:
    if id not in lines:
        return id
    return _("%(who)s (ligne %(line)s)") % {"who": id, "line": lines[id]}


def _seats(facts: Given, number: int) -> int:
    return sum(table.capacity for table in facts.tables if table.is_open(number))


def _blocks(facts: Given, found: Rotation, better: Layout | None, bench: Bench) -> Iterator[Block]:
    yield Paragraph(_lead(facts, found), "lead")
    if better is not None:
        yield Paragraph(_better(facts, better))
    yield Heading(2, _("Les tables, tour par tour"))
    for number, one in enumerate(found.rounds):
        yield Grid(
            caption=_("Tour %(n)s") % {"n": number + 1},
            columns=(_("Table"), _("Poste"), _("Combien"), _("Qui")),
            rows=tuple(
                (table.id, table.station, str(len(ids)), ", ".join(ids) or "—")
                for table, ids in zip(facts.tables, one, strict=True)
            ),
            numbers=frozenset({2}),
        )
        if bench and bench[number]:
            out = _("Tour %(n)s, assis à part faute de place : %(who)s.")
            yield Paragraph(out % {"n": number + 1, "who": ", ".join(bench[number])})
    yield Heading(2, _("La carte de chacun"))
    yield _cards(facts, found)
    yield Heading(2, _("À quel point ce plan est bon"))
    yield Facts((*(_reached(each) for each in found.levels), *_measures(facts, found)))
    if not found.is_whole:
        yield Paragraph(
            _("Le temps a manqué pour tout comparer : c'est le meilleur plan trouvé."), "aside"
        )


def _lead(facts: Given, found: Rotation) -> str:
    counts = found.counts
    if counts.distinct_pairs == 0 and not facts.together:
        return _("Personne ne rencontre personne : chacun est seul à sa table.")
    if counts.repeats == 0 and facts.together:
        return ngettext(
            "En %(n)s tour, personne ne retrouve quelqu'un à sa table, sauf ceux qui restent "
            "ensemble ; rencontres, toutes différentes : %(pairs)s.",
            "En %(n)s tours, personne ne retrouve quelqu'un à sa table, sauf ceux qui restent "
            "ensemble ; rencontres, toutes différentes : %(pairs)s.",
            facts.rounds,
        ) % {"n": facts.rounds, "pairs": words.number(counts.distinct_pairs)}
    if counts.repeats == 0:
        return ngettext(
            "En %(n)s tour, personne ne retrouve quelqu'un à sa table ; rencontres, toutes "
            "différentes : %(pairs)s.",
            "En %(n)s tours, personne ne retrouve quelqu'un à sa table ; rencontres, toutes "
            "différentes : %(pairs)s.",
            facts.rounds,
        ) % {"n": facts.rounds, "pairs": words.number(counts.distinct_pairs)}
    told = {"pairs": words.number(counts.distinct_pairs), "most": counts.most_meetings}
    meetings = next(each for each in found.levels if each.level in {Level.PAIRS, Level.REPEATS})
    if meetings.is_proven:
        return (
            ngettext(
                "%(pairs)s paire se rencontre, pas plus de %(most)s fois ; avec ces tables, on ne "
                "peut pas faire mieux (prouvé).",
                "%(pairs)s paires différentes se rencontrent, aucune plus de %(most)s fois ; "
                "avec ces tables, on ne peut pas faire mieux (prouvé).",
                counts.distinct_pairs,
            )
            % told
        )
    return (
        ngettext(
            "%(pairs)s paire se rencontre, pas plus de %(most)s fois ; un meilleur plan existe "
            "peut-être.",
            "%(pairs)s paires différentes se rencontrent, aucune plus de %(most)s fois ; un "
            "meilleur plan existe peut-être.",
            counts.distinct_pairs,
        )
        % told
    )


def _better(facts: Given, better: Layout) -> str:
    now = len(facts.tables)
    largest = max(table.capacity for table in facts.tables)
    first = ngettext(
        "%(n)s table de %(size)s fait se retrouver des gens au moins %(least)s fois.",
        "%(n)s tables de %(size)s font se retrouver des gens au moins %(least)s fois.",
        now,
    ) % {"n": now, "size": largest, "least": words.number(better.least)}
    then = ngettext(
        "%(n)s table de %(size)s (%(tables)s par poste) : jamais.",
        "%(n)s tables de %(size)s (%(tables)s par poste) : jamais.",
        better.n_tables,
    ) % {"n": better.n_tables, "size": better.capacity, "tables": better.tables}
    return f"{first} {then}"


def _cards(facts: Given, found: Rotation) -> Grid:
    where = [
        {id: table.id for table, ids in zip(facts.tables, one, strict=True) for id in ids}
        for one in found.rounds
    ]
    has_department = any(each.department for each in facts.people)
    rounds = tuple(_("Tour %(n)s") % {"n": number + 1} for number in range(facts.rounds))
    return Grid(
        caption=_("La table de chaque personne, tour par tour"),
        columns=(_("Personne"), *((_("Direction"),) if has_department else ()), *rounds),
        rows=tuple(
            (
                each.id,
                *((each.department or "—",) if has_department else ()),
                *(by.get(each.id, "—") for by in where),
            )
            for each in facts.people
        ),
    )


def _reached(each: Reached) -> tuple[str, str]:
    titles = {
        Level.RULES: _("Règles qui ne tiennent pas"),
        Level.VISITS: _("Retours à un même poste"),
        Level.THRICE: _("Rencontres d'une paire après la deuxième"),
        Level.REPEATS: _("Retrouvailles, pour chaque paire et chaque paire de tours"),
        Level.PAIRS: _("Paires différentes qui se rencontrent"),
        Level.DEPARTMENTS: _("Rencontres au sein d'une direction"),
        Level.SIZES: _("Écart entre les tables d'un tour"),
    }
    value = words.number(each.value)
    if each.level is Level.SIZES and each.value <= 1:
        told = ngettext("%(value)s personne", "%(value)s personnes", each.value)
        return titles[each.level], told % {"value": value}
    if each.is_proven:
        return titles[each.level], _("%(value)s, le mieux possible (prouvé)") % {"value": value}
    least = {"value": value, "bound": words.number(each.bound)}
    if each.level is Level.PAIRS:
        return titles[each.level], _("%(value)s ; jamais au-dessus de %(bound)s") % least
    return titles[each.level], _("%(value)s ; jamais sous %(bound)s") % least


def _measures(facts: Given, found: Rotation) -> Iterator[tuple[str, str]]:
    if all(each.level is not Level.PAIRS for each in found.levels):
        yield _("Paires différentes qui se rencontrent"), words.number(found.counts.distinct_pairs)
    yield _("Le plus de rencontres d'une même paire"), words.number(found.counts.most_meetings)
    if all(each.level is not Level.VISITS for each in found.levels) and len(facts.stations) > 1:
        yield _("Retours à un même poste"), words.number(found.counts.revisits)
    yield _("Méthode"), _method(found.method)
    yield _("Temps de calcul"), _("%(n)s s") % {"n": words.number(found.seconds, 2)}


def _method(method: str) -> str:
    """Return what gave the rotation, in words."""
    first, _plus, then = method.partition("+")
    told = {
        "developed": _("algèbre : un groupe fait tourner les tables"),
        "round_robin": _("algèbre : tournoi toutes rondes"),
        "affine_plane": _("algèbre : plan affine"),
        "affine_space": _("algèbre : espace affine"),
        "starter": _("algèbre : un tour de départ, que les autres décalent"),
        "translations": _("algèbre : des tours que des translations laissent en place"),
        "near_orthomorphisms": _("algèbre : permutations dont les écarts diffèrent tous"),
        "latin_squares": _("algèbre : carrés latins orthogonaux"),
        "search": _("recherche locale"),
        "rules": _("règles d'abord"),
        "proof": _("preuve par contraintes"),
    }.get(first, first)
    return _("%(first)s, puis recherche locale") % {"first": told} if then else told


def _language() -> str:
    return (get_language() or "fr").split("-")[0]
