"""Topics taken on, in words: which, for whom, why not the others, in letters ready to send."""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.choice.portfolio.compared import BetterOff
from mire.choice.portfolio.election import BallotKind
from mire.choice.portfolio.reasons import Explanation, Lost, Why, Won
from mire.choice.portfolio.selection import Choice, How, Tie
from mire.choice.portfolio.terms import Completion, Rule, Utility
from mire.documents.tree import Block, Document, Facts, Grid, Heading, Paragraph
from mire.words import words

MUCH = Fraction(1, 10)
"""A share of the capacity that is not left unused without a word."""


def portfolio_document(
    choice: Choice, explanation: Explanation, other: tuple[Rule, BetterOff] | None = None
) -> Document:
    """Return the document of a choice of topics, in the active language.

    ``other``: another rule, and who is better off under which.
    """
    told = dict(choice.election.more)
    return Document(
        title=_("Choix des sujets"),
        subtitle=told.get("description", ""),
        language=(get_language() or "fr").split("-")[0],
        blocks=list(_blocks(choice, explanation, other)),
    )


def _blocks(
    choice: Choice, explanation: Explanation, other: tuple[Rule, BetterOff] | None
) -> Iterator[Block]:
    yield Paragraph(" ".join(filter(None, (_lead(choice), _unused(choice)))), "lead")
    if other is not None:
        yield Paragraph(_better_off(choice, *other))
    yield Facts(tuple(_facts(choice)))
    if explanation.won:
        yield _retained(choice, explanation)
    yield Paragraph(_represented(choice, explanation))
    if explanation.addable:
        yield Paragraph(_addable(choice, explanation), "aside")
    if choice.ties:
        yield Heading(2, _("Égalités"))
        for tie in choice.ties:
            yield Paragraph(_tie(choice, tie))
    if explanation.lost:
        yield Heading(2, _("Sujets non retenus"))
        yield _others(choice, explanation)
        yield Heading(2, _("Réponses prêtes à envoyer"))
        for lost in explanation.lost:
            yield Heading(3, title(choice, lost.topic))
            yield Paragraph(" ".join(_letter(choice, lost)))
    yield Heading(2, _("Comment ce choix est fait"))
    yield from (Paragraph(each, "aside") for each in _method(choice, explanation))


def title(choice: Choice, topic: int) -> str:
    """Return how a topic is called: its name, else its id."""
    each = choice.election.topics[topic]
    return each.name or each.id


def _titles(choice: Choice, topics: tuple[int, ...]) -> str:
    return words.listed([words.quoted(title(choice, topic)) for topic in topics])


def _lead(choice: Choice) -> str:
    n = len(choice.taken)
    if not n:
        return _("Aucun sujet n'est retenu.")
    return ngettext(
        "%(n)s sujet sur %(all)s est retenu, pour %(cost)s sur une capacité de %(capacity)s.",
        "%(n)s sujets sur %(all)s sont retenus, pour %(cost)s sur une capacité de %(capacity)s.",
        n,
    ) % {
        "n": n,
        "all": len(choice.election.topics),
        "cost": words.number(choice.cost),
        "capacity": words.number(choice.election.capacity),
    }


def _unused(choice: Choice) -> str:
    """Say how much of the capacity is left, where it is much, or by how much it is overspent."""
    capacity = choice.election.capacity
    left = capacity - choice.cost
    if left < 0:
        return _("C'est %(more)s de plus que la capacité.") % {"more": words.number(-left)}
    if not capacity or left < capacity * MUCH:
        return ""
    return _("%(share)s de la capacité, %(left)s, ne sert pas.") % {
        "share": words.percent(float(left / capacity)),
        "left": words.number(left),
    }


def _better_off(choice: Choice, rule: Rule, found: BetterOff) -> str:
    return _(
        "Entre la règle suivie ici, %(first)s, et %(second)s : mieux servis par la première, "
        "%(n_first)s ; par la seconde, %(n_second)s ; également, %(same)s."
    ) % {
        "first": words.quoted(_rules()[choice.terms.rule]),
        "second": words.quoted(_rules()[rule]),
        "n_first": words.number(found.first),
        "n_second": words.number(found.second),
        "same": words.number(found.same),
    }


