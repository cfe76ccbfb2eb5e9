"""What a line of the journal holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mire.technique_api.text import Text, text


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account's key and its name at that time; both "" for Mire itself."""

    key: str = ""
    name: str = ""


NOBODY = Actor()
"""Mire itself, or a terminal."""


@dataclass(frozen=True, slots=True)
class About:
    """What an act concerns: the kind of thing, its key, its name at that time."""

    kind: str
    key: str
    name: str


Values = Mapping[str, Any]


def changed(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields whose values differ, as JSON holds them: as they were, as they are."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return (
        {name: plain(before.get(name)) for name in names},
        {name: plain(after.get(name)) for name in names},
    )


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: days in ISO, decimals as they are written."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


ACTS = {
    "installation.first_start": text("adresse de premier démarrage faite"),
    "account.made": text("compte créé"),
    "account.link_made": text("lien de connexion donné"),
    "account.link_used": text("lien de connexion utilisé"),
    "account.signed_in": text("connexion"),
    "account.refused": text("connexion refusée"),
    "account.passkey_added": text("clé d'accès ajoutée"),
    "account.passkey_renamed": text("clé d'accès renommée"),
    "account.passkey_removed": text("clé d'accès retirée"),
    "account.sessions_ended": text("autres sessions fermées"),
    "authority.made": text("collectivité créée"),
    "programme.made": text("programme créé"),
    "programme.changed": text("programme changé"),
    "phase.added": text("phase ajoutée"),
    "phase.changed": text("phase changée"),
    "phase.removed": text("phase retirée"),
    "person.added": text("personne ajoutée"),
    "person.changed": text("personne changée"),
    "person.erased": text("personne effacée"),
    "people.imported": text("personnes importées"),
    "person.account_given": text("compte rattaché"),
    "role_kind.added": text("rôle ajouté au programme"),
    "role_kind.changed": text("rôle du programme changé"),
    "role.given": text("rôle donné"),
    "role.changed": text("rôle changé"),
    "letter.set": text("lettre de mission notée"),
    "time.noted": text("temps noté"),
    "guest.invited": text("lien donné à un invité"),
    "guest.closed": text("lien d'un invité fermé"),
    "department.added": text("direction ajoutée"),
    "department.changed": text("direction changée"),
    "department.merged": text("direction fusionnée"),
    "meeting.made": text("réunion créée"),
    "meeting.adopted": text("réunion rattachée au programme"),
    "meeting.opened": text("salle ouverte"),
    "meeting.rehearsed": text("réunion répétée"),
    "meeting.ended": text("réunion terminée"),
    "meeting.read": text("propos et chiffres repris du journal de la réunion"),
    "meeting.presences": text("présences notées"),
    "meeting.place": text("lieu changé"),
    "meeting.expected": text("personnes attendues notées"),
    "meeting.duties": text("rôles de la réunion donnés"),
    "meeting.brief": text("fiche de rôle écrite"),
    "meeting.texts": text("textes de la réunion changés"),
    "meeting.invited": text("invitations dites parties"),
    "meeting.invited_not": text("invitations dites à envoyer"),
    "meeting.printed": text("papiers dits imprimés"),
    "meeting.printed_not": text("papiers dits à imprimer"),
    "meeting.removed": text("réunion retirée"),
    "meeting.addresses_renewed": text("adresses secrètes renouvelées"),
    "reading.begun": text("lecture commencée"),
    "reading.blind_begun": text("lecture à l'aveugle commencée"),
    "reading.done": text("lecture dite finie"),
    "reading.opened": text("lecture à l'aveugle ouverte"),
    "reading.words_forgotten": text("mots écrits sur des propos occultés ou effacés retirés"),
    "finding.written": text("constat écrit"),
    "finding.changed": text("constat changé"),
    "finding.status": text("état d'un constat changé"),
    "finding.removed": text("constat retiré"),
    "finding.put_back": text("constat remis"),
    "criterion.added": text("critère ajouté"),
    "criterion.changed": text("critère changé"),
    "criterion.moved": text("critères rangés dans un autre ordre"),
    "criterion.retired": text("critère retiré de l'usage"),
    "criterion.taken_back": text("critère repris"),
    "case.proposed": text("cas pratique proposé"),
    "case.changed": text("cas pratique changé"),
    "case.moved": text("état d'un cas pratique changé"),
    "case.read": text("récit d'un cas pratique dit relu"),
    "case.removed": text("cas pratique retiré"),
    "case.put_back": text("cas pratique remis"),
    "case.days": text("jours d'un cas pratique notés"),
    "case.days_removed": text("jours d'un cas pratique retirés"),
    "case.graded": text("enjeux d'un cas pratique notés"),
    "case.grades_removed": text("notes d'un cas pratique retirées"),
    "learnt.written": text("brique de labo écrite"),
    "learnt.changed": text("brique de labo changée"),
    "learnt.removed": text("brique de labo retirée"),
    "learnt.put_back": text("brique de labo remise"),
    "method.written": text("fiche méthode écrite"),
    "method.changed": text("fiche méthode changée"),
    "method.removed": text("fiche méthode retirée"),
    "method.put_back": text("fiche méthode remise"),
    "method.reviewed": text("méthode évaluée"),
    "method.review_removed": text("évaluation d'une méthode retirée"),
    "methods.imported": text("fiches méthode apportées"),
    "reading.lines_added": text("propos d'avant Mire ajoutés à une lecture"),
    "restitution.begun": text("restitution commencée"),
    "restitution.composed": text("restitution composée"),
    "restitution.status": text("état d'une restitution changé"),
    "restitution.published": text("restitution publiée"),
    "restitution.unpublished": text("restitution retirée du public"),
    "restitution.asked": text("lien donné à celles et ceux qui étaient là"),
    "restitution.replied": text("réponse donnée à une remarque"),
    "restitution.quotes_forgotten": text(
        "propos occultés ou effacés retirés de ce qui est diffusé"
    ),
    "call.opened": text("lien ouvert pour demander des sujets"),
    "call.closed": text("lien de demande fermé"),
    "topic.asked": text("sujet demandé"),
    "topic.changed": text("sujet changé"),
    "topic.moved": text("réponse donnée à un sujet"),
    "topic.questioned": text("question posée à qui demande"),
    "topic.answered": text("réponse à une question sur un sujet"),
    "topic.graded": text("sujet noté par le groupe"),
    "topic.grades_removed": text("notes d'un sujet retirées"),
    "topic.case_opened": text("cas ouvert sur un sujet"),
    "scheme.written": text("ligne du schéma écrite"),
    "scheme.changed": text("ligne du schéma changée"),
    "scheme.moved": text("ligne du schéma remontée"),
    "scheme.removed": text("ligne du schéma retirée"),
    "scheme.compared": text("schéma comparé à une séquence"),
    "scheme.aims_written": text("visées du plan écrites"),
    "scheme.aim_served": text("visée du plan servie, ou non"),
    "selection.made": text("choix de sujets proposé"),
    "selection.amended": text("choix de sujets amendé"),
    "selection.amendment_removed": text("amendement d'un choix retiré"),
    "selection.decided": text("choix de sujets décidé"),
    "selection.dropped": text("choix de sujets abandonné"),
    "outcome.written": text("décision, question, action ou réponse écrite"),
    "outcome.changed": text("ligne du relevé changée"),
    "outcome.struck": text("ligne du relevé retirée"),
    "outcome.put_back": text("ligne du relevé remise"),
    "outcome.ended": text("dite faite, ou abandonnée"),
    "outcome.resumed": text("reprise"),
    "outcome.superseded": text("décision remplacée"),
    "outcome.corrected": text("correction notée à côté"),
    "outcome.masked": text("passage occulté dans une ligne arrêtée"),
    "sounding.made": text("sondage fait"),
    "sounding.removed": text("sondage retiré avant d'être posé"),
    "sounding.changed": text("sondage changé"),
    "sounding.opened": text("vague d'un sondage ouverte"),
    "sounding.link_renewed": text("autre lien donné pour une vague"),
    "sounding.closed": text("vague d'un sondage fermée"),
    "sounding.noted": text("vague d'un sondage notée après une réunion"),
    "choice.begun": text("dossier de scénarios commencé"),
    "choice.changed": text("dossier de scénarios changé"),
    "choice.removed": text("dossier de scénarios retiré"),
    "choice.put_back": text("dossier de scénarios remis"),
    "choice.sent": text("dossier de scénarios dit envoyé"),
    "choice.quotes_forgotten": text("propos occultés ou effacés retirés de dossiers de scénarios"),
    "scenario.added": text("scénario ajouté"),
    "scenario.changed": text("scénario changé"),
    "scenario.moved": text("scénarios rangés dans un autre ordre"),
    "scenario.removed": text("scénario retiré"),
    "scenario.put_back": text("scénario remis"),
    "argument.written": text("argument écrit"),
    "argument.changed": text("argument changé"),
    "argument.answered": text("réponse donnée à un argument"),
    "argument.removed": text("argument retiré"),
    "argument.put_back": text("argument remis"),
    "yardstick.set": text("mesure d'un critère précisée"),
    "yardstick.dropped": text("critère laissé de côté dans un dossier de scénarios"),
    "measure.noted": text("mesure d'un scénario notée"),
    "measure.removed": text("mesure d'un scénario retirée"),
    "bearing.written": text("ce qu'un scénario fait à certains, écrit"),
    "bearing.removed": text("ce qu'un scénario fait à certains, retiré"),
    "dossier.begun": text("dossier de réunion commencé"),
    "dossier.composed": text("dossier de réunion composé"),
    "dossier.sent": text("dossier de réunion dit envoyé"),
    "dossier.quotes_forgotten": text("propos occultés ou effacés retirés de dossiers envoyés"),
    "minutes.begun": text("relevé commencé"),
    "minutes.moved": text("état du relevé changé"),
    "minutes.amendment_asked": text("amendement demandé"),
    "minutes.amendment_answered": text("réponse donnée à un amendement"),
    "sources.changed": text("sources changées"),
    "sheet.changed": text("conducteur changé"),
    "sheet.undone": text("changement du conducteur défait"),
    "meeting.brought_in": text("journal de réunion apporté"),
    "data.erased": text("données personnelles effacées"),
    "archives.disposed": text("archives éliminées"),
    "opendata.opened": text("données d'une réunion ouvertes à tout le monde"),
    "opendata.closed": text("données d'une réunion refermées"),
    "archive.handed_out": text("archive remise"),
    "template.kept": text("conducteur gardé comme modèle"),
}
"""What each act is, in words; a test holds that every act noted has some."""


