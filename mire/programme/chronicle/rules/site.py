"""What a public site says of itself: its address, who answers for it, the words shipped for it."""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

MOST_SLUG, MOST_NAME, MOST_WORDS = 40, 160, 12_000
_SLUG = re.compile(r"^[a-z0-9](?:[a-z0-9]|-(?!-)){1,38}[a-z0-9]$")


class Access(enum.StrEnum):
    """How far a site follows the accessibility rules, by its last audit."""

    NOT = "not"
    PARTLY = "partly"
    WHOLLY = "wholly"


ACCESS_WORDS = {
    Access.NOT: text("non conforme"),
    Access.PARTLY: text("partiellement conforme"),
    Access.WHOLLY: text("totalement conforme"),
}


class SitePage(enum.StrEnum):
    """A page by which a site answers for itself; the value stands in its address."""

    LEGAL = "mentions-legales"
    ACCESS = "accessibilite"
    PRIVACY = "vie-privee"


PAGE_TITLES = {
    SitePage.LEGAL: text("Mentions légales"),
    SitePage.ACCESS: text("Accessibilité"),
    SitePage.PRIVACY: text("Vie privée"),
}
FOOT_WORDS = {
    Access.NOT: text("Accessibilité : non conforme"),
    Access.PARTLY: text("Accessibilité : partiellement conforme"),
    Access.WHOLLY: text("Accessibilité : totalement conforme"),
}
"""What every page's foot says, as the rules ask."""

NEEDED: Mapping[str, Text] = {
    "publisher": text("qui édite le site"),
    "director": text("la fonction de qui dirige la publication"),
    "host": text("qui l'héberge"),
    "contact": text("comment vous joindre"),
}
"""What has to be known before a site opens."""

LEGAL: Sequence[Text] = (
    text("**Éditeur.** %(publisher)s."),
    text("**Direction de la publication.** %(director)s."),
    text("**Hébergement.** %(host)s."),
    text("**Nous joindre.** %(contact)s."),
    text(
        "**Réutiliser.** Les textes et les images de ce récit peuvent être repris en citant leur "
        "source, sauf mention contraire auprès d'une image. Les données ouvertes portent chacune "
        "leur licence."
    ),
    text(
        "**Logiciel.** Ces pages sont faites avec Mire, un logiciel libre sous licence AGPL, en "
        "version 3 ou ultérieure."
    ),
)
ACCESS_NOTICE: Sequence[Text] = (
    text(
        "%(publisher)s s'engage à rendre ce site accessible, conformément à l'article 47 de la loi "
        "n° 2005-102 du 11 février 2005."
    ),
    text("**État de conformité.** Ce site est %(state)s au RGAA 4.1."),
    text(
        "**Résultats des tests.** Aucun audit de conformité n'a encore été mené : c'est pourquoi "
        "ce site est déclaré non conforme. À chaque version, Mire essaie ses pages au clavier et "
        "par un contrôle automatique ; les 106 critères relus sur dix pages, et ce qui n'est pas "
        "conforme, sont publiés avec son code."
    ),
    text(
        "**Signaler un défaut.** Si un contenu ou un service vous reste inaccessible, écrivez-nous "
        "pour obtenir une autre forme : %(contact)s."
    ),
    text(
        "**Voies de recours.** Si vous nous avez signalé un défaut et n'avez pas obtenu de réponse "
        "satisfaisante, vous pouvez écrire au Défenseur des droits, contacter son délégué dans "
        "votre région, ou lui adresser un courrier gratuit, sans affranchissement : Défenseur des "
        "droits, Libre réponse 71120, 75342 Paris CEDEX 07."
    ),
)
AUDITED = text(
    "**Résultats des tests.** Dites ici qui a mené l'audit, quand, combien de critères sont "
    "respectés, et les contenus qui ne sont pas accessibles."
)
PRIVACY: Sequence[Text] = (
    text(
        "**Aucun traceur.** Ce site ne dépose aucun cookie, ne charge rien d'un autre site et ne "
        "mesure pas qui le lit."
    ),
    text(
        "**Ce que garde le serveur.** Comme tout serveur, celui qui héberge ces pages peut tenir "
        "un journal technique des adresses demandées, le temps d'assurer sa sécurité."
    ),
    text(
        "**Personnes citées.** Aucun nom n'est publié. Une parole l'est avec le rôle de qui l'a "
        "dite, et son accord. Une image où quelqu'un est reconnaissable l'est avec son accord "
        "écrit."
    ),
    text(
        "**Vos droits.** Si une parole ou une image vous concerne, demandez qu'elle soit retirée : "
        "elle l'est de toutes les versions, sans avoir à dire pourquoi. Vous pouvez aussi accéder "
        "aux données qui vous concernent et les faire rectifier : %(contact)s. En cas de "
        "désaccord, vous pouvez saisir la CNIL (www.cnil.fr)."
    ),
)


def shipped_words(page: SitePage, access: Access, values: Mapping[str, str]) -> list[Text]:
    """Return the paragraphs that a page of a site says until somebody writes others.

    ``values``: those of ``NEEDED``.
    """
    said: Sequence[Text] = ACCESS_NOTICE
    if page is SitePage.LEGAL:
        said = LEGAL
    elif page is SitePage.PRIVACY:
        said = PRIVACY
    elif access is not Access.NOT:
        said = [*ACCESS_NOTICE[:2], AUDITED, *ACCESS_NOTICE[3:]]
    params: Mapping[str, str | Text] = {**values, "state": ACCESS_WORDS[access]}
    return [replace(each, params=params) if "%(" in each.msgid else each for each in said]


def check_slug(slug: str) -> None:
    """Raise a ``Refusal`` for what can't stand in an address."""
    if not _SLUG.match(slug):
        raise Refusal(
            text(
                "De 3 à 40 lettres sans accent, chiffres ou traits d'union : « la-transfo ». Ni "
                "majuscule ni espace."
            ),
            path=("slug",),
            code="value",
        )


def lacking(values: Mapping[str, str]) -> list[Text]:
    """Return what has to be said before a site opens, in words."""
    return [words for name, words in NEEDED.items() if not values.get(name, "").strip()]