def _rules() -> dict[Rule, str]:
    return {
        Rule.EQUAL_SHARES: _("parts égales"),
        Rule.PHRAGMEN: _("Phragmén"),
        Rule.GREEDY: _("les plus soutenus d'abord"),
        Rule.GREEDY_STRICT: _("les plus soutenus d'abord, sans en sauter aucun"),
    }


def _facts(choice: Choice) -> Iterator[tuple[str, str]]:
    n = choice.election.n_voters
    yield _("Bulletins"), words.number(n)
    yield _("Règle"), _rules()[choice.terms.rule]
    worth = {
        Utility.COST: _("un sujet vaut ce qu'il coûte"),
        Utility.CARDINALITY: _("chaque sujet vaut autant"),
    }
    yield _("Valeur d'un sujet"), worth[choice.terms.utility]
    if choice.endowment is not None:
        yield _("Part de chaque personne"), words.number(choice.endowment, 4)
    if choice.terms.bounds.most_topics is not None:
        yield _("Sujets au plus"), words.number(choice.terms.bounds.most_topics)


def _retained(choice: Choice, explanation: Explanation) -> Grid:
    is_searched = explanation.is_searched
    rows = []
    for number, won in enumerate(explanation.won, 1):
        row = [
            str(number),
            title(choice, won.topic),
            words.number(choice.election.topics[won.topic].cost),
            words.number(won.supporters),
            _why_won(choice, won),
            words.number(explanation.represented.alone[won.topic]),
        ]
        if is_searched:
            row.append("—" if won.up_to is None else words.number(won.up_to))
        rows.append(tuple(row))
    columns = [_("Ordre"), _("Sujet"), _("Coût"), _("Soutiens"), _("Pourquoi"), _("Seul pour")]
    if is_searched:
        columns.append(_("Retenu jusqu'à"))
    return Grid(
        _("Sujets retenus, dans l'ordre"), tuple(columns), tuple(rows), frozenset({0, 2, 3, 5, 6})
    )


def _why_won(choice: Choice, won: Won) -> str:
    if won.how is How.MUST_HAVE:
        return _("à retenir")
    if won.how is How.THEME:
        return _("pour le thème %(themes)s") % {"themes": words.listed(list(won.themes))}
    if won.how is How.COMPLETION:
        return _("tient dans ce qui restait")
    if won.each is None or won.effective is None:
        return _("à son tour")
    is_points = choice.election.kind is not BallotKind.APPROVAL
    in_full = won.effective >= won.supporters * (1 - 1e-9)
    paid = words.number(won.each, 3)
    if is_points:
        return _("%(paid)s au plus par point") % {"paid": paid}
    if in_full:
        return _("%(paid)s par soutien") % {"paid": paid}
    return _("%(paid)s au plus par soutien") % {"paid": paid}


def _represented(choice: Choice, explanation: Explanation) -> str:
    found = explanation.represented
    n = choice.election.n_voters
    said = ngettext(
        "%(some)s personne sur %(n)s a au moins un de ses sujets retenu ; « seul pour » dit pour "
        "combien de personnes un sujet est le seul des leurs à l'être.",
        "%(some)s personnes sur %(n)s ont au moins un de leurs sujets retenu ; « seul pour » dit "
        "pour combien de personnes un sujet est le seul des leurs à l'être.",
        n - found.by_number[0],
    ) % {"some": words.number(n - found.by_number[0]), "n": words.number(n)}
    if found.blank:
        said += " " + ngettext(
            "%(n)s bulletin est blanc.", "%(n)s bulletins sont blancs.", found.blank
        ) % {"n": words.number(found.blank)}
    return said


def _addable(choice: Choice, explanation: Explanation) -> str:
    left = choice.election.capacity - choice.cost
    said = _("Il reste %(left)s : de quoi retenir encore %(topics)s.") % {
        "left": words.number(left),
        "topics": _titles(choice, explanation.addable[:1]),
    }
    if len(explanation.addable) > 1:
        said = _(
            "Il reste %(left)s : de quoi retenir encore l'un de ces sujets, ou plusieurs : "
            "%(topics)s."
        ) % {"left": words.number(left), "topics": _titles(choice, explanation.addable)}
    if choice.terms.rule is Rule.EQUAL_SHARES and choice.terms.completion is Completion.NONE:
        said += " " + _(
            "Les parts égales ne le font pas d'elles-mêmes : --completion dit comment continuer."
        )
    return said


