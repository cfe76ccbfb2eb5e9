"""Addresses of the office. Keys are random: an address tells nothing of how many there are."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from mire.programme.keys import LENGTH, LETTERS
from mire.web.office.accounts import codes, first_start, own_account, passkeys, providers, signing
from mire.web.office.cases import case, effort, sourcing
from mire.web.office.cases import views as cases
from mire.web.office.cases import writing as case_writing
from mire.web.office.choices import views as choices
from mire.web.office.chronicle import episodes as chronicle
from mire.web.office.evidence import views as evidence
from mire.web.office.findings import finding
from mire.web.office.findings import views as findings
from mire.web.office.followup import views as followup
from mire.web.office.guests import views as guests
from mire.web.office.home import views as home
from mire.web.office.meetings import (
    announcing,
    briefs,
    bringing,
    editor,
    expected,
    presences,
    requesting,
    rooms,
    signing_sheet,
)
from mire.web.office.meetings import views as meetings
from mire.web.office.methods import card as method_card
from mire.web.office.methods import views as methods
from mire.web.office.methods import writing as method_writing
from mire.web.office.note import views as note
from mire.web.office.opendata import open_pages as open_data
from mire.web.office.opendata import views as opendata
from mire.web.office.outcomes import outcome, register, writing
from mire.web.office.people import departments, erasing, importing, link, person
from mire.web.office.people import views as people
from mire.web.office.reading import apart, board, overview, projector, slips
from mire.web.office.reading import views as readings
from mire.web.office.residencies import cycles
from mire.web.office.restitutions import asking, files, open_pages
from mire.web.office.restitutions import views as restitutions
from mire.web.office.scheme import lines, plan, scheme
from mire.web.office.settings import criteria, keeping, phases, words
from mire.web.office.settings import views as settings
from mire.web.office.sponsorship import views as sponsorship
from mire.web.office.steering import amendments, dossier, minutes
from mire.web.office.steering import views as steering
from mire.web.office.support import facts, soundings
from mire.web.office.support import open_pages as wave_pages
from mire.web.office.thread import views as thread
from mire.web.office.topics import from_meeting, selections, topic, topics
from mire.web.office.topics import open_pages as topic_pages


class KeyConverter:
    """A key of a row of the office."""

    regex = f"[{LETTERS}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        """Return a key as it is written."""
        return value

    def to_url(self, value: str) -> str:
        """Return a key as it is written."""
        return value


class SurfaceConverter(KeyConverter):
    """A surface of which a preview is shown."""

    regex = "projector|phone|console"


class FileKindConverter(KeyConverter):
    """A kind of file in which a person's data are told."""

    regex = "json|ods"


class OpenFileConverter(KeyConverter):
    """A file of the open package."""

    regex = r"[A-Za-z_]+(?:\.[a-z]+)?"


register_converter(OpenFileConverter, "open_file")
register_converter(FileKindConverter, "file_kind")
register_converter(KeyConverter, "key")
register_converter(SurfaceConverter, "surface")