def act_words(act: str) -> Text:
    """Return the words of an act."""
    return ACTS[act]


FIELDS = {
    "heading": text("rubrique"),
    "is_gap": text("manque encore"),
    "values": text("précisions"),
    "is_served": text("servie"),
    "meeting": text("réunion"),
    "audience": text("pour qui"),
    "stakes": text("enjeux"),
    "deadline": text("échéance souhaitée"),
    "freed": text("agents libérés"),
    "theme": text("thème"),
    "cost": text("coût en jours d'agents"),
    "is_must": text("à retenir"),
    "is_aside": text("écarté"),
    "capacity": text("capacité"),
    "number": text("numéro"),
    "taken": text("retenus"),
    "shows_topics": text("sujets montrés à tous"),
    "effect": text("effet"),
    "value": text("valeur"),
    "unit": text("unité"),
    "reply": text("réponse"),
    "origin": text("origine"),
    "note": text("note"),
    "means": text("moyens"),
    "hosts": text("qui accueille"),
    "low": text("le plus bas"),
    "high": text("le plus haut"),
    "to": text("à"),
    "from": text("de"),
    "first_days": text("cent premiers jours"),
    "direction": text("sens"),
    "decides": text("qui décide"),
    "conditions": text("conditions"),
    "aim": text("à quoi ça sert"),
    "avoid": text("quand s'en passer"),
    "material": text("matériel"),
    "minutes_high": text("durée, au plus"),
    "minutes_low": text("durée, au moins"),
    "people_high": text("personnes, au plus"),
    "people_low": text("personnes, au moins"),
    "steps": text("étapes"),
    "sources": text("sources"),
    "technique": text("technique"),
    "aims": text("visées"),
    "asks": text("demandes"),
    "ask": text("demande"),
    "asked_by": text("demandé par"),
    "asked_on": text("demandé le"),
    "became": text("ce qu'il est devenu"),
    "became_on": text("constaté le"),
    "carried_by": text("porté par"),
    "circle": text("cercle"),
    "code": text("code"),
    "criterion": text("critère"),
    "days": text("jours"),
    "days_a_month": text("jours par mois"),
    "department": text("direction"),
    "departments": text("directions"),
    "detail": text("précision"),
    "due": text("échéance"),
    "done": text("ce qui a été fait"),
    "email": text("adresse électronique"),
    "end": text("fin"),
    "ends_on": text("dernier jour"),
    "family_name": text("nom"),
    "figures": text("chiffres"),
    "given_name": text("prénom"),
    "headcount": text("effectif"),
    "how": text("moyen"),
    "into": text("vers"),
    "is_group": text("dans le groupe"),
    "kind": text("genre"),
    "lead": text("chapeau"),
    "next_steps": text("la suite"),
    "language": text("langue"),
    "left": text("ce qui reste"),
    "licence": text("licence"),
    "manager_agreed_on": text("accord de la hiérarchie"),
    "masked": text("occultés"),
    "meaning": text("ce qu'il veut dire"),
    "n": text("nombre"),
    "name": text("nom"),
    "on": text("jour"),
    "outputs": text("productions"),
    "page": text("page"),
    "parent": text("rattachée à"),
    "people": text("personnes"),
    "place": text("lieu"),
    "planned_at": text("prévue"),
    "plural": text("au pluriel"),
    "post": text("fonction"),
    "reason": text("raison"),
    "retention_months": text("mois de conservation"),
    "right": text("droit"),
    "role": text("rôle"),
    "sections": text("parties"),
    "sentence": text("phrase"),
    "services": text("services"),
    "starts_on": text("premier jour"),
    "stance": text("effet"),
    "statements": text("affirmations"),
    "status": text("état"),
    "title": text("titre"),
    "threshold": text("seuil"),
    "track": text("piste"),
    "verbatims": text("propos"),
    "visa": text("visa d'élimination"),
    "version": text("version"),
    "what": text("objet"),
    "who": text("qui"),
    "why": text("pourquoi"),
    "words": text("mots"),
}
"""What each field of a line is called, in words."""


def field_words(name: str) -> Text:
    """Return the words of a field; one without words is said as the line writes it."""
    return FIELDS.get(name, text("« %(name)s »", name=name))