def _tie(choice: Choice, tie: Tie) -> str:
    first = title(choice, tie.topics[0])
    why = {
        "cost": _("« %(first)s » passe d'abord : il coûte moins."),
        "supporters": _(
            "« %(first)s » passe d'abord : au même coût, plus de personnes le soutiennent."
        ),
        "order": _(
            "« %(first)s » passe d'abord : même coût, autant de soutiens, il vient le "
            "premier dans le fichier."
        ),
    }[tie.decided_by] % {"first": first}
    return _("%(topics)s étaient à égalité. %(why)s") % {
        "topics": _titles(choice, tie.topics),
        "why": why,
    }


def _others(choice: Choice, explanation: Explanation) -> Grid:
    is_shares = choice.terms.rule is Rule.EQUAL_SHARES
    columns = [_("Sujet"), _("Coût"), _("Soutiens")]
    if is_shares:
        columns.append(_("Restait à ses soutiens"))
    if explanation.is_searched:
        columns += [_("Retenu à ce coût"), _("Soutiens de plus")]
    rows = []
    for lost in explanation.lost:
        row = [
            title(choice, lost.topic),
            words.number(choice.election.topics[lost.topic].cost),
            words.number(lost.supporters),
        ]
        if is_shares:
            row.append(words.number(lost.means))
        if explanation.is_searched:
            row.append("—" if lost.down_to is None else words.number(lost.down_to))
            row.append("—" if lost.voters is None else f"+{words.number(lost.voters)}")
        rows.append(tuple(row))
    return Grid(
        _("Sujets non retenus, et ce qui y aurait changé quelque chose"),
        tuple(columns),
        tuple(rows),
        frozenset(range(1, len(columns))),
    )


def _letter(choice: Choice, lost: Lost) -> Iterator[str]:
    topic = choice.election.topics[lost.topic]
    yield _("Le sujet « %(topic)s » n'est pas retenu cette fois.") % {
        "topic": title(choice, lost.topic)
    }
    if lost.supporters:
        yield ngettext(
            "%(n)s personne le soutient.", "%(n)s personnes le soutiennent.", lost.supporters
        ) % {"n": words.number(lost.supporters)}
    price = choice.market.prices[lost.topic]
    holes = {
        "cost": words.number(topic.cost),
        "price": words.number(price),
        "rivals": _titles(choice, lost.rivals),
        "means": words.number(lost.means),
        "room": words.number(choice.election.capacity - choice.cost),
    }
    yield {
        Why.SET_ASIDE: _("Il avait été écarté de ce choix."),
        Why.RIVAL: _("Il ne peut pas être retenu en même temps que %(rivals)s."),
        Why.TOO_COSTLY: _("Son coût, %(cost)s, dépasse à lui seul la capacité à partager."),
        Why.UNSUPPORTED: _("Personne ne l'a soutenu."),
        Why.NO_PLACE: _("Le nombre de sujets fixé est atteint avec des sujets plus soutenus."),
        Why.OUT_OF_REACH: _(
            "Une fois comptés les sujets retenus, il restait à ses soutiens "
            "%(means)s pour un coût de %(cost)s."
        )
        if price == topic.cost
        else _(
            "Une fois comptés les sujets retenus, il restait à ses soutiens "
            "%(means)s ; une place compte pour %(price)s."
        ),
        Why.NO_ROOM: _(
            "Une fois comptés les sujets retenus avant lui, il restait %(room)s pour un "
            "coût de %(cost)s."
        ),
        Why.AFTER_THE_END: _(
            "La règle s'arrête au premier sujet qui ne tient plus dans la "
            "capacité, et ce n'était pas encore son tour."
        ),
    }[lost.why] % holes
    if lost.down_to is not None:
        yield _("Au coût de %(cost)s, il aurait été retenu.") % {"cost": words.number(lost.down_to)}
    if lost.voters is not None:
        yield (
            ngettext(
                "Il l'aurait été aussi si %(n)s personne de plus avait voté pour lui seul.",
                "Il l'aurait été aussi si %(n)s personnes de plus avaient voté pour lui seul.",
                lost.voters,
            )
            % {"n": words.number(lost.voters)}
            if lost.down_to is not None
            else ngettext(
                "Il aurait été retenu si %(n)s personne de plus avait voté pour lui seul.",
                "Il aurait été retenu si %(n)s personnes de plus avaient voté pour lui seul.",
                lost.voters,
            )
            % {"n": words.number(lost.voters)}
        )