of_programme: list[URLPattern | URLResolver] = [
    path("", home.home, name="office_home"),
    path("plan", home.plan, name="office_plan"),
    path("personnes", people.people, name="office_people"),
    path("personnes/portee", people.reached, name="office_reached"),
    path("personnes/ajouter", people.new_person, name="office_new_person"),
    path("personnes/importer", importing.import_people, name="office_import"),
    path("personnes/importer/apercu", importing.import_preview, name="office_import_preview"),
    path("personnes/directions", departments.departments, name="office_departments"),
    path("personnes/directions/ajouter", departments.new_department, name="office_new_department"),
    path(
        "personnes/directions/<key:department>",
        departments.changed_department,
        name="office_change_department",
    ),
    path(
        "personnes/directions/<key:department>/fusionner",
        departments.merged_department,
        name="office_merge_department",
    ),
    path("personnes/<key:person>", person.person_page, name="office_person"),
    path("personnes/<key:person>/changer", person.change, name="office_change_person"),
    path("personnes/<key:person>/role", person.new_role, name="office_new_role"),
    path("personnes/<key:person>/role/<key:role>", person.changed_role, name="office_change_role"),
    path("personnes/<key:person>/lettre", person.letter, name="office_new_letter"),
    path("personnes/<key:person>/lettre/<key:letter>", person.letter, name="office_letter"),
    path("personnes/<key:person>/temps", person.new_time, name="office_new_time"),
    path("reunions", meetings.meetings, name="office_meetings"),
    path("reunions/nouvelle", meetings.new_meeting, name="office_new_meeting"),
    path("reunions/apporter", bringing.bring_in, name="office_bring_in"),
    path("reunions/commencer", meetings.begin_meeting, name="office_begin_meeting"),
    path("reunions/<key:meeting>", editor.meeting, name="office_meeting"),
    path("reunions/<key:meeting>/conducteur", editor.edit, name="office_edit"),
    path("reunions/<key:meeting>/texte", editor.as_text, name="office_meeting_text"),
    path("reunions/<key:meeting>/conducteur.toml", editor.sheet_file, name="office_meeting_file"),
    path("reunions/<key:meeting>/ouvrir", rooms.open_room, name="office_open_room"),
    path("reunions/<key:meeting>/refermer", rooms.take_back, name="office_take_back"),
    path("reunions/<key:meeting>/repeter", rooms.rehearse, name="office_rehearse"),
    path("reunions/<key:meeting>/repetition", rooms.resume, name="office_rehearsal"),
    path("reunions/<key:meeting>/regie", rooms.lead, name="office_console"),
    path("reunions/<key:meeting>/presences", presences.who_came, name="office_who_came"),
    path("reunions/<key:meeting>/attendus", expected.expected, name="office_expected"),
    path("reunions/<key:meeting>/roles", briefs.duties, name="office_duties"),
    path("reunions/<key:meeting>/roles/fiches", briefs.briefs, name="office_briefs"),
    path("reunions/<key:meeting>/roles/fiche/<slug:slot>", briefs.brief, name="office_brief"),
    path("reunions/<key:meeting>/demande", requesting.request_slot, name="office_request"),
    path("reunions/<key:meeting>/invitation", announcing.invite, name="office_invitation"),
    path("reunions/<key:meeting>/agenda.ics", announcing.calendar, name="office_calendar"),
    path("reunions/<key:meeting>/fait", announcing.done, name="office_done"),
    path(
        "reunions/<key:meeting>/emargement",
        signing_sheet.signing_sheet,
        name="office_signing_sheet",
    ),
    path("reunions/<key:meeting>/adresses", rooms.renew, name="office_renew"),
    path("reunions/<key:meeting>/modele", rooms.keep_template, name="office_keep_template"),
    path("reunions/<key:meeting>/retirer", rooms.remove, name="office_remove_meeting"),
    path(
        "reunions/<key:meeting>/apercu/<surface:surface>/<slug:activity>",
        rooms.preview,
        name="office_preview",
    ),
    path("reunions/<key:meeting>/dossier", dossier.dossier, name="office_dossier"),
    path("reunions/<key:meeting>/dossier/commencer", dossier.begin, name="office_begin_dossier"),
    path("reunions/<key:meeting>/dossier/agir", dossier.press, name="office_dossier_press"),
    path("reunions/<key:meeting>/dossier/mots", dossier.changed_lead, name="office_dossier_lead"),
    path("reunions/<key:meeting>/dossier/envoi", dossier.sent, name="office_dossier_sent"),
    path(
        "reunions/<key:meeting>/dossier/document", dossier.document, name="office_dossier_document"
    ),
    path("reunions/<key:meeting>/releve", minutes.minutes, name="office_minutes"),
    path("reunions/<key:meeting>/releve/commencer", minutes.begin, name="office_begin_minutes"),
    path("reunions/<key:meeting>/releve/ligne", minutes.line, name="office_minutes_line"),
    path("reunions/<key:meeting>/releve/lignes", minutes.lines, name="office_minutes_lines"),
    path("reunions/<key:meeting>/releve/etat", minutes.moved, name="office_minutes_state"),
    path(
        "reunions/<key:meeting>/releve/document", minutes.document, name="office_minutes_document"
    ),
    path("reunions/<key:meeting>/releve/amender", amendments.amendment, name="office_amend"),
    path(
        "reunions/<key:meeting>/releve/amendements/<key:amendment>",
        amendments.answer,
        name="office_answer_amendment",
    ),
    path("reunions/<key:meeting>/suites", followup.followups, name="office_followups"),
    path("decider", register.decisions, name="office_decide"),
    path("decider/questions", register.questions, name="office_questions"),
    path("decider/actions", register.actions, name="office_actions"),
    path("decider/reunions", steering.steering, name="office_steering"),
    path("decider/ecrire", writing.new_outcome, name="office_new_outcome"),
    path("decider/scenarios", choices.choices, name="office_choices"),
    # Imported here, where its converters are known.
    path("decider/scenarios/", include("mire.web.office.choices.addresses")),
    path("decider/sujets", topics.topics, name="office_topics"),
    path("decider/sujets/nouveau", topics.new_topic, name="office_new_topic"),
    path("decider/sujets/lien", topics.new_call, name="office_new_call"),
    path("decider/sujets/liens/<key:call>", topics.call, name="office_call"),
    path("decider/sujets/liens/<key:call>/fermer", topics.closed_call, name="office_close_call"),
    path("decider/sujets/<key:topic>", topic.topic, name="office_topic"),
    path("decider/sujets/<key:topic>/changer", topic.changed_topic, name="office_change_topic"),
    path("decider/sujets/<key:topic>/repondre", topic.moved_topic, name="office_move_topic"),
    path("decider/sujets/<key:topic>/question", topic.asked_back, name="office_ask_back"),
    path("decider/sujets/<key:topic>/notes", topic.graded_topic, name="office_grade_topic"),
    path(
        "decider/sujets/<key:topic>/notes/<key:tally>/retirer",
        topic.ungraded_topic,
        name="office_ungrade_topic",
    ),
    path("decider/sujets/<key:topic>/lettre", topic.letter, name="office_topic_letter"),
    path("decider/sujets/<key:topic>/cas", topic.cased_topic, name="office_topic_case"),
    path("decider/choix/nouveau", selections.new_selection, name="office_new_selection"),
    path(
        "decider/choix/nouveau/<key:meeting>/<slug:activity>",
        from_meeting.taken_ballots,
        name="office_take_ballots",
    ),
    path("decider/choix/<key:selection>", selections.selection, name="office_selection"),
    path(
        "decider/choix/<key:selection>/amender",
        selections.amended_selection,
        name="office_amend_selection",
    ),
    path(
        "decider/choix/<key:selection>/decider",
        selections.decided_selection,
        name="office_decide_selection",
    ),
    path(
        "decider/choix/<key:selection>/abandonner",
        selections.dropped_selection,
        name="office_drop_selection",
    ),
    path(
        "decider/choix/<key:selection>/document",
        selections.document,
        name="office_selection_document",
    ),
    path("decider/choix/<key:selection>/bulletins", selections.ballots, name="office_ballots"),
    path("decider/schema", scheme.scheme, name="office_scheme"),
    path("decider/schema/document", scheme.document, name="office_scheme_document"),
    path("decider/schema/comparer", scheme.compared, name="office_compare_scheme"),
    path("decider/schema/ecrire/<slug:section>", lines.new_line, name="office_new_scheme_line"),
    path("decider/schema/plan", plan.aims, name="office_plan_aims"),
    path("decider/schema/plan/<key:aim>", plan.aim, name="office_plan_aim"),
    path("decider/schema/plan/<key:aim>/servir", plan.served, name="office_serve_aim"),
    path("decider/schema/<key:line>", lines.line, name="office_scheme_line"),
    path("decider/schema/<key:line>/changer", lines.changed_line, name="office_change_scheme_line"),
    path("decider/schema/<key:line>/placer", lines.pressed_line, name="office_press_scheme_line"),
    path("decider/schema/<key:line>/source", lines.sourced_line, name="office_scheme_source"),
    path("decider/<key:outcome>", outcome.outcome, name="office_outcome"),
    path("decider/<key:outcome>/changer", writing.changed_outcome, name="office_change_outcome"),
    path(
        "decider/<key:outcome>/corriger", writing.corrected_outcome, name="office_correct_outcome"
    ),
    path("decider/<key:outcome>/occulter", writing.masked_outcome, name="office_mask_outcome"),
    path("decider/<key:outcome>/fin", outcome.ended, name="office_outcome_ended"),
    path("decider/<key:outcome>/remplacer", outcome.superseded, name="office_outcome_superseded"),
    path("decider/<key:outcome>/retirer", outcome.struck, name="office_outcome_struck"),
    path("decider/<key:outcome>/source", outcome.source, name="office_outcome_source"),
    path("soutien", facts.support, name="office_support"),
    path("soutien/sondages/nouveau", soundings.new_sounding, name="office_new_sounding"),
    path("soutien/sondages/<key:sounding>", soundings.sounding, name="office_sounding"),
    path(
        "soutien/sondages/<key:sounding>/changer",
        soundings.changed_sounding,
        name="office_change_sounding",
    ),
    path(
        "soutien/sondages/<key:sounding>/retirer",
        soundings.removed_sounding,
        name="office_remove_sounding",
    ),
    path("soutien/sondages/<key:sounding>/vague", soundings.new_wave, name="office_new_wave"),
    path("soutien/sondages/<key:sounding>/comptes", soundings.counted_wave, name="office_counts"),
    path("soutien/vagues/<key:wave>/lien", soundings.wave_link, name="office_wave_link"),
    path("soutien/vagues/<key:wave>/fermer", soundings.closed_wave, name="office_close_wave"),
    path("personnes/<key:person>/effacer", erasing.erase, name="office_erase_person"),
    path(
        "personnes/<key:person>/donnees.<file_kind:kind>", erasing.data, name="office_person_data"
    ),
    path("personnes/<key:person>/lien", link.hand_out, name="office_person_link"),
    path("dit", evidence.said, name="office_said"),
    path("dit/lectures", readings.readings, name="office_readings"),
    path("dit/lectures/nouvelle", readings.new_reading, name="office_new_reading"),
    path("dit/lectures/aveugle", apart.new_blind, name="office_new_blind"),
    path("dit/lectures/<key:reading>/aveugle", apart.blind_page, name="office_blind"),
    path("dit/lectures/<key:reading>", board.board, name="office_reading"),
    path("dit/lectures/<key:reading>/agir", board.press, name="office_reading_press"),
    path("dit/lectures/<key:reading>/vue", overview.overview, name="office_reading_overview"),
    path("dit/lectures/<key:reading>/ecran", projector.projector, name="office_reading_projector"),
    path("dit/lectures/<key:reading>/billets", slips.slips, name="office_reading_slips"),
    path("dit/lectures/<key:reading>/lignes", readings.new_lines, name="office_new_lines"),
    path("dit/constats", findings.findings, name="office_findings"),
    path("dit/constats/nouveau", findings.new_finding, name="office_new_finding"),
    path("dit/constats/<key:finding>", finding.finding, name="office_finding"),
    path(
        "dit/constats/<key:finding>/changer", findings.changed_finding, name="office_change_finding"
    ),
    path("dit/constats/<key:finding>/etat", finding.status, name="office_finding_status"),
    path("dit/constats/<key:finding>/source", finding.source, name="office_finding_source"),
    path("dit/constats/<key:finding>/retirer", finding.removed, name="office_remove_finding"),
    path("dit/non-repris", findings.left_out, name="office_left_out"),
    path("dit/restitutions", restitutions.restitutions, name="office_restitutions"),
    path("dit/restitutions/commencer", restitutions.begin, name="office_begin_restitution"),
    path("dit/restitutions/<key:restitution>", restitutions.restitution, name="office_restitution"),
    path("dit/restitutions/<key:restitution>/agir", restitutions.press, name="office_tell"),
    path(
        "dit/restitutions/<key:restitution>/mots",
        restitutions.changed_words,
        name="office_restitution_words",
    ),
    path(
        "dit/restitutions/<key:restitution>/etat",
        restitutions.status,
        name="office_restitution_status",
    ),
    path("dit/restitutions/<key:restitution>/publier", restitutions.publish, name="office_publish"),
    path("dit/restitutions/<key:restitution>/demander", asking.ask, name="office_ask"),
    path(
        "dit/restitutions/<key:restitution>/remarques/<key:remark>",
        asking.reply,
        name="office_reply",
    ),
    path(
        "dit/restitutions/<key:restitution>/document/<slug:length>",
        files.document,
        name="office_restitution_document",
    ),
    path("cas", cases.cases, name="office_cases"),
    path("cas/nouveau", cases.new_case, name="office_new_case"),
    path("cas/<key:case>", case.case, name="office_case"),
    path("cas/<key:case>/changer/<slug:part>", case_writing.changed, name="office_change_case"),
    path("cas/<key:case>/etat/<slug:status>", case.moved, name="office_move_case"),
    path("cas/<key:case>/relu", case.read, name="office_read_case"),
    path("cas/<key:case>/retirer", case.removed, name="office_remove_case"),
    path("cas/<key:case>/jours", effort.new_days, name="office_new_case_days"),
    path(
        "cas/<key:case>/jours/<key:days>/retirer",
        effort.removed_days,
        name="office_remove_case_days",
    ),
    path("cas/<key:case>/enjeu", effort.new_grades, name="office_new_grades"),
    path(
        "cas/<key:case>/enjeu/<key:tally>/retirer",
        effort.removed_grades,
        name="office_remove_grades",
    ),
    path("cas/<key:case>/sources", sourcing.sources, name="office_case_sources"),
    path("cas/<key:case>/source", sourcing.source, name="office_case_source"),
    path("cas/<key:case>/brique", case_writing.learnt, name="office_new_learnt"),
    path("cas/<key:case>/brique/<key:learnt>", case_writing.learnt, name="office_learnt"),
    path(
        "cas/<key:case>/brique/<key:learnt>/retirer",
        case_writing.removed_learnt,
        name="office_remove_learnt",
    ),
    path(
        "cas/<key:case>/brique/<key:learnt>/sources",
        sourcing.sources,
        name="office_learnt_sources",
    ),
    path("cas/<key:case>/brique/<key:learnt>/source", sourcing.source, name="office_learnt_source"),
    path("methodes", methods.methods, name="office_methods"),
    path("methodes/nouvelle", method_writing.new_method, name="office_new_method"),
    path("methodes/apporter", methods.bring_in, name="office_bring_in_methods"),
    path("methodes/bibliotheque.json", methods.library, name="office_library"),
    path("methodes/<key:method>", method_card.method, name="office_method"),
    path("methodes/<key:method>/fiche.pdf", method_card.paper, name="office_method_paper"),
    path("methodes/<key:method>/changer", method_writing.changed, name="office_change_method"),
    path("methodes/<key:method>/retirer", method_card.removed, name="office_remove_method"),
    path("methodes/<key:method>/evaluer", method_writing.new_review, name="office_new_review"),
    path(
        "methodes/<key:method>/avis/<key:review>/retirer",
        method_card.removed_review,
        name="office_remove_review",
    ),
    path("decider/cycle", cycles.cycles, name="office_cycles"),
    path("decider/cycle/", include("mire.web.office.residencies.addresses")),
    path("note", note.note, name="office_note"),
    path("note/portage", sponsorship.sponsorship, name="office_sponsorship"),
    path("note/portage/", include("mire.web.office.sponsorship.addresses")),
    path("note/", include("mire.web.office.note.addresses")),
    path("note/circuit/", include("mire.web.office.approvals.addresses")),
    path("recit", chronicle.episodes, name="office_chronicle"),
    path("recit/", include("mire.web.office.chronicle.addresses")),
    path("fil/<slug:kind>/<key:key>", thread.thread, name="office_thread"),
    path("inviter", guests.invite, name="office_invite"),
    path("inviter/<key:link>/fermer", guests.close_link, name="office_close_link"),
    path("reglages", settings.settings_page, name="office_settings"),
    path("reglages/mots", words.words_page, name="office_words"),
    path("reglages/roles/ajouter", words.role_kind, name="office_new_role_kind"),
    path("reglages/roles/<key:kind>", words.role_kind, name="office_role_kind"),
    path("reglages/phases", phases.phases, name="office_phases"),
    path("reglages/phases/ajouter", phases.phase, name="office_new_phase"),
    path("reglages/phases/<key:phase>", phases.phase, name="office_phase"),
    path("reglages/phases/<key:phase>/retirer", phases.removed_phase, name="office_remove_phase"),
    path("reglages/criteres", criteria.criteria, name="office_criteria"),
    path("reglages/criteres/ajouter", criteria.criterion, name="office_new_criterion"),
    path("reglages/criteres/<key:criterion>", criteria.criterion, name="office_criterion"),
    path("reglages/criteres/<key:criterion>/monter", criteria.moved_up, name="office_criterion_up"),
    path(
        "reglages/criteres/<key:criterion>/retirer",
        criteria.retired,
        name="office_retire_criterion",
    ),
    path("reglages/journal", settings.journal, name="office_journal"),
    path("reglages/conservation", keeping.keeping, name="office_keeping"),
    path("reglages/donnees", opendata.open_data_page, name="office_open_data"),
    path("reglages/donnees/tout.zip", opendata.open_programme_zip, name="office_open_zip"),
    path("reglages/donnees/archive", opendata.programme_archive, name="office_archive"),
    path("reglages/donnees/<key:meeting>", opendata.open_meeting_page, name="office_open_meeting"),
    path(
        "reglages/donnees/<key:meeting>/refermer",
        opendata.close_meeting,
        name="office_close_meeting",
    ),
    path(
        "reglages/donnees/<key:meeting>/archive",
        opendata.meeting_archive,
        name="office_meeting_archive",
    ),
]

urlpatterns = [
    path("premier-demarrage/<slug:secret>", first_start.first_start, name="first_start"),
    path("compte/entrer", signing.sign_in, name="sign_in"),
    path("compte/code", codes.code, name="sign_in_code"),
    path("compte/moi", own_account.account_page, name="own_account"),
    path("compte/moi/donnees.<file_kind:kind>", own_account.own_data, name="own_data"),
    path("compte/cle", passkeys.sign_in_by_passkey, name="sign_in_by_passkey"),
    path("compte/cle/demande", passkeys.passkey_request, name="passkey_request"),
    path("compte/cle/nouvelle", passkeys.new_passkey, name="new_passkey"),
    path("compte/par/<slug:provider>", providers.by_provider, name="by_provider"),
    path("compte/par/<slug:provider>/retour", providers.provider_back, name="provider_back"),
    path("compte/lien/<slug:secret>", signing.by_link, name="sign_in_by_link"),
    path("compte/sortir", signing.sign_out, name="sign_out"),
    path("invite/<slug:secret>", guests.guest_page, name="guest_page"),
    path("r/<key:key>", open_pages.restitution, name="restitution"),
    path("donnees", open_data.index, name="open_data"),
    path("donnees/<key:key>.zip", open_data.whole, name="open_data_zip"),
    path("donnees/<key:key>/<open_file:file>", open_data.one, name="open_data_file"),
    path("entendu/<slug:secret>", open_pages.heard, name="heard"),
    path("sondage/<slug:secret>", wave_pages.sounding_wave, name="sounding_wave"),
    path("saisir/<slug:secret>", topic_pages.referral, name="topic_referral"),
    path("saisine/<slug:secret>", topic_pages.followed, name="topic_followed"),
    path("sujets/<key:listed>", topic_pages.listed, name="topics_listed"),
    path("programmes", signing.programmes, name="programmes"),
    path("programme/<key:programme>/", include(of_programme)),
]