def _method(choice: Choice, explanation: Explanation) -> Iterator[str]:
    terms = choice.terms
    yield {
        Rule.EQUAL_SHARES: _(
            "Chaque personne reçoit la même part de la capacité. Un sujet est retenu quand ses "
            "soutiens peuvent le payer ensemble, à parts égales ou avec tout ce qui leur reste ; "
            "vient d'abord celui pour lequel chacun paie le moins pour ce que le sujet lui vaut."
        ),
        Rule.PHRAGMEN: _(
            "Chaque personne gagne peu à peu la même somme. Un sujet est retenu dès que ses "
            "soutiens peuvent le payer ensemble ; ils repartent alors de zéro. Tout s'arrête au "
            "premier sujet qui ne tient pas dans la capacité."
        ),
        Rule.GREEDY: _(
            "Les sujets sont pris du plus soutenu au moins soutenu, tant qu'ils tiennent dans la "
            "capacité. Rien n'assure que chaque groupe de personnes ait sa part."
        ),
        Rule.GREEDY_STRICT: _(
            "Les sujets sont pris du plus soutenu au moins soutenu, et tout s'arrête au premier "
            "qui ne tient pas dans la capacité. Rien n'assure que chaque groupe de personnes ait "
            "sa part."
        ),
    }[terms.rule]
    if terms.rule is Rule.EQUAL_SHARES and terms.completion is not Completion.NONE:
        yield {
            Completion.ADD1: _(
                "Les parts ont ensuite augmenté de %(step)s à la fois, jusqu'à ce que plus rien ne "
                "tienne dans la capacité ou que l'augmentation suivante la dépasse."
            ),
            Completion.ADD1_GREEDY: _(
                "Les parts ont ensuite augmenté de %(step)s à la fois, jusqu'à ce que plus rien ne "
                "tienne dans la capacité ou que l'augmentation suivante la dépasse ; puis ce qui "
                "tenait encore a été pris, du plus soutenu au moins soutenu."
            ),
            Completion.ADD1_OVERSPEND: _(
                "Les parts ont ensuite augmenté de %(step)s à la fois, jusqu'à ce que "
                "l'augmentation suivante dépasse la capacité."
            ),
            Completion.GREEDY: _(
                "Ce qui tenait encore a ensuite été pris, du plus soutenu au moins soutenu."
            ),
            Completion.GREEDY_OVERSPEND: _(
                "Les autres sujets ont ensuite été pris, du plus soutenu au moins soutenu, "
                "jusqu'au premier qui dépasse la capacité, pris lui aussi."
            ),
        }[terms.completion] % {"step": words.number(terms.step, 6)}
    if terms.rule is Rule.PHRAGMEN and choice.election.points is not None:
        yield _("Les points comptent ici comme des soutiens, quel que soit leur nombre.")
    if terms.bounds.most_topics is not None and terms.rule not in {Rule.GREEDY, Rule.GREEDY_STRICT}:
        yield _(
            "Le nombre de sujets est limité : un sujet compte au moins pour une part égale de "
            "la capacité, une place."
        )
    yield _(
        "À égalité passe le sujet qui coûte le moins, puis celui que plus de personnes "
        "soutiennent, puis le premier du fichier."
    )
    if explanation.is_searched:
        yield _(
            "Ce qui aurait changé le sort d'un sujet est trouvé en refaisant tout le choix : "
            "au coût dit, il est retenu, et à %(grain)s de plus il ne l'est pas."
        ) % {"grain": words.number(explanation.grain, 6)}
    else:
        yield _(
            "Le choix est trop long à refaire pour dire ce qui aurait changé le sort de chaque "
            "sujet."
        )
